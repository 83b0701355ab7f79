"""Votes: giving them, taking them back, and closing the vote. Every action sets a state, so that none counts twice.

A stack counts as one note, its leading note.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.board.events import VoteChanged, VotesClosed, VotesReopened
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound, gettext_noop
from app.domain.models import Column, Note, Phase, Vote, Workshop
from app.domain.steering import agenda, writing
from app.domain.steering.visibility import Who, visible
from app.domain.workshops.seats import Actor, require

ENDED = gettext_noop("Voting has ended.")
NONE_LEFT = gettext_noop("You have no votes left. Take one back first.")
ONE_EACH = gettext_noop("You cannot give one note more votes than that.")


def cast(session: Session, person: Actor, note_id: str, votes: int, *, phase_id: int, now: datetime) -> int:
    """Set the number of this person's votes for a note, or for its stack, in the present phase; returns the seq.

    Votes can be taken back also for a note that has gone from the board. Raises Closed if this phase's vote has ended,
    Invalid for more votes than the person has or than one note may get, NotFound for a note that the person does not
    see or that cannot be voted for, and NotAllowed for the team.
    """
    phase = _open_phase(session, person, phase_id, now)
    note = session.get(Note, (person.workshop.id, note_id))
    if note is None or (votes and not _can_get_votes(session, note, phase)):
        raise NotFound("This note is no longer on the board.")
    leading = note.stack or note.id
    given = _given(session, person, phase_id)
    together = {given_to for given_to in given if given_to == leading or _stack_of(session, note, given_to) == leading}
    here = sum(given[each].votes for each in together)
    if here == votes:
        return person.workshop.seq
    # A budget that became smaller meanwhile must not stop anyone from taking votes back.
    if votes < 0 or (votes > here and votes > phase.votes_per_note):
        raise Invalid(ONE_EACH)
    if votes > here and sum(row.votes for row in given.values()) - here + votes > phase.votes:
        raise Invalid(NONE_LEFT)
    seq = journal.record(session, person.workshop, VoteChanged(), now)
    for each in together - {leading}:
        given[each].votes, given[each].revision = 0, seq
    row = given.get(leading) or Vote(
        workshop_id=note.workshop_id, phase_id=phase_id, note_id=leading, seat_id=person.seat.id
    )
    row.votes, row.revision = votes, seq
    person.seat.revision = seq
    session.add_all([*given.values(), row, person.seat])
    return seq


def close(session: Session, person: Actor, phase_id: int, *, on: bool, now: datetime) -> int:
    """End the vote of a phase and show its totals (`on`), or let people vote again and hide them; returns the seq.

    Raises NotAllowed, Closed, NotFound, and Conflict if it is to be opened while the workshop is in another phase, or
    after the workshop was closed.
    """
    require(person, "steer")
    workshop = person.workshop
    phase = session.get(Phase, phase_id)
    if phase is None or phase.workshop_id != workshop.id or "vote" not in phase.may:
        raise NotFound(agenda.GONE)
    if (phase.votes_closed_at is not None) == on:
        return workshop.seq
    if workshop.phase_id != phase_id:
        raise Conflict("The workshop is in another phase. Go back to the vote first.")
    counted = select(Vote.id).where(Vote.phase_id == phase_id, col(Vote.seat_id).is_(None))
    if not on and session.exec(counted).first() is not None:
        raise Conflict(
            "The workshop was closed since. We no longer know who voted, so the vote cannot be opened again."
        )
    phase.votes_closed_at = now if on else None
    # Every note shows its total, or a button for voting.
    workshop.render_version += 1
    session.add_all([phase, workshop])
    session.flush()
    event = VotesClosed(phase_id) if on else VotesReopened(phase_id)
    return journal.record(session, workshop, event, now, by=person.seat.id)


def settle(session: Session, workshop: Workshop, now: datetime) -> None:
    """End every vote of a workshop that closes, and erase who voted: one row a note and phase keeps the total."""
    rows = session.exec(select(Vote).where(Vote.workshop_id == workshop.id).order_by(col(Vote.id))).all()
    kept: dict[tuple[int, str], Vote] = {}
    for row in rows:
        total = kept.setdefault((row.phase_id, row.note_id), row)
        if total is not row:
            total.votes += row.votes
            session.delete(row)
        # A seat's revision is the number of its last vote, and would tell whose it was.
        total.seat_id, total.revision = None, 0
    for total in kept.values():
        if not total.votes:
            session.delete(total)
    session.flush()
    begun = (Phase.workshop_id == workshop.id, col(Phase.begun_at).is_not(None), col(Phase.votes_closed_at).is_(None))
    for phase in session.exec(select(Phase).where(*begun)):
        if "vote" in phase.may:
            phase.votes_closed_at = now
            session.add(phase)
    session.flush()


def _open_phase(session: Session, person: Actor, phase_id: int, now: datetime) -> Phase:
    if person.role is not None:
        raise NotAllowed("Only participants vote.")
    phase = agenda.present_phase(session, person.workshop)
    if phase is None or phase.id != phase_id or "vote" not in phase.may or phase.votes_closed_at:
        raise Closed(ENDED)
    if person.workshop.locked:
        raise Closed(writing.BOARD_LOCKED)
    if writing.frozen(person.workshop, now):
        raise Closed(writing.TIME_UP)
    return phase


def _can_get_votes(session: Session, note: Note, phase: Phase) -> bool:
    column = session.get_one(Column, note.column_id)
    open_here = not phase.columns or column.id in phase.columns
    return open_here and visible(note, column, column.opens_in, Who.EVERYONE)


def _given(session: Session, person: Actor, phase_id: int) -> dict[str, Vote]:
    """The rows of this person's votes in a phase, by note."""
    mine = (Vote.workshop_id == person.workshop.id, Vote.phase_id == phase_id, Vote.seat_id == person.seat.id)
    return {row.note_id: row for row in session.exec(select(Vote).where(*mine))}


def _stack_of(session: Session, note: Note, other: str) -> str | None:
    return session.get_one(Note, (note.workshop_id, other)).stack
