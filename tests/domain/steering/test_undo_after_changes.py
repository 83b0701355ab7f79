"""What someone has changed since stays as they left it, and other changes do not prevent undo."""

from typing import Any

import pytest
from sqlmodel import select

from app.domain.board import notes, stacks
from app.domain.errors import NotFound
from app.domain.findings.asks import asks, ballots
from app.domain.findings.asks.ask_models import Judgement
from app.domain.mapping import codings
from app.domain.steering import agenda, agenda_editing, attention, locks, undo
from app.domain.workshops import column_rows, columns
from tests.domain.steering.undo_board import (
    PRIYA,
    RATE,
    ask_id,
    enter,
    judge,
    phase_ids,
    plan,
    rated,
    rating,
    state,
    turn_ask,
)
from tests.workshop import ANA, FAY, SampleWorkshop


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
    board.columns = board.read(lambda session: [column.id for column in column_rows.of(session, board.id)])
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


def test_a_note_that_was_put_in_a_stack_since_stays_there(board: SampleWorkshop) -> None:
    first, second = board.post(ANA), board.post(ANA, column=1)
    board.act(FAY, notes.move, first, column_id=board.columns[1], after=None)
    board.act(PRIYA, stacks.put_together, [second], first)
    with pytest.raises(undo.Changed) as caught:
        board.act(FAY, undo.undo)
    assert (caught.value.by, board.order(1)) == ("Priya", [first, second])
