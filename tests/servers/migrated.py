"""Databases with the newest tables, copied: migrating one for each test would take most of the time of many."""

import sqlite3
import tempfile
from contextlib import closing
from copy import deepcopy
from functools import cache
from pathlib import Path

from app.storage import migrations
from app.storage.database import Database
from tests.workshop import SampleWorkshop


def migrated_sqlite(file: Path) -> str:
    """Create a SQLite database in this file, unless there is one; return its address."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_template())
    return f"sqlite:///{file}"


def sample_workshop(database: Database) -> SampleWorkshop:
    """Replace everything in a SQLite database by a sample workshop, which a process makes once."""
    content, made = _with_workshop()
    with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as connection:
        content.backup(connection)
    workshop = deepcopy(made)
    workshop.database = database
    return workshop


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.sqlite3"
        migrations.upgrade(f"sqlite:///{file}")
        return file.read_bytes()


@cache
def _with_workshop() -> tuple[sqlite3.Connection, SampleWorkshop]:
    content = sqlite3.connect(":memory:", check_same_thread=False)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(migrated_sqlite(Path(folder) / "workshop.sqlite3"))
        made = SampleWorkshop(database)
        database.close()
        del made.database
        with closing(sqlite3.connect(Path(folder) / "workshop.sqlite3")) as connection:
            connection.backup(content)
    return content, made
