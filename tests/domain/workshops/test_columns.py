"""Changing questions while a workshop runs, without leaving a note without a question."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.board import notes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.workshops import closing, column_rows, columns
from tests.workshop import ANA, FAY, ZED, SampleWorkshop


def questions(workshop: SampleWorkshop) -> list[str]:
    return [column.question for column in workshop.read(lambda session: column_rows.of(session, workshop.id))]


def ids(workshop: SampleWorkshop) -> list[int]:
    return [column.id or 0 for column in workshop.read(lambda session: column_rows.of(session, workshop.id))]


def test_a_new_question_never_reuses_the_id_of_a_removed_one(workshop: SampleWorkshop) -> None:
    last = workshop.columns[-1]
    workshop.act(FAY, columns.remove, last)
    workshop.act(FAY, columns.add, "One more?")
    added = workshop.read(lambda session: column_rows.of(session, workshop.id))[-1].id or 0
    assert added > last
    with pytest.raises(NotFound):
        workshop.act(ANA, notes.add, note_id="a" * 24, column_id=last, text="For the one that has gone")
    for _ in range(2):
        workshop.act(FAY, columns.remove, added)
        workshop.act(FAY, columns.add, "And again?")
        again = workshop.read(lambda session: column_rows.of(session, workshop.id))[-1].id or 0
        assert again > added
        added = again


def test_questions_can_be_added_reworded_and_reordered(workshop: SampleWorkshop) -> None:
    first, _second, third = workshop.columns
    workshop.act(FAY, columns.add, "  What next?\r\n")
    assert questions(workshop) == ["Question 1?", "Question 2?", "Question 3?", "What next?"]
    workshop.act(FAY, columns.move, third, before=first)
    workshop.act(FAY, columns.move, first, before=None)
    assert questions(workshop) == ["Question 3?", "Question 2?", "What next?", "Question 1?"]
    workshop.act(FAY, columns.word, third, "The third?", {"cy": "Y trydydd?", "fr": " "})
    assert questions(workshop)[0] == "The third?"
    column = workshop.read(lambda session: column_rows.of(session, workshop.id)[0])
    assert column.words == {"cy": {"question": "Y trydydd?"}}


def test_a_question_has_a_short_name_in_every_language(workshop: SampleWorkshop) -> None:
    first, second, _third = workshop.columns
    workshop.act(
        FAY,
        columns.word,
        first,
        "The first?",
        {"cy": "Y cyntaf?"},
        short_name=" The\nfirst ",
        short_names={"cy": "Cyntaf"},
    )
    workshop.act(FAY, columns.word, second, "The second?", {}, short_names={"cy": "Ail", "fr": " "})
    workshop.act(FAY, columns.add, "The last?", short_name="Last")
    kept = workshop.read(lambda session: column_rows.of(session, workshop.id))
    assert [column.short_name for column in kept] == ["The first", "", "", "Last"]
    assert kept[0].words == {"cy": {"question": "Y cyntaf?", "short_name": "Cyntaf"}}
    assert kept[1].words == {"cy": {"short_name": "Ail"}}
    with pytest.raises(Invalid, match="short name is too long"):
        workshop.act(FAY, columns.word, first, "The first?", {}, short_names={"cy": "x" * 41})


def test_a_changed_short_name_conflicts_with_another_facilitators_edit(
    workshop: SampleWorkshop,
) -> None:
    first = workshop.columns[0]
    read = columns.mark_of(workshop.read(lambda session: column_rows.of(session, workshop.id)[0]))
    before = workshop.workshop().seq
    workshop.act(FAY, columns.word, first, "Question 1?", {}, short_name="One", read=read)
    assert workshop.workshop().seq == before + 1
    with pytest.raises(Conflict):
        workshop.act(FAY, columns.word, first, "Question 1?", {}, short_name="Uno", read=read)


def test_repeating_a_change_to_questions_changes_nothing(sqlite_workshop: SampleWorkshop) -> None:
    first, second, third = sqlite_workshop.columns
    for _ in range(2):
        sqlite_workshop.act(FAY, columns.move, third, before=first)
        sqlite_workshop.act(FAY, columns.word, second, "Again?", {})
    assert questions(sqlite_workshop) == ["Question 3?", "Question 1?", "Again?"]
    seq = sqlite_workshop.workshop().seq
    sqlite_workshop.act(FAY, columns.move, third, before=first)
    sqlite_workshop.act(FAY, columns.move, third, before=third)
    sqlite_workshop.act(FAY, columns.move, second, before=None)
    sqlite_workshop.act(FAY, columns.word, second, "Again?", {})
    assert sqlite_workshop.workshop().seq == seq


def test_only_a_question_without_notes_can_be_removed(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA, column=1)
    taken_back = workshop.post(ANA, column=1)
    workshop.act(ANA, notes.withdraw, taken_back, on=True)
    with pytest.raises(Conflict, match="Move them"):
        workshop.act(FAY, columns.remove, workshop.columns[1])
    workshop.act(FAY, notes.hide, note, on=True)
    with pytest.raises(Conflict, match="Move them"):
        workshop.act(FAY, columns.remove, workshop.columns[1])
    workshop.act(FAY, notes.move, note, column_id=workshop.columns[0], after=None)
    workshop.act(FAY, columns.remove, workshop.columns[1])
    assert questions(workshop) == ["Question 1?", "Question 3?"]
    workshop.act(ANA, notes.withdraw, taken_back, on=False)
    assert workshop.order(2) == [taken_back]
    with pytest.raises(NotFound):
        workshop.act(FAY, columns.remove, workshop.columns[1])


def test_the_last_question_cannot_be_removed(sqlite_workshop: SampleWorkshop) -> None:
    for column in sqlite_workshop.columns[:2]:
        sqlite_workshop.act(FAY, columns.remove, column)
    with pytest.raises(Conflict, match="at least one"):
        sqlite_workshop.act(FAY, columns.remove, sqlite_workshop.columns[2])


def test_an_unusable_question_is_refused_with_a_message(sqlite_workshop: SampleWorkshop) -> None:
    for words, reason in (("", "Write something"), ("x" * 1001, "question is too long")):
        with pytest.raises(Invalid, match=reason):
            sqlite_workshop.act(FAY, columns.add, words)
        with pytest.raises(Invalid, match=reason):
            sqlite_workshop.act(FAY, columns.word, sqlite_workshop.columns[0], words, {})
    for number in range(5):
        sqlite_workshop.act(FAY, columns.add, f"More {number}?")
    with pytest.raises(Invalid, match="at most 8"):
        sqlite_workshop.act(FAY, columns.add, "A ninth?")


def test_only_facilitators_of_an_open_workshop_can_change_questions(workshop: SampleWorkshop) -> None:
    first = workshop.columns[0]
    acts = (
        lambda ref: workshop.act(ref, columns.add, "Mine?"),
        lambda ref: workshop.act(ref, columns.word, first, "Mine?", {}),
        lambda ref: workshop.act(ref, columns.move, first, before=None),
        lambda ref: workshop.act(ref, columns.remove, first),
    )
    for act in acts:
        for ref in (ANA, ZED):
            with pytest.raises(NotAllowed):
                act(ref)
    other = SampleWorkshop(workshop.database)
    with pytest.raises(NotFound):
        other.act(FAY, columns.word, first, "Mine?", {})
    with pytest.raises(NotFound):
        other.act(FAY, columns.move, other.columns[0], before=first)
    workshop.act(FAY, closing.close, on=True)
    for act in acts:
        with pytest.raises(Closed):
            act(FAY)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=20))
def test_questions_can_be_put_in_any_order_and_keep_their_notes(
    sqlite_workshop: SampleWorkshop, moves: list[tuple[int, int]]
) -> None:
    workshop = SampleWorkshop(sqlite_workshop.database, questions=4)
    posted = {column: workshop.post(ANA, column=place) for place, column in enumerate(workshop.columns)}
    expected = list(workshop.columns)
    for which, where in moves:
        column = expected[which]
        before = expected[where] if where < 4 else None
        workshop.act(FAY, columns.move, column, before=before)
        if before != column:
            expected.remove(column)
            expected.insert(len(expected) if before is None else expected.index(before), column)
        assert ids(workshop) == expected
    assert {column: workshop.order(workshop.columns.index(column)) for column in expected} == {
        column: [note] for column, note in posted.items()
    }
