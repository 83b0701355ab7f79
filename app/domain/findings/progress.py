"""How far each stage of a programme has come at each place, and what waits for whom.

Of an open round it tells only who has said that they are done, because a count would show how a blind book grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, func, select

from app.domain.findings import outlines, programmes, sources, waiting
from app.domain.findings.coding import book
from app.domain.findings.coding.coding_models import Interview, Round, RoundCoder
from app.domain.findings.interviews import interviews
from app.domain.findings.models import Programme
from app.domain.findings.outlines import NOTE, Outline, Ref
from app.domain.findings.programmes import PlaceRow
from app.domain.findings.sources import Deadline
from app.domain.findings.steps import steps
from app.domain.findings.themes.theme_models import Cell, Theme, ThemeEvidence
from app.domain.findings.waiting import Differences, ToRead
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.models import Workshop
from app.domain.records import retention
from app.domain.workshops import listing


class State(StrEnum):
    """How far a stage is. ATTENTION: someone must decide something."""

    NONE = "none"
    SOME = "some"
    DONE = "done"
    ATTENTION = "attention"


@dataclass(frozen=True)
class Held:
    """A workshop with the numbers of its people and of the notes that everyone sees."""

    workshop: Workshop
    people: int
    notes: int

    @property
    def state(self) -> State:
        return State.DONE if self.workshop.closed_at else State.SOME


@dataclass(frozen=True)
class Share:
    """`done` of `of` things; `next` names the first that is left."""

    done: int
    of: int
    next: str = ""

    @property
    def state(self) -> State:
        if not self.of or not self.done:
            return State.NONE
        return State.DONE if self.done == self.of else State.SOME


@dataclass(frozen=True)
class AtPlace:
    """Every stage at one place. `deadline` is the earliest deletion of its evidence, None if there is none.

    `cells` counts the summaries of the matrix, and `stale` those of them that are out of date.
    """

    place: PlaceRow
    workshops: list[Held]
    interviews: Share
    mapped: Share
    themes: int
    unused: int
    cells: int
    stale: int
    steps: Share
    deadline: Deadline | None


@dataclass(frozen=True)
class OpenRound:
    """A round that is not closed, with the account ids of its coders who are done and who are not."""

    id: str
    name: str
    done: list[int]
    waiting: list[int]


@dataclass(frozen=True)
class Progress:
    """The overview of a programme. `deadlines` has the deletions of its evidence, the earliest first.

    `closed_rounds` counts the rounds of independent coding that are closed."""

    places: list[AtPlace]
    rounds: list[OpenRound]
    closed_rounds: int
    elements: int
    deadlines: list[Deadline]
    to_code: list[Interview]
    to_read: list[ToRead]
    differences: Differences | None


def read(session: Session, programme: Programme) -> Progress:
    """The progress of all stages as it is now."""
    found = outlines.outlines(session, programme)
    texts = interviews.listed(session, programme)
    held = sources.workshops(session, programme)
    counted = listing.counts(session, [workshop.id for workshop, _place in held])
    dates = sources.deadlines(session, programme)
    codes = book.read(session, programme)
    about = {*codes.framework.element_keys, NOT_ABOUT}
    used = _used(session, programme)
    stale = waiting.stale_summaries(session, programme, found, codes.keys)
    by_place = []
    for place in programmes.places(session, programme):
        here = [unit for unit in found if unit.place_id == place.id]
        own = [interview for interview in texts if interview.place_id == place.id]
        by_place.append(
            AtPlace(
                place=place,
                workshops=[
                    Held(workshop, *counted[workshop.id]) for workshop, place_id in held if place_id == place.id
                ],
                interviews=_coded(own),
                mapped=_mapped(here, about),
                themes=_themes(session, programme, place.id),
                unused=sum(unit.name not in used for unit in here if unit.codes),
                cells=_cells(session, programme, place.id),
                stale=stale[place.id],
                steps=_steps(session, programme, place.id),
                deadline=next((deadline for deadline in dates if deadline.place_id == place.id), None),
            )
        )
    rounds, closed = _rounds(session, programme)
    return Progress(
        places=by_place,
        rounds=rounds,
        closed_rounds=closed,
        elements=len(codes.elements),
        deadlines=dates,
        to_code=[interview for interview in texts if interview.coded_at is None],
        to_read=waiting.quotes_to_read(session, programme),
        differences=None if programme.reflexive else waiting.differences(session, programme, found),
    )


def warning(deadline: Deadline, today: date) -> int | None:
    """The number among `retention.WARNINGS` that has been reached before a deletion, as in the list of workshops."""
    return retention.reached(deadline.on, today)


def _coded(own: Sequence[Interview]) -> Share:
    left = [interview.title for interview in own if interview.coded_at is None]
    return Share(len(own) - len(left), len(own), left[0] if left else "")


def _mapped(here: Sequence[Outline], about: set[str]) -> Share:
    notes = [unit for unit in here if unit.kind == NOTE]
    return Share(sum(bool(unit.codes & about) for unit in notes), len(notes))


def _used(session: Session, programme: Programme) -> set[Ref]:
    query = (
        select(ThemeEvidence.kind, ThemeEvidence.ref)
        .join(Theme, col(Theme.id) == col(ThemeEvidence.theme_id))
        .where(ThemeEvidence.programme_id == programme.id, Theme.programme_id == programme.id)
        .where(col(Theme.removed_at).is_(None))
    )
    return {Ref(kind, ref) for kind, ref in session.exec(query)}


def _themes(session: Session, programme: Programme, place_id: int) -> int:
    there = (Theme.programme_id == programme.id, Theme.place_id == place_id, col(Theme.removed_at).is_(None))
    return session.exec(select(func.count()).select_from(Theme).where(*there)).one()


def _cells(session: Session, programme: Programme, place_id: int) -> int:
    there = (Cell.programme_id == programme.id, Cell.row_kind == "place", Cell.row_ref == str(place_id))
    written = (Cell.column_kind == "element", Cell.summary != "")
    return session.exec(select(func.count()).select_from(Cell).where(*there, *written)).one()


def _steps(session: Session, programme: Programme, place_id: int) -> Share:
    """The next steps that are done, of all that were not dropped."""
    states = [step.state for step in steps.listed(session, programme) if step.place_id == place_id]
    return Share(states.count(steps.State.DONE), len(states) - states.count(steps.State.DROPPED))


def _rounds(session: Session, programme: Programme) -> tuple[list[OpenRound], int]:
    rows = session.exec(select(Round).where(Round.programme_id == programme.id).order_by(col(Round.drawn_at))).all()
    coders = session.exec(select(RoundCoder).where(RoundCoder.programme_id == programme.id)).all()
    return [
        OpenRound(
            row.id,
            row.name,
            [coder.coder_id for coder in coders if coder.round_id == row.id and coder.done_at is not None],
            [coder.coder_id for coder in coders if coder.round_id == row.id and coder.done_at is None],
        )
        for row in rows
        if row.closed_at is None
    ], sum(row.closed_at is not None for row in rows)
