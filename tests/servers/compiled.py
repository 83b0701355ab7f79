"""What all databases and apps of a test process share once it is compiled.

SQLAlchemy compiles each statement for each engine, and FastAPI each route for each app. Every test has its own of both.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from fastapi import routing
from sqlalchemy import Dialect, Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from app.internals.prepared_statements import CompiledStatements

# What the product itself does, for tests of exactly that.
get_unshared = CompiledStatements.get
# More than all tests of a process use.
MOST = 20_000


def share_statements() -> None:
    """Let all engines of this process that are opened from now on share their compiled statements."""
    shared: LRUCache[Any, Any] = LRUCache(MOST)
    prepared: dict[Dialect, dict[Any, Any]] = defaultdict(dict)

    def got(compiled: CompiledStatements, statement: Any, dialect: Dialect, names: Iterable[str]) -> Any:
        compiled._compiled = prepared[dialect]
        return get_unshared(compiled, statement, dialect, names)

    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        # The key of a compiled statement contains its dialect. Ours differ only in how they connect.
        kind.__hash__ = lambda dialect: hash(type(dialect))
        kind.__eq__ = lambda dialect, other: type(dialect) is type(other)
    Engine._compiled_cache = property(lambda engine: shared, lambda engine, own: None)
    CompiledStatements.get = got


def share_routes() -> None:
    """Let all apps of this process share their compiled routes, which depend on nothing of an app."""
    kind = getattr(routing, "_EffectiveRouteContext", None)
    if kind is None:
        # Another version of FastAPI.
        return
    build = kind.from_api_route
    # With the route itself, so that no other route gets its id.
    known: dict[tuple[int, str, Any], tuple[Any, Any]] = {}

    def built(*, original_route: Any, include_context: Any) -> Any:
        key = id(original_route), include_context.path_for(original_route), include_context.max_body_size
        if key not in known:
            known[key] = original_route, build(original_route=original_route, include_context=include_context)
        return known[key][1]

    kind.from_api_route = built


def compile_routes(router: Any) -> None:
    """Compile every route of a router, and of those in it, now instead of when a request first comes as far."""
    for inner in getattr(router, "effective_candidates", lambda: router.routes)():
        if hasattr(inner, "effective_candidates"):
            compile_routes(inner)
