"""A backup is one snapshot of a running server, complete or absent; a restore makes every page refetch."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from app.domain.models import Installation
from app.domain.workshops import seats
from app.domain.workshops.deletion import delete_workshop
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.maintenance import backup
from app.maintenance.backup import BackupError
from app.rehearsal.client import Client
from app.storage import migrations
from app.storage.database import Database
from tests.servers import forking
from tests.servers.migrated import migrated_sqlite
from tests.servers.server import Server
from tests.waiting import until
from tests.workshop import ANA, START, SampleWorkshop


def command(folder: Path, *arguments: str, largest_file: int | None = None) -> tuple[int, str]:
    """Run `commonboard …`; none of its files may grow beyond `largest_file` bytes."""
    code, output, error = forking.run("app", *arguments, largest_file=largest_file, DATA_DIR=str(folder))
    return code, output + error


def record(url: str, workshop: SampleWorkshop) -> bytes:
    """The JSON export of a workshop in a database."""
    database = Database(url)
    try:
        return database.read_now(
            lambda session: FORMATS["json"].write(bundle(session, workshop.workshop(), START), "en")
        )
    finally:
        database.close()


def epoch(url: str) -> str:
    database = Database(url)
    try:
        return database.read_now(lambda session: session.exec(select(Installation.epoch)).one())
    finally:
        database.close()


def filled(url: str) -> SampleWorkshop:
    """A workshop with notes in a database, which is made if it is a file; the workshop's database is closed."""
    if url.startswith("sqlite"):
        migrated_sqlite(Path(url.removeprefix("sqlite:///")))
    database = Database(url)
    workshop = SampleWorkshop(database)
    for number in range(30):
        workshop.post(ANA, f"note {number}\nwith ŵ and 🙂", column=number % 3)
    database.close()
    return workshop


async def test_a_backup_during_posting_has_every_earlier_note_and_a_new_epoch_when_restored(
    tmp_path: Path,
) -> None:
    file = tmp_path / "kept"
    with Server(tmp_path / "data", starts=False) as server:
        workshop = server.workshop()
        await asyncio.to_thread(server.start)
        transport = httpx.AsyncHTTPTransport()
        crowd = [Client(f"{server.url}/j/{workshop.code}", transport, "resident") for _ in range(5)]
        saved: list[str] = []
        enough, kept = asyncio.Event(), asyncio.Event()

        async def post(number: int) -> None:
            note_id = f"{number:024d}"
            await crowd[number % 5].post(note_id, str(workshop.columns[number % 3]), f"note {number}")
            saved.append(note_id)
            if len(saved) == 40:
                enough.set()

        async def keep_posting(first: int) -> None:
            for number in range(first, 100_000, 5):
                if kept.is_set():
                    return
                await post(number)
                await asyncio.sleep(0.01)

        try:
            await asyncio.gather(*(person.join(force=True) for person in crowd))
            for person in crowd:
                person.follow()
            posting = [asyncio.create_task(keep_posting(first)) for first in range(5)]
            await enough.wait()
            before = set(saved)
            code, said = await asyncio.to_thread(command, server.folder, "backup", str(file))
            assert code == 0, said
            since = len(saved)
            await until(lambda: len(saved) >= since + 20)
            kept.set()
            await asyncio.gather(*posting)
            code, said = await asyncio.to_thread(command, server.folder, "restore", str(file), "--replace")
            assert (code, "a server is running" in said) == (2, True)
            await asyncio.to_thread(server.stop)
            server.database.close()

            code, said = await asyncio.to_thread(command, server.folder, "restore", str(file))
            assert (code, "--replace" in said) == (2, True)
            code, said = await asyncio.to_thread(command, server.folder, "restore", str(file), "--replace")
            assert code == 0, said
            server.database = workshop.database = Database(server.settings.database)
            there = {note_id for column in range(3) for note_id in workshop.order(column)}
            assert before <= there < set(saved)
            # More than the backup lacks, so that seqs pass those of the pages and only the epoch shows the restore.
            more = len(saved) - len(there) + 20
            await asyncio.to_thread(lambda: [workshop.post(ANA, "after", note_id=f"f{n:023d}") for n in range(more)])
            await asyncio.to_thread(server.start)
            everything = there | {f"f{number:023d}" for number in range(more)}
            async with asyncio.timeout(60):
                for person in crowd:
                    while set(person.page.notes()) != everything:  # noqa: ASYNC110
                        await asyncio.sleep(0.05)
            for person in crowd:
                assert (await person.fresh()).normalised() == person.page.normalised()
        finally:
            for person in crowd:
                await person.leave()
            await transport.aclose()


