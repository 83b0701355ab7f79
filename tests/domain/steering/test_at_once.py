"""Two members of the team who act at once end in a state that one after the other would have given too.

Each acts through a database of its own, as two workers do. On SQLite there is one writer, and so one after the other.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any

import pytest

from app.domain.board import notes, stacks, votes
from app.domain.errors import Refused
from app.domain.steering import agenda, agenda_editing, approval, attention, locks, timer
from app.domain.steering.agenda_editing import Draft
from app.domain.workshops import column_rows, columns
from app.storage.database import Database
from tests.domain.board.test_stacks import check
from tests.servers.lasting import LastingDatabase
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

OTHER = BEN
pytestmark = pytest.mark.postgres


@dataclass
class Scene:
    """A workshop with two facilitators, and the notes or phases that they both act on."""

    board: SampleWorkshop
    notes: list[str] = field(default_factory=list)
    phases: list[int] = field(default_factory=list)
    seen: str = ""


Act = Callable[[Scene, str], object]
State = Callable[[Scene], object]


def notes_as_they_are(scene: Scene) -> object:
    """Everything that the actions change of the scene's notes, with their numbers instead of ids."""
    number = {note_id: place for place, note_id in enumerate(scene.notes)}
    found = [scene.board.note(note_id) for note_id in scene.notes]
    on_board = sorted(found, key=lambda note: (note.column_id, note.order_key))
    return (
        [(note.text, note.column_id, note.hidden, note.withdrawn, note.approval, note.stack_name) for note in found],
        [number.get(note.stack or "") for note in found],
        [number[note.id] for note in on_board],
        number.get(scene.board.workshop().spotlight or ""),
    )


def two_notes(scene: Scene) -> None:
    scene.notes = [scene.board.post(ANA, text) for text in ("one", "two")]


def a_stack(scene: Scene) -> None:
    scene.notes = [scene.board.post(ANA, text) for text in ("one", "two", "three", "apart")]
    scene.board.act(FAY, stacks.put_together, scene.notes[1:3], scene.notes[0])
    scene.board.act(FAY, stacks.name, scene.notes[0], "Costs")


NOTE: dict[str, Act] = {
    "hide": lambda s, who: s.board.act(who, notes.hide, s.notes[0], on=True),
    "move to 2": lambda s, who: s.board.act(who, notes.move, s.notes[0], column_id=s.board.columns[1], after=None),
    "move to 3": lambda s, who: s.board.act(who, notes.move, s.notes[0], column_id=s.board.columns[2], after=None),
    "hold back": lambda s, who: s.board.act(who, approval.hold, s.notes[0]),
    "show on every screen": lambda s, who: s.board.act(who, attention.spotlight, s.notes[0], on=True),
    "put on the other": lambda s, who: s.board.act(who, stacks.put_together, [s.notes[0]], s.notes[1]),
    "take the other": lambda s, who: s.board.act(who, stacks.put_together, [s.notes[1]], s.notes[0]),
    "reword": lambda s, who: s.board.act(ANA, notes.edit, s.notes[0], text="other words"),
    "delete": lambda s, who: s.board.act(ANA, notes.withdraw, s.notes[0], on=True),
}
STACK: dict[str, Act] = {
    "name": lambda s, who: s.board.act(who, stacks.name, s.notes[0], f"As {who} calls it"),
    "take apart": lambda s, who: s.board.act(who, stacks.take_apart, s.notes[0]),
    "add a note": lambda s, who: s.board.act(who, stacks.put_together, [s.notes[3]], s.notes[0]),
    "hide": lambda s, who: s.board.act(who, notes.hide, s.notes[0], on=True),
    "move": lambda s, who: s.board.act(who, notes.move, s.notes[0], column_id=s.board.columns[1], after=None),
    "move one out": lambda s, who: s.board.act(who, notes.move, s.notes[1], column_id=s.board.columns[2], after=None),
    "delete the first": lambda s, who: s.board.act(ANA, notes.withdraw, s.notes[0], on=True),
}


def agenda_of_three(scene: Scene) -> None:
    first, second, _third = scene.board.columns
    for draft in (Draft("Vote", may=["vote"]), Draft("One", "", ["write"], [first]), Draft("Two", "", [], [second])):
        scene.board.act(FAY, agenda_editing.add, draft)
    scene.phases = [phase.id for phase in scene.board.read(lambda s: agenda.phases(s, scene.board.id))]
    enter(scene, FAY, 0, seen=None)


def enter(scene: Scene, who: str, place: int, *, seen: int | None) -> object:
    return scene.board.act(who, agenda.enter, scene.phases[place], seen=seen)


