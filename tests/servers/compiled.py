"""Statements that all databases of this process share once they are compiled.

SQLAlchemy compiles each statement anew for each engine, and every test has engines of its own.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from app.internals.prepared_statements import CompiledStatements

# More than all tests of a process use.
MOST = 20_000


def share() -> None:
    """Let all engines of this process that are opened from now on share their compiled statements."""
    shared: LRUCache[Any, Any] = LRUCache(MOST)
    prepared: dict[Dialect, dict[Any, Any]] = defaultdict(dict)
    get = CompiledStatements.get

    def got(compiled: CompiledStatements, statement: Any, dialect: Dialect, names: Iterable[str]) -> Any:
        compiled._compiled = prepared[dialect]
        return get(compiled, statement, dialect, names)

    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        # The key of a compiled statement contains its dialect. Ours differ only in how they connect.
        kind.__hash__ = lambda dialect: hash(type(dialect))
        kind.__eq__ = lambda dialect, other: type(dialect) is type(other)
    Engine._compiled_cache = property(lambda engine: shared, lambda engine, own: None)
    CompiledStatements.get = got
