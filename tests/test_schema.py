"""The migrations: up, down and up again, and the tables they make are those the code expects."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.util import CommandError
from sqlalchemy import create_engine, inspect, text

from app import schema
from app.database import Database
from tests.hall import ANA, Hall
from tests.postgres import Cluster


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_up_down_and_up_again(empty_url: str) -> None:
    schema.upgrade(empty_url)
    made = tables(empty_url)
    assert "note" in made
    schema.check(empty_url)
    schema.downgrade(empty_url, "base")
    assert tables(empty_url) == set()
    schema.upgrade(empty_url)
    assert tables(empty_url) == made


def test_a_table_that_no_migration_made_is_noticed(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE place ADD COLUMN altitude INTEGER"))
    engine.dispose()
    with pytest.raises(CommandError, match="altitude"):
        schema.check(url)


def test_several_that_start_together_wait_for_each_other(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(schema.upgrade, [empty_url] * 4))
    schema.check(empty_url)


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a/b/board.sqlite3"
    schema.upgrade(url)
    assert "workshop" in tables(url)


def test_upgrading_keeps_what_is_there(url: str) -> None:
    database = Database(url)
    hall = Hall(database)
    note = hall.post(ANA)
    schema.upgrade(url)
    assert hall.order() == [note]
    database.close()


def test_sqlite_is_durable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'board.sqlite3'}"
    schema.upgrade(url)
    database = Database(url)
    assert (
        database.read_now(lambda session: session.connection().exec_driver_sql("PRAGMA journal_mode").scalar()) == "wal"
    )
    # 2 is FULL.
    assert database.write_now(lambda session: session.connection().exec_driver_sql("PRAGMA synchronous").scalar()) == 2
    database.close()


def test_going_back_a_version_and_forward_again_keeps_every_note(url: str) -> None:
    database = Database(url)
    hall = Hall(database)
    note = hall.post(ANA)
    for version in ("0001",):
        schema.downgrade(url, version)
        schema.upgrade(url)
    assert hall.order() == [note]
    database.close()


@pytest.mark.postgres
def test_the_tests_own_cluster_sorts_like_a_dictionary_so_that_order_keys_must_not(cluster: Cluster) -> None:
    engine = create_engine(cluster.fresh("migrated"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 'a' < 'B'"))
        connection.execute(text("CREATE TEMPORARY TABLE keys AS SELECT order_key FROM note"))
        connection.execute(text("INSERT INTO keys VALUES ('a'), ('B')"))
        assert list(connection.scalars(text("SELECT order_key FROM keys ORDER BY order_key"))) == ["B", "a"]
    engine.dispose()
