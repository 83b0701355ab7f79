"""One note on every screen, everyone at one question, and a message."""

import pytest

from app.domain.board import notes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.steering import attention, locks
from app.domain.workshops import closing
from tests.workshop import ANA, FAY, SampleWorkshop


def shown(workshop: SampleWorkshop) -> str | None:
    note = workshop.read(lambda session: attention.shown_note(session, workshop.workshop()))
    return note.text if note else None


def test_a_note_is_shown_until_it_is_stopped_and_another_takes_its_place(workshop: SampleWorkshop) -> None:
    first, second = workshop.post(ANA, "first"), workshop.post(ANA, "second")
    workshop.act(FAY, attention.spotlight, first, on=True)
    assert shown(workshop) == "first"
    workshop.act(FAY, attention.spotlight, second, on=True)
    assert shown(workshop) == "second"
    # A press on a page that still shows the first note as shown.
    workshop.act(FAY, attention.spotlight, first, on=False)
    assert shown(workshop) == "second"
    workshop.act(FAY, attention.spotlight, second, on=False)
    assert shown(workshop) is None


def test_the_shown_note_follows_an_edit(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA, "first")
    workshop.act(FAY, attention.spotlight, note, on=True)
    workshop.act(ANA, notes.edit, note, text="changed")
    assert shown(workshop) == "changed"


@pytest.mark.parametrize("why", ["hidden", "veiled", "withdrawn"])
def test_a_shown_note_disappears_while_participants_do_not_see_it(workshop: SampleWorkshop, why: str) -> None:
    note = workshop.post(ANA, "first")
    workshop.act(FAY, attention.spotlight, note, on=True)

    def change(*, on: bool) -> None:
        if why == "hidden":
            workshop.act(FAY, notes.hide, note, on=on)
        elif why == "veiled":
            workshop.act(FAY, locks.veil, workshop.columns[0], on=on)
        else:
            workshop.act(ANA, notes.withdraw, note, on=on)

    change(on=True)
    assert shown(workshop) is None
    change(on=False)
    assert shown(workshop) == "first"


def test_a_note_that_participants_do_not_see_cannot_be_shown(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA, "first")
    workshop.act(FAY, notes.hide, note, on=True)
    with pytest.raises(Conflict, match="do not see this note"):
        workshop.act(FAY, attention.spotlight, note, on=True)


def test_everyone_is_brought_again_by_a_second_press(workshop: SampleWorkshop) -> None:
    column = workshop.columns[1]
    first = workshop.act(FAY, attention.bring_everyone, column)
    assert (workshop.workshop().brought_to, workshop.workshop().brought_seq) == (column, first)
    second = workshop.act(FAY, attention.bring_everyone, column)
    assert workshop.workshop().brought_seq == second > first
    with pytest.raises(NotFound):
        workshop.act(FAY, attention.bring_everyone, 10_000)


def test_a_message_is_one_line_of_at_most_200_characters(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, attention.announce, "Ten minutes\nleft")
    assert workshop.workshop().announcement == "Ten minutes left"
    workshop.act(FAY, attention.announce, "x" * 200)
    with pytest.raises(Invalid, match="200 characters"):
        workshop.act(FAY, attention.announce, "x" * 201)
    workshop.act(FAY, attention.announce, "")
    assert workshop.workshop().announcement == ""


def test_participants_cannot_ask_for_attention(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    for attempt in (
        lambda: workshop.act(ANA, attention.spotlight, note, on=True),
        lambda: workshop.act(ANA, attention.bring_everyone, workshop.columns[0]),
        lambda: workshop.act(ANA, attention.announce, "mine"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_closing_the_workshop_ends_everything_that_asks_for_attention(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, attention.spotlight, workshop.post(ANA), on=True)
    workshop.act(FAY, attention.announce, "Ten minutes left")
    workshop.act(FAY, attention.bring_everyone, workshop.columns[0])
    workshop.act(FAY, closing.close, on=True)
    closed = workshop.workshop()
    assert (closed.spotlight, closed.announcement, closed.brought_to) == (None, "", None)
    with pytest.raises(Closed):
        workshop.act(FAY, attention.announce, "too late")
