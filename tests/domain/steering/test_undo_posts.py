"""Undoing notes that the team posted for others, and the choice of how names are shown."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.board import comments, moving, notes, pasting, posting_for, votes
from app.domain.errors import NotFound
from app.domain.mapping import codings
from app.domain.records import erasure
from app.domain.steering import agenda, agenda_editing, attention, undo
from app.domain.workshops import closing
from tests.domain.steering.undo_board import PRIYA, add_to_team
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

FORM = "f" * 24


def paste(board: SampleWorkshop, *texts: str, ref: str = FAY, form_id: str = FORM) -> list[str]:
    """Paste these notes under the first question; returns the ids of all notes there."""
    board.act(ref, pasting.add_all, form_id=form_id, column_id=board.columns[0], texts=texts)
    return board.order()


def words(board: SampleWorkshop) -> list[str]:
    return [board.note(note).text for note in board.order()]


def test_pasted_notes_are_undone_together_and_the_same_form_posts_them_again(board: SampleWorkshop) -> None:
    before = board.post(ANA, "Here before")
    pasted = paste(board, "One", "Two", "Two")[1:]
    assert len(pasted) == 2
    assert board.act(FAY, undo.undo)[:2] == ("NoteAdded", 2)
    assert board.order() == [before]
    # The person goes back to the form, which says that these notes will be posted.
    assert paste(board, "One", "Two", "Three")[0] == before
    assert words(board) == ["Here before", "One", "Two", "Three"]
    assert paste(board, "One", "Two", "Three") == board.order()
    board.act(FAY, undo.undo)
    # Words that were erased do not come back by a form that is sent again.
    again = paste(board, "One", form_id="e" * 24)[-1]
    board.act(FAY, erasure.erase_note, again)
    assert paste(board, "One", form_id="e" * 24) == [before]


def test_a_notetaker_undoes_notes_for_others_and_nothing_else(board: SampleWorkshop) -> None:
    add_to_team(board, "nia", "Nia", "notetaker")
    mine = board.post("nia", "A note of my own")
    spoken = {"note_id": "s" * 24, "column_id": board.columns[0], "text": "Said on the phone"}
    board.act("nia", posting_for.add, **spoken)
    assert board.act("nia", undo.undo)[:2] == ("NoteAdded", 1)
    assert board.order() == [mine]
    with pytest.raises(NotFound):
        board.act("nia", undo.undo)
    # Facilitators undo what they did themselves.
    with pytest.raises(NotFound):
        board.act(FAY, undo.undo)


def begin(board: SampleWorkshop, *may: str) -> int:
    """Go to a phase in which people may do this; returns its id."""
    board.act(PRIYA, agenda_editing.add, agenda_editing.Draft("Look", may=may, columns=board.columns))
    phase = board.read(lambda session: agenda.phases(session, board.id))[0].id
    board.act(PRIYA, agenda.enter, phase, seen=None)
    return phase


SINCE: dict[str, Callable[[SampleWorkshop, str], object]] = {
    "hidden": lambda b, n: b.act(PRIYA, notes.hide, n, on=True),
    "moved": lambda b, n: b.act(PRIYA, moving.move, n, column_id=b.columns[1], after=None),
    "mapped": lambda b, n: b.act(PRIYA, codings.give, n, "involve_voice"),
    "shown on every screen": lambda b, n: b.act(PRIYA, attention.spotlight, n, on=True),
    "reworded": lambda b, n: b.act(FAY, notes.edit, n, text="Other words"),
    "commented on": lambda b, n: (begin(b, "comment"), b.act(BEN, comments.add, n, comment_id="c" * 24, text="Yes")),
}


@pytest.mark.parametrize("since", SINCE)
def test_a_pasted_note_that_was_changed_since_stays_and_the_others_go(board: SampleWorkshop, since: str) -> None:
    first, second, third = paste(board, "One", "Two", "Three")
    SINCE[since](board, second)
    done = board.act(FAY, undo.undo)
    assert (done.kind, done.count, done.stayed) == ("NoteAdded", 2, 1)
    assert [board.note(note).withdrawn for note in (first, second, third)] == [True, False, True]


def test_a_vote_keeps_all_pasted_notes_so_that_no_one_learns_for_which_it_was(board: SampleWorkshop) -> None:
    other = board.post(BEN)
    phase = begin(board, "vote")
    pasted = paste(board, "One", "Two")[1:]
    board.act(ANA, votes.cast, other, 1, phase_id=phase)
    with pytest.raises(undo.Changed) as caught:
        board.act(FAY, undo.undo)
    assert (caught.value.kind, caught.value.by, caught.value.since) == ("NoteAdded", None, "VoteChanged")
    assert board.order() == [other, *pasted]


def test_a_choice_of_names_is_undone_until_someone_has_written(board: SampleWorkshop) -> None:
    board.act(FAY, closing.choose_naming, "named")
    assert board.act(FAY, undo.undo).kind == "NamingChosen"
    assert board.workshop().naming == "anonymous"
    board.act(FAY, closing.choose_naming, "choice")
    board.act(PRIYA, closing.choose_naming, "named")
    with pytest.raises(undo.Changed) as caught:
        board.act(FAY, undo.undo)
    assert (caught.value.by, board.workshop().naming) == ("Priya", "named")


@pytest.mark.parametrize("gone", [False, True], ids=["", "and deleted it"])
def test_a_choice_of_no_names_stays_once_someone_has_relied_on_it(board: SampleWorkshop, *, gone: bool) -> None:
    board.act(PRIYA, closing.choose_naming, "named")
    board.act(FAY, closing.choose_naming, "anonymous")
    note = board.post(ANA, "I am safe here", show_name=True, promised="anonymous")
    if gone:
        board.act(ANA, notes.withdraw, note, on=True)
    with pytest.raises(undo.Changed) as caught:
        board.act(FAY, undo.undo)
    assert (caught.value.kind, caught.value.since) == ("NamingChosen", "NoteAdded")
    assert (board.workshop().naming, board.note(note).shown_name) == ("anonymous", None)


def test_undoing_two_hundred_pasted_notes_is_one_action(board: SampleWorkshop) -> None:
    texts = [f"Note {number}" for number in range(pasting.MOST)]
    assert len(paste(board, *texts)) == pasting.MOST
    done: Any = board.act(FAY, undo.undo)
    assert (done.count, done.stayed, board.order()) == (pasting.MOST, 0, [])
