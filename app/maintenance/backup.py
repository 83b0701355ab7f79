"""Backup of all data to one SQLite file while the server runs, and restore into SQLite or PostgreSQL.

Both databases use the same file format, so a backup also moves data from one to the other. The message of
`BackupError` is one line that the host can act on. A restore that fails changes nothing.
"""

import os
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, inspect, make_url, select, text
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlmodel import Session, col

from app.domain import journal
from app.domain.accounts import upkeep
from app.domain.models import Installation, metadata
from app.maintenance import since_backup
from app.maintenance.since_backup import Since
from app.storage import migrations
from app.storage.connections import NAME, engine, in_words
from app.storage.database import Database

# Rows per step of copying from one kind of database to the other.
SLICE = 1000


class BackupError(Exception):
    """A backup or a restore failed; `str()` says why in one line."""


def backup(url: str, file: Path) -> tuple[int, int]:
    """Write one snapshot of the database to `file` and check it; returns the numbers of workshops and notes in it.

    It is written under another name and renamed at the end, so a file of this name is always complete. No writer waits
    for it. Raises BackupError.
    """
    with _beside(file) as part, _in_words(file):
        if url.startswith("sqlite"):
            source = _file(url)
            if not source.exists():
                raise BackupError(f"{source}: there is no database here yet")
            if file.exists() and file.samefile(source):
                raise BackupError(f"{file} is the database itself")
            # One step, because a backup in several steps restarts whenever another process writes.
            with closing(_opened(source)) as database, closing(_opened(part)) as copy:
                database.backup(copy)
        else:
            _from_postgresql(url, part)
        with closing(_opened(part)) as copy:
            # Without a write-ahead log the file can also be read in a read-only folder.
            copy.execute("PRAGMA journal_mode=DELETE")
        counted = _checked(part, file)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return counted


def restore(url: str, file: Path, *, replace: bool) -> tuple[int, int]:
    """Replace the database with the backup `file`, migrated to this version and with a new epoch.

    What was erased or deleted since the backup is erased again, access that was ended since is ended again, and dates
    that were changed since are kept. Workshops whose date has come are deleted.

    Returns the numbers of workshops and notes. Raises BackupError while a server runs on the database, and, unless
    `replace`, if the database has data.
    """
    if not file.is_file():
        raise BackupError(f"{file} is not there")
    beside = _file(url).parent if url.startswith("sqlite") else None
    if beside:
        beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=beside) as folder, _in_words(file):
        ready = Path(folder) / "ready.sqlite3"
        with closing(_opened(file, "ro")) as source, closing(_opened(ready)) as copy:
            source.backup(copy)
        counted = _checked(ready, file)
        migrations.upgrade(_url(ready))
        with closing(Database(_url(ready))) as database:
            database.write_now(_reset_epoch_and_access)
            since = _since(url)
            database.write_now(lambda session: since_backup.apply(session, since, datetime.now(UTC)))
        if url.startswith("sqlite"):
            _into_sqlite(ready, _file(url), replace)
        else:
            _into_postgresql(ready, url, replace)
    return counted


def _reset_epoch_and_access(session: Session) -> None:
    journal.renew_epoch(session)
    upkeep.after_restore(session, datetime.now(UTC))


def _since(url: str) -> Since:
    """What the database that is replaced knows; nothing if there is none, or none that can be read."""
    if url.startswith("sqlite") and not _file(url).exists():
        return since_backup.NOTHING_KNOWN
    try:
        with _connected(url, writing=False) as reading, reading.connect() as source:
            return since_backup.read(source)
    except DatabaseError:
        # A damaged database has nothing to read; `_into_sqlite` says what to do with it.
        return since_backup.NOTHING_KNOWN


