"""What can be done with a note, and by whom."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.domain.board import notes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.models import Note
from app.domain.text import many_lines
from app.domain.workshops import closing, seats
from tests.workshop import ANA, BEN, FAY, ZED, Hall


def test_new_notes_land_at_the_end(hall: Hall) -> None:
    posted = [hall.post(ref) for ref in (ANA, BEN, ANA, FAY)]
    assert hall.order() == posted


def test_order_is_by_code_point_whatever_the_locale_says(hall: Hall) -> None:
    first = hall.post(ANA)
    for _ in range(70):
        # Each to the top: the keys pass through capitals, digits and small letters.
        hall.act(FAY, notes.move, hall.post(BEN), column_id=hall.columns[0], after="")
    keys = [hall.note(note_id).order_key for note_id in hall.order()]
    assert keys == sorted(keys)
    assert hall.order()[-1] == first


def test_the_same_note_sent_twice_is_one(hall: Hall) -> None:
    note = hall.post(ANA, "Hello")
    seq = hall.workshop().seq
    assert hall.act(ANA, notes.add, note_id=note, column_id=hall.columns[0], text="Hello") == seq
    assert hall.workshop().seq == seq
    assert hall.order() == [note]


def test_another_seat_cannot_use_a_number_that_is_taken(hall: Hall) -> None:
    note = hall.post(ANA, "Hello")
    with pytest.raises(Conflict):
        hall.post(BEN, "Mine", note_id=note)
    assert hall.note(note).text == "Hello"


@pytest.mark.parametrize(
    "note_id", ["", "short", "UPPERCASE0000000000", "has space 00000000", "x" * 41, "../../etc/passwd0"]
)
def test_a_number_of_another_shape_is_refused(small_hall: Hall, note_id: str) -> None:
    with pytest.raises(Invalid):
        small_hall.act(ANA, notes.add, note_id=note_id, column_id=small_hall.columns[0], text="x")


def test_a_note_keeps_who_it_speaks_for_and_no_name_where_none_is_shown(hall: Hall) -> None:
    note = hall.note(hall.post(ANA, show_name=True))
    assert (note.speaks_for, note.shown_name) == ("resident", None)


@pytest.mark.parametrize(
    ("naming", "wanted", "shown"), [("named", False, "Ana"), ("choice", True, "Ana"), ("choice", False, None)]
)
def test_names_are_shown_as_the_workshop_says(small_hall: Hall, naming: str, wanted: bool, shown: str | None) -> None:
    hall = Hall(small_hall.database, naming=naming)
    assert hall.note(hall.post(ANA, show_name=wanted)).shown_name == shown


@pytest.mark.parametrize("promised", ["anonymous", "choice", "another word", ""])
def test_no_note_is_shown_with_a_name_that_its_writer_was_not_told_of(small_hall: Hall, promised: str) -> None:
    hall = Hall(small_hall.database, naming="named")
    with pytest.raises(Invalid, match="Names are shown now"):
        hall.post(ANA, promised=promised)
    assert hall.order() == []
    assert hall.note(hall.post(ANA, promised="named")).shown_name == "Ana"


@pytest.mark.parametrize(
    ("naming", "promised", "wanted", "shown"),
    [
        ("anonymous", "named", True, None),
        ("choice", "named", False, None),
        ("choice", "named", True, "Ana"),
        ("choice", "choice", True, "Ana"),
        ("named", "choice", True, "Ana"),
    ],
)
def test_what_was_promised_less_of_is_kept(
    small_hall: Hall, naming: str, promised: str, wanted: bool, shown: str | None
) -> None:
    hall = Hall(small_hall.database, naming=naming)
    assert hall.note(hall.post(ANA, promised=promised, show_name=wanted)).shown_name == shown


def test_only_the_writer_changes_words(hall: Hall) -> None:
    note = hall.post(ANA, "Hello")
    hall.act(ANA, notes.edit, note, text="Hello again", colour="sky")
    assert (hall.note(note).text, hall.note(note).colour) == ("Hello again", "sky")
    for ref in (BEN, FAY, ZED):
        with pytest.raises(NotAllowed):
            hall.act(ref, notes.edit, note, text="Mine now")
        with pytest.raises(NotAllowed):
            hall.act(ref, notes.withdraw, note, on=True)
    assert hall.note(note).text == "Hello again"


def test_a_note_is_deleted_and_brought_back_to_its_place(hall: Hall) -> None:
    first, second, third = (hall.post(ANA) for _ in range(3))
    hall.act(ANA, notes.withdraw, second, on=True)
    assert hall.order() == [first, third]
    hall.act(ANA, notes.withdraw, second, on=False)
    assert hall.order() == [first, second, third]


def test_doing_a_thing_twice_changes_nothing(hall: Hall) -> None:
    note, other = hall.post(ANA), hall.post(ANA)
    for act, values in (
        (notes.withdraw, {"on": True}),
        (notes.withdraw, {"on": False}),
        (notes.edit, {"text": "New words"}),
    ):
        first = hall.act(ANA, act, note, **values)
        assert hall.act(ANA, act, note, **values) == first == hall.workshop().seq
    for act, values in (
        (notes.hide, {"on": True}),
        (notes.hide, {"on": False}),
        (notes.move, {"column_id": hall.columns[1], "after": None}),
        (notes.move, {"column_id": hall.columns[0], "after": other}),
    ):
        first = hall.act(FAY, act, note, **values)
        assert hall.act(FAY, act, note, **values) == first == hall.workshop().seq


def test_facilitators_move_notes_anywhere(hall: Hall) -> None:
    a, b, c = (hall.post(ANA, str(n)) for n in range(3))
    elsewhere = hall.post(BEN, column=1)
    move = {"column_id": hall.columns[0]}
    hall.act(FAY, notes.move, c, after="", **move)
    assert hall.order() == [c, a, b]
    hall.act(FAY, notes.move, c, after=a, **move)
    assert hall.order() == [a, c, b]
    hall.act(FAY, notes.move, a, after=None, **move)
    assert hall.order() == [c, b, a]
    hall.act(FAY, notes.move, elsewhere, after=c, **move)
    assert hall.order() == [c, elsewhere, b, a]
    with pytest.raises(Conflict):
        hall.act(FAY, notes.move, a, column_id=hall.columns[1], after=b)
    for ref in (ANA, BEN):
        with pytest.raises(NotAllowed):
            hall.act(ref, notes.move, a, after="", **move)


def test_a_hidden_note_is_gone_for_everybody_but_its_writer_and_facilitators(hall: Hall) -> None:
    note = hall.post(ANA)
    hall.act(FAY, notes.hide, note, on=True)
    assert hall.order() == []
    own = hall.read(lambda session: notes.own(session, hall.id, [ANA, BEN]))
    assert [found.id for found in hall.read(lambda session: notes.at(session, hall.id, own[ANA]))] == [note]
    assert BEN not in own
    with pytest.raises(NotFound):
        hall.act(BEN, lambda session, person, now: notes.find(session, person, note))
    with pytest.raises(NotAllowed):
        hall.act(ANA, notes.hide, note, on=False)
    hall.act(FAY, notes.hide, note, on=False)
    assert hall.order() == [note]


def test_what_another_workshop_has_is_not_here(hall: Hall) -> None:
    other = Hall(hall.database)
    note = other.post(ANA)
    with pytest.raises(NotFound):
        hall.act(ANA, notes.edit, note, text="x")
    with pytest.raises(NotFound):
        hall.act(ANA, notes.add, note_id="n" * 24, column_id=other.columns[0], text="x")
    with pytest.raises(NotFound):
        hall.act(FAY, notes.move, hall.post(ANA), column_id=other.columns[0], after=None)


def test_a_closed_workshop_takes_nothing_more_and_forgets_who_wrote(hall: Hall) -> None:
    kept, withdrawn = hall.post(ANA, "kept"), hall.post(ANA, "withdrawn")
    hall.act(ANA, notes.withdraw, withdrawn, on=True)
    hall.act(FAY, closing.close, on=True)
    for note in (kept, withdrawn):
        assert hall.note(note).seat_id is None
    assert (hall.note(kept).text, hall.note(withdrawn).text) == ("kept", "")
    with pytest.raises(Closed):
        hall.post(ANA)
    with pytest.raises(Closed):
        hall.act(ANA, notes.edit, kept, text="changed")
    with pytest.raises(Closed):
        hall.act(FAY, notes.move, kept, column_id=hall.columns[1], after=None)
    hall.act(FAY, closing.close, on=False)
    with pytest.raises(NotAllowed):
        hall.act(ANA, notes.edit, kept, text="changed")
    hall.post(ANA, "open again")


def test_the_journal_holds_no_words_and_no_participant(hall: Hall) -> None:
    note = hall.post(ANA, "my very own words")
    hall.act(ANA, notes.edit, note, text="other words of mine")
    hall.act(FAY, seats.remove, hall.read(lambda session: seats.seats(session, hall.id))[0].id)
    events = hall.read(lambda session: seats.journal.since(session, hall.id, 0, 100))
    said = " ".join(str(event) for _seq, event in events)
    assert "words" not in said
    assert not {ANA, BEN, "seat="} & set(said.replace("'", " ").split())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), min_size=1, max_size=2100))
def test_text_of_every_kind_comes_back_as_it_was_or_is_refused(small_hall: Hall, text: str) -> None:
    try:
        expected = many_lines(text, notes.LONGEST)
    except Invalid:
        with pytest.raises(Invalid):
            small_hall.post(ANA, text)
        return
    assert small_hall.note(small_hall.post(ANA, text)).text == expected


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("two\r\nlines\rthree", "two\nlines\nthree"),
        ("  around \n", "around"),
        ("a\x00b\x07c", "abc"),
        ("half \ud800 pair", "half  pair"),
        ("שלום 👩‍👩‍👧 é", "שלום 👩‍👩‍👧 é"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_what_is_typed_is_kept(hall: Hall, typed: str, kept: str) -> None:
    assert hall.note(hall.post(ANA, typed)).text == kept


@pytest.mark.parametrize("typed", ["", "  \n\t ", "\x00", "x" * 2001, "é" * 100_000])
def test_nothing_and_too_much_are_refused_in_words(hall: Hall, typed: str) -> None:
    with pytest.raises(Invalid, match=r"Write something first|shorten it to 2,000"):
        hall.post(ANA, typed)
    assert hall.order() == []


def test_notes_at_their_revisions_are_found_by_an_index(small_hall: Hall) -> None:
    note = small_hall.note(small_hall.post(ANA))

    def plan(session: seats.Session) -> tuple[list[str], str]:
        found = notes.at(session, small_hall.id, [note.revision])
        query = select(Note.text).where(Note.workshop_id == small_hall.id, col(Note.revision).in_([note.revision]))
        asked = query.compile(compile_kwargs={"literal_binds": True})
        explained = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
        return [row.id for row in found], str(explained)

    found, explained = small_hall.read(plan)
    assert found == [note.id]
    assert "uq_note_revision (workshop_id=? AND revision=?)" in explained


def test_no_two_notes_of_a_workshop_have_the_same_revision(hall: Hall) -> None:
    first, second = hall.note(hall.post(ANA)), hall.note(hall.post(BEN))
    other = Hall(hall.database)
    other.post(ANA)

    def give(session: seats.Session) -> None:
        session.exec(update(Note).where(col(Note.id) == second.id).values(revision=first.revision))

    with pytest.raises(IntegrityError):
        hall.write(give)
    assert hall.note(second.id) == second
