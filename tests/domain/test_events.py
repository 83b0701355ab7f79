"""Events are facts with ids, places and keys: they go into the journal and come back the same."""

from dataclasses import fields

import pytest

from app.domain import events, journal
from app.domain.events import KINDS, Happened, NoteMoved, Unknown


def sample(kind: type[Happened]) -> Happened:
    """An event of this kind with a value in every field."""
    return kind(**{field.name: {"int": 7, "str": "a0"}[str(field.type.__name__)] for field in fields(kind)})


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_an_event_comes_back_from_the_journal_as_it_went_in(kind: type[Happened]) -> None:
    event = sample(kind)
    assert event.kind == kind.__name__
    assert journal._read(event.kind, event.payload()) == event


def test_a_payload_holds_every_field_and_nothing_else() -> None:
    moved = NoteMoved(note="n1", column=2, before=1, before_key="a0", after_key="a1")
    assert moved.payload() == {"note": "n1", "column": 2, "before": 1, "before_key": "a0", "after_key": "a1"}


def test_every_kind_that_can_happen_is_known_by_its_name() -> None:
    def leaves(kind: type[Happened]) -> set[type[Happened]]:
        below = kind.__subclasses__()
        return {kind} if not below else set().union(*map(leaves, below))

    assert set(KINDS.values()) == leaves(Happened) - {Unknown}
    assert all(name == kind.__name__ for name, kind in KINDS.items())


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("FromALaterVersion", {}), ("NoteAdded", {"note": "n1", "column": 1, "more": 2}), ("NoteAdded", {"note": "n1"})],
)
def test_what_a_later_version_wrote_is_unknown_and_not_an_error(kind: str, payload: dict[str, object]) -> None:
    assert journal._read(kind, payload) == Unknown()


def test_no_event_has_a_field_for_words_or_names() -> None:
    allowed = {"note", "column", "before", "after", "before_key", "after_key", "element", "book", "link"}
    assert {field.name for kind in vars(events)["KINDS"].values() for field in fields(kind)} <= allowed
