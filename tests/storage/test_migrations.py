"""The migrations run up, down and up again, and create the tables that the code expects."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, update

from app.domain.board import notes
from app.domain.models import Seat
from app.domain.workshops import codes, columns
from app.storage import migrations
from app.storage.database import Database
from tests.servers.postgres import Cluster
from tests.workshop import ANA, FAY, SampleWorkshop


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_migrations_run_up_and_down_and_up_again(empty_url: str) -> None:
    migrations.upgrade(empty_url)
    made = tables(empty_url)
    assert "note" in made
    migrations.check(empty_url)
    migrations.downgrade(empty_url, "base")
    assert tables(empty_url) == set()
    migrations.upgrade(empty_url)
    assert tables(empty_url) == made


def test_check_reports_a_table_without_a_migration(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE place ADD COLUMN altitude INTEGER"))
    engine.dispose()
    with pytest.raises(CommandError, match="altitude"):
        migrations.check(url)


def test_processes_that_start_together_migrate_in_turn(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrations.upgrade, [empty_url] * 4))
    migrations.check(empty_url)


def test_the_folder_of_a_new_database_is_created(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a/b/board.sqlite3"
    migrations.upgrade(url)
    assert "workshop" in tables(url)


def test_upgrading_keeps_the_data(url: str) -> None:
    database = Database(url)
    workshop = SampleWorkshop(database)
    note = workshop.post(ANA)
    migrations.upgrade(url)
    assert workshop.order() == [note]
    database.close()


def test_sqlite_uses_a_write_ahead_log_and_synchronous_full(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'board.sqlite3'}"
    migrations.upgrade(url)
    database = Database(url)
    assert (
        database.read_now(lambda session: session.connection().exec_driver_sql("PRAGMA journal_mode").scalar()) == "wal"
    )
    # 2 is FULL.
    assert database.write_now(lambda session: session.connection().exec_driver_sql("PRAGMA synchronous").scalar()) == 2
    database.close()


@pytest.mark.parametrize("version", ["0001", "0003", "0004"])
def test_downgrading_and_upgrading_again_keeps_the_data(url: str, version: str) -> None:
    database = Database(url)
    workshop = SampleWorkshop(database, shown=())
    note = workshop.note(workshop.post(ANA))
    workshop.act(FAY, columns.move, workshop.columns[0], before=None)
    before = workshop.workshop()
    assert before.render_version == 1
    migrations.downgrade(url, version)
    migrations.upgrade(url)
    migrations.check(url)
    assert workshop.note(note.id) == note
    after = workshop.workshop()
    # The older tables have no token, so a new one is made.
    assert after.join_token != before.join_token
    after.join_token = before.join_token
    assert after == before
    database.close()


def test_migrating_shows_the_groups_that_three_people_chose_and_all_of_an_imported_workshop(url: str) -> None:
    database = Database(url)
    workshop, imported = SampleWorkshop(database, shown=()), SampleWorkshop(database, shown=())
    workshop.join("nora", speaks_for="nhs", group_threshold=9)
    workshop.join("cara", group_threshold=9)
    for ref in ("nora", "cara"):
        workshop.post(ref)
    imported.post(ANA)
    imported.write(
        lambda session: session.exec(update(Seat).where(col(Seat.workshop_id) == imported.id).values(speaks_for=None))
    )
    migrations.downgrade(url, "0007")
    migrations.upgrade(url)
    assert workshop.workshop().shown_groups == ["resident"]
    assert imported.workshop().shown_groups == ["resident"]
    database.close()


def test_migrating_gives_every_note_its_own_revision(empty_url: str) -> None:
    migrations.upgrade(empty_url, "0004")
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        for sql in (
            "INSERT INTO organisation (id, name) VALUES (1, 'Eastfield')",
            "INSERT INTO framework (id, organisation_id, key, version, content) VALUES (1, 1, 'k', 1, '{}')",
            *(
                "INSERT INTO workshop (id, key, organisation_id, framework_id, title, held_on, time_zone, language,"
                " naming, speaks_for, keep_until, notice, sample, made_at, seq, look) VALUES"
                f" ({number}, 'key{number}', 1, 1, 'T', '2026-01-01', 'UTC', 'en', 'named', '[]', '2027-01-01', '',"
                f" {false}, '2026-01-01', {seq}, 3)"
                for number, seq, false in ((1, 7, "'0'"), (2, 5, "'0'"))
            ),
            *(
                "INSERT INTO board_column (id, workshop_id, order_key, question) VALUES"
                f" ({number}, {number}, 'a0', 'Why?')"
                for number in (1, 2)
            ),
            *(
                "INSERT INTO note (workshop_id, id, column_id, order_key, text, colour, posted_at, hidden, withdrawn,"
                f" revision) VALUES ({workshop}, '{note}', {workshop}, 'a0', 'x', 'sun', '2026-01-01', '0', '0', {at})"
                for workshop, note, at in ((1, "a", 0), (1, "b", 4), (1, "c", 4), (1, "d", 0), (1, "e", 6), (2, "a", 4))
            ),
        ):
            connection.execute(text(sql))
    migrations.upgrade(empty_url)
    migrations.check(empty_url)
    with engine.begin() as connection:
        notes = connection.execute(text("SELECT workshop_id, id, revision FROM note ORDER BY workshop_id, id")).all()
        assert [tuple(row) for row in notes] == [
            *((1, "a", 8), (1, "b", 4), (1, "c", 9), (1, "d", 10), (1, "e", 6)),
            (2, "a", 4),
        ]
        assert list(connection.scalars(text("SELECT seq FROM workshop ORDER BY id"))) == [10, 5]
        assert list(connection.scalars(text("SELECT render_version FROM workshop ORDER BY id"))) == [3, 3]
        with pytest.raises(IntegrityError):
            connection.execute(text("UPDATE note SET revision = 4 WHERE id = 'e'"))
    engine.dispose()


@pytest.mark.postgres
def test_the_test_cluster_has_a_locale_that_does_not_sort_by_code_point(cluster: Cluster) -> None:
    engine = create_engine(cluster.fresh("migrated"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 'a' < 'B'"))
        connection.execute(text("CREATE TEMPORARY TABLE keys AS SELECT order_key FROM note"))
        connection.execute(text("INSERT INTO keys VALUES ('a'), ('B')"))
        assert list(connection.scalars(text("SELECT order_key FROM keys ORDER BY order_key"))) == ["B", "a"]
    engine.dispose()


def test_a_browser_that_joined_before_devices_had_secrets_keeps_its_seat(url: str) -> None:
    database = Database(url)
    workshop = SampleWorkshop(database)
    note = workshop.post(ANA)
    database.close()
    migrations.downgrade(url, "0007")
    migrations.upgrade(url)
    database = Database(url)
    workshop.database = database
    # Until then the cookie held the seat's own reference.
    workshop.act(ANA, notes.edit, note, text="Still mine")
    assert codes.is_token(workshop.workshop().join_token or "")
    database.close()


def test_the_names_of_the_migrations_files_begin_with_their_revisions() -> None:
    scripts = ScriptDirectory(str(migrations.MIGRATIONS)).walk_revisions()
    assert [script.revision for script in scripts] == migrations.revisions()
