"""How each kind of event is undone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.board import comments, lookup, notes, votes
from app.domain.board.events import (
    AboutComment,
    CommentApproved,
    CommentDeclined,
    CommentHeld,
    CommentHidden,
    CommentRestored,
    StackChanged,
    VotesClosed,
    VotesReopened,
)
from app.domain.errors import Conflict, NotFound
from app.domain.events import (
    AboutNote,
    ColumnAdded,
    ColumnMoved,
    ColumnRemoved,
    ColumnWorded,
    Happened,
    JoiningPaused,
    JoiningResumed,
    NamingChosen,
    NoteAdded,
    NoteHidden,
    NoteMoved,
    NoteRestored,
)
from app.domain.findings.asks import asks, judgements
from app.domain.findings.asks.ask_events import AskClosed, AskOpened, AskShown, JudgementGiven
from app.domain.models import Comment, Note, Phase
from app.domain.steering import (
    approval,
    attention,
    locks,
    phase_copies,
    phase_return,
    replaced_words,
    screen,
    signals,
    timer,
)
from app.domain.steering.events import (
    AgendaEdited,
    AnnouncementChanged,
    AnswersRevealed,
    AnswersVeiled,
    ApprovalEnded,
    ApprovalRequired,
    BoardLocked,
    BoardUnlocked,
    ColumnLocked,
    ColumnUnlocked,
    EveryoneBrought,
    NoteApproved,
    NoteDeclined,
    NoteHeld,
    PhaseEntered,
    ScreenSwitched,
    SeatMuted,
    SeatUnmuted,
    SignalsCleared,
    SpotlightChanged,
    TimerSet,
)
from app.domain.steering.visibility import Approval
from app.domain.workshops import closing, column_return, columns, joining_controls, muting
from app.domain.workshops.seats import Actor

_Stands = Callable[[Session, Actor, Any], bool]
_Back = Callable[[Session, Actor, Any, int, datetime], object]


def is_undoable(event: Happened) -> bool:
    """True if a facilitator can undo this event. Earlier versions recorded some edits of the agenda as other kinds."""
    if isinstance(event, PhaseEntered):
        return event.before != event.after
    if isinstance(event, JudgementGiven):
        return event.subject is not None
    return type(event) in UNDOABLE and event != AgendaEdited()


def stands(session: Session, person: Actor, event: Happened) -> bool:
    """True if things are still as this event left them."""
    check = _BACK[type(event)][0]
    try:
        return check(session, person, event)
    except NotFound:
        # A note that its writer deleted, or a question that was removed.
        return False


def restore(session: Session, person: Actor, seq: int, event: Happened, now: datetime) -> bool:
    """Restore what this event, with this seq, changed; False if something prevents it.

    Raises NotAllowed, and Closed for what cannot be changed in a closed workshop.
    """
    try:
        _BACK[type(event)][1](session, person, event, seq, now)
    except (NotFound, Conflict):
        return False
    return True


def note_of(session: Session, person: Actor, event: AboutNote) -> Note:
    """The note that this event is about. Raises NotFound for one that its writer has deleted."""
    found = session.get(Note, (person.workshop.id, event.note))
    if found is None or found.withdrawn:
        raise NotFound
    return found


def _comment(session: Session, person: Actor, event: AboutComment) -> Comment:
    note_of(session, person, event)
    found = session.get(Comment, (person.workshop.id, event.comment))
    if found is None or found.withdrawn:
        raise NotFound
    return found


def _former(event: Any) -> tuple[str, str | None]:
    """The approval before a decision, and the reason if it was declined. Only what waits is declined."""
    declined = isinstance(event, NoteDeclined | CommentDeclined)
    return (Approval.WAITING, None) if declined else (event.before, event.reason)


def _message_back(session: Session, person: Actor, event: AnnouncementChanged, seq: int, now: datetime) -> int:
    return attention.announce(session, person, replaced_words.replaced_by(person.workshop, seq), now)


def _spotlight_back(session: Session, person: Actor, event: SpotlightChanged, seq: int, now: datetime) -> int:
    note = event.before or event.after or ""
    return attention.spotlight(session, person, note, on=event.before is not None, now=now)


def _unmute_back(on: bool) -> tuple[_Stands, _Back]:
    # Muting names no one, so the person is found by the event's seq.
    return (
        lambda session, person, event: True,
        lambda session, person, event, seq, now: muting.turn_back(session, person, seq, on=on, now=now),
    )


def _hiding(hidden: bool) -> tuple[_Stands, _Back]:
    return (
        lambda session, person, event: note_of(session, person, event).hidden == hidden,
        lambda session, person, event, seq, now: notes.set_hidden(
            session, person, [note_of(session, person, event)], hidden=not hidden, now=now
        ),
    )


def _hiding_comment(hidden: bool) -> tuple[_Stands, _Back]:
    return (
        lambda session, person, event: _comment(session, person, event).hidden == hidden,
        lambda session, person, event, seq, now: comments.hide(session, person, event.comment, on=not hidden, now=now),
    )


def _decision(state: Approval) -> tuple[_Stands, _Back]:
    return (
        lambda session, person, event: note_of(session, person, event).approval == state,
        lambda session, person, event, seq, now: approval.put_back(session, person, event.note, *_former(event), now),
    )


def _comment_decision(state: Approval) -> tuple[_Stands, _Back]:
    return (
        lambda session, person, event: _comment(session, person, event).approval == state,
        lambda session, person, event, seq, now: comments.put_back(
            session, person, event.comment, *_former(event), now
        ),
    )


def _on_board(name: str, act: Callable[..., int], on: bool) -> tuple[_Stands, _Back]:
    """A switch of the workshop: the field `name` of its row, set by `act`."""
    return (
        lambda session, person, event: getattr(person.workshop, name) == on,
        lambda session, person, event, seq, now: act(session, person, on=not on, now=now),
    )


def _on_column(name: str, act: Callable[..., int], on: bool) -> tuple[_Stands, _Back]:
    """A switch of a column: the field `name` of its row, set by `act`."""
    return (
        lambda session, person, event: getattr(lookup.column(session, person, event.column), name) == on,
        lambda session, person, event, seq, now: act(session, person, event.column, on=not on, now=now),
    )


def _vote(closed: bool) -> tuple[_Stands, _Back]:
    return (
        lambda session, person, event: (session.get_one(Phase, event.phase).votes_closed_at is not None) == closed,
        lambda session, person, event, seq, now: votes.close(session, person, event.phase, on=not closed, now=now),
    )


# By kind of event: whether things are still as it left them, and what restores them.
_BACK: dict[type[Happened], tuple[_Stands, _Back]] = {
    NoteAdded: (
        lambda session, person, event: note_of(session, person, event).seat_id == person.seat.id,
        lambda session, person, event, seq, now: notes.withdraw(session, person, event.note, on=True, now=now),
    ),
    NoteHidden: _hiding(True),
    NoteRestored: _hiding(False),
    NoteApproved: _decision(Approval.APPROVED),
    NoteDeclined: _decision(Approval.DECLINED),
    NoteHeld: _decision(Approval.WAITING),
    CommentHidden: _hiding_comment(True),
    CommentRestored: _hiding_comment(False),
    CommentApproved: _comment_decision(Approval.APPROVED),
    CommentDeclined: _comment_decision(Approval.DECLINED),
    CommentHeld: _comment_decision(Approval.WAITING),
    BoardLocked: _on_board("locked", locks.lock_board, True),
    BoardUnlocked: _on_board("locked", locks.lock_board, False),
    ApprovalRequired: _on_board("approve_first", locks.approve_first, True),
    ApprovalEnded: _on_board("approve_first", locks.approve_first, False),
    ColumnLocked: _on_column("locked", locks.lock_column, True),
    ColumnUnlocked: _on_column("locked", locks.lock_column, False),
    AnswersVeiled: _on_column("veiled", locks.veil, True),
    AnswersRevealed: _on_column("veiled", locks.veil, False),
    PhaseEntered: (
        lambda session, person, event: person.workshop.phase_id == event.after,
        lambda session, person, event, seq, now: phase_return.go_back(session, person, event, now),
    ),
    TimerSet: (
        lambda session, person, event: (
            (*timer.stored(person.workshop), person.workshop.timer_freezes)
            == (event.ends_at, event.left, event.freezes)
        ),
        lambda session, person, event, seq, now: timer.put_back(session, person, event, now),
    ),
    SpotlightChanged: (lambda session, person, event: person.workshop.spotlight == event.after, _spotlight_back),
    AnnouncementChanged: (lambda session, person, event: True, _message_back),
    EveryoneBrought: (
        lambda session, person, event: person.workshop.brought_to == event.column,
        lambda session, person, event, seq, now: attention.undo_bringing(session, person, event, now),
    ),
    ScreenSwitched: (
        lambda session, person, event: person.workshop.screen == event.after,
        lambda session, person, event, seq, now: screen.switch(session, person, event.before, now),
    ),
    SignalsCleared: (
        lambda session, person, event: True,
        lambda session, person, event, seq, now: signals.put_back(session, person, seq, now),
    ),
    AgendaEdited: (
        lambda session, person, event: True,
        lambda session, person, event, seq, now: phase_copies.put_back(session, person, event, seq, now),
    ),
    ColumnWorded: (lambda session, person, event: True, column_return.word_back),
    ColumnMoved: (
        lambda session, person, event: True,
        lambda session, person, event, seq, now: column_return.move_back(session, person, event, now),
    ),
    ColumnAdded: (
        lambda session, person, event: True,
        lambda session, person, event, seq, now: columns.remove(session, person, event.column, now),
    ),
    ColumnRemoved: (lambda session, person, event: True, column_return.bring_back),
    AskOpened: (
        lambda session, person, event: True,
        lambda session, person, event, seq, now: asks.undo_opening(session, person, event, now),
    ),
    AskClosed: (
        lambda session, person, event: not asks.is_open(asks.find(session, person.workshop, event.ask)),
        lambda session, person, event, seq, now: asks.set_open(session, person, event.ask, on=True, now=now),
    ),
    JudgementGiven: (lambda session, person, event: True, judgements.put_back),
    NamingChosen: (
        lambda session, person, event: person.workshop.naming == event.after,
        lambda session, person, event, seq, now: closing.choose_naming(session, person, event.before, now),
    ),
    # No one can unsee results, so undoing says that it cannot.
    AskShown: (lambda session, person, event: False, lambda session, person, event, seq, now: None),
    JoiningPaused: _on_board("joining_paused", joining_controls.pause_joining, True),
    JoiningResumed: _on_board("joining_paused", joining_controls.pause_joining, False),
    VotesClosed: _vote(True),
    VotesReopened: _vote(False),
    SeatMuted: _unmute_back(False),
    SeatUnmuted: _unmute_back(True),
}
# `note_return` restores places and stacks.
UNDOABLE = _BACK.keys() | {NoteMoved, StackChanged}
