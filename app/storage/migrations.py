"""Brings a database to this version's tables, by the migrations beside the app; nothing else changes tables."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text

from app.storage.connections import Unusable, engine, usable

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"
# Any number, as long as no other program locks the same one in this database.
_LOCK = 7_203_641


def upgrade(url: str, to: str = "head") -> None:
    """Create the database where it is a file, and bring it to `to`; quick when it is there already.

    Two processes that start together wait for each other. All migrations of one call happen, or none. Raises Unusable
    where it cannot be opened, and where a newer version has brought it further than this one knows.
    """
    file = make_url(url).database if url.startswith("sqlite") else None
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    made = engine(url, writing=True)
    try:
        with usable(url), made.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            if ahead(connection):
                raise Unusable("a newer version of Commonboard has changed this database: update this one")
            if to != "head" or not at_head(connection):
                command.upgrade(_config(connection), to)
    finally:
        made.dispose()


def at_head(connection: Connection) -> bool:
    """Whether this database has this version's tables."""
    return MigrationContext.configure(connection).get_current_revision() == _revisions()[0]


def ahead(connection: Connection) -> bool:
    """Whether a newer version has brought this database on: while machines are updated one by one, this one goes on."""
    present = MigrationContext.configure(connection).get_current_revision()
    return present is not None and not known(present)


def known(revision: str) -> bool:
    """Whether this version can bring a database on from there."""
    return revision in _revisions()


def downgrade(url: str, to: str) -> None:
    """Back to an older version's tables; 'base' is none at all."""
    made = engine(url, writing=True)
    try:
        with made.begin() as connection:
            command.downgrade(_config(connection), to)
    finally:
        made.dispose()


def check(url: str) -> None:
    """Raises alembic's CommandError if the tables of this database are not those of `domain/models.py`."""
    made = engine(url, writing=True)
    try:
        with made.begin() as connection:
            command.check(_config(connection))
    finally:
        made.dispose()


def draft(url: str, words: str) -> None:
    """Write the next migration: what `domain/models.py` has and this database does not. Read it before you keep it."""
    made = engine(url, writing=True)
    try:
        with made.begin() as connection:
            number = len(list((MIGRATIONS / "versions").glob("*.py"))) + 1
            command.revision(_config(connection), words, autogenerate=True, rev_id=f"{number:04d}")
    finally:
        made.dispose()


@lru_cache(maxsize=1)
def _revisions() -> list[str]:
    """Every version of the tables, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
