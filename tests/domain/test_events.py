"""Events hold ids, positions and keys, and are read from the journal as they were recorded."""

from dataclasses import fields

import pytest

from app.domain import journal
from app.domain.event_kinds import KINDS, PROGRAMME_KINDS
from app.domain.events import Happened, NoteMoved, Unknown

EVERY_KIND = KINDS | PROGRAMME_KINDS


def sample(kind: type[Happened]) -> Happened:
    """An event of this class with a value in every field."""
    values = {int: 7, str: "a0", bool: True, int | None: 7, str | None: "a0", list[int]: [7]}
    return kind(**{field.name: values[field.type] for field in fields(kind)})


@pytest.mark.parametrize("kind", EVERY_KIND.values(), ids=EVERY_KIND)
def test_an_event_read_from_the_journal_equals_the_one_recorded(kind: type[Happened]) -> None:
    event = sample(kind)
    assert event.kind == kind.__name__
    assert journal._read(event.kind, event.payload(), EVERY_KIND) == event


def test_a_payload_contains_exactly_the_fields_of_its_event() -> None:
    moved = NoteMoved(note="n1", column=2, before=1, before_key="a0", after_key="a1")
    assert moved.payload() == {"note": "n1", "column": 2, "before": 1, "before_key": "a0", "after_key": "a1"}


def test_a_kind_belongs_to_workshops_or_to_programmes() -> None:
    assert not set(KINDS) & set(PROGRAMME_KINDS)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("FromALaterVersion", {}), ("NoteAdded", {"note": "n1", "column": 1, "more": 2}), ("NoteAdded", {"note": "n1"})],
)
def test_an_event_of_a_later_version_is_read_as_unknown(kind: str, payload: dict[str, object]) -> None:
    assert journal._read(kind, payload) == Unknown()


def test_no_event_has_a_field_for_text_or_names() -> None:
    allowed = {"note", "column", "before", "after", "before_key", "after_key", "element", "book", "link"}
    # A key of a fixed list, a state of the timer, a phase, and the note that leads a stack.
    allowed |= {"reason", "ends_at", "left", "shows", "phase", "lead"}
    # What going back restores, and the seqs of events that were undone.
    allowed |= {
        "freezes",
        "before_ends_at",
        "before_left",
        "before_seq",
        "before_freezes",
        "begun",
        "opened",
        "veiled",
        "votes_closed",
    }
    allowed |= {"first", "last", "back", "comment", "ask", "phases"}
    # Places in a list of what people rate, and of their groups.
    allowed |= {"subject", "rater"}
    assert {field.name for kind in KINDS.values() for field in fields(kind)} <= allowed
    numbers = {"before", "after", "place", "member", "workshop", "coder"}
    ids = {"interview", "excerpt", "unit", "ref", "element", "into", "round", "memo", "theme", "cell"}
    ids |= {"report", "section", "edition", "quote", "step"}
    assert {field.name for kind in PROGRAMME_KINDS.values() for field in fields(kind)} <= numbers | ids
