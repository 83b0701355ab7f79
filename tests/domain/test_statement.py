"""Statements that go straight to the driver say the same as the ORM, on both databases."""

import pytest
from sqlalchemy import bindparam, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.domain.models import Note, Workshop, table
from app.domain.statement import Statement
from tests.hall import ANA, BEN, Hall

WORKSHOP = Statement(select(Workshop).where(col(Workshop.id) == bindparam("id")))
NOTES = Statement(
    select(Note).where(
        col(Note.id).in_(bindparam("ids", expanding=True)), col(Note.workshop_id) == bindparam("workshop_id")
    )
)
ADD = Statement(insert(table(Note)))


def test_a_row_has_what_the_model_has(hall: Hall) -> None:
    hall.post(ANA, "Hello", note_id="a" * 24)
    row = hall.read(lambda session: WORKSHOP.first(session, id=hall.id))
    for name in Workshop.model_fields:
        assert getattr(row, name) == getattr(hall.workshop(), name), name
    (row,) = hall.read(lambda session: NOTES.all(session, ids=["a" * 24], workshop_id=hall.id))
    for name in Note.model_fields:
        assert getattr(row, name) == getattr(hall.note("a" * 24), name), name


@pytest.mark.parametrize("wanted", [[], ["a"], ["a", "b"], ["b", "z"], ["z"]])
def test_a_list_may_have_any_length(hall: Hall, wanted: list[str]) -> None:
    for letter, ref in (("a", ANA), ("b", BEN)):
        hall.post(ref, note_id=letter * 24)
    ids = [letter * 24 for letter in wanted]
    found = hall.read(lambda session: NOTES.all(session, ids=ids, workshop_id=hall.id))
    assert {note.id for note in found} == {note_id for note_id in ids if note_id[0] != "z"}


def test_nothing_found_is_none(hall: Hall) -> None:
    assert hall.read(lambda session: WORKSHOP.first(session, id=0)) is None


def test_a_drivers_error_is_the_one_that_sqlalchemy_makes_of_it(hall: Hall) -> None:
    note = hall.post(ANA)
    values = hall.note(note).model_dump()
    with pytest.raises(IntegrityError):
        hall.write(lambda session: ADD.run(session, **values))
    assert len(hall.order()) == 1
