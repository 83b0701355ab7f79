"""The numbers and names by which a programme's record refers to people, places, frameworks, workshops and units."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from app.domain.findings import members, programmes, sources
from app.domain.findings.coding.coding_models import Round, UnitCoding
from app.domain.findings.models import Programme
from app.domain.findings.units import EXCERPT, NOTE, Ref, Unit, note_of
from app.domain.models import Framework, Workshop
from app.domain.workshops import column_rows


class Numbering:
    """Numbers from 1 by database id, for one programme as it is now."""

    def __init__(self, session: Session, programme: Programme, found: Iterable[Unit]) -> None:
        # Everyone who is or was a member, because no one else writes here. An import keeps the order of the accounts.
        pens = sorted(members.pen_names(session, programme).items())
        self.people = _numbers(person for person, _name in pens)
        self.pen_names = [name for _person, name in pens]
        self.places = _numbers(place.id for place in programmes.places(session, programme))
        self.frameworks = _numbers(_frameworks(session, programme))
        self.parts: list[tuple[Workshop, int]] = sources.workshops(session, programme)
        self.workshops = _numbers(workshop.id for workshop, _place in self.parts)
        self.columns = {
            column.id: number
            for workshop_id in self.workshops
            for number, column in enumerate(column_rows.of(session, workshop_id), 1)
        }
        self.units = {unit.name: self._named(unit.name) for unit in found}

    def framework_contents(self, session: Session) -> list[dict[str, object]]:
        """The versions of the framework, in the order of their numbers."""
        return [session.get_one(Framework, framework_id).content for framework_id in self.frameworks]

    def _named(self, name: Ref) -> str:
        if name.kind == EXCERPT:
            return name.ref
        workshop_id, note_id = note_of(name.ref)
        return f"{self.workshops[workshop_id]}:{note_id}"


def ref_of(unit: str, workshop_ids: Sequence[int]) -> Ref:
    """The domain's name of a unit of a record whose workshops have these ids."""
    number, colon, note_id = unit.partition(":")
    return Ref(NOTE, f"{workshop_ids[int(number) - 1]}:{note_id}") if colon else Ref(EXCERPT, unit)


def _numbers(ids: Iterable[int]) -> dict[int, int]:
    return {each: number for number, each in enumerate(dict.fromkeys(ids), 1)}


def _frameworks(session: Session, programme: Programme) -> list[int]:
    """The present version first, then the earlier ones that something was coded with, in their order."""
    coded = select(UnitCoding.framework_id).where(UnitCoding.programme_id == programme.id).distinct()
    drawn = select(Round.framework_id).where(Round.programme_id == programme.id, col(Round.closed_at).is_not(None))
    used = {each for query in (coded, drawn) for each in session.exec(query) if each is not None}
    return [programme.framework_id, *sorted(used - {programme.framework_id})]
