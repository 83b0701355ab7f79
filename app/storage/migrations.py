"""Runs the migrations in `migrations/`, which are the only code that changes tables."""

import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from app.storage.connections import Unusable, engine, usable
from app.storage.private_files import keep_private

# Alembic is imported only to migrate, because most starts have nothing to migrate and would wait for it.
if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"
# An arbitrary number that no other program may lock in the same database.
_LOCK = 7_203_641


def upgrade(url: str, to: str = "head") -> None:
    """Migrate the database up to revision `to`, after creating its file if it is one; fast if nothing is to do.

    Two processes that start together wait for each other. One call runs all its migrations or none. Raises Unusable if
    the database cannot be opened, or if a newer version has migrated it further.
    """
    made = engine(url, writing=True)
    try:
        keep_private(url)
        with usable(url), made.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            if ahead(connection):
                raise Unusable("a newer version of Commonboard has changed this database: update this one")
            if to != "head" or not at_head(connection):
                from alembic import command

                command.upgrade(_config(connection), to)
    finally:
        made.dispose()


def at_head(connection: Connection) -> bool:
    """True if the database has this version's tables."""
    return _revision(connection) == revisions()[0]


def ahead(connection: Connection) -> bool:
    """True if a newer version has migrated the database, as happens while machines are updated one by one."""
    present = _revision(connection)
    return present is not None and not known(present)


def known(revision: str) -> bool:
    """True if this version knows the revision, and so can migrate a database from it."""
    return revision in revisions()


def downgrade(url: str, to: str) -> None:
    """Migrate the database down to revision `to`; 'base' removes all tables."""
    from alembic import command

    made = engine(url, writing=True)
    try:
        with made.begin() as connection:
            command.downgrade(_config(connection), to)
    finally:
        made.dispose()


def check(url: str) -> None:
    """Raise alembic's CommandError if the database's tables differ from `domain/models.py`."""
    from alembic import command

    made = engine(url, writing=True)
    try:
        with made.begin() as connection:
            command.check(_config(connection))
    finally:
        made.dispose()


def draft(url: str, words: str) -> None:
    """Write a migration file with the differences between `domain/models.py` and the database, for review."""
    from alembic import command

    made = engine(url, writing=True)
    try:
        with made.begin() as connection:
            number = len(list((MIGRATIONS / "versions").glob("*.py"))) + 1
            command.revision(_config(connection), words, autogenerate=True, rev_id=f"{number:04d}")
    finally:
        made.dispose()


@lru_cache(maxsize=1)
def revisions() -> list[str]:
    """Every revision of the tables, newest first: what the names of the files in `migrations/versions` begin with."""
    return sorted((file.stem.split("_")[0] for file in (MIGRATIONS / "versions").glob("*.py")), reverse=True)


def _revision(connection: Connection) -> str | None:
    """The revision of the database's tables; None if it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    # Its default would be the standard output of the moment when Alembic was imported.
    config = Config(stdout=sys.stdout)
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
