"""Which later events have changed what an earlier one changed, so that the earlier one can no longer be undone."""

from app.domain.board.events import (
    AboutComment,
    CommentApproved,
    CommentDeclined,
    CommentEdited,
    CommentErased,
    CommentHeld,
    CommentHidden,
    CommentRestored,
    StackChanged,
    VoteChanged,
    VotesClosed,
    VotesReopened,
)
from app.domain.events import (
    AboutColumn,
    AboutNote,
    CodingGiven,
    CodingTaken,
    ColumnMoved,
    ColumnWorded,
    Happened,
    JoiningPaused,
    JoiningResumed,
    NamingChosen,
    NoteAdded,
    NoteEdited,
    NoteErased,
    NoteHidden,
    NoteMoved,
    NoteRestored,
    NoteReturned,
    NoteWithdrawn,
)
from app.domain.findings.asks.ask_events import AskChanged, AskClosed, AskOpened, AskShown, JudgementGiven
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
    SignalsCleared,
    SpotlightChanged,
    TimerSet,
)

Coded = CodingGiven | CodingTaken
# Kinds of events that change the same thing of the same object.
_SAME: tuple[tuple[type[Happened], ...], ...] = (
    (NoteHidden, NoteRestored),
    (NoteMoved,),
    (NoteApproved, NoteDeclined, NoteHeld, NoteEdited),
    (CommentHidden, CommentRestored),
    (CommentApproved, CommentDeclined, CommentHeld, CommentEdited),
    (BoardLocked, BoardUnlocked),
    (ColumnLocked, ColumnUnlocked),
    (AnswersVeiled, AnswersRevealed),
    (ApprovalRequired, ApprovalEnded),
    (PhaseEntered,),
    (JoiningPaused, JoiningResumed),
    (TimerSet, PhaseEntered),
    (SpotlightChanged,),
    (AnnouncementChanged,),
    (EveryoneBrought, PhaseEntered),
    (ScreenSwitched,),
    (SignalsCleared, PhaseEntered),
    (VotesClosed, VotesReopened, PhaseEntered),
    # People who have written since rely on what they were told about their name.
    (NamingChosen, NoteAdded),
)
# What may change with which notes a note can be in a stack.
_STACKING = (
    NoteHidden | NoteRestored | NoteMoved | NoteApproved | NoteDeclined | NoteHeld | NoteWithdrawn | NoteReturned
)


def touches(event: Happened, later: Happened) -> bool:
    """True if `later` has changed what `event` changed, so that it can no longer be undone."""
    if isinstance(later, CommentErased):
        return isinstance(event, AboutComment) and event.comment == later.comment
    if isinstance(event, Coded):
        return isinstance(later, Coded) and (event.note, event.element, event.book) == (
            later.note,
            later.element,
            later.book,
        )
    if isinstance(event, AgendaEdited):
        return isinstance(later, AgendaEdited) and not set(event.phases).isdisjoint(later.phases)
    if isinstance(event, NoteAdded):
        return _anything_since(event, later)
    if isinstance(event, AskChanged | AboutColumn):
        return _same_question_or_ask(event, later)
    if isinstance(event, StackChanged) and isinstance(later, _STACKING):
        return event.note == later.note
    if isinstance(later, NoteErased | StackChanged):
        # The notes of a stack stay together, and are all hidden or all shown.
        return isinstance(event, AboutNote) and not isinstance(event, AboutComment) and event.note == later.note
    if isinstance(event, AnswersVeiled | AnswersRevealed) and isinstance(later, PhaseEntered):
        return event.column in later.veiled
    if isinstance(later, PhaseEntered) and later.before == later.after:
        return False
    kinds = next((kinds for kinds in _SAME if isinstance(event, kinds)), ())
    if not isinstance(later, kinds):
        return False
    if isinstance(event, EveryoneBrought | NamingChosen):
        return True
    # A note that was moved is the same note in another column.
    about = "comment" if isinstance(event, AboutComment) else "note" if isinstance(event, AboutNote) else "column"
    return getattr(event, about, None) == getattr(later, about, None)


def _anything_since(posted: NoteAdded, later: Happened) -> bool:
    """True if anyone has done something with the note. A vote counts for every note, so no one learns for which."""
    if isinstance(later, SpotlightChanged):
        return later.after == posted.note
    return isinstance(later, VoteChanged) or getattr(later, "note", None) == posted.note


def _same_question_or_ask(event: AskChanged | AboutColumn, later: Happened) -> bool:
    if isinstance(event, JudgementGiven):
        same = (event.ask, event.subject, event.rater)
        return isinstance(later, JudgementGiven) and same == (later.ask, later.subject, later.rater)
    if isinstance(event, AskChanged):
        return isinstance(later, AskOpened | AskClosed | AskShown) and event.ask == later.ask
    # The wording and the place of a question are two things, and both go with it.
    alone = {ColumnWorded: ColumnMoved, ColumnMoved: ColumnWorded}.get(type(event))
    return isinstance(later, AboutColumn) and event.column == later.column and type(later) is not alone
