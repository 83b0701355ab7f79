"""Facets of many notes and excerpts at once, such as role, priority or challenge.

A note has the facets that its workshop's mapping gave, and those that the programme added. Only the workshop takes its
own away.
"""

from collections.abc import Collection, Iterable

from sqlmodel import Session, select

from app.domain.errors import NotFound
from app.domain.findings.coding import book
from app.domain.findings.coding.coding_models import UnitCoding
from app.domain.findings.events import UnitCoded, UnitUncoded
from app.domain.findings.outlines import EXCERPT, Outline, Ref, batches, outlines
from app.domain.findings.rights import Colleague, Right, record, require


def set_for(session: Session, person: Colleague, names: Iterable[Ref], facet: str, *, on: bool) -> int:
    """Give units a facet, or take it away; returns how many of them changed.

    A note keeps a facet that its workshop gave, and an excerpt keeps its last code. Raises NotAllowed, and NotFound for
    an unknown facet or unit.
    """
    require(person, Right.CODE)
    if facet not in book.read(session, person.programme).framework.facet_keys:
        raise NotFound("This code is no longer in the codebook. Reload the page.")
    wanted = list(dict.fromkeys(names))
    found = outlines(session, person.programme, wanted)
    if not wanted or len(found) != len(wanted):
        raise NotFound("Choose notes or excerpts that are still there.")
    # One look-up for all, because the notes of running workshops wait for the same writer.
    own = _own(session, person, wanted, facet)
    changed = [unit.name for unit in found if (facet not in unit.codes if on else unit.name in own and _can_lose(unit))]
    for name in changed:
        if on:
            session.add(
                UnitCoding(
                    programme_id=person.programme_id,
                    kind=name.kind,
                    ref=name.ref,
                    element=facet,
                    coder_id=person.id,
                    framework_id=person.programme.framework_id,
                    given_at=person.now,
                )
            )
        else:
            session.delete(own[name])
    session.flush()
    for name in changed:
        record(session, person, (UnitCoded if on else UnitUncoded)(name.kind, name.ref, facet))
    return len(changed)


def _own(session: Session, person: Colleague, wanted: Collection[Ref], facet: str) -> dict[Ref, UnitCoding]:
    """The codings of this facet that the programme itself gave to these units."""
    query = select(UnitCoding).where(UnitCoding.programme_id == person.programme_id, UnitCoding.element == facet)
    found = {}
    for condition in batches(UnitCoding.ref, [name.ref for name in wanted]):
        found |= {Ref(row.kind, row.ref): row for row in session.exec(query.where(condition))}
    return found


def _can_lose(unit: Outline) -> bool:
    return unit.kind != EXCERPT or len(unit.codes) > 1
