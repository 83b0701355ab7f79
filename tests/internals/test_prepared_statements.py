"""Prepared statements return the same rows as through SQLAlchemy, on both databases and with its newest version, and
are executed by SQLAlchemy if they cannot be prepared."""

import logging
from collections import namedtuple
from collections.abc import Generator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import bindparam, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.domain.models import Note, Workshop, table
from app.internals.prepared_statements import (
    CompiledStatements,
    DriverSession,
    PreparedCommand,
    PreparedQuery,
    _Compiled,
)
from app.storage.connections import engine
from tests.servers.compiled import get_unshared
from tests.workshop import ANA, BEN, SampleWorkshop

# Every column of a note.
Whole = namedtuple("Whole", list(Note.model_fields))


class Json(NamedTuple):
    key: str
    held_on: Any
    speaks_for: list[str]
    words: dict[str, dict[str, str]]
    sample: bool
    closed_at: Any
    made_at: Any


WORKSHOP = PreparedQuery(
    select(*(col(getattr(Workshop, name)) for name in Json._fields)).where(col(Workshop.id) == bindparam("id")), Json
)
NOTES = PreparedQuery(
    select(Note)
    .where(
        col(Note.id).in_(bindparam("ids", expanding=True)),
        col(Note.workshop_id) == bindparam("workshop_id"),
        col(Note.withdrawn).is_(False),
    )
    .order_by(col(Note.id))
    .limit(bindparam("most")),
    Whole,
)
ADD = PreparedCommand(insert(table(Note)))


@pytest.fixture(params=["prepared", "unprepared", "public"])
def session(
    request: pytest.FixtureRequest, workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> Generator[Session]:
    """Sessions on the workshop's database: with a driver, with statements that cannot be prepared, and SQLModel's."""
    writes = engine(workshop.database.url, writing=True)
    if request.param == "unprepared":
        monkeypatch.setattr(CompiledStatements, "get", get_unshared)
        monkeypatch.setattr("app.internals.prepared_statements._Compiled", lambda *_: [].nothing)
    with writes.connect() as connection:
        public = request.param == "public"
        made = Session(connection) if public else DriverSession(connection, CompiledStatements())
        yield made
        made.close()
    writes.dispose()


def test_a_row_has_the_values_that_the_orm_loads(workshop: SampleWorkshop, session: Session) -> None:
    workshop.post(ANA, "Hello", note_id="a" * 24)
    stored = WORKSHOP.only(session, id=workshop.id)
    for name in Json._fields:
        assert getattr(stored, name) == getattr(workshop.workshop(), name), name
    (note,) = NOTES.all(session, ids=["a" * 24], workshop_id=workshop.id, most=9)
    for name in Note.model_fields:
        assert getattr(note, name) == getattr(workshop.note("a" * 24), name), name


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 33])
def test_a_list_may_have_any_length(workshop: SampleWorkshop, session: Session, count: int) -> None:
    for letter, ref in (("0", ANA), ("2", BEN)):
        workshop.post(ref, note_id=letter * 24)
    ids = [f"{number:x}" * 24 for number in range(count)]
    for asked in (ids, tuple(ids), set(ids)):
        found = NOTES.all(session, ids=asked, workshop_id=workshop.id, most=9)
        assert [note.id for note in found] == [note_id for note_id in ("0" * 24, "2" * 24) if note_id in ids]


def test_first_returns_none_without_rows_and_otherwise_the_first_row(
    workshop: SampleWorkshop, session: Session
) -> None:
    ids = [workshop.post(ANA, note_id=letter * 24) for letter in "ab"]
    assert WORKSHOP.first(session, id=0) is None
    with pytest.raises(LookupError):
        WORKSHOP.only(session, id=0)
    first = NOTES.first(session, ids=ids, workshop_id=workshop.id, most=2)
    assert first is not None
    assert first.id == ids[0]


def test_a_drivers_error_is_raised_as_sqlalchemys_error(workshop: SampleWorkshop, session: Session) -> None:
    values = workshop.note(workshop.post(ANA)).model_dump()
    with pytest.raises(IntegrityError) as raised:
        ADD.run(session, **values)
    assert raised.value.connection_invalidated is False
    session.rollback()
    ADD.run(session, **values | {"id": "b" * 24, "revision": 999})
    session.commit()
    assert workshop.note("b" * 24).revision == 999


def test_prepared_statements_are_not_executed_by_sqlalchemy(
    workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Holds for the pinned and the newest version, because a fallback would slow every post unnoticed."""
    monkeypatch.setattr(PreparedQuery, "_usual", lambda *_: pytest.fail("not prepared"))
    monkeypatch.setattr(PreparedCommand, "_usual", lambda *_: pytest.fail("not prepared"))
    note = workshop.post(ANA, "Hello")
    assert workshop.order() == [note]


def test_after_a_start_the_first_note_and_its_board_wait_for_no_query_to_be_compiled(
    workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CompiledStatements, "get", get_unshared)
    monkeypatch.setattr(workshop.database._compiled, "_compiled", {})
    workshop.database.compile_queries()
    compiled: list[object] = []

    def record(statement: object, *values: Any) -> object:
        compiled.append(statement)
        return _Compiled(statement, *values)

    monkeypatch.setattr("app.internals.prepared_statements._Compiled", record)
    note = workshop.post(ANA, "Hello")
    assert workshop.order() == [note]
    assert all(isinstance(statement, PreparedCommand) for statement in compiled)


def test_a_statement_that_cannot_be_prepared_is_logged_once_and_executed(
    workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(CompiledStatements, "get", get_unshared)
    monkeypatch.setattr(workshop.database._compiled, "_compiled", {})
    monkeypatch.setattr("sqlalchemy.sql.compiler.SQLCompiler.construct_expanded_state", None)
    notes = [workshop.post(ANA, "Hello") for _ in range(3)]
    assert workshop.order() == notes
    told = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert len(told) == len(set(told)) == 1


def test_a_row_without_the_columns_of_its_statement_is_refused() -> None:
    with pytest.raises(TypeError, match="Json"):
        PreparedQuery(select(Note), Json)
