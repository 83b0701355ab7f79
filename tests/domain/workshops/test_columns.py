"""Questions while a workshop runs: nobody's note is ever without one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.board import notes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.workshops import closing, columns
from app.storage.database import Database
from tests.workshop import ANA, FAY, ZED, Hall


def asked(hall: Hall) -> list[str]:
    return [column.question for column in hall.read(lambda session: notes.columns(session, hall.id))]


def ids(hall: Hall) -> list[int]:
    return [column.id or 0 for column in hall.read(lambda session: notes.columns(session, hall.id))]


def test_a_new_question_never_has_the_number_of_one_that_was_removed(hall: Hall) -> None:
    last = hall.columns[-1]
    hall.act(FAY, columns.remove, last)
    hall.act(FAY, columns.add, "One more?")
    added = hall.read(lambda session: notes.columns(session, hall.id))[-1].id or 0
    assert added > last
    with pytest.raises(NotFound):
        hall.act(ANA, notes.add, note_id="a" * 24, column_id=last, text="For the one that has gone")
    for _ in range(2):
        hall.act(FAY, columns.remove, added)
        hall.act(FAY, columns.add, "And again?")
        again = hall.read(lambda session: notes.columns(session, hall.id))[-1].id or 0
        assert again > added
        added = again


def test_questions_are_added_worded_and_put_in_order(hall: Hall) -> None:
    first, _second, third = hall.columns
    hall.act(FAY, columns.add, "  What next?\r\n")
    assert asked(hall) == ["Question 1?", "Question 2?", "Question 3?", "What next?"]
    hall.act(FAY, columns.move, third, before=first)
    hall.act(FAY, columns.move, first, before=None)
    assert asked(hall) == ["Question 3?", "Question 2?", "What next?", "Question 1?"]
    hall.act(FAY, columns.word, third, "The third?", {"cy": "Y trydydd?", "fr": " "})
    assert asked(hall)[0] == "The third?"
    column = hall.read(lambda session: notes.columns(session, hall.id)[0])
    assert column.words == {"cy": {"question": "Y trydydd?"}}


def test_doing_it_twice_is_doing_it_once(small_hall: Hall) -> None:
    first, second, third = small_hall.columns
    for _ in range(2):
        small_hall.act(FAY, columns.move, third, before=first)
        small_hall.act(FAY, columns.word, second, "Again?", {})
    assert asked(small_hall) == ["Question 3?", "Question 1?", "Again?"]
    seq = small_hall.workshop().seq
    small_hall.act(FAY, columns.move, third, before=first)
    small_hall.act(FAY, columns.move, third, before=third)
    small_hall.act(FAY, columns.move, second, before=None)
    small_hall.act(FAY, columns.word, second, "Again?", {})
    assert small_hall.workshop().seq == seq


def test_a_question_with_notes_stays_and_one_without_goes(hall: Hall) -> None:
    note = hall.post(ANA, column=1)
    taken_back = hall.post(ANA, column=1)
    hall.act(ANA, notes.withdraw, taken_back, on=True)
    with pytest.raises(Conflict, match="Move them"):
        hall.act(FAY, columns.remove, hall.columns[1])
    hall.act(FAY, notes.hide, note, on=True)
    with pytest.raises(Conflict, match="Move them"):
        hall.act(FAY, columns.remove, hall.columns[1])
    hall.act(FAY, notes.move, note, column_id=hall.columns[0], after=None)
    hall.act(FAY, columns.remove, hall.columns[1])
    assert asked(hall) == ["Question 1?", "Question 3?"]
    hall.act(ANA, notes.withdraw, taken_back, on=False)
    assert hall.order(2) == [taken_back]
    with pytest.raises(NotFound):
        hall.act(FAY, columns.remove, hall.columns[1])


def test_the_last_question_stays(small_hall: Hall) -> None:
    for column in small_hall.columns[:2]:
        small_hall.act(FAY, columns.remove, column)
    with pytest.raises(Conflict, match="at least one"):
        small_hall.act(FAY, columns.remove, small_hall.columns[2])


def test_what_cannot_be_a_question_is_refused_in_words(small_hall: Hall) -> None:
    for words, reason in (("", "Write something"), ("x" * 1001, "question is too long")):
        with pytest.raises(Invalid, match=reason):
            small_hall.act(FAY, columns.add, words)
        with pytest.raises(Invalid, match=reason):
            small_hall.act(FAY, columns.word, small_hall.columns[0], words, {})
    for number in range(5):
        small_hall.act(FAY, columns.add, f"More {number}?")
    with pytest.raises(Invalid, match="at most 8"):
        small_hall.act(FAY, columns.add, "A ninth?")


def test_only_facilitators_change_questions_and_only_while_it_is_open(hall: Hall) -> None:
    first = hall.columns[0]
    acts = (
        lambda ref: hall.act(ref, columns.add, "Mine?"),
        lambda ref: hall.act(ref, columns.word, first, "Mine?", {}),
        lambda ref: hall.act(ref, columns.move, first, before=None),
        lambda ref: hall.act(ref, columns.remove, first),
    )
    for act in acts:
        for ref in (ANA, ZED):
            with pytest.raises(NotAllowed):
                act(ref)
    other = Hall(hall.database)
    with pytest.raises(NotFound):
        other.act(FAY, columns.word, first, "Mine?", {})
    with pytest.raises(NotFound):
        other.act(FAY, columns.move, other.columns[0], before=first)
    hall.act(FAY, closing.close, on=True)
    for act in acts:
        with pytest.raises(Closed):
            act(FAY)


@settings(max_examples=25, deadline=None)
@given(moves=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=20))
def test_any_order_can_be_reached_and_notes_stay_with_their_question(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, int]]
) -> None:
    from app.storage import migrations

    url = f"sqlite:///{tmp_path_factory.mktemp('order') / 'board.sqlite3'}"
    migrations.upgrade(url)
    database = Database(url)
    hall = Hall(database, questions=4)
    posted = {column: hall.post(ANA, column=place) for place, column in enumerate(hall.columns)}
    expected = list(hall.columns)
    for which, where in moves:
        column = expected[which]
        before = expected[where] if where < 4 else None
        hall.act(FAY, columns.move, column, before=before)
        if before != column:
            expected.remove(column)
            expected.insert(len(expected) if before is None else expected.index(before), column)
        assert ids(hall) == expected
    assert {column: hall.order(hall.columns.index(column)) for column in expected} == {
        column: [note] for column, note in posted.items()
    }
    database.close()
