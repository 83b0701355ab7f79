"""Events hold ids, positions and keys, and are read from the journal as they were recorded."""

from dataclasses import fields

import pytest

from app.domain import events, journal
from app.domain.events import KINDS, Happened, NoteMoved, Unknown
from app.domain.findings.events import PROGRAMME_KINDS

EVERY_KIND = KINDS | PROGRAMME_KINDS


def sample(kind: type[Happened]) -> Happened:
    """An event of this class with a value in every field."""
    return kind(**{field.name: {"int": 7, "str": "a0"}[str(field.type.__name__)] for field in fields(kind)})


@pytest.mark.parametrize("kind", EVERY_KIND.values(), ids=EVERY_KIND)
def test_an_event_read_from_the_journal_equals_the_one_recorded(kind: type[Happened]) -> None:
    event = sample(kind)
    assert event.kind == kind.__name__
    assert journal._read(event.kind, event.payload(), EVERY_KIND) == event


def test_a_payload_contains_exactly_the_fields_of_its_event() -> None:
    moved = NoteMoved(note="n1", column=2, before=1, before_key="a0", after_key="a1")
    assert moved.payload() == {"note": "n1", "column": 2, "before": 1, "before_key": "a0", "after_key": "a1"}


def test_every_event_class_is_registered_under_its_name() -> None:
    def leaves(kind: type[Happened]) -> set[type[Happened]]:
        below = kind.__subclasses__()
        return {kind} if not below else set().union(*map(leaves, below))

    assert set(EVERY_KIND.values()) == leaves(Happened) - {Unknown}
    assert all(name == kind.__name__ for name, kind in EVERY_KIND.items())


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
    assert {field.name for kind in vars(events)["KINDS"].values() for field in fields(kind)} <= allowed
    numbers = {"before", "after", "place", "member", "workshop"}
    ids = {"interview", "excerpt", "unit", "ref", "element", "into", "round", "memo", "theme", "cell"}
    assert {field.name for kind in PROGRAMME_KINDS.values() for field in fields(kind)} <= numbers | ids
