"""Where writers were promised anonymity, closing reduces every stored time to its quarter of an hour."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import create_engine, literal
from sqlmodel import Session, select

from app.domain.column_types import Moment
from app.domain.records import erasure
from app.domain.records.quarter_hours import QuarterHour, quarter
from app.domain.workshops import closing
from app.storage.database import Database
from tests.full_workshop import fill, rows_about
from tests.workshop import ANA, FAY, START, SampleWorkshop

# Before anyone wrote, and what became of links, which the security log tells exactly too.
EXACT = {("workshop", "made_at"), ("link", "revoked_at")}


def times(workshop: SampleWorkshop) -> list[datetime]:
    """Every time that the database holds about this workshop, except EXACT."""

    def read(session: Session) -> list[datetime]:
        return [
            value
            for table, rows in rows_about(session, workshop.id).items()
            for row in rows
            for name, value in row.items()
            if isinstance(value, datetime) and (table, name) not in EXACT
        ]

    return workshop.read(read)


def filled(database: Database, naming: str) -> SampleWorkshop:
    return fill(SampleWorkshop(database, naming=naming))


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_a_quarter_begins_at_most_fifteen_minutes_earlier_and_on_a_quarter_of_the_hour(moment: datetime) -> None:
    start = quarter(moment)
    assert timedelta(0) <= moment - start < timedelta(minutes=15)
    assert (start.minute % 15, start.second, start.microsecond) == (0, 0, 0)


@pytest.mark.parametrize("naming", ["anonymous", "choice"])
def test_closing_reduces_every_stored_time_to_its_quarter_of_an_hour(workshop: SampleWorkshop, naming: str) -> None:
    board, other = filled(workshop.database, naming), filled(workshop.database, naming)
    exact = times(board)
    assert any(moment != quarter(moment) for moment in exact), "the test has nothing to reduce"
    board.act(FAY, closing.close, on=True)
    assert {moment for moment in times(board) if moment != quarter(moment)} == set()
    assert {*map(quarter, exact)} == {*times(board)}
    assert any(moment != quarter(moment) for moment in times(other)), "another workshop was changed"


def test_closing_keeps_exact_times_where_names_are_shown(sqlite_workshop: SampleWorkshop) -> None:
    board = filled(sqlite_workshop.database, "named")
    exact = times(board)
    board.act(FAY, closing.close, on=True)
    assert set(exact) <= set(times(board))


@given(moment=st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
@example(moment=datetime(2026, 11, 23, 10, 14, 59, 999_999, UTC))
def test_the_database_reduces_a_time_exactly_as_python_does(moment: datetime) -> None:
    # On SQLite only; the tests with stored times run on PostgreSQL too.
    with create_engine("sqlite://").connect() as connection:
        found = connection.execute(select(QuarterHour(literal(moment, Moment)))).scalar_one()
    assert found == quarter(moment).replace(tzinfo=None)


def test_the_erasure_list_never_holds_the_exact_time_at_which_a_writer_erased_their_notes(
    sqlite_workshop: SampleWorkshop,
) -> None:
    board = sqlite_workshop
    board.post(ANA)
    board.act(ANA, erasure.erase_own)
    assert board.now() != quarter(board.now())
    listed = board.read(erasure.listed)
    assert [at == quarter(at) for _key, _note, at in listed] == [True]


def test_notes_posted_after_reopening_are_reduced_at_the_next_closing(sqlite_workshop: SampleWorkshop) -> None:
    board = sqlite_workshop
    for on in (True, False):
        board.act(FAY, closing.close, on=on)
    note = board.post(ANA)
    assert board.note(note).posted_at != START
    board.act(FAY, closing.close, on=True)
    assert board.note(note).posted_at == START
