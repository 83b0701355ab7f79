"""A facilitator undoes their own last actions, and only if no one has changed the same since."""

import pytest
from sqlmodel import select

from app.domain import journal
from app.domain.board import bulk_hiding, note_rows, notes, stacks
from app.domain.errors import NotAllowed, NotFound
from app.domain.models import Column, Phase, Seat
from app.domain.steering import attention, signals, undo
from app.domain.steering.events import ActionUndone
from app.domain.steering.visibility import Who
from app.domain.workshops import closing
from tests.domain.steering.undo_board import PRIYA, add_to_team, enter, plan, seat_id
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


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
    seen = board.read(lambda session: [note.id for note in note_rows.on_board(session, board.id, Who.EVERYONE)])
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
