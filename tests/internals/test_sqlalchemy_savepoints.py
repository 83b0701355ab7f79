"""Savepoints are set on the driver, in the pinned version of SQLAlchemy and in the newest, and mean what they meant."""

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


def with_one_undone(engine: Engine) -> tuple[list[str], list[str]]:
    """What is kept of three rows, the middle one in a savepoint that fails, and what SQLAlchemy executed for it."""
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


def test_savepoints_do_not_pass_through_sqlalchemy(engine: Engine) -> None:
    set_savepoints_on_the_driver(engine)
    kept, executed = with_one_undone(engine)
    assert kept == ["a", "c"]
    assert not {"SAVEPOINT", "RELEASE"} & set(executed)
    assert "ROLLBACK" in executed


def test_without_such_methods_sqlalchemy_sets_them_itself(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    set_savepoints_on_the_driver(cast(Any, SimpleNamespace(dialect=SimpleNamespace())))
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    kept, executed = with_one_undone(engine)
    assert kept == ["a", "c"]
    assert {"SAVEPOINT", "RELEASE"} < set(executed)
