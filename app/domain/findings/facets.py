"""Facets of many notes and excerpts at once, such as role, priority or challenge.

A note has the facets that its workshop's mapping gave, and those that the programme added. Only the workshop takes its
own away.
"""

from collections.abc import Iterable

from sqlmodel import Session

from app.domain.errors import NotFound
from app.domain.findings import book, excerpts
from app.domain.findings.outlines import EXCERPT, Ref, outlines
from app.domain.findings.rights import Colleague, Right, require


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
    changed = 0
    for unit in found:
        if on and facet not in unit.codes:
            excerpts.give(session, person, unit.name, facet)
            changed += 1
        elif not on and facet in excerpts.codes_of(session, person, unit.name) and _can_lose(unit.kind, unit.codes):
            excerpts.take(session, person, unit.name, facet)
            changed += 1
    return changed


def _can_lose(kind: str, codes: frozenset[str]) -> bool:
    return kind != EXCERPT or len(codes) > 1