def steering_as_it_is(scene: Scene) -> object:
    """The phase by its place, what each phase and question says, and the state of the timer in tens of seconds."""
    board, shop = scene.board, scene.board.workshop()
    left = timer.stored(shop)
    ends = shop.timer_ends_at.timestamp() // 30 if shop.timer_ends_at else None
    listed = board.read(lambda s: agenda.phases(s, board.id))
    return (
        scene.phases.index(shop.phase_id) if shop.phase_id in scene.phases else shop.phase_id,
        [(phase.title, phase.begun_at is not None, phase.votes_closed_at is not None) for phase in listed],
        [(one.question, one.locked, one.veiled, one.open) for one in board.read(lambda s: column_rows.of(s, board.id))],
        (ends, left[1] and left[1] // 30, shop.timer_freezes),
        len(board.order(2)),
        board.columns.index(shop.brought_to) if shop.brought_to else None,
    )


def a_running_timer(scene: Scene) -> None:
    scene.board.act(FAY, timer.start, 600, seen="off")
    scene.seen = timer.mark(scene.board.workshop())


PHASE: dict[str, Act] = {
    "go to the next": lambda s, who: enter(s, who, 1, seen=s.phases[0]),
    "go to the last": lambda s, who: enter(s, who, 2, seen=s.phases[0]),
    "leave the agenda": lambda s, who: s.board.act(who, agenda.end),
    "close the vote": lambda s, who: s.board.act(who, votes.close, s.phases[0], on=True),
    "remove the next": lambda s, who: s.board.act(who, agenda_editing.remove, s.phases[1]),
}
COLUMN: dict[str, Act] = {
    "reword": lambda s, who: s.board.act(who, columns.word, s.board.columns[2], f"As {who} asks it?", {}),
    "move": lambda s, who: s.board.act(who, columns.step, s.board.columns[2], by=-1),
    "remove": lambda s, who: s.board.act(who, columns.remove, s.board.columns[2]),
    "lock": lambda s, who: s.board.act(who, locks.lock_column, s.board.columns[2], on=True),
    "bring everyone": lambda s, who: s.board.act(who, attention.bring_everyone, s.board.columns[2]),
    "post": lambda s, who: s.board.post(ANA, column=2, note_id="p" * 24),
}
TIMER: dict[str, Act] = {
    "a minute more": lambda s, who: s.board.act(who, timer.change, 60, seen=s.seen),
    "pause": lambda s, who: s.board.act(who, timer.pause, on=True, seen=s.seen),
    "stop": lambda s, who: s.board.act(who, timer.stop, seen=s.seen),
    "freeze at the end": lambda s, who: s.board.act(who, timer.freeze_at_end, on=True),
}


@pytest.fixture
def workshop(lasting: LastingDatabase) -> SampleWorkshop:
    return lasting.workshop()


@pytest.fixture
def second(workshop: SampleWorkshop) -> Iterator[Database]:
    """The database of another worker."""
    database = Database(workshop.database.url)
    yield database
    database.close()


def one_after_the_other(scene: Scene, acts: list[tuple[Act, str]]) -> None:
    for act, who in acts:
        with suppress(Refused):
            act(scene, who)


def at_once(scene: Scene, second: Database, acts: list[tuple[Act, str]]) -> None:
    """Let both act at the same moment, the second one through the other worker's database."""
    theirs = copy(scene)
    theirs.board = copy(scene.board)
    theirs.board.database = second
    together = Barrier(len(acts))

    def run(mine: Scene, act: Act, who: str) -> None:
        together.wait()
        with suppress(Refused):
            act(mine, who)

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(run, mine, *act) for mine, act in zip((scene, theirs), acts, strict=True)]
        for one in running:
            one.result()


def check_pairs(
    start: Callable[[], SampleWorkshop],
    second: Database,
    prepare: Callable[[Scene], None],
    actions: dict[str, Act],
    pairs: str,
    state: State,
) -> None:
    """Check these pairs of actions, one pair on each line."""

    def scene() -> Scene:
        made = Scene(start())
        prepare(made)
        return made

    for pair in pairs.strip().splitlines():
        one, other = (words.strip() for words in pair.split("|"))
        acts = [(actions[one], FAY), (actions[other], OTHER)]
        possible: list[Any] = []
        for order in (acts, acts[::-1]):
            alone = scene()
            one_after_the_other(alone, order)
            possible.append(state(alone))
        both = scene()
        at_once(both, second, acts)
        assert state(both) in possible, f"{one} and {other}"
        check(both.board)


def several(workshop: SampleWorkshop) -> Callable[[], SampleWorkshop]:
    """Make one more workshop with a second facilitator, in the same database."""

    def start() -> SampleWorkshop:
        made = SampleWorkshop(workshop.database)
        made.raise_up(OTHER)
        return made

    return start


def test_two_people_who_act_on_one_note_or_stack_at_once(workshop: SampleWorkshop, second: Database) -> None:
    workshop.raise_up(OTHER)

    def same() -> SampleWorkshop:
        return workshop

    pairs = """
        hide | move to 2
        hide | put on the other
        move to 2 | move to 3
        move to 2 | put on the other
        put on the other | take the other
        hold back | show on every screen
        hold back | reword
        delete | put on the other
    """
    check_pairs(same, second, two_notes, NOTE, pairs, notes_as_they_are)
    pairs = """
        name | name
        take apart | add a note
        hide | add a note
        move | hide
        move one out | take apart
        delete the first | name
    """
    check_pairs(same, second, a_stack, STACK, pairs, notes_as_they_are)


def test_two_people_who_act_on_one_phase_question_or_timer_at_once(workshop: SampleWorkshop, second: Database) -> None:
    start = several(workshop)
    pairs = """
        go to the next | go to the next
        go to the next | go to the last
        go to the next | remove the next
        leave the agenda | close the vote
    """
    check_pairs(start, second, agenda_of_three, PHASE, pairs, steering_as_it_is)
    pairs = """
        reword | reword
        remove | post
        move | remove
        lock | bring everyone
    """
    check_pairs(start, second, lambda scene: None, COLUMN, pairs, steering_as_it_is)
    pairs = """
        a minute more | a minute more
        pause | stop
        freeze at the end | a minute more
    """
    check_pairs(start, second, a_running_timer, TIMER, pairs, steering_as_it_is)
