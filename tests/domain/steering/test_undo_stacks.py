"""Undoing changes of stacks restores stacks, names, places and elements: of all notes of a stack, or of none."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlmodel import select

from app.domain.board import bulk_hiding, notes, stacks
from app.domain.errors import Refused
from app.domain.mapping import codings
from app.domain.models import Note
from app.domain.steering import approval, undo
from tests.domain.board.test_stacks import check
from tests.domain.steering.undo_board import PRIYA
from tests.workshop import ANA, FAY, SampleWorkshop


def fill(board: SampleWorkshop) -> list[str]:
    """Post six notes under the first question. The first three are the stack Costs, the next two the stack Trees."""
    posted = [board.post(ANA, f"note {number}") for number in range(6)]
    for leading, others, name in ((posted[0], posted[1:3], "Costs"), (posted[3], posted[4:5], "Trees")):
        board.act(PRIYA, stacks.put_together, others, leading)
        board.act(PRIYA, stacks.name, leading, name)
    board.act(PRIYA, codings.give, posted[0], "scale_reach")
    board.act(PRIYA, codings.give, posted[3], codings.NOT_ABOUT)
    return posted


def state(board: SampleWorkshop) -> dict[str, tuple[Any, ...]]:
    """All that undo restores of every note: place, stack and its name, hiding, approval and elements."""
    given = board.read(lambda session: codings.codes(session, board.id))
    every = board.read(lambda session: list(session.exec(select(Note).where(Note.workshop_id == board.id))))
    return {
        one.id: (
            *(one.column_id, one.order_key, one.stack, one.stack_name),
            *(one.hidden, one.approval, sorted(given.get(one.id, ()))),
        )
        for one in every
    }


ACTIONS: dict[str, Callable[[SampleWorkshop, list[str]], object]] = {
    "put a note in a stack": lambda b, n: b.act(FAY, stacks.put_together, [n[5]], n[0]),
    "put two stacks together": lambda b, n: b.act(FAY, stacks.put_together, [n[3]], n[0]),
    "put a stack on a note": lambda b, n: b.act(FAY, stacks.put_together, [n[0]], n[5]),
    "take the middle of one stack to another": lambda b, n: b.act(FAY, stacks.put_together, [n[1]], n[3]),
    "put notes of two stacks together": lambda b, n: b.act(FAY, stacks.put_together, [n[1], n[4]], n[5]),
    "name a stack": lambda b, n: b.act(FAY, stacks.name, n[0], "Money"),
    "remove the name of a stack": lambda b, n: b.act(FAY, stacks.name, n[0], ""),
    "take the leading note out": lambda b, n: b.act(FAY, stacks.take_out, n[0]),
    "take the middle note out": lambda b, n: b.act(FAY, stacks.take_out, n[1]),
    "take one of two notes out": lambda b, n: b.act(FAY, stacks.take_out, n[4]),
    "take a stack apart": lambda b, n: b.act(FAY, stacks.take_apart, n[2]),
    "move a stack": lambda b, n: b.act(FAY, notes.move, n[0], column_id=b.columns[1], after=None),
    "move a note out of a stack": lambda b, n: b.act(FAY, notes.move, n[1], column_id=b.columns[1], after=None),
    "hide a stack": lambda b, n: b.act(FAY, notes.hide, n[0], on=True),
    "hide a note of a stack": lambda b, n: b.act(FAY, notes.hide, n[1], on=True),
    "hide all notes of a group": lambda b, n: b.act(FAY, bulk_hiding.hide_group, "resident"),
    "hold back the leading note": lambda b, n: b.act(FAY, approval.hold, n[3]),
}


def test_undoing_any_change_of_stacks_restores_every_note(board: SampleWorkshop) -> None:
    posted = fill(board)
    before = state(board)
    for what, act in ACTIONS.items():
        act(board, posted)
        assert state(board) != before, what
        board.act(FAY, undo.undo)
        assert state(board) == before, what
        check(board)
    # All of them were undone, so nothing is left.
    with pytest.raises(Refused):
        board.act(FAY, undo.undo)


def test_a_change_of_one_note_keeps_the_whole_stack_as_it_is_now(board: SampleWorkshop) -> None:
    meddling: list[Callable[[list[str]], object]] = [
        lambda posted: board.act(PRIYA, stacks.name, posted[0], "Money"),
        lambda posted: board.act(PRIYA, notes.hide, posted[0], on=True),
        lambda posted: board.act(PRIYA, notes.move, posted[0], column_id=board.columns[1], after=None),
        lambda posted: board.act(PRIYA, stacks.take_out, posted[5]),
        lambda posted: board.act(ANA, notes.withdraw, posted[5], on=True),
    ]
    for meddle in meddling:
        posted = fill(board)
        board.act(FAY, stacks.put_together, [posted[5]], posted[0])
        meddle(posted)
        now = state(board)
        with pytest.raises(undo.Changed) as caught:
            board.act(FAY, undo.undo)
        assert (caught.value.by, caught.value.kind) in (("Priya", "StackChanged"), (None, "StackChanged"))
        assert state(board) == now
        check(board)


def test_notes_return_behind_what_has_taken_their_place_and_stacks_stay_together(board: SampleWorkshop) -> None:
    posted = fill(board)
    other, more = board.post(ANA, column=2), board.post(ANA, column=2)
    board.act(FAY, notes.move, posted[3], column_id=board.columns[1], after=None)
    for note in (other, more):
        board.act(PRIYA, notes.move, note, column_id=board.columns[0], after=posted[2])
    assert board.order() == [*posted[:3], more, other, posted[5]]
    board.act(FAY, undo.undo)
    check(board)
    assert board.order() == [*posted[:3], *(more, other), *posted[3:]]
    keys = [board.note(note).order_key for note in board.order()]
    assert sorted(set(keys)) == keys
    # A note does not return into a stack that others have put together around its place.
    board.act(FAY, notes.move, other, column_id=board.columns[1], after=None)
    board.act(PRIYA, stacks.put_together, [posted[3]], more)
    board.act(FAY, undo.undo)
    check(board)
    assert board.order() == [*posted[:3], more, *posted[3:5], other, posted[5]]


def test_an_element_that_was_given_to_a_stack_since_stays_when_notes_leave_it(board: SampleWorkshop) -> None:
    posted = fill(board)
    board.act(FAY, stacks.put_together, [posted[5]], posted[0])
    board.act(PRIYA, codings.give, posted[0], "involve_voice")
    done = board.act(FAY, undo.undo)
    assert (done.kind, done.count) == ("StackChanged", 2)
    given = board.read(lambda session: codings.codes(session, board.id))
    assert (given[posted[0]], given[posted[5]]) == ({"scale_reach", "involve_voice"}, {"involve_voice"})


def test_one_action_can_be_undone_by_its_number_although_others_followed(board: SampleWorkshop) -> None:
    posted = fill(board)
    before = state(board)[posted[5]]
    seq = board.act(FAY, stacks.put_together, [posted[5]], posted[0])
    board.act(FAY, notes.hide, posted[3], on=True)
    board.act(FAY, undo.undo, action=seq)
    assert (state(board)[posted[5]], board.note(posted[3]).hidden) == (before, True)
    with pytest.raises(Refused):
        board.act(FAY, undo.undo, action=seq)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_undone_every_stack_stays_whole(board: SampleWorkshop, seed: int) -> None:
    chance, posted = random.Random(seed), fill(board)

    def act() -> None:
        ref, (note, other) = chance.choice([FAY, PRIYA]), chance.sample(posted, 2)
        on, column = chance.random() < 0.5, {"column_id": board.note(other).column_id}
        fn, *values = chance.choice(
            [
                (stacks.put_together, [note], other),
                (stacks.put_together, chance.sample(posted, 3), other),
                (stacks.name, note, f"Named {board.now()}"),
                (stacks.take_out, note),
                (stacks.take_apart, note),
                (notes.move, note, column | {"after": other}),
                (notes.move, note, {"column_id": board.columns[1], "after": None}),
                (notes.hide, note, {"on": on}),
                (approval.decide, note, chance.choice(["approve", "hold"]), ""),
                (bulk_hiding.hide_since, note),
                *[(undo.undo,)] * 6,
            ]
        )
        named = values.pop() if values and isinstance(values[-1], dict) else {}
        board.act(ref, fn, *values, **named)

    for _ in range(80):
        with suppress(Refused):
            act()
        check(board)
