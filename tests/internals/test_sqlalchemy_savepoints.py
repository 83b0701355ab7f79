"""Savepoints are set on the driver, with the pinned and the newest SQLAlchemy, and work as before."""

import logging
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session

from app.internals.sqlalchemy_savepoints import set_savepoints_on_the_driver


@pytest.fixture
def engine(tmp_path: Path) -> Generator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'some.sqlite3'}", connect_args={"isolation_level": None})
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    yield made
    made.dispose()


def insert_three_and_roll_one_back(engine: Engine) -> tuple[list[str], list[str]]:
    """Insert three rows, the second in a failing savepoint; returns the rows kept and SQLAlchemy's statements."""
    executed: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, sql, *_: executed.append(sql.split()[0]))
    with Session(engine) as session:
        session.connection().exec_driver_sql("CREATE TABLE kept (word TEXT)")
        for word in "abc":
            try:
                with session.begin_nested():
                    session.connection().exec_driver_sql("INSERT INTO kept VALUES (?)", (word,))
                    assert word != "b"
            except AssertionError:
                continue
        session.commit()
        kept = session.connection().exec_driver_sql("SELECT word FROM kept").scalars().all()
    return list(kept), executed


def test_savepoints_are_not_executed_by_sqlalchemy(engine: Engine) -> None:
    set_savepoints_on_the_driver(engine)
    kept, executed = insert_three_and_roll_one_back(engine)
    assert kept == ["a", "c"]
    assert not {"SAVEPOINT", "RELEASE"} & set(executed)
    assert "ROLLBACK" in executed


def test_without_the_extended_methods_sqlalchemy_sets_the_savepoints(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    set_savepoints_on_the_driver(cast(Any, SimpleNamespace(dialect=SimpleNamespace())))
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    kept, executed = insert_three_and_roll_one_back(engine)
    assert kept == ["a", "c"]
    assert {"SAVEPOINT", "RELEASE"} < set(executed)
