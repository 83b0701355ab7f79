"""Undoing any action restores the state before it."""

from collections.abc import Callable

import pytest

from app.domain.board import comments, notes, votes
from app.domain.findings.asks import asks
from app.domain.steering import agenda, agenda_editing, approval, attention, locks, screen, signals, timer, undo
from app.domain.workshops import columns, joining_controls, muting
from app.domain.workshops.drafts import PhaseDraft
from tests.domain.steering.undo_board import (
    COMMENT,
    PRIYA,
    RATE,
    ask_id,
    commented,
    enter,
    held_back,
    judge,
    mark,
    phase_ids,
    plan,
    rated,
    rating,
    running,
    seat_id,
    state,
    turn_ask,
    voting,
)
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

ACTIONS: dict[str, tuple[Callable[..., object], Callable[..., object]]] = {
    "NoteHidden": (lambda b, n: None, lambda b, n: b.act(FAY, notes.hide, n, on=True)),
    "NoteRestored": (
        lambda b, n: b.act(PRIYA, notes.hide, n, on=True),
        lambda b, n: b.act(FAY, notes.hide, n, on=False),
    ),
    "NoteMoved": (
        lambda b, n: None,
        lambda b, n: b.act(FAY, notes.move, n, column_id=b.columns[1], after=None),
    ),
    "NoteApproved": (held_back, lambda b, n: b.act(FAY, approval.approve, n)),
    "NoteApproved after it was declined": (
        lambda b, n: (held_back(b, n), b.act(PRIYA, approval.decline, n, "unkind")),
        lambda b, n: b.act(FAY, approval.approve, n),
    ),
    "NoteDeclined": (held_back, lambda b, n: b.act(FAY, approval.decline, n, "unkind")),
    "NoteHeld": (lambda b, n: None, lambda b, n: b.act(FAY, approval.hold, n)),
    "NoteHeld after it was declined": (
        lambda b, n: (held_back(b, n), b.act(PRIYA, approval.decline, n, "private")),
        lambda b, n: b.act(FAY, approval.hold, n),
    ),
    "BoardLocked": (lambda b, n: None, lambda b, n: b.act(FAY, locks.lock_board, on=True)),
    "BoardUnlocked": (
        lambda b, n: b.act(PRIYA, locks.lock_board, on=True),
        lambda b, n: b.act(FAY, locks.lock_board, on=False),
    ),
    "ColumnLocked": (lambda b, n: None, lambda b, n: b.act(FAY, locks.lock_column, b.columns[1], on=True)),
    "ColumnUnlocked": (
        lambda b, n: b.act(PRIYA, locks.lock_column, b.columns[1], on=True),
        lambda b, n: b.act(FAY, locks.lock_column, b.columns[1], on=False),
    ),
    "AnswersVeiled": (lambda b, n: None, lambda b, n: b.act(FAY, locks.veil, b.columns[0], on=True)),
    "AnswersRevealed": (
        lambda b, n: b.act(PRIYA, locks.veil, b.columns[0], on=True),
        lambda b, n: b.act(FAY, locks.veil, b.columns[0], on=False),
    ),
    "ApprovalRequired": (lambda b, n: None, lambda b, n: b.act(FAY, locks.approve_first, on=True)),
    "ApprovalEnded": (
        lambda b, n: b.act(PRIYA, locks.approve_first, on=True),
        lambda b, n: b.act(FAY, locks.approve_first, on=False),
    ),
    "PhaseEntered, the first": (lambda b, n: plan(b), lambda b, n: enter(b, phase_ids(b)[0])),
    "PhaseEntered, out of a vote into veiled answers": (
        lambda b, n: (plan(b), enter(b, phase_ids(b)[1], PRIYA), b.act(PRIYA, timer.start, 60, seen=mark(b))),
        lambda b, n: enter(b, phase_ids(b)[2]),
    ),
    "PhaseEntered, leaving the agenda": (
        lambda b, n: (plan(b), enter(b, phase_ids(b)[2], PRIYA)),
        lambda b, n: b.act(FAY, agenda.end),
    ),
    "TimerSet by starting": (lambda b, n: None, lambda b, n: running(b)),
    "TimerSet by a minute more": (
        lambda b, n: running(b),
        lambda b, n: b.act(FAY, timer.change, 60, seen=mark(b)),
    ),
    "TimerSet by pausing": (
        lambda b, n: running(b),
        lambda b, n: b.act(FAY, timer.pause, on=True, seen=mark(b)),
    ),
    "TimerSet by freezing": (lambda b, n: running(b), lambda b, n: b.act(FAY, timer.freeze_at_end, on=True)),
    "TimerSet by stopping": (lambda b, n: running(b), lambda b, n: b.act(FAY, timer.stop, seen=mark(b))),
    "CommentHidden": (commented, lambda b, n: b.act(FAY, comments.hide, COMMENT, on=True)),
    "CommentRestored": (
        lambda b, n: (commented(b, n), b.act(PRIYA, comments.hide, COMMENT, on=True)),
        lambda b, n: b.act(FAY, comments.hide, COMMENT, on=False),
    ),
    "CommentApproved after it was declined": (
        lambda b, n: commented(b, n, ("hold", ""), ("decline", "private")),
        lambda b, n: b.act(FAY, comments.decide, COMMENT, "approve", ""),
    ),
    "CommentDeclined": (
        lambda b, n: commented(b, n, ("hold", "")),
        lambda b, n: b.act(FAY, comments.decide, COMMENT, "decline", "unkind"),
    ),
    "CommentHeld": (commented, lambda b, n: b.act(FAY, comments.decide, COMMENT, "hold", "")),
    "SpotlightChanged": (lambda b, n: None, lambda b, n: b.act(FAY, attention.spotlight, n, on=True)),
    "SpotlightChanged from another note": (
        lambda b, n: b.act(PRIYA, attention.spotlight, b.post(BEN), on=True),
        lambda b, n: b.act(FAY, attention.spotlight, n, on=True),
    ),
    "SpotlightChanged to none": (
        lambda b, n: b.act(PRIYA, attention.spotlight, n, on=True),
        lambda b, n: b.act(FAY, attention.spotlight, n, on=False),
    ),
    "AnnouncementChanged": (lambda b, n: None, lambda b, n: b.act(FAY, attention.announce, "Ten minutes")),
    "AnnouncementChanged from another message": (
        lambda b, n: b.act(PRIYA, attention.announce, "Ten minutes"),
        lambda b, n: b.act(FAY, attention.announce, "Five minutes"),
    ),
    "AnnouncementChanged to none": (
        lambda b, n: b.act(PRIYA, attention.announce, "Ten minutes"),
        lambda b, n: b.act(FAY, attention.announce, ""),
    ),
    "EveryoneBrought": (lambda b, n: None, lambda b, n: b.act(FAY, attention.bring_everyone, b.columns[1])),
    "EveryoneBrought from another question": (
        lambda b, n: b.act(PRIYA, attention.bring_everyone, b.columns[0]),
        lambda b, n: b.act(FAY, attention.bring_everyone, b.columns[1]),
    ),
    "EveryoneBrought again": (
        lambda b, n: b.act(PRIYA, attention.bring_everyone, b.columns[1]),
        lambda b, n: b.act(FAY, attention.bring_everyone, b.columns[1]),
    ),
    "ScreenSwitched": (lambda b, n: None, lambda b, n: b.act(FAY, screen.switch, "wheel")),
    "ScreenSwitched from a question": (
        lambda b, n: b.act(PRIYA, screen.switch, f"{b.columns[2]}"),
        lambda b, n: b.act(FAY, screen.switch, "timer"),
    ),
    "SignalsCleared": (
        lambda b, n: (b.act(ANA, signals.raise_hand, on=True), b.act(BEN, signals.say_ready, on=True)),
        lambda b, n: b.act(FAY, signals.lower_all),
    ),
    "AgendaEdited, a phase added": (lambda b, n: plan(b), lambda b, n: b.act(FAY, agenda_editing.add, RATE)),
    "AgendaEdited, a phase changed": (
        lambda b, n: (plan(b), b.act(PRIYA, agenda_editing.add, RATE), enter(b, phase_ids(b)[1], PRIYA)),
        lambda b, n: b.act(FAY, agenda_editing.edit, phase_ids(b)[3], agenda_editing.Draft("Other", "What?", ["vote"])),
    ),
    "AgendaEdited, the present phase": (
        lambda b, n: (plan(b), enter(b, phase_ids(b)[0], PRIYA)),
        lambda b, n: b.act(
            FAY, agenda_editing.edit, phase_ids(b)[0], agenda_editing.Draft("Arrive", columns=b.columns, may=["write"])
        ),
    ),
    "AgendaEdited, a phase moved": (
        lambda b, n: plan(b),
        lambda b, n: b.act(FAY, agenda_editing.move, phase_ids(b)[2], before=phase_ids(b)[0]),
    ),
    "AgendaEdited, a phase removed": (
        lambda b, n: (plan(b), b.act(PRIYA, agenda_editing.add, RATE), enter(b, phase_ids(b)[0], PRIYA)),
        lambda b, n: b.act(FAY, agenda_editing.remove, phase_ids(b)[3]),
    ),
    "AgendaEdited, the usual agenda": (
        lambda b, n: None,
        lambda b, n: b.act(FAY, agenda_editing.fill, [PhaseDraft("Arrive"), PhaseDraft("Vote", may=["vote"])]),
    ),
    "AgendaEdited, a question opened": (
        lambda b, n: (plan(b), enter(b, phase_ids(b)[1], PRIYA)),
        lambda b, n: b.act(FAY, agenda_editing.open_column, b.columns[2]),
    ),
    "ColumnWorded": (
        lambda b, n: b.act(PRIYA, columns.word, b.columns[1], "Before?", {"cy": "Cyn?"}, short_name="B"),
        lambda b, n: b.act(FAY, columns.word, b.columns[1], "After?", {}, short_names={"cy": "A"}),
    ),
    "ColumnMoved": (lambda b, n: None, lambda b, n: b.act(FAY, columns.step, b.columns[0], by=1)),
    "ColumnAdded": (lambda b, n: plan(b), lambda b, n: b.act(FAY, columns.add, "One more?")),
    "ColumnRemoved": (
        lambda b, n: (plan(b), b.act(ANA, notes.withdraw, b.post(ANA, column=1), on=True)),
        lambda b, n: b.act(FAY, columns.remove, b.columns[1]),
    ),
    "AskOpened": (lambda b, n: rating(b), lambda b, n: b.act(FAY, asks.set_open, ask_id(b), on=True)),
    "AskOpened again": (
        lambda b, n: (rating(b), turn_ask(b, PRIYA, True), turn_ask(b, PRIYA, False)),
        lambda b, n: turn_ask(b, FAY, True),
    ),
    "AskClosed": (lambda b, n: (rating(b), turn_ask(b, PRIYA, True)), lambda b, n: turn_ask(b, FAY, False)),
    "JudgementGiven": (lambda b, n: rated(b), lambda b, n: judge(b, 2)),
    "JudgementGiven, changed": (lambda b, n: (rated(b), judge(b, 1, PRIYA)), lambda b, n: judge(b, 3, why="We saw it")),
    "JudgementGiven, removed": (lambda b, n: (rated(b), judge(b, 1, PRIYA)), lambda b, n: judge(b, None)),
    "JoiningPaused": (lambda b, n: None, lambda b, n: b.act(FAY, joining_controls.pause_joining, on=True)),
    "JoiningResumed": (
        lambda b, n: b.act(PRIYA, joining_controls.pause_joining, on=True),
        lambda b, n: b.act(FAY, joining_controls.pause_joining, on=False),
    ),
    "VotesClosed": (lambda b, n: voting(b), lambda b, n: b.act(FAY, votes.close, phase_ids(b)[1], on=True)),
    "VotesReopened": (
        lambda b, n: (voting(b), b.act(PRIYA, votes.close, phase_ids(b)[1], on=True)),
        lambda b, n: b.act(FAY, votes.close, phase_ids(b)[1], on=False),
    ),
    "SeatMuted": (lambda b, n: None, lambda b, n: b.act(FAY, muting.mute, seat_id(b, ANA), on=True)),
    "SeatUnmuted": (
        lambda b, n: b.act(PRIYA, muting.mute, seat_id(b, ANA), on=True),
        lambda b, n: b.act(FAY, muting.mute, seat_id(b, ANA), on=False),
    ),
}


@pytest.mark.parametrize("what", ACTIONS)
def test_undoing_an_action_restores_the_state_before_it(board: SampleWorkshop, what: str) -> None:
    prepare, act = ACTIONS[what]
    note = board.post(ANA)
    prepare(board, note)
    before = state(board, note)
    act(board, note)
    assert state(board, note) != before
    done = board.act(FAY, undo.undo)
    assert (done.kind, done.count) == (what.split(maxsplit=1)[0].strip(","), 1)
    assert state(board, note) == before
    assert board.workshop().seq == done.seq
