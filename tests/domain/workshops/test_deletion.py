"""Deleting a workshop deletes all its data and nothing else, and its id is never reused."""

import pytest

from app.domain.errors import NotFound
from app.domain.models import Workshop
from app.domain.workshops import codes, deletion, listing, seats
from tests.full_workshop import fill, rows_about
from tests.rendering import render
from tests.workshop import ANA, SampleWorkshop


def row_counts(workshop: SampleWorkshop) -> dict[str, int]:
    """The number of this workshop's rows, by table, without its own."""
    found = workshop.read(lambda session: rows_about(session, workshop.id))
    return {table: len(rows) for table, rows in found.items() if table != "workshop"}


def delete(workshop: SampleWorkshop) -> None:
    workshop.write(
        lambda session: deletion.delete_workshop(session, seats.find(session, workshop.key, hold=True), workshop.now())
    )


def test_deleting_a_workshop_deletes_all_its_data_and_no_other_data(workshop: SampleWorkshop) -> None:
    other, here = fill(SampleWorkshop(workshop.database)), fill(workshop)
    before, seq = row_counts(other), here.workshop().seq
    assert all(row_counts(here).values()), "the test has nothing to delete"
    told: list[dict[int, int]] = []
    workshop.database.on_commit = told.append
    delete(here)
    assert row_counts(here) == dict.fromkeys(before, 0)
    assert row_counts(other) == before
    row = here.read(lambda session: session.get(Workshop, here.id))
    assert row is not None
    assert (row.title, row.notice, row.words, row.speaks_for, row.place_id, row.code) == ("", "", {}, [], None, None)
    assert told == [{here.id: seq + 1}], "nobody looks at it again"
    with pytest.raises(NotFound):
        here.post(ANA)
    with pytest.raises(NotFound):
        here.read(lambda session: codes.by_code(session, here.code))
    listed = here.read(lambda session: [line.workshop.key for line in listing.listed(session)[0]])
    assert listed == [other.key]
    drawn = here.read(lambda session: render(session, here.id, seq, "", {}, catching_up=False))
    assert drawn.seq == 0
    with pytest.raises(NotFound):
        delete(here)


def test_no_workshop_reuses_the_id_or_key_of_a_deleted_one(workshop: SampleWorkshop) -> None:
    delete(workshop)
    after = SampleWorkshop(workshop.database)
    assert after.id != workshop.id
    assert after.key != workshop.key
