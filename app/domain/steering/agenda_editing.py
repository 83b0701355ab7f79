"""Editing the agenda: adding, changing, moving and removing phases, also while the workshop runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from app.domain.board import lookup, order
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.findings.asks import ask_drafts, asks
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.models import Phase, Workshop
from app.domain.rows import Words
from app.domain.steering import phase_copies
from app.domain.steering.agenda import GONE, MAY, columns_of, find_phase, phases, present_phase, shown_now
from app.domain.text import one_line
from app.domain.workshops.drafts import PhaseDraft
from app.domain.workshops.seats import Actor, require

MOST, LONGEST_TITLE, LONGEST_ASKED = 20, 60, 300
MOST_MINUTES, MOST_VOTES = 240, 20
_LONGEST = {"title": LONGEST_TITLE, "asked": LONGEST_ASKED}


@dataclass(frozen=True)
class Draft:
    """What a person enters about a phase. `columns` are ids, `minutes` is None without a time limit."""

    title: str
    asked: str = ""
    may: Sequence[str] = ()
    columns: Sequence[int] = ()
    veiled: bool = False
    minutes: int | None = None
    votes: int = 5
    votes_per_note: int = 1
    # What people rate, if `may` has "rate".
    ask: AskDraft | None = None
    words: Words = field(default_factory=dict)


def add(session: Session, person: Actor, draft: Draft, now: datetime) -> int:
    """Add a phase after the others; returns the seq. Raises Invalid, NotAllowed, Closed."""
    require(person, "steer")
    listed = phases(session, person.workshop.id)
    if len(listed) >= MOST:
        raise Invalid("An agenda can have at most 20 phases.")
    shown = shown_now(session, person.workshop)
    phase = Phase(
        workshop_id=person.workshop.id,
        order_key=order.between(listed[-1].order_key if listed else None, None),
        title="",
    )
    _fill(session, person.workshop, phase, draft)
    return phase_copies.record(session, person, shown, {phase.id: None}, now)


def edit(session: Session, person: Actor, phase_id: int, draft: Draft, now: datetime) -> int:
    """Change a phase, also while it runs; returns the seq. Raises Invalid, NotFound, NotAllowed, Closed."""
    require(person, "steer")
    phase = find_phase(session, person, phase_id)
    shown, copies = shown_now(session, person.workshop), {phase_id: phase_copies.copy_of(session, phase)}
    _fill(session, person.workshop, phase, draft)
    if copies == {phase_id: phase_copies.copy_of(session, phase)}:
        return person.workshop.seq
    return phase_copies.record(session, person, shown, copies, now)


def move(session: Session, person: Actor, phase_id: int, *, before: int | None, now: datetime) -> int:
    """Move a phase before the phase `before`, or to the end (None); returns the seq.

    Raises NotFound, NotAllowed, Closed.
    """
    require(person, "steer")
    phase = find_phase(session, person, phase_id)
    others = [other for other in phases(session, person.workshop.id) if other.id != phase_id]
    place = len(others) if before is None else next((n for n, other in enumerate(others) if other.id == before), None)
    if place is None:
        if before == phase_id:
            return person.workshop.seq
        raise NotFound(GONE)
    shown, copies = shown_now(session, person.workshop), {phase_id: phase_copies.copy_of(session, phase)}
    low = others[place - 1].order_key if place else None
    high = others[place].order_key if place < len(others) else None
    phase.order_key = order.between(low, high)
    session.add(phase)
    return phase_copies.record(session, person, shown, copies, now)


def remove(session: Session, person: Actor, phase_id: int, now: datetime) -> int:
    """Remove a phase; returns the seq. Raises NotFound, NotAllowed, Closed, and Conflict for the present phase and for
    a phase with votes or with a rating that was opened."""
    require(person, "steer")
    phase = find_phase(session, person, phase_id)
    shown, copies = shown_now(session, person.workshop), {phase_id: phase_copies.copy_of(session, phase)}
    phase_copies.take_out(session, person.workshop, phase)
    return phase_copies.record(session, person, shown, copies, now)


def open_column(session: Session, person: Actor, column_id: int, now: datetime) -> int:
    """Let participants write under a question in the present phase too; returns the seq.

    Raises NotFound, NotAllowed, Closed, and Conflict where there is no present phase.
    """
    require(person, "steer")
    column = lookup.column(session, person, column_id)
    phase = present_phase(session, person.workshop)
    if phase is None:
        raise Conflict("The agenda has not begun, so every question is open.")
    if column.open:
        return person.workshop.seq
    shown, copies = shown_now(session, person.workshop), {phase.id: phase_copies.copy_of(session, phase)}
    written = phase.columns if "write" in phase.may else []
    phase.may = [act for act in MAY if act in {*phase.may, "write"}]
    phase.columns = [*written, column_id] if written or phase.columns else []
    session.add(phase)
    return phase_copies.record(session, person, shown, copies, now)


def fill(session: Session, person: Actor, planned: Iterable[PhaseDraft], now: datetime) -> int:
    """Give a workshop without an agenda these phases, and record it; returns the seq. One with an agenda keeps it.

    Raises NotAllowed, Closed.
    """
    require(person, "steer")
    workshop_id = person.workshop.id
    if phases(session, workshop_id):
        return person.workshop.seq
    shown = shown_now(session, person.workshop)
    create(session, person.workshop, planned)
    return phase_copies.record(session, person, shown, {phase.id: None for phase in phases(session, workshop_id)}, now)


def create(session: Session, workshop: Workshop, planned: Iterable[PhaseDraft]) -> None:
    """Give a workshop without an agenda these phases. They begin when a facilitator goes to the first."""
    ids = [column.id for column in columns_of(session, workshop)]
    key = None
    for one in planned:
        key = order.between(key, None)
        draft = Draft(
            title=one.title,
            asked=one.asked,
            may=one.may,
            columns=[ids[number - 1] for number in one.questions if number <= len(ids)],
            veiled=one.veiled,
            minutes=one.minutes,
            votes=one.votes,
            votes_per_note=one.votes_per_note,
            ask=one.ask,
            words=one.words,
        )
        _fill(session, workshop, Phase(workshop_id=workshop.id, order_key=key, title=""), draft)


def drafts_of(session: Session, workshop: Workshop) -> list[PhaseDraft]:
    """The agenda of a workshop, for creating another like it."""
    numbers = {column.id: number for number, column in enumerate(columns_of(session, workshop), 1)}
    planned = {ask.id: ask for ask in asks.listed(session, workshop.id)}
    return [
        PhaseDraft(
            title=phase.title,
            asked=phase.asked,
            words=phase.words,
            may=phase.may,
            questions=[numbers[column] for column in phase.columns if column in numbers],
            veiled=phase.veiled,
            minutes=phase.minutes,
            votes=phase.votes,
            votes_per_note=phase.votes_per_note,
            ask=asks.draft_of(planned[phase.ask_id]) if phase.ask_id else None,
        )
        for phase in phases(session, workshop.id)
    ]


def _fill(session: Session, workshop: Workshop, phase: Phase, draft: Draft) -> None:
    known = [column.id for column in columns_of(session, workshop)]
    title = one_line(draft.title, LONGEST_TITLE)
    checks = Checks()
    checks.unless(title, Invalid("Enter a title for the phase.", field="title"))
    fits = draft.minutes is None or 1 <= draft.minutes <= MOST_MINUTES
    checks.unless(fits, Invalid("Enter between 1 and 240 minutes, or leave the field empty.", field="minutes"))
    possible = 1 <= draft.votes <= MOST_VOTES and 1 <= draft.votes_per_note <= draft.votes
    few = Invalid("Enter between 1 and 20 votes. The limit for one note cannot be higher.", field="votes")
    checks.unless(possible, few)
    if "rate" in draft.may:
        checks.value(lambda: ask_drafts.checked(draft.ask or AskDraft()), None)
    checks.finish()
    phase.title, phase.asked = title, one_line(draft.asked, LONGEST_ASKED)
    phase.may = [act for act in MAY if act in draft.may]
    phase.columns = [number for number in known if number in draft.columns]
    phase.veiled, phase.minutes = draft.veiled, draft.minutes
    phase.votes, phase.votes_per_note = draft.votes, draft.votes_per_note
    phase.words = {
        tag: {name: one_line(other.get(name, ""), most) for name, most in _LONGEST.items()}
        for tag, other in draft.words.items()
        if any(other.values())
    }
    session.add(phase)
    session.flush()
    asks.plan(session, workshop, phase, (draft.ask or AskDraft()) if "rate" in phase.may else None)
