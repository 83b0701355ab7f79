"""Who can post, edit, move, delete and hide notes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.domain.board import lookup, note_rows, notes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.models import Note
from app.domain.text import many_lines
from app.domain.workshops import closing, seats
from tests.workshop import ANA, BEN, FAY, ZED, SampleWorkshop


def test_a_new_note_is_added_at_the_end_of_its_column(workshop: SampleWorkshop) -> None:
    posted = [workshop.post(ref) for ref in (ANA, BEN, ANA, FAY)]
    assert workshop.order() == posted


def test_notes_sort_by_code_point_in_every_locale(workshop: SampleWorkshop) -> None:
    first = workshop.post(ANA)
    for _ in range(70):
        # Each moves to the top, so that the keys use capitals, digits and small letters.
        workshop.act(FAY, notes.move, workshop.post(BEN), column_id=workshop.columns[0], after="")
    keys = [workshop.note(note_id).order_key for note_id in workshop.order()]
    assert keys == sorted(keys)
    assert workshop.order()[-1] == first


def test_a_second_post_with_the_same_id_adds_no_note(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA, "Hello")
    seq = workshop.workshop().seq
    assert workshop.act(ANA, notes.add, note_id=note, column_id=workshop.columns[0], text="Hello") == seq
    assert workshop.workshop().seq == seq
    assert workshop.order() == [note]


def test_the_same_id_with_other_words_is_refused_and_never_reported_as_saved(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA, "Hello")
    with pytest.raises(Invalid, match="these words are different"):
        workshop.post(ANA, "Good evening", note_id=note)
    assert workshop.note(note).text == "Hello"
    assert workshop.order() == [note]


def test_a_repeated_note_with_other_line_breaks_or_spaces_around_it_has_the_same_words(
    sqlite_workshop: SampleWorkshop,
) -> None:
    note = sqlite_workshop.post(ANA, "Hello\nagain")
    sqlite_workshop.post(ANA, "  Hello\r\nagain\n", note_id=note)
    assert sqlite_workshop.order() == [note]


def test_a_repeated_note_that_was_edited_since_is_not_added_again(sqlite_workshop: SampleWorkshop) -> None:
    note = sqlite_workshop.post(ANA, "Hello")
    sqlite_workshop.act(ANA, notes.edit, note, text="Good evening")
    with pytest.raises(Invalid, match="these words are different"):
        sqlite_workshop.post(ANA, "Hello", note_id=note)
    sqlite_workshop.post(ANA, "Good evening", note_id=note)
    assert sqlite_workshop.order() == [note]


def test_another_seat_cannot_post_with_an_id_that_is_in_use(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA, "Hello")
    with pytest.raises(Conflict):
        workshop.post(BEN, "Mine", note_id=note)
    assert workshop.note(note).text == "Hello"


@pytest.mark.parametrize(
    "note_id", ["", "short", "UPPERCASE0000000000", "has space 00000000", "x" * 41, "../../etc/passwd0"]
)
def test_a_note_id_in_another_format_is_refused(sqlite_workshop: SampleWorkshop, note_id: str) -> None:
    with pytest.raises(Invalid):
        sqlite_workshop.act(ANA, notes.add, note_id=note_id, column_id=sqlite_workshop.columns[0], text="x")


def test_a_note_stores_its_group_and_no_name_at_an_anonymous_workshop(workshop: SampleWorkshop) -> None:
    note = workshop.note(workshop.post(ANA, show_name=True))
    assert (note.speaks_for, note.shown_name) == ("resident", None)


@pytest.mark.parametrize(
    ("naming", "wanted", "shown"), [("named", False, "Ana"), ("choice", True, "Ana"), ("choice", False, None)]
)
def test_the_workshops_naming_decides_whether_a_name_is_shown(
    sqlite_workshop: SampleWorkshop, naming: str, wanted: bool, shown: str | None
) -> None:
    workshop = SampleWorkshop(sqlite_workshop.database, naming=naming)
    assert workshop.note(workshop.post(ANA, show_name=wanted)).shown_name == shown


@pytest.mark.parametrize("promised", ["anonymous", "choice", "another word", ""])
def test_a_note_is_refused_if_its_name_would_be_shown_and_the_form_said_otherwise(
    sqlite_workshop: SampleWorkshop, promised: str
) -> None:
    workshop = SampleWorkshop(sqlite_workshop.database, naming="named")
    with pytest.raises(Invalid, match="Names are now shown"):
        workshop.post(ANA, promised=promised)
    assert workshop.order() == []
    assert workshop.note(workshop.post(ANA, promised="named")).shown_name == "Ana"


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
def test_a_name_is_hidden_if_the_writer_was_promised_anonymity(
    sqlite_workshop: SampleWorkshop, naming: str, promised: str, wanted: bool, shown: str | None
) -> None:
    workshop = SampleWorkshop(sqlite_workshop.database, naming=naming)
    assert workshop.note(workshop.post(ANA, promised=promised, show_name=wanted)).shown_name == shown


def test_only_the_writer_can_edit_a_note(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA, "Hello")
    workshop.act(ANA, notes.edit, note, text="Hello again", colour="sky")
    assert (workshop.note(note).text, workshop.note(note).colour) == ("Hello again", "sky")
    for ref in (BEN, FAY, ZED):
        with pytest.raises(NotAllowed):
            workshop.act(ref, notes.edit, note, text="Mine now")
        with pytest.raises(NotAllowed):
            workshop.act(ref, notes.withdraw, note, on=True)
    assert workshop.note(note).text == "Hello again"


def test_a_deleted_note_can_be_brought_back_to_its_position(workshop: SampleWorkshop) -> None:
    first, second, third = (workshop.post(ANA) for _ in range(3))
    workshop.act(ANA, notes.withdraw, second, on=True)
    assert workshop.order() == [first, third]
    workshop.act(ANA, notes.withdraw, second, on=False)
    assert workshop.order() == [first, second, third]


def test_repeating_an_action_changes_nothing(workshop: SampleWorkshop) -> None:
    note, other = workshop.post(ANA), workshop.post(ANA)
    for act, values in (
        (notes.withdraw, {"on": True}),
        (notes.withdraw, {"on": False}),
        (notes.edit, {"text": "New words"}),
    ):
        first = workshop.act(ANA, act, note, **values)
        assert workshop.act(ANA, act, note, **values) == first == workshop.workshop().seq
    for act, values in (
        (notes.hide, {"on": True}),
        (notes.hide, {"on": False}),
        (notes.move, {"column_id": workshop.columns[1], "after": None}),
        (notes.move, {"column_id": workshop.columns[0], "after": other}),
    ):
        first = workshop.act(FAY, act, note, **values)
        assert workshop.act(FAY, act, note, **values) == first == workshop.workshop().seq


def test_a_facilitator_can_move_a_note_to_any_position(workshop: SampleWorkshop) -> None:
    a, b, c = (workshop.post(ANA, str(n)) for n in range(3))
    elsewhere = workshop.post(BEN, column=1)
    move = {"column_id": workshop.columns[0]}
    workshop.act(FAY, notes.move, c, after="", **move)
    assert workshop.order() == [c, a, b]
    workshop.act(FAY, notes.move, c, after=a, **move)
    assert workshop.order() == [a, c, b]
    workshop.act(FAY, notes.move, a, after=None, **move)
    assert workshop.order() == [c, b, a]
    workshop.act(FAY, notes.move, elsewhere, after=c, **move)
    assert workshop.order() == [c, elsewhere, b, a]
    with pytest.raises(Conflict):
        workshop.act(FAY, notes.move, a, column_id=workshop.columns[1], after=b)
    for ref in (ANA, BEN):
        with pytest.raises(NotAllowed):
            workshop.act(ref, notes.move, a, after="", **move)


def test_only_its_writer_and_facilitators_find_a_hidden_note(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    workshop.act(FAY, notes.hide, note, on=True)
    assert workshop.order() == []
    own = workshop.read(lambda session: note_rows.own(session, workshop.id, [ANA, BEN]))
    assert [found.id for found in workshop.read(lambda session: note_rows.at(session, workshop.id, own[ANA]))] == [note]
    assert BEN not in own
    with pytest.raises(NotFound):
        workshop.act(BEN, lambda session, person, now: lookup.note(session, person, note))
    with pytest.raises(NotAllowed):
        workshop.act(ANA, notes.hide, note, on=False)
    workshop.act(FAY, notes.hide, note, on=False)
    assert workshop.order() == [note]


def test_notes_and_columns_of_another_workshop_are_not_found(workshop: SampleWorkshop) -> None:
    other = SampleWorkshop(workshop.database)
    note = other.post(ANA)
    with pytest.raises(NotFound):
        workshop.act(ANA, notes.edit, note, text="x")
    with pytest.raises(NotFound):
        workshop.act(ANA, notes.add, note_id="n" * 24, column_id=other.columns[0], text="x")
    with pytest.raises(NotFound):
        workshop.act(FAY, notes.move, workshop.post(ANA), column_id=other.columns[0], after=None)


def test_a_closed_workshop_refuses_changes_and_has_erased_who_wrote(workshop: SampleWorkshop) -> None:
    kept, withdrawn = workshop.post(ANA, "kept"), workshop.post(ANA, "withdrawn")
    workshop.act(ANA, notes.withdraw, withdrawn, on=True)
    workshop.act(FAY, closing.close, on=True)
    for note in (kept, withdrawn):
        assert workshop.note(note).seat_id is None
    assert (workshop.note(kept).text, workshop.note(withdrawn).text) == ("kept", "")
    with pytest.raises(Closed):
        workshop.post(ANA)
    with pytest.raises(Closed):
        workshop.act(ANA, notes.edit, kept, text="changed")
    with pytest.raises(Closed):
        workshop.act(FAY, notes.move, kept, column_id=workshop.columns[1], after=None)
    workshop.act(FAY, closing.close, on=False)
    with pytest.raises(NotAllowed):
        workshop.act(ANA, notes.edit, kept, text="changed")
    workshop.post(ANA, "open again")


def test_the_journal_contains_no_text_and_no_participant(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA, "my very own words")
    workshop.act(ANA, notes.edit, note, text="other words of mine")
    workshop.act(FAY, seats.remove, workshop.read(lambda session: seats.seats(session, workshop.id))[0].id)
    events = workshop.read(lambda session: seats.journal.since(session, workshop.id, 0, 100))
    said = " ".join(str(event) for _seq, event in events)
    assert "words" not in said
    assert not {ANA, BEN, "seat="} & set(said.replace("'", " ").split())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), min_size=1, max_size=2100))
def test_any_text_is_either_stored_unchanged_or_refused(sqlite_workshop: SampleWorkshop, text: str) -> None:
    try:
        expected = many_lines(text, notes.LONGEST)
    except Invalid:
        with pytest.raises(Invalid):
            sqlite_workshop.post(ANA, text)
        return
    assert sqlite_workshop.note(sqlite_workshop.post(ANA, text)).text == expected


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
def test_typed_text_is_stored_unchanged(workshop: SampleWorkshop, typed: str, kept: str) -> None:
    assert workshop.note(workshop.post(ANA, typed)).text == kept


@pytest.mark.parametrize("typed", ["", "  \n\t ", "\x00", "x" * 2001, "é" * 100_000])
def test_an_empty_and_a_too_long_note_are_refused_with_a_message(workshop: SampleWorkshop, typed: str) -> None:
    with pytest.raises(Invalid, match=r"Write something first|Shorten it to 2,000"):
        workshop.post(ANA, typed)
    assert workshop.order() == []


def test_notes_at_their_revisions_are_found_by_an_index(sqlite_workshop: SampleWorkshop) -> None:
    note = sqlite_workshop.note(sqlite_workshop.post(ANA))

    def plan(session: seats.Session) -> tuple[list[str], str]:
        found = note_rows.at(session, sqlite_workshop.id, [note.revision])
        query = select(Note.text).where(Note.workshop_id == sqlite_workshop.id, col(Note.revision).in_([note.revision]))
        asked = query.compile(compile_kwargs={"literal_binds": True})
        explained = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
        return [row.id for row in found], str(explained)

    found, explained = sqlite_workshop.read(plan)
    assert found == [note.id]
    assert "uq_note_revision (workshop_id=? AND revision=?)" in explained


def test_no_two_notes_of_a_workshop_have_the_same_revision(workshop: SampleWorkshop) -> None:
    first, second = workshop.note(workshop.post(ANA)), workshop.note(workshop.post(BEN))
    other = SampleWorkshop(workshop.database)
    other.post(ANA)

    def give(session: seats.Session) -> None:
        session.exec(update(Note).where(col(Note.id) == second.id).values(revision=first.revision))

    with pytest.raises(IntegrityError):
        workshop.write(give)
    assert workshop.note(second.id) == second