@pytest.mark.parametrize("to", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_backup_of_either_database_can_be_restored_into_either(
    url: str, to: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    workshop = filled(url)
    workshop.database = Database(url)
    before = record(url, workshop)
    assert backup.backup(url, tmp_path / "kept") == (1, 30)
    workshop.database.close()
    other = f"sqlite:///{tmp_path / 'other'}" if to == "sqlite" else request.getfixturevalue("cluster").fresh()
    assert backup.restore(other, tmp_path / "kept", replace=False) == (1, 30)
    # SQLite's header says that no file beside it is needed, so a read-only folder is enough.
    assert (tmp_path / "kept").read_bytes()[18:20] == b"\1\1"
    assert not list(tmp_path.glob("kept?*"))
    assert epoch(other) != epoch(url)
    workshop.database = Database(other)
    assert record(other, workshop) == before
    # New rows get new ids, and seqs continue.
    workshop.join("cai")
    assert len(workshop.order()) == 10
    workshop.post("cai", "and on", note_id="a" * 24)
    SampleWorkshop(workshop.database)
    workshop.database.close()


@pytest.mark.postgres
def test_restoring_into_postgresql_is_refused_while_a_server_runs_or_data_exists(
    cluster: object, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("cluster").fresh("migrated")
    workshop = filled(url)
    backup.backup(url, tmp_path / "kept")
    workshop.database = Database(url)
    workshop.post(ANA, "since then", note_id="b" * 24)
    with pytest.raises(BackupError, match="a server is running"):
        backup.restore(url, tmp_path / "kept", replace=True)
    workshop.database.close()
    with pytest.raises(BackupError, match="--replace"):
        backup.restore(url, tmp_path / "kept", replace=False)
    assert backup.restore(url, tmp_path / "kept", replace=True) == (1, 30)


# Between two of these, the same migrations run on the same tables.
OLD = sorted(migrations.revisions())[:-1]


@pytest.mark.parametrize("revision", [OLD[0], OLD[len(OLD) // 2], OLD[-1]])
def test_an_older_backup_is_migrated_to_this_versions_tables(revision: str, tmp_path: Path) -> None:
    old, new = tmp_path / "old", f"sqlite:///{tmp_path / 'new'}"
    migrations.upgrade(f"sqlite:///{old}", revision)
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("INSERT INTO installation (id, epoch) VALUES (1, 'then')")
        connection.execute("INSERT INTO organisation (name) VALUES ('Eastfield')")
        connection.commit()
    backup.restore(new, old, replace=False)
    migrations.check(new)
    assert epoch(new) not in ("", "then")


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'board'}"
    filled(url)
    backup.backup(url, tmp_path / "kept")
    with closing(sqlite3.connect(tmp_path / "kept")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(BackupError, match="newer version"):
        backup.restore(url, tmp_path / "kept", replace=True)


@pytest.mark.parametrize("damage", ["cut", "scribbled", "another database", "no database", "empty"])
def test_an_incomplete_or_foreign_file_is_refused_and_changes_nothing(damage: str, tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'board'}", tmp_path / "kept"
    workshop = filled(url)
    backup.backup(url, file)
    content = bytearray(file.read_bytes())
    if damage == "another database":
        file.unlink()
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE notes (words)")
    elif damage == "scribbled":
        for at in range(8192, len(content), 4096):
            content[at : at + 64] = b"x" * 64
        file.write_bytes(content)
    else:
        file.write_bytes({"cut": content[: len(content) // 2], "no database": b"words\n" * 100, "empty": b""}[damage])
    was = epoch(url)
    with pytest.raises(BackupError) as error:
        backup.restore(url, file, replace=True)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)
    assert epoch(url) == was
    workshop.database = Database(url)
    assert len(workshop.order()) == 10
    workshop.database.close()
    assert not list(tmp_path.glob("restoring-*"))


def test_an_unfinished_backup_never_has_the_final_file_name(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "kept"
    url = f"sqlite:///{folder / 'commonboard.sqlite3'}"
    filled(url)
    file.write_bytes(b"the backup of yesterday")
    for name in (file, tmp_path / "new"):
        code, said = command(folder, "backup", str(name), largest_file=100 * 1024)
        assert code == 2
        assert said.startswith("commonboard: ")
        assert said.count("\n") == 1
    assert file.read_bytes() == b"the backup of yesterday"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["kept"]


def test_a_restore_on_a_full_disk_leaves_the_old_data(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "kept"
    url = f"sqlite:///{folder / 'commonboard.sqlite3'}"
    filled(url)
    backup.backup(url, file)
    was = epoch(url)
    assert command(folder, "restore", str(file), "--replace", largest_file=100 * 1024)[0] == 2
    assert epoch(url) == was
    assert not list(folder.glob("restoring-*"))


def test_only_its_owner_can_read_a_backup_and_it_cannot_overwrite_the_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'board'}"
    with pytest.raises(BackupError, match="no database here yet"):
        backup.backup(url, tmp_path / "kept")
    filled(url)
    backup.backup(url, tmp_path / "kept")
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupError, match="the database itself"):
        backup.backup(url, tmp_path / "board")
    with pytest.raises(BackupError, match="is not there"):
        backup.restore(url, tmp_path / "nothing", replace=True)


def test_a_deleted_workshop_is_not_counted_among_those_in_a_backup(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'board'}"
    workshop = filled(url)
    workshop.database = Database(url)
    SampleWorkshop(workshop.database)
    workshop.write(lambda session: delete_workshop(session, seats.find(session, workshop.key, hold=True), START))
    workshop.database.close()
    assert backup.backup(url, tmp_path / "kept") == (1, 0)
    assert backup.restore(url, tmp_path / "kept", replace=True) == (1, 0)


def test_the_error_for_a_damaged_database_names_the_files_to_move(tmp_path: Path) -> None:
    path = tmp_path / "board"
    filled(f"sqlite:///{path}")
    backup.backup(f"sqlite:///{path}", tmp_path / "kept")
    path.write_bytes(b"x" * 100_000)
    with pytest.raises(BackupError, match="board-wal"):
        backup.restore(f"sqlite:///{path}", tmp_path / "kept", replace=True)
    path.unlink()
    assert backup.restore(f"sqlite:///{path}", tmp_path / "kept", replace=False) == (1, 30)
