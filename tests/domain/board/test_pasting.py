"""A member of the team pastes many notes: from lines or a spreadsheet, with a preview, and only once."""

from typing import Any

import pytest

from app.domain import journal
from app.domain.board import notes, pasted_text, pasting, posting_for
from app.domain.board.pasting import Fate
from app.domain.errors import Closed, Invalid, NotAllowed, NotFound
from app.domain.models import Note
from app.domain.steering import locks
from app.domain.workshops import closing
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

FORM = "a" * 24


def paste(board: SampleWorkshop, *texts: str, ref: str = FAY, column: int = 0, **values: Any) -> int:
    values = {"form_id": FORM, "column_id": board.columns[column], "texts": texts} | values
    return board.act(ref, pasting.add_all, **values)


def words(board: SampleWorkshop, column: int = 0) -> list[str]:
    return [board.note(note).text for note in board.order(column)]


def fates(board: SampleWorkshop, *texts: str, repeats: bool = False) -> list[Fate]:
    def read(session: Any, person: Any, now: Any) -> list[Fate]:
        shown = pasting.preview(session, person, column_id=board.columns[0], texts=texts, repeats=repeats)
        return [line.fate for line in shown]

    return board.act(FAY, read)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nTwo\r\n\r\n  \nThree\n", [["One"], ["Two"], ["Three"]]),
        ("Name\tNote\nAna\tMore trees", [["Name", "Note"], ["Ana", "More trees"]]),
        ('1\t"First line\nsecond ""line"""\n2\tOther', [["1", 'First line\nsecond "line"'], ["2", "Other"]]),
        ('"A cell\nof two lines"\nAnother', [["A cell\nof two lines"], ["Another"]]),
        ('"Great idea" said Mary\nYes', [['"Great idea" said Mary'], ["Yes"]]),
        ('"Quoted"\n"Also quoted"', [['"Quoted"'], ['"Also quoted"']]),
        ('"Great" said Mary\tshe\nYes\tthey', [['"Great" said Mary', "she"], ["Yes", "they"]]),
        ("\u200b\n\t\n", []),
    ],
)
def test_lines_and_cells_are_read_as_they_were_copied(text: str, expected: list[list[str]]) -> None:
    assert pasted_text.rows(text) == expected


def test_the_column_with_the_most_text_is_offered_first() -> None:
    found = pasted_text.rows("1\tMore trees in the street\tAna\n2\tA bench\n3\t \tBen")
    assert (pasted_text.width(found), pasted_text.fullest(found)) == (3, 1)
    assert pasted_text.column(found, 1) == ["More trees in the street", "A bench"]
    assert pasted_text.column(found, 2) == ["Ana", "Ben"]


def test_pasted_notes_come_after_the_others_in_their_order_and_say_who_posted_them(workshop: SampleWorkshop) -> None:
    before = workshop.post(ANA, "Here before")
    assert paste(workshop, "One", "Two", "Three", group="council") == 3
    assert words(workshop) == ["Here before", "One", "Two", "Three"]
    first = workshop.note(workshop.order()[1])
    assert (first.posted_by, first.speaks_for, first.shown_name) == ("Facilitator", "council", None)
    # The poster can edit and withdraw them.
    workshop.act(FAY, notes.withdraw, first.id, on=True)
    assert workshop.note(first.id).withdrawn
    seqs = [workshop.note(note).revision for note in workshop.order()[1:]]
    assert seqs == sorted({*seqs})
    events = workshop.read(lambda session: journal.latest(session, workshop.id, 10))
    # The journal says who pasted, and never who wrote.
    assert [row.by is None for row in events if row.event.kind == "NoteAdded"] == [False] * 3 + [True]
    assert before


def test_sending_the_same_form_again_adds_nothing(workshop: SampleWorkshop) -> None:
    assert paste(workshop, "One", "Two") == 2
    assert paste(workshop, "One", "Two") == 0
    assert paste(workshop, "One", "Two", repeats=True) == 0
    assert paste(workshop, "One", "Two", "Three") == 1
    assert words(workshop) == ["One", "Two", "Three"]


def test_a_preview_tells_long_lines_and_repetitions_which_are_left_out(workshop: SampleWorkshop) -> None:
    workshop.post(ANA, "On the board")
    texts = ("New", "New", "On the board", "x" * 2001, " New ")
    assert fates(workshop, *texts) == [Fate.POSTED, Fate.REPEATED, Fate.REPEATED, Fate.TOO_LONG, Fate.REPEATED]
    assert fates(workshop, *texts, repeats=True) == [*[Fate.POSTED] * 3, Fate.TOO_LONG, Fate.POSTED]
    assert paste(workshop, *texts) == 1
    assert words(workshop) == ["On the board", "New"]
    assert paste(workshop, *texts, repeats=True, form_id="b" * 24) == 4
    assert paste(workshop, *texts, repeats=True, form_id="b" * 24) == 0


def test_two_hundred_notes_can_be_pasted_and_no_more(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    with pytest.raises(Invalid, match="200"):
        paste(workshop, *(f"Note {number}" for number in range(201)))
    with pytest.raises(Invalid, match="at least one"):
        paste(workshop)
    assert paste(workshop, *(f"Note {number}" for number in range(200))) == 200
    assert words(workshop)[::199] == ["Note 0", "Note 199"]


def test_only_the_team_posts_for_others(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    other = SampleWorkshop(workshop.database)
    with pytest.raises(NotAllowed):
        paste(workshop, "One", ref=ANA)
    with pytest.raises(NotAllowed):
        workshop.act(ANA, posting_for.add, note_id="n" * 24, column_id=workshop.columns[0], text="Hello")
    with pytest.raises(NotFound):
        paste(workshop, "One", column_id=other.columns[0])
    for form_id in ("", "a" * 23, "A" * 24):
        with pytest.raises(Invalid):
            paste(workshop, "One", form_id=form_id)
    with pytest.raises(Invalid, match="group"):
        paste(workshop, "One", group="strangers")
    workshop.act(FAY, closing.close, on=True)
    with pytest.raises(Closed):
        paste(workshop, "One")
    assert workshop.order() == []


def test_a_note_for_another_person_has_their_group_and_not_the_posters_name(sqlite_workshop: SampleWorkshop) -> None:
    board = SampleWorkshop(sqlite_workshop.database, naming="named")
    board.act(FAY, locks.lock_board, on=True)
    note = "n" * 24
    board.act(FAY, posting_for.add, note_id=note, column_id=board.columns[1], text="By phone", group="nhs")
    stored = board.note(note)
    assert (stored.posted_by, stored.speaks_for, stored.shown_name, stored.approval) == ("Facilitator", "nhs", None, "")
    with pytest.raises(Invalid):
        board.act(FAY, posting_for.add, note_id="m" * 24, column_id=board.columns[1], text="More", group="strangers")
    board.act(FAY, notes.edit, note, text="By phone, corrected")
    with pytest.raises(NotAllowed):
        board.act(BEN, notes.edit, note, text="Not mine")
    assert isinstance(board.note(note), Note)