@contextmanager
def _beside(file: Path) -> Generator[Path]:
    """A new file in the same folder, readable only by its owner, which is removed at the end unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=f"{file.name}.", suffix=".part", dir=file.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)


@contextmanager
def _in_words(file: Path) -> Generator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError(f"{file}: {error}") from error
    except DBAPIError as error:
        raise BackupError(f"the database: {in_words(error)}") from None


def _checked(part: Path, file: Path) -> tuple[int, int]:
    """The numbers of workshops and notes in a copy. Raises BackupError if it is damaged, foreign or newer."""
    with closing(_opened(part)) as copy:
        try:
            results = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
        except sqlite3.DatabaseError as error:
            raise BackupError(f"{file} is not a backup, or it is damaged: {error}") from None
        if results != ["ok"]:
            raise BackupError(f"{file} is damaged: {results[0].splitlines()[0]}")
        if "alembic_version" not in tables:
            raise BackupError(f"{file} is not a backup of Commonboard")
        (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        if not migrations.known(revision):
            raise BackupError(f"{file} was made by a newer version of Commonboard: update this one first")
        columns = {row[1] for row in copy.execute("PRAGMA table_info(workshop)")}
        # Deleted workshops keep an empty row; the tables of older versions have no such column.
        present = " WHERE deleted_at IS NULL" if "deleted_at" in columns else ""
        count = (copy.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in (f"workshop{present}", "note"))  # noqa: S608
        return next(count), next(count)


def _into_sqlite(ready: Path, path: Path, replace: bool) -> None:
    with closing(_opened(path)) as target, closing(_opened(ready)) as source:
        try:
            has_tables = target.execute("SELECT 1 FROM sqlite_master WHERE name = 'installation'").fetchone()
            if has_tables and target.execute("SELECT 1 FROM installation").fetchone() and not replace:
                raise BackupError(
                    f"{path} already exists. To replace its workshops with those of the backup, add --replace"
                )
            # Changing the mode needs exclusive access, so it fails while another process has the file open.
            target.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise BackupError(f"a server is running on {path}: stop it first") from None
        except sqlite3.DatabaseError:
            raise BackupError(
                f"{path} is damaged: move it and what is named {path.name}-wal and {path.name}-shm away, then restore"
            ) from None
        # This is one transaction of the target, so a process killed in the middle leaves it unchanged.
        source.backup(target)
        target.execute("PRAGMA journal_mode=WAL")


def _into_postgresql(ready: Path, url: str, replace: bool) -> None:
    with _connected(_url(ready), writing=False) as reading, _connected(url, writing=True) as writing:
        with writing.begin() as target:
            if target.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND application_name = :name AND pid <> pg_backend_pid()"
                ),
                {"name": NAME},
            ):
                raise BackupError("a server is running on this database: stop it and all its workers first")
            has_data = inspect(target).has_table("installation") and target.scalar(select(col(Installation.epoch)))
            if has_data and not replace:
                raise BackupError(
                    "this database already has data. To replace its workshops with those of the backup, add --replace"
                )
        migrations.upgrade(url)
        with reading.connect() as source, writing.begin() as target:
            tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            target.execute(text(f"TRUNCATE {tables}"))
            _copy(source, target)
            for table in metadata.sorted_tables:
                if (number := table.autoincrement_column) is not None:
                    # The copied rows keep their ids, so the sequence must continue after the last one.
                    last = select(func.coalesce(func.max(number), 1)).scalar_subquery()
                    target.execute(
                        select(func.setval(func.pg_get_serial_sequence(f'"{table.name}"', number.name), last))
                    )


def _from_postgresql(url: str, part: Path) -> None:
    with _connected(url, writing=False) as reading, reading.connect() as source:
        if not migrations.at_head(source):
            raise BackupError(
                "this database belongs to another version of Commonboard: run the command with that version"
            )
        migrations.upgrade(_url(part))
        with _connected(_url(part), writing=True) as writing, writing.begin() as target:
            _copy(source, target)


@contextmanager
def _connected(url: str, *, writing: bool) -> Generator[Engine]:
    made = engine(url, writing=writing)
    try:
        yield made
    finally:
        made.dispose()


def _copy(source: Connection, target: Connection) -> None:
    for table in metadata.sorted_tables:
        rows = source.execution_options(yield_per=SLICE).execute(select(table))
        for batch in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in batch])


def _opened(path: Path, mode: str = "rwc") -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=5)


def _file(url: str) -> Path:
    return Path(make_url(url).database or "").resolve()


def _url(path: Path) -> str:
    return f"sqlite:///{path}"
