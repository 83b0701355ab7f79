"""Actions of prepared statements only, for which the writer sets a savepoint only after one of a batch has failed."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.domain.board import notes
from app.domain.errors import Invalid
from app.domain.workshops import seats
from app.internals.prepared_statements import PreparedCommand
from tests.workshop import ANA, SampleWorkshop

_BROKEN = PreparedCommand(text("INSERT INTO nowhere DEFAULT VALUES"))
_ROLLBACK = PreparedCommand(text("ROLLBACK"))
Action = Callable[[Session], object]


def add(workshop: SampleWorkshop, letter: str, then: Action = lambda session: None) -> Action:
    """An action that posts a note and then does something else."""

    def act(session: Session) -> object:
        person = seats.load_poster(session, workshop.key, ANA)
        notes.add(session, person, note_id=letter * 24, column_id=workshop.columns[0], text="x", now=workshop.now())
        return then(session)

    return act


async def in_one_batch(workshop: SampleWorkshop, actions: Sequence[Action]) -> list[object]:
    """The result or the error of each action, after they were one batch."""
    gate = threading.Event()
    # Holds the writer until all actions are queued.
    held = asyncio.ensure_future(workshop.database.write(lambda session: gate.wait(10)))
    waiting = [asyncio.ensure_future(workshop.database.write(action, prepared=True)) for action in actions]
    await asyncio.sleep(0)
    gate.set()
    await held
    return await asyncio.gather(*waiting, return_exceptions=True)


def refuse(_session: Session) -> None:
    raise Invalid


async def test_an_action_that_is_refused_before_its_first_change_is_not_done_twice(workshop: SampleWorkshop) -> None:
    tries: list[int] = []

    def refused(session: Session) -> None:
        seats.load_poster(session, workshop.key, ANA)
        tries.append(1)
        raise Invalid

    first, failed = await in_one_batch(workshop, [add(workshop, "a"), refused])
    assert (first, type(failed), len(tries)) == (None, Invalid, 1)
    assert workshop.order() == ["a" * 24]


@pytest.mark.parametrize(
    ("then", "error"),
    [
        (refuse, Invalid),
        (_BROKEN.run, DBAPIError),
    ],
    ids=["refused", "failed in the database"],
)
async def test_a_failed_action_is_undone_and_the_others_of_its_batch_are_saved(
    workshop: SampleWorkshop, then: Action, error: type[Exception]
) -> None:
    before = workshop.workshop().seq
    actions = [add(workshop, "a"), add(workshop, "b", then), add(workshop, "c")]
    first, failed, last = await in_one_batch(workshop, actions)
    assert isinstance(failed, error)
    assert (first, last) == (None, None)
    assert workshop.order() == ["a" * 24, "c" * 24]
    assert workshop.workshop().seq == before + 2


async def test_the_changes_of_an_action_that_loads_objects_are_saved_as_well(workshop: SampleWorkshop) -> None:
    def load(session: Session) -> None:
        seats.find(session, workshop.key).title = "Changed"

    assert await in_one_batch(workshop, [add(workshop, "a"), add(workshop, "b", load)]) == [None, None]
    assert workshop.order() == ["a" * 24, "b" * 24]
    assert workshop.workshop().title == "Changed"


async def test_a_batch_that_sqlite_rolls_back_is_done_again(sqlite_workshop: SampleWorkshop) -> None:
    tries: list[int] = []

    def lose_once(session: Session) -> None:
        tries.append(1)
        if len(tries) == 1:
            # As SQLite does on a full disk.
            _ROLLBACK.run(session)
            _BROKEN.run(session)

    actions = [add(sqlite_workshop, "a"), add(sqlite_workshop, "b", lose_once), add(sqlite_workshop, "c")]
    assert await in_one_batch(sqlite_workshop, actions) == [None, None, None]
    assert sqlite_workshop.order() == ["a" * 24, "b" * 24, "c" * 24]
