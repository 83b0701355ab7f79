"""How each kind of event is undone, and which later events have changed the same."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain.board import moving, notes, order, stacking
from app.domain.board.events import StackChanged
from app.domain.board.finding import column_of, find
from app.domain.errors import Conflict, NotFound
from app.domain.events import (
    AboutNote,
    Happened,
    NoteEdited,
    NoteErased,
    NoteHidden,
    NoteMoved,
    NoteRestored,
)
from app.domain.models import Note
from app.domain.steering import approval, locks, phase_return, timer
from app.domain.steering.events import (
    AnswersRevealed,
    AnswersVeiled,
    ApprovalEnded,
    ApprovalRequired,
    BoardLocked,
    BoardUnlocked,
    ColumnLocked,
    ColumnUnlocked,
    NoteApproved,
    NoteDeclined,
    NoteHeld,
    PhaseEntered,
    SeatMuted,
    SeatUnmuted,
    TimerSet,
)
from app.domain.steering.visibility import Approval
from app.domain.workshops import muting
from app.domain.workshops.seats import Actor

# Kinds of events that change the same thing of the same object.
_SAME: tuple[tuple[type[Happened], ...], ...] = (
    (NoteHidden, NoteRestored),
    (NoteMoved,),
    (NoteApproved, NoteDeclined, NoteHeld, NoteEdited),
    (BoardLocked, BoardUnlocked),
    (ColumnLocked, ColumnUnlocked),
    (AnswersVeiled, AnswersRevealed),
    (ApprovalRequired, ApprovalEnded),
    (PhaseEntered,),
    (TimerSet, PhaseEntered),
)
_Back = Callable[[Session, Actor, Any, datetime], object]


def is_undoable(event: Happened) -> bool:
    """True if a facilitator can undo this event. An agenda that was edited in its present phase is not an action."""
    if isinstance(event, PhaseEntered):
        return event.before != event.after
    return type(event) in UNDOABLE


def touches(event: Happened, later: Happened) -> bool:
    """True if `later` has changed what `event` changed, so that it can no longer be undone."""
    if isinstance(later, NoteErased | StackChanged):
        # The notes of a stack stay together, and are all hidden or all shown.
        return isinstance(event, AboutNote) and event.note == later.note
    if isinstance(event, AnswersVeiled | AnswersRevealed) and isinstance(later, PhaseEntered):
        return event.column in later.veiled
    if isinstance(later, PhaseEntered) and later.before == later.after:
        return False
    kinds = next((kinds for kinds in _SAME if isinstance(event, kinds)), ())
    if not isinstance(later, kinds):
        return False
    # A note that was moved is the same note in another column.
    about = "note" if isinstance(event, AboutNote) else "column"
    return getattr(event, about, None) == getattr(later, about, None)


def restore(session: Session, person: Actor, seq: int, event: Happened, now: datetime) -> bool:
    """Restore what this event, with this seq, changed; False if it is not as the event left it, or is gone.

    Raises NotAllowed, and Closed for what cannot be changed in a closed workshop.
    """
    try:
        if isinstance(event, SeatMuted | SeatUnmuted):
            muting.turn_back(session, person, seq, on=isinstance(event, SeatUnmuted), now=now)
            return True
        stands, back = _BACK[type(event)]
        if not stands(session, person, event):
            return False
        back(session, person, event, now)
    except (NotFound, Conflict):
        # A note that its writer deleted, or a question that was removed: `undo` tells the person.
        return False
    return True


def _note(session: Session, person: Actor, event: AboutNote) -> Note:
    found = session.get(Note, (person.workshop.id, event.note))
    if found is None or found.withdrawn:
        raise NotFound
    return found


def stack_of(session: Session, person: Actor, event: Happened) -> str | None:
    """The stack of the note that this event is about, by the id of its leading note; None without one."""
    note = session.get(Note, (person.workshop.id, event.note)) if isinstance(event, AboutNote) else None
    return note.stack if note is not None else None


def _move_back(session: Session, person: Actor, event: NoteMoved, now: datetime) -> int:
    note = find(session, person, event.note)
    column = column_of(session, person, event.before)
    before = (
        select(Note)
        .where(Note.workshop_id == person.workshop.id, Note.column_id == column.id, Note.id != note.id)
        .where(Note.order_key <= event.before_key)
        .order_by(col(Note.order_key).desc(), col(Note.id).desc())
    )
    key, neighbour = event.before_key, session.exec(before).first()
    if neighbour is not None:
        last = stacking.members(session, neighbour)[-1]
        if last.order_key >= key and note.stack in (None, note.id):
            # Another note has its place now, or a stack that stays together, so it goes right behind that.
            key = order.between(last.order_key, stacking.next_key(session, last, [note.id]))
    return moving.place(session, person, note, event.before, key, now)


def _approval_back(session: Session, person: Actor, event: Any, now: datetime) -> int:
    # Only a note that waits is declined.
    before = Approval.WAITING if isinstance(event, NoteDeclined) else event.before
    reason = None if isinstance(event, NoteDeclined) else event.reason
    return approval.put_back(session, person, event.note, before, reason, now)


def _hiding(hidden: bool) -> tuple[Callable[..., bool], _Back]:
    return (
        lambda session, person, event: _note(session, person, event).hidden == hidden,
        lambda session, person, event, now: notes.turn(
            session, person, [_note(session, person, event)], hidden=not hidden, now=now
        ),
    )


def _decision(state: Approval) -> tuple[Callable[..., bool], _Back]:
    return lambda session, person, event: _note(session, person, event).approval == state, _approval_back


def _on_board(name: str, act: Callable[..., int], on: bool) -> tuple[Callable[..., bool], _Back]:
    """A switch of the workshop: the field `name` of its row, set by `act`."""
    return (
        lambda session, person, event: getattr(person.workshop, name) == on,
        lambda session, person, event, now: act(session, person, on=not on, now=now),
    )


def _on_column(name: str, act: Callable[..., int], on: bool) -> tuple[Callable[..., bool], _Back]:
    """A switch of a column: the field `name` of its row, set by `act`."""
    return (
        lambda session, person, event: getattr(column_of(session, person, event.column), name) == on,
        lambda session, person, event, now: act(session, person, event.column, on=not on, now=now),
    )


# By kind of event: whether things are still as it left them, and what restores them.
_BACK: dict[type[Happened], tuple[Callable[..., bool], _Back]] = {
    NoteHidden: _hiding(True),
    NoteRestored: _hiding(False),
    NoteMoved: (
        lambda session, person, event: (
            (_note(session, person, event).column_id, _note(session, person, event).order_key)
            == (event.column, event.after_key)
        ),
        _move_back,
    ),
    NoteApproved: _decision(Approval.APPROVED),
    NoteDeclined: _decision(Approval.DECLINED),
    NoteHeld: _decision(Approval.WAITING),
    BoardLocked: _on_board("locked", locks.lock_board, True),
    BoardUnlocked: _on_board("locked", locks.lock_board, False),
    ApprovalRequired: _on_board("approve_first", locks.approve_first, True),
    ApprovalEnded: _on_board("approve_first", locks.approve_first, False),
    ColumnLocked: _on_column("locked", locks.lock_column, True),
    ColumnUnlocked: _on_column("locked", locks.lock_column, False),
    AnswersVeiled: _on_column("veiled", locks.veil, True),
    AnswersRevealed: _on_column("veiled", locks.veil, False),
    PhaseEntered: (lambda session, person, event: person.workshop.phase_id == event.after, phase_return.go_back),
    TimerSet: (
        lambda session, person, event: (
            (*timer.stored(person.workshop), person.workshop.timer_freezes)
            == (event.ends_at, event.left, event.freezes)
        ),
        timer.put_back,
    ),
}
# Muting names nobody, so `restore` finds the person by the event's seq.
UNDOABLE = _BACK.keys() | {SeatMuted, SeatUnmuted}
