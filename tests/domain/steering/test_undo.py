"""A facilitator undoes their own last actions, and only if no one has changed the same since."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from app.domain import journal
from app.domain.board import bulk_hiding, comments, notes, stacks, votes
from app.domain.errors import NotAllowed, NotFound
from app.domain.findings.asks import asks, ballots, judgements
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.findings.asks.ask_models import Judgement
from app.domain.mapping import codings
from app.domain.models import Column, Comment, Note, Phase, Seat, Workshop
from app.domain.steering import agenda, agenda_editing, approval, attention, locks, screen, signals, timer, undo
from app.domain.steering.events import ActionUndone
from app.domain.steering.visibility import Who
from app.domain.workshops import closing, columns, joining_controls, links, muting
from app.domain.workshops.drafts import PhaseDraft
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

PRIYA, COMMENT = "priya", "c" * 24
RATE = agenda_editing.Draft("Rate", may=["rate"], ask=AskDraft("list", "How far?", items=["one", "two"]))


@pytest.fixture
def board(sqlite_workshop: SampleWorkshop) -> SampleWorkshop:
    """A workshop with a second facilitator, Priya."""
    add_to_team(sqlite_workshop, PRIYA, "Priya")
    return sqlite_workshop


def add_to_team(board: SampleWorkshop, ref: str, name: str, role: str = "facilitator") -> None:
    """Let one more person open a link of their own, which gives them this name."""
    board.act(FAY, links.add_link, name=name, role=role)

    def open_link(session: Any) -> None:
        link = links.links(session, board.id)[-1]
        links.facilitate(session, board.key, link.ref, secret=ref, fresh_secret=ref, now=board.now())
        board.name_seat(session, ref)

    board.write(open_link)


def state(board: SampleWorkshop, note_id: str) -> tuple[Any, ...]:
    """Everything that undo restores: of the workshop, its columns, its phases and one note."""

    def read(session: Any) -> tuple[Any, ...]:
        shop = session.get_one(Workshop, board.id)
        note = notes.touched(session, board.id, [note_id])[0]
        return (
            (shop.phase_id, shop.locked, shop.approve_first, shop.timer_ends_at, shop.timer_left, shop.timer_freezes),
            [(one.locked, one.veiled, one.open, one.opens_in) for one in notes.columns(session, board.id)],
            [(phase.begun_at, phase.votes_closed_at is not None) for phase in agenda.phases(session, board.id)],
            (note.hidden, note.column_id, note.order_key, note.approval, note.declined_for),
            [seat.muted for seat in session.exec(select(Seat).order_by(Seat.id))],
            (shop.spotlight, shop.announcement, shop.brought_to, shop.brought_seq, shop.screen),
            [(seat.hand_at, seat.ready) for seat in session.exec(select(Seat).order_by(Seat.id))],
            [(one.hidden, one.approval, one.declined_for) for one in session.exec(select(Comment))],
            [
                row._replace(ask_id=None, begun_at=None, votes_closed_at=None)
                for row in agenda.phases(session, board.id)
            ],
            [row._replace(id=0, closed_at=None) for row in asks.listed(session, board.id)],
            [row.state for row in asks.listed(session, board.id)],
            [(one.id, columns.mark_of(one)) for one in notes.columns(session, board.id)],
            session.exec(select(Note.id, Note.column_id).order_by(Note.id)).all(),
            shop.joining_paused,
            [row.model_dump() for row in session.exec(select(Judgement))],
        )

    return board.read(read)


def plan(board: SampleWorkshop) -> list[int]:
    """Give the workshop an agenda of three phases, the second with voting; returns their ids."""
    first, second, _third = board.columns
    for draft in (
        agenda_editing.Draft("Arrive", minutes=5),
        agenda_editing.Draft("Vote", may=["write", "vote"], columns=[first]),
        agenda_editing.Draft("Question", may=["write"], columns=[second], veiled=True, minutes=10),
    ):
        board.act(PRIYA, agenda_editing.add, draft)
    return [phase.id for phase in board.read(lambda session: agenda.phases(session, board.id))]


def enter(board: SampleWorkshop, phase: int, ref: str = FAY) -> None:
    board.act(ref, agenda.enter, phase, seen=board.workshop().phase_id)


def rating(board: SampleWorkshop) -> None:
    board.act(PRIYA, agenda_editing.add, RATE)
    enter(board, phase_ids(board)[-1], PRIYA)


def ask_id(board: SampleWorkshop) -> int:
    return board.read(lambda session: asks.listed(session, board.id))[0].id


def rated(board: SampleWorkshop) -> None:
    """A rating whose results everyone sees."""
    rating(board)
    turn_ask(board, PRIYA, True)
    board.act(PRIYA, asks.show, ask_id(board))


def judge(board: SampleWorkshop, value: int | None, ref: str = FAY, *, subject: str = "one", why: str = "Why") -> None:
    board.act(ref, judgements.judge, ask_id(board), subject, value, why)


def turn_ask(board: SampleWorkshop, ref: str, on: bool) -> None:
    board.act(ref, asks.set_open, ask_id(board), on=on)


def voting(board: SampleWorkshop) -> None:
    plan(board)
    enter(board, phase_ids(board)[1], PRIYA)


def seat_id(board: SampleWorkshop, ref: str) -> int:
    found = board.read(lambda session: session.exec(select(Seat.id).where(Seat.ref == ref)).first())
    assert found is not None
    return found


def running(board: SampleWorkshop) -> None:
    board.act(FAY, timer.start, 300, seen="off")


def mark(board: SampleWorkshop) -> str:
    return timer.mark(board.workshop())


def held_back(board: SampleWorkshop, note: str) -> None:
    board.act(FAY, approval.hold, note)


def commented(board: SampleWorkshop, note: str, *decisions: tuple[str, str]) -> None:
    """Let Ben comment on the note, and Priya take these decisions about it."""
    board.act(PRIYA, agenda_editing.add, agenda_editing.Draft("Comment", may=["comment"]))
    enter(board, phase_ids(board)[0], PRIYA)
    board.act(BEN, comments.add, note, comment_id=COMMENT, text="I agree")
    for decision, reason in decisions:
        board.act(PRIYA, comments.decide, COMMENT, decision, reason)


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


def phase_ids(board: SampleWorkshop) -> list[int]:
    return [phase.id for phase in board.read(lambda session: agenda.phases(session, board.id))]


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


def test_undo_goes_back_through_actions_and_never_undoes_an_undo(board: SampleWorkshop) -> None:
    first, second = board.post(ANA), board.post(BEN)
    board.act(FAY, notes.hide, first, on=True)
    board.act(FAY, notes.hide, second, on=True)
    board.act(FAY, notes.hide, second, on=False)
    for expected in ((True, True), (True, False), (False, False)):
        board.act(FAY, undo.undo)
        assert (board.note(first).hidden, board.note(second).hidden) == expected
    with pytest.raises(NotFound):
        board.act(FAY, undo.undo)


def test_a_hide_is_not_undone_after_a_colleague_has_shown_the_note_again(board: SampleWorkshop) -> None:
    note = board.post(ANA)
    board.act(FAY, notes.hide, note, on=True)
    hidden = board.workshop().seq
    board.act(PRIYA, notes.hide, note, on=False)
    seq = board.workshop().seq
    with pytest.raises(undo.Changed) as caught:
        board.act(FAY, undo.undo)
    assert (caught.value.by, caught.value.kind, caught.value.action) == ("Priya", "NoteHidden", hidden)
    assert (board.workshop().seq, board.note(note).hidden) == (seq, False)
    # Also if she has hidden it once more: it is her decision then.
    board.act(PRIYA, notes.hide, note, on=True)
    with pytest.raises(undo.Changed):
        board.act(FAY, undo.undo)
    # Once the person knows, an earlier action can be undone, and a later one too.
    with pytest.raises(NotFound):
        board.act(FAY, undo.undo, skipped=[hidden])
    board.act(FAY, locks.lock_board, on=True)
    assert board.act(FAY, undo.undo, skipped=[hidden]).kind == "BoardLocked"


@pytest.mark.parametrize(
    "since",
    [
        lambda b: b.act(PRIYA, attention.bring_everyone, b.columns[0]),
        lambda b: b.act(PRIYA, attention.bring_everyone, b.columns[1]),
        lambda b: enter(b, plan(b)[0], PRIYA),
    ],
    ids=["to another question", "to the same question", "by a phase"],
)
def test_people_stay_where_a_colleague_has_brought_them_since(board: SampleWorkshop, since: Any) -> None:
    board.act(FAY, attention.bring_everyone, board.columns[1])
    since(board)
    brought = board.workshop().brought_seq
    with pytest.raises(undo.Changed):
        board.act(FAY, undo.undo)
    assert board.workshop().brought_seq == brought


def test_hands_that_were_lowered_by_mistake_are_raised_again_in_their_order(board: SampleWorkshop) -> None:
    board.act(ANA, signals.raise_hand, on=True)
    board.act(BEN, signals.raise_hand, on=True)
    board.act(FAY, signals.lower_all)
    board.act(ANA, signals.raise_hand, on=True)
    assert board.act(FAY, undo.undo).kind == "SignalsCleared"
    raised = board.read(lambda session: signals.read(session, board.workshop()))
    assert (raised.hands, raised.ready) == (2, 0)
    # Ana has raised hers again since, after Ben.
    by_seat = {ref: seat_id(board, ref) for ref in (BEN, ANA)}
    order = board.read(
        lambda session: session.exec(select(Seat.id).where(Seat.hand_at.is_not(None)).order_by(Seat.hand_at)).all()
    )
    assert list(order) == [by_seat[BEN], by_seat[ANA]]
    board.act(FAY, signals.lower_all)
    board.act(FAY, closing.close, on=True)
    assert board.workshop().replaced_words == {}


@pytest.mark.parametrize(
    ("act", "since"),
    [
        (
            lambda b: b.act(FAY, agenda_editing.edit, phase_ids(b)[0], agenda_editing.Draft("Mine")),
            lambda b: b.act(PRIYA, agenda_editing.edit, phase_ids(b)[0], agenda_editing.Draft("Hers")),
        ),
        (lambda b: b.act(FAY, agenda_editing.add, RATE), lambda b: enter(b, phase_ids(b)[-1], PRIYA)),
        (
            lambda b: b.act(FAY, agenda_editing.move, phase_ids(b)[0], before=None),
            lambda b: b.act(PRIYA, agenda_editing.remove, phase_ids(b)[-1]),
        ),
        (
            lambda b: b.act(FAY, columns.word, b.columns[0], "Mine?", {}),
            lambda b: b.act(PRIYA, columns.word, b.columns[0], "Hers?", {}),
        ),
        (
            lambda b: b.act(FAY, columns.add, "One more?"),
            lambda b: b.post(ANA, column=-1),
        ),
        (
            lambda b: b.act(FAY, columns.step, b.columns[0], by=1),
            lambda b: b.act(PRIYA, columns.step, b.columns[1], by=1),
        ),
        (lambda b: (rating(b), turn_ask(b, FAY, True)), lambda b: b.act(ANA, ballots.answer, ask_id(b), {"one": 1})),
        (lambda b: (rating(b), turn_ask(b, FAY, True)), lambda b: turn_ask(b, PRIYA, False)),
        (lambda b: (rated(b), judge(b, 2)), lambda b: (judge(b, 1, PRIYA), judge(b, 2, PRIYA))),
        (lambda b: (rating(b), turn_ask(b, FAY, True), b.act(FAY, asks.show, ask_id(b))), lambda b: None),
    ],
    ids=[
        *("a phase edited", "a phase entered", "a phase removed", "a question reworded", "a question answered"),
        *(
            "a question moved",
            "a rating answered",
            "a rating closed",
            "a judgement changed and changed back",
            "results shown",
        ),
    ],
)
def test_an_edit_stays_if_someone_has_changed_the_same_since(board: SampleWorkshop, act: Any, since: Any) -> None:
    note = board.post(ANA)
    plan(board)
    act(board)
    board.columns = board.read(lambda session: [column.id for column in notes.columns(session, board.id)])
    since(board)
    after = state(board, note)
    with pytest.raises(undo.Changed):
        board.act(FAY, undo.undo)
    assert state(board, note) == after


def test_a_judgement_is_undone_although_another_thing_was_judged_since(board: SampleWorkshop) -> None:
    rated(board)
    judge(board, 2)
    judge(board, 3, PRIYA, subject="two")
    assert board.act(FAY, undo.undo).kind == "JudgementGiven"
    left = board.read(lambda session: [(row.subject, row.value) for row in session.exec(select(Judgement))])
    assert left == [("two", 3)]
    # What a colleague undid counts as never happened.
    judge(board, 1)
    judge(board, 2, PRIYA)
    board.act(PRIYA, undo.undo)
    board.act(FAY, undo.undo)
    assert board.read(lambda session: len(session.exec(select(Judgement)).all())) == 1


def test_an_edit_is_undone_although_another_phase_has_been_edited_since(board: SampleWorkshop) -> None:
    first, second, _third = plan(board)
    board.act(FAY, agenda_editing.edit, first, agenda_editing.Draft("Mine"))
    board.act(PRIYA, agenda_editing.edit, second, agenda_editing.Draft("Hers"))
    assert board.act(FAY, undo.undo).kind == "AgendaEdited"
    titles = [phase.title for phase in board.read(lambda session: agenda.phases(session, board.id))]
    assert titles == ["Arrive", "Hers", "Question"]
    # Saving a phase as it is changes nothing, so it is not the action that is undone.
    board.act(FAY, locks.lock_board, on=True)
    board.act(FAY, agenda_editing.edit, second, agenda_editing.Draft("Hers"))
    assert board.act(FAY, undo.undo).kind == "BoardLocked"


def test_what_a_colleague_undid_does_not_count_as_a_change(board: SampleWorkshop) -> None:
    note = board.post(ANA)
    board.act(FAY, notes.hide, note, on=True)
    board.act(PRIYA, notes.hide, note, on=False)
    board.act(PRIYA, undo.undo)
    board.act(FAY, undo.undo)
    assert not board.note(note).hidden


def test_other_changes_of_the_same_note_do_not_prevent_undo(board: SampleWorkshop) -> None:
    note = board.post(ANA)
    board.act(FAY, notes.move, note, column_id=board.columns[2], after=None)
    board.act(PRIYA, codings.give, note, "involve_voice")
    board.act(ANA, notes.edit, note, text="Other words")
    board.act(FAY, undo.undo)
    assert board.order() == [note]


def test_undo_after_the_note_is_gone_or_its_question_removed_changes_nothing(board: SampleWorkshop) -> None:
    note, moved = board.post(ANA), board.post(ANA, column=2)
    board.act(FAY, notes.hide, note, on=True)
    board.act(ANA, notes.withdraw, note, on=True)
    with pytest.raises(undo.Changed) as caught:
        board.act(FAY, undo.undo)
    assert caught.value.by is None
    board.act(FAY, notes.move, moved, column_id=board.columns[0], after=None)
    board.act(PRIYA, columns.remove, board.columns[2])
    with pytest.raises(undo.Changed):
        board.act(FAY, undo.undo)
    assert board.order() == [moved]


def test_a_note_goes_right_behind_another_that_has_taken_its_place(board: SampleWorkshop) -> None:
    first, note, last = (board.post(ANA) for _ in range(3))
    board.act(FAY, notes.move, note, column_id=board.columns[1], after=None)
    other = board.post(BEN, column=2)
    board.act(PRIYA, notes.move, other, column_id=board.columns[0], after=first)
    board.act(FAY, undo.undo)
    order = board.order()
    assert (order[0], set(order[1:3]), order[3]) == (first, {note, other}, last)
    newest = board.post(ANA)
    board.act(FAY, notes.move, newest, column_id=board.columns[0], after=order[1])
    assert board.order() == [*order[:2], newest, *order[2:]]


def test_hiding_many_notes_is_one_action_and_skips_those_that_changed_since(board: SampleWorkshop) -> None:
    first, second, third = (board.post(ANA) for _ in range(3))
    board.act(FAY, bulk_hiding.hide_group, "resident")
    board.act(PRIYA, notes.hide, second, on=False)
    done = board.act(FAY, undo.undo)
    assert (done.kind, done.count) == ("NoteHidden", 2)
    assert board.order() == [first, second, third]


def test_a_stack_that_was_hidden_is_shown_again_as_one_action(board: SampleWorkshop) -> None:
    first, second, third = (board.post(ANA) for _ in range(3))
    board.act(PRIYA, stacks.put_together, [second], first)
    board.act(FAY, notes.hide, first, on=True)
    done = board.act(FAY, undo.undo)
    assert (done.count, board.order()) == (2, [first, second, third])
    # A colleague who changes one note of the hidden stack has changed the stack.
    board.act(FAY, notes.hide, first, on=True)
    board.act(PRIYA, stacks.name, first, "Trees")
    with pytest.raises(undo.Changed):
        board.act(FAY, undo.undo)
    assert board.order() == [third]


def test_a_note_does_not_return_between_the_notes_of_a_stack(board: SampleWorkshop) -> None:
    first, moved, last = (board.post(ANA) for _ in range(3))
    board.act(FAY, notes.move, moved, column_id=board.columns[1], after=None)
    board.act(PRIYA, stacks.put_together, [last], first)
    board.act(FAY, undo.undo)
    assert board.order() == [first, last, moved]


def test_replaced_words_are_kept_only_while_they_can_be_restored(board: SampleWorkshop) -> None:
    for words in ("Ten minutes", "Five minutes", ""):
        board.act(FAY, attention.announce, words)
    for expected in ("Five minutes", "Ten minutes", ""):
        board.act(FAY, undo.undo)
        assert board.workshop().announcement == expected
    board.act(FAY, attention.announce, "One minute")
    board.act(FAY, attention.announce, "")
    assert "One minute" in board.workshop().replaced_words.values()
    board.act(FAY, closing.close, on=True)
    assert board.workshop().replaced_words == {}


def test_a_note_that_was_put_in_a_stack_since_stays_there(board: SampleWorkshop) -> None:
    first, second = board.post(ANA), board.post(ANA, column=1)
    board.act(FAY, notes.move, first, column_id=board.columns[1], after=None)
    board.act(PRIYA, stacks.put_together, [second], first)
    with pytest.raises(undo.Changed) as caught:
        board.act(FAY, undo.undo)
    assert (caught.value.by, board.order(1)) == ("Priya", [first, second])


def test_only_the_last_twenty_actions_are_undone(board: SampleWorkshop) -> None:
    note = board.post(ANA)
    for number in range(undo.MOST + 2):
        board.act(FAY, notes.hide, note, on=number % 2 == 0)
    for _ in range(undo.MOST):
        board.act(FAY, undo.undo)
    with pytest.raises(NotFound):
        board.act(FAY, undo.undo)


def test_nobody_undoes_what_another_did_and_participants_undo_nothing(board: SampleWorkshop) -> None:
    add_to_team(board, "nia", "Nia", "notetaker")
    note = board.post(ANA)
    board.act(FAY, notes.hide, note, on=True)
    for ref in (PRIYA, "nia"):
        with pytest.raises(NotFound):
            board.act(ref, undo.undo)
    with pytest.raises(NotAllowed):
        board.act(ANA, undo.undo)
    assert board.note(note).hidden


def test_undo_stops_at_closing_and_works_in_a_closed_workshop(board: SampleWorkshop) -> None:
    note = board.post(ANA)
    board.act(FAY, notes.hide, note, on=True)
    board.act(FAY, closing.close, on=True)
    with pytest.raises(NotFound):
        board.act(FAY, undo.undo)
    board.act(FAY, notes.hide, note, on=False)
    board.act(FAY, undo.undo)
    assert board.note(note).hidden


def test_going_back_hides_notes_of_a_question_that_has_not_begun_again(board: SampleWorkshop) -> None:
    phases = plan(board)
    for phase in phases[:2]:
        enter(board, phase)
    enter(board, phases[2])
    written = board.post(ANA, column=1)
    board.act(FAY, undo.undo)
    assert board.order(1) == []
    enter(board, phases[2])
    column = board.read(lambda session: session.get_one(Column, board.columns[1]))
    phase = board.read(lambda session: session.get_one(Phase, phases[2]))
    assert column.veiled
    assert phase.begun_at is not None
    assert board.note(written).withdrawn is False


@pytest.mark.parametrize("since", [False, True])
def test_going_back_from_a_veiled_phase_shows_no_answer_that_was_written_behind_the_veil(
    board: SampleWorkshop, *, since: bool
) -> None:
    early = board.post(ANA, column=1)
    phases = plan(board)
    enter(board, phases[2])
    if since:
        board.post(ANA, column=1)
    board.act(FAY, undo.undo)
    seen = board.read(lambda session: [note.id for note in notes.on_board(session, board.id, Who.EVERYONE)])
    assert seen == ([] if since else [early])


def test_the_journal_says_what_was_undone_and_by_whom(board: SampleWorkshop) -> None:
    note = board.post(ANA)
    board.act(FAY, notes.hide, note, on=True)
    hidden = board.workshop().seq
    board.act(FAY, undo.undo)
    last, shown, before, *_ = board.read(lambda session: journal.latest(session, board.id, 10))
    assert last.event == ActionUndone(first=hidden, last=hidden, back=hidden + 1)
    assert [row.event.kind for row in (shown, before)] == ["NoteRestored", "NoteHidden"]
    assert {row.by for row in (last, shown, before)} == {seat_id(board, FAY)}
