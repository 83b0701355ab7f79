"""Several notes that a facilitator selected are hidden, shown or moved by one action, and undone by one."""

import pytest

from app.domain.board import notes, selection, stacks
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.steering import undo
from tests.domain.board.test_stacks import check
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def test_a_selection_is_hidden_shown_and_undone_as_one(sqlite_workshop: SampleWorkshop) -> None:
    board = sqlite_workshop
    posted = [board.post(ANA, f"note {number}") for number in range(5)]
    board.act(FAY, stacks.put_together, [posted[1]], posted[0])
    # One has gone meanwhile, one leads a stack, and one is hidden already.
    board.act(ANA, notes.withdraw, posted[2], on=True)
    board.act(FAY, notes.hide, posted[3], on=True)
    seq = board.act(FAY, selection.hide, [posted[0], posted[2], posted[3], posted[4]], on=True)
    assert (board.order(), board.workshop().seq) == ([], seq)
    assert board.act(FAY, selection.hide, [posted[0], posted[4]], on=True) == seq
    done = board.act(FAY, undo.undo)
    assert (done.kind, done.count) == ("NoteHidden", 3)
    assert board.order() == [posted[0], posted[1], posted[4]]
    board.act(FAY, selection.hide, [posted[3]], on=False)
    assert board.order() == [posted[0], posted[1], posted[3], posted[4]]
    # A note that does not lead its stack leaves it.
    board.act(FAY, selection.hide, [posted[1], posted[4]], on=True)
    assert (board.order(), board.note(posted[0]).stack) == ([posted[0], posted[3]], None)
    board.act(FAY, undo.undo)
    assert board.note(posted[1]).stack == posted[0]
    check(board)


def test_a_selection_is_moved_in_its_order_and_undone_as_one(sqlite_workshop: SampleWorkshop) -> None:
    board = sqlite_workshop
    posted = [board.post(ANA, f"note {number}") for number in range(5)]
    there = board.post(BEN, column=1)
    board.act(FAY, stacks.put_together, [posted[1]], posted[0])
    for _ in range(2):
        # Sent twice, it is moved once.
        seq = board.act(FAY, selection.move, [posted[4], posted[0], posted[2]], board.columns[1])
    assert board.order(1) == [there, posted[4], posted[0], posted[1], posted[2]]
    assert (board.order(), board.workshop().seq) == ([posted[3]], seq)
    done = board.act(FAY, undo.undo)
    assert (done.kind, done.count) == ("NoteMoved", 4)
    assert (board.order(), board.order(1)) == (posted, [there])
    # Also in its own column.
    board.act(FAY, selection.move, [posted[3], posted[1]], board.columns[0])
    assert board.order() == [posted[0], posted[2], posted[4], posted[3], posted[1]]
    check(board)


def test_nobody_else_acts_on_a_selection_and_it_has_limits(sqlite_workshop: SampleWorkshop) -> None:
    board = sqlite_workshop
    note = board.post(ANA)
    with pytest.raises(NotAllowed):
        board.act(ANA, selection.hide, [note], on=True)
    with pytest.raises(NotAllowed):
        board.act(ANA, selection.move, [note], board.columns[1])
    with pytest.raises(Invalid):
        board.act(FAY, selection.hide, ["x"] * (selection.MOST_NOTES + 1), on=True)
    for gone in ([], ["x" * 24]):
        with pytest.raises(NotFound):
            board.act(FAY, selection.hide, gone, on=True)
    with pytest.raises(NotFound):
        board.act(FAY, selection.move, [note], 10**6)
    assert board.order() == [note]
