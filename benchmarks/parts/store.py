"""T7 and T8: notes saved per second, at the store and through HTTP on a slow disk, beside one ORM commit per note."""

import asyncio
import gc
import secrets
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from app.domain.board import notes
from app.domain.workshops import seats
from app.storage.database import Database
from app.storage.migrations import upgrade
from benchmarks.figures import Sample
from benchmarks.load.boards import TEXT, new_board, product
from benchmarks.load.orm_notes import notes_per_second
from benchmarks.load.posting import at_once
from benchmarks.load.slow_commits import SlowConnection, slow_down, speed_up
from benchmarks.targets import SLOW_DISK_HTTP, SLOW_DISK_STORE, STORE
from tests.workshop import ANA, SampleWorkshop

FAST, SLOW, REFERENCE, THROUGH_HTTP = 3000, 6000, 300, 3000
WRITERS = 16
POSTERS = 64


async def measure() -> list[Sample]:
    """Measure on databases that are deleted afterwards."""
    with TemporaryDirectory(prefix="commonboard-bench-") as name:
        store, orm = await asyncio.to_thread(_on_a_fast_disk, Path(name))
        slow_store, slow_orm = await asyncio.to_thread(_on_a_slow_disk, Path(name))
    slow_http = await _through_http()
    return [
        Sample(SLOW_DISK_STORE, slow_store, slow_orm),
        Sample(SLOW_DISK_HTTP, slow_http, slow_orm),
        Sample(STORE, store, orm),
    ]


async def measure_fast_disk() -> list[Sample]:
    """Measure T8 alone."""
    with TemporaryDirectory(prefix="commonboard-bench-") as name:
        return [Sample(STORE, *await asyncio.to_thread(_on_a_fast_disk, Path(name)))]


def _on_a_fast_disk(folder: Path) -> tuple[float, float]:
    return _at_the_store(folder / "fast.db", FAST), notes_per_second(folder / "orm.db", REFERENCE, 1)


def _on_a_slow_disk(folder: Path) -> tuple[float, float]:
    slow_down()
    try:
        before = SlowConnection.commits
        store = _at_the_store(folder / "slow.db", SLOW)
        assert SlowConnection.commits > before, "the commits of the store were not slow"
        return store, notes_per_second(folder / "slow-orm.db", REFERENCE, WRITERS)
    finally:
        speed_up()


def _at_the_store(path: Path, count: int) -> float:
    """Queue notes all at once; return notes per second until the last is committed."""
    url = f"sqlite:///{path}"
    upgrade(url)
    database = Database(url)
    workshop = SampleWorkshop(database)

    def add(session: Session) -> int:
        return notes.add(
            session,
            seats.load_poster(session, workshop.key, ANA),
            note_id=secrets.token_hex(12),
            column_id=workshop.columns[0],
            text=TEXT,
            now=workshop.now(),
        )

    # Objects left by earlier measurements must not slow down the garbage collector: a server has none of them.
    gc.collect()
    gc.freeze()
    started = time.perf_counter()
    for future in [database.submit(add, workshop.key, prepared=True) for _ in range(count)]:
        future.result(60)
    rate = count / (time.perf_counter() - started)
    database.close()
    return rate


async def _through_http() -> float:
    with product(module=("benchmarks.load.slow_commits",)) as server:
        board = new_board(server, POSTERS)
        await at_once(board, POSTERS, posters=POSTERS)
        started = time.perf_counter()
        await at_once(board, THROUGH_HTTP, posters=POSTERS)
        return THROUGH_HTTP / (time.perf_counter() - started)
