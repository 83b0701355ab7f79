"""How every kind of event is made, for the tests of updates and pages."""

from collections.abc import Callable

from app.domain.board import comments, notes, stacks
from app.domain.findings.asks import asks, ballots, judgements
from app.domain.mapping import codings
from app.domain.records import erasure
from app.domain.steering import agenda_editing, approval, attention, locks, screen, signals, timer, undo
from app.domain.steering.events import EveryoneBrought
from app.domain.workshops import closing, columns, joining_controls, links, muting, seats, workshops
from tests.live.replay_world import ELEMENTS, World
from tests.workshop import ANA, BEN, FAY

# By kind of event: a function that prepares the workshop, and one that causes the event.
MAKERS: dict[str, tuple[Callable[[World], object], Callable[[World], object]]] = {
    "NoteAdded": (World.fill, lambda w: w.post(ANA, 1)),
    "NoteEdited": (World.fill, lambda w: w.workshop.act(ANA, notes.edit, w.mine, text="second words", colour="rose")),
    "NoteMoved": (
        World.fill,
        lambda w: w.workshop.act(FAY, notes.move, w.mine, column_id=w.workshop.columns[1], after=w.other),
    ),
    "NoteWithdrawn": (World.fill, lambda w: w.workshop.act(ANA, notes.withdraw, w.mine, on=True)),
    "NoteReturned": (World.fill, lambda w: w.workshop.act(ANA, notes.withdraw, w.withdrawn, on=False)),
    "NoteHidden": (World.fill, lambda w: w.workshop.act(FAY, notes.hide, w.mine, on=True)),
    "NoteRestored": (World.fill, lambda w: w.workshop.act(FAY, notes.hide, w.hidden, on=False)),
    "CodingGiven": (World.fill, lambda w: w.workshop.act(FAY, codings.give, w.other, "value_trust")),
    "CodingTaken": (World.fill, lambda w: w.workshop.act(FAY, codings.take, w.coded, ELEMENTS[0])),
    "ColumnWorded": (
        World.fill,
        lambda w: w.workshop.act(FAY, columns.word, w.workshop.columns[1], "Worded anew?", {"cy": "Yn Gymraeg?"}),
    ),
    "ColumnAdded": (World.fill, lambda w: w.workshop.act(FAY, columns.add, "One more?")),
    "ColumnMoved": (
        World.fill,
        lambda w: w.workshop.act(FAY, columns.move, w.workshop.columns[2], before=w.workshop.columns[0]),
    ),
    "ColumnRemoved": (World.empty_last_column, lambda w: w.workshop.act(FAY, columns.remove, w.workshop.columns[2])),
    "NamingChosen": (lambda w: None, lambda w: w.workshop.act(FAY, closing.choose_naming, "choice")),
    "WorkshopEdited": (World.fill, World.edit_details),
    "FrameworkEdited": (World.fill, World.edit_framework),
    "NoteErased": (World.fill, lambda w: w.workshop.act(FAY, erasure.erase_note, w.mine)),
    "GroupShown": (World.hide_groups, World.join_new_person),
    "WorkshopClosed": (World.fill, World.close),
    "WorkshopReopened": (
        lambda w: (w.fill(), w.close()),
        lambda w: w.workshop.act(FAY, closing.close, on=False),
    ),
    "PhaseEntered": (World.plan, lambda w: w.enter(0)),
    "AgendaEdited": (
        World.plan,
        lambda w: w.workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Vote", may=["vote"])),
    ),
    "TimerSet": (World.start_timer, lambda w: w.workshop.act(FAY, timer.freeze_at_end, on=True)),
    "BoardLocked": (World.plan, lambda w: w.workshop.act(FAY, locks.lock_board, on=True)),
    "BoardUnlocked": (
        lambda w: (w.plan(), w.workshop.act(FAY, locks.lock_board, on=True)),
        lambda w: w.workshop.act(FAY, locks.lock_board, on=False),
    ),
    "ColumnLocked": (World.fill, lambda w: w.workshop.act(FAY, locks.lock_column, w.workshop.columns[1], on=True)),
    "ColumnUnlocked": (
        lambda w: (w.fill(), w.workshop.act(FAY, locks.lock_column, w.workshop.columns[1], on=True)),
        lambda w: w.workshop.act(FAY, locks.lock_column, w.workshop.columns[1], on=False),
    ),
    "ApprovalRequired": (World.fill, lambda w: w.workshop.act(FAY, locks.approve_first, on=True)),
    "ApprovalEnded": (World.hold_back, lambda w: w.workshop.act(FAY, locks.approve_first, on=False)),
    "NoteApproved": (World.hold_back, lambda w: w.workshop.act(FAY, approval.approve, w.waiting)),
    "NoteDeclined": (World.hold_back, lambda w: w.workshop.act(FAY, approval.decline, w.waiting, "unkind")),
    "NoteHeld": (World.hold_back, lambda w: w.workshop.act(FAY, approval.hold, w.declined)),
    "CommentAdded": (World.begin_comments, lambda w: w.comment(ANA, w.coded)),
    "CommentEdited": (
        World.begin_comments,
        lambda w: w.workshop.act(BEN, comments.edit, w.said, text="said anew of benx"),
    ),
    "CommentWithdrawn": (World.begin_comments, lambda w: w.workshop.act(BEN, comments.withdraw, w.said, on=True)),
    "CommentReturned": (
        lambda w: (w.begin_comments(), w.workshop.act(BEN, comments.withdraw, w.said, on=True)),
        lambda w: w.workshop.act(BEN, comments.withdraw, w.said, on=False),
    ),
    "CommentHidden": (World.begin_comments, lambda w: w.workshop.act(FAY, comments.hide, w.said, on=True)),
    "CommentRestored": (World.begin_comments, lambda w: w.workshop.act(FAY, comments.hide, w.unsaid, on=False)),
    "CommentApproved": (
        World.begin_comments,
        lambda w: w.workshop.act(FAY, comments.decide, w.unheard, "approve", ""),
    ),
    "CommentDeclined": (
        World.begin_comments,
        lambda w: w.workshop.act(FAY, comments.decide, w.unheard, "decline", "unkind"),
    ),
    "CommentHeld": (
        lambda w: (w.begin_comments(), w.workshop.act(FAY, comments.decide, w.unheard, "decline", "unkind")),
        lambda w: w.workshop.act(FAY, comments.decide, w.unheard, "hold", ""),
    ),
    "CommentErased": (World.begin_comments, World.erase_comment),
    "StackChanged": (World.stack, lambda w: w.workshop.act(FAY, stacks.take_apart, w.mine)),
    "VoteChanged": (World.begin_vote, lambda w: w.vote(ANA, w.coded, 2)),
    "VotesClosed": (World.begin_vote, lambda w: w.close_vote(on=True)),
    "VotesReopened": (lambda w: (w.begin_vote(), w.close_vote(on=True)), lambda w: w.close_vote(on=False)),
    "AskOpened": (World.begin_rating, lambda w: w.workshop.act(FAY, asks.set_open, w.ask, on=True)),
    "AnswerGiven": (World.rate, lambda w: w.workshop.act(ANA, ballots.answer, w.ask, {"involve_voice": 4})),
    "AskClosed": (World.rate, lambda w: w.workshop.act(FAY, asks.set_open, w.ask, on=False)),
    "AskShown": (World.rate, lambda w: w.workshop.act(FAY, asks.show, w.ask)),
    "JudgementGiven": (
        World.show_rating,
        lambda w: w.workshop.act(FAY, judgements.judge, w.ask, "involve_voice", 2, "We ask and rarely answer"),
    ),
    "AnswersVeiled": (World.fill, lambda w: w.workshop.act(FAY, locks.veil, w.workshop.columns[0], on=True)),
    "AnswersRevealed": (
        lambda w: (w.fill(), w.workshop.act(FAY, locks.veil, w.workshop.columns[0], on=True)),
        lambda w: w.workshop.act(FAY, locks.veil, w.workshop.columns[0], on=False),
    ),
    "SpotlightChanged": (World.spotlight, lambda w: w.workshop.act(FAY, attention.spotlight, w.other, on=True)),
    "EveryoneBrought": (World.fill, lambda w: w.workshop.act(FAY, attention.bring_everyone, w.workshop.columns[1])),
    "AnnouncementChanged": (World.fill, lambda w: w.workshop.act(FAY, attention.announce, "Ten minutes left")),
    "BringingUndone": (
        lambda w: (w.fill(), w.workshop.act(FAY, attention.bring_everyone, w.workshop.columns[1])),
        lambda w: w.workshop.act(FAY, attention.undo_bringing, EveryoneBrought(w.workshop.columns[1])),
    ),
    "ScreenSwitched": (World.fill, lambda w: w.workshop.act(FAY, screen.switch, "wheel")),
    "SignalChanged": (World.raise_hands, lambda w: w.workshop.act(BEN, signals.raise_hand, on=True)),
    "SignalsCleared": (World.raise_hands, lambda w: w.workshop.act(FAY, signals.lower_all)),
    "SignalsRestored": (
        lambda w: (w.raise_hands(), w.workshop.act(FAY, signals.lower_all)),
        lambda w: w.workshop.act(FAY, signals.put_back, w.workshop.workshop().seq),
    ),
    "SeatMuted": (World.fill, lambda w: w.workshop.act(FAY, muting.mute, w.seat_of(ANA), on=True)),
    "SeatUnmuted": (World.mute, lambda w: w.workshop.act(FAY, muting.mute, w.seat_of(ANA), on=False)),
    "ActionUndone": (World.fill, lambda w: w.workshop.act(FAY, undo.undo)),
    "CodeReplaced": (World.fill, lambda w: w.workshop.act(FAY, workshops.replace_code)),
    "JoiningPaused": (World.fill, lambda w: w.workshop.act(FAY, joining_controls.pause_joining, on=True)),
    "JoiningResumed": (
        lambda w: (w.fill(), w.workshop.act(FAY, joining_controls.pause_joining, on=True)),
        lambda w: w.workshop.act(FAY, joining_controls.pause_joining, on=False),
    ),
    "NewcomersAdmitted": (World.fill, lambda w: w.workshop.act(FAY, joining_controls.admit_all)),
    "SeatRemoved": (World.fill, lambda w: w.workshop.act(FAY, seats.remove, w.join_new_person())),
    "LinkRevoked": (World.fill, lambda w: w.workshop.act(FAY, links.revoke, w.make_link())),
    "LinkMade": (World.fill, World.make_link),
}
