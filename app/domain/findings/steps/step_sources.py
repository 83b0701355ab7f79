"""The notes that next steps come from: those of the last phase of a workshop, promoted one by one or together."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain.board import order
from app.domain.errors import Invalid, NotFound
from app.domain.findings import programmes, sources, units
from app.domain.findings.coding import book
from app.domain.findings.models import Programme, ProgrammeWorkshop
from app.domain.findings.rights import Colleague, Right, require
from app.domain.findings.steps import steps
from app.domain.findings.steps.step_models import Step, StepSource
from app.domain.findings.units import NOTE, Ref, Unit, note_of
from app.domain.models import Column, Note
from app.domain.steering import agenda


class Candidates(NamedTuple):
    """The notes of one workshop that may become steps, as far as they are not the source of one.

    `during` were written in its last phase for writing, `others` under the same questions before.
    """

    workshop_id: int
    title: str
    place_id: int
    during: list[Unit]
    others: list[Unit]


def candidates(session: Session, programme: Programme, found: Sequence[Unit]) -> list[Candidates]:
    """The candidates of each workshop, out of all units `found` of the programme."""
    taken = _taken(session, programme)
    listed = []
    for workshop, place_id in sources.workshops(session, programme):
        columns, since = _last_writing(session, workshop.id)
        here = [
            unit
            for unit in found
            if unit.source == str(workshop.id) and unit.question in columns and unit.name not in taken
        ]
        late = _written_since(session, workshop.id, since) if since else {note_of(unit.ref)[1] for unit in here}
        during = [unit for unit in here if note_of(unit.ref)[1] in late]
        others = [unit for unit in here if note_of(unit.ref)[1] not in late]
        if here:
            listed.append(Candidates(workshop.id, workshop.title, place_id, during, others))
    return listed


def programmes_of(session: Session, workshop_id: int) -> list[Programme]:
    """The programmes that a workshop is in, the oldest first."""
    query = (
        select(Programme)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.programme_id) == col(Programme.id))
        .where(ProgrammeWorkshop.workshop_id == workshop_id, col(Programme.deleted_at).is_(None))
        .order_by(col(Programme.id))
    )
    return list(session.exec(query))


def promote(session: Session, person: Colleague, names: Iterable[Ref], *, together: bool = False) -> list[Step]:
    """Make a proposed step of each of these notes, or with `together` one step of all.

    A step keeps a reference to its notes, and takes the place and the one element of the first. A note that is the
    source of a step already is left out. Raises NotAllowed, NotFound, Conflict, and Invalid without a note.
    """
    require(person, Right.CODE)
    chosen = list(dict.fromkeys(names))
    if not chosen:
        raise Invalid("Choose at least one note.", field="unit")
    there = units.by_name(units.units(session, person.programme, chosen))
    if any(name not in there or name.kind != NOTE for name in chosen):
        raise NotFound("This note is no longer there. Reload the page.")
    taken = _taken(session, person.programme)
    found = [there[name] for name in chosen if name not in taken]
    elements = set(book.read(session, person.programme).framework.element_keys)
    made = []
    for group in [found] if together and found else [[unit] for unit in found]:
        about = group[0].codes & elements
        values = {"place_id": group[0].place_id, "element": next(iter(about)) if len(about) == 1 else ""}
        step = steps.insert(session, person, programmes.fresh_id(), values, steps.State.PROPOSED)
        key = None
        for unit in group:
            key = order.between(key, None)
            source = StepSource(
                programme_id=step.programme_id, step_id=step.id, kind=unit.kind, ref=unit.ref, order_key=key
            )
            session.add(source)
        session.flush()
        made.append(step)
    return made


def _taken(session: Session, programme: Programme) -> set[Ref]:
    """The units that are the source of a step that was not removed."""
    query = (
        select(StepSource.kind, StepSource.ref)
        .join(
            Step, (col(Step.programme_id) == col(StepSource.programme_id)) & (col(Step.id) == col(StepSource.step_id))
        )
        .where(StepSource.programme_id == programme.id, col(Step.removed_at).is_(None))
    )
    return {Ref(kind, ref) for kind, ref in session.exec(query)}


def _last_writing(session: Session, workshop_id: int) -> tuple[set[int], datetime | None]:
    """The columns of the last phase that lets people write, and when it began; without one, the last column."""
    writing = [phase for phase in agenda.phases(session, workshop_id) if "write" in phase.may]
    query = select(Column.id).where(Column.workshop_id == workshop_id).order_by(col(Column.order_key), col(Column.id))
    columns = [column for column in session.exec(query) if column is not None]
    if not writing:
        return set(columns[-1:]), None
    return set(writing[-1].columns or columns), writing[-1].begun_at


def _written_since(session: Session, workshop_id: int, since: datetime) -> set[str]:
    return set(session.exec(select(Note.id).where(Note.workshop_id == workshop_id, Note.posted_at >= since)))
