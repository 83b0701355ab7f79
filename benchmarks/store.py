"""T7 and T8: notes accepted and committed in a second: at the store and through HTTP on a slow disk, and beside the
usual way, an ORM commit for each."""

import asyncio
import gc
import secrets
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from app.database import Database
from app.domain import notes, people
from app.domain.models import Event, Note
from app.engine import engine
from app.schema import upgrade
from benchmarks.figures import Sample
from benchmarks.load import outstanding
from benchmarks.places import WORDS, board, product
from benchmarks.slow import slow_down
from tests.hall import ANA, Hall


async def measure() -> list[Sample]:
    """All of it on temporary databases."""
    # What earlier measurements have left is not to be looked through again and again, as little as in a server.
    gc.collect()
    gc.freeze()
    with TemporaryDirectory(prefix="commonboard-bench-") as folder:
        fast = await asyncio.to_thread(_in_batches, Path(folder) / "fast.db", 3000, slow=False)
        slow = await asyncio.to_thread(_in_batches, Path(folder) / "slow.db", 6000, slow=True)
        usual = await asyncio.to_thread(_one_by_one, Path(folder) / "usual.db", 300)
    through = await _through_http()
    return [
        Sample("T7", "notes/s at the store, commits slowed to 5 ms", slow),
        Sample("T7", "notes/s through HTTP, commits slowed to 5 ms", through),
        Sample("T8", "notes/s beside one ORM commit for each", fast, usual),
    ]


def _in_batches(path: Path, count: int, *, slow: bool) -> float:
    database, hall = _opened(path)
    if slow:
        slow_down(database)

    def add(session: Session) -> int:
        return notes.add(
            session,
            people.who_posts(session, hall.key, ANA),
            note_id=secrets.token_hex(12),
            column_id=hall.columns[0],
            text=WORDS,
            now=hall.now(),
        )

    started = time.perf_counter()
    for future in [database.submit(add, hall.key) for _ in range(count)]:
        future.result(60)
    rate = count / (time.perf_counter() - started)
    database.close()
    return rate


def _one_by_one(path: Path, count: int) -> float:
    """As tutorials do it: load what is asked for, add, commit, refresh."""
    database, hall = _opened(path)
    writes = engine(database.url, writing=True)
    started = time.perf_counter()
    for number in range(count):
        with Session(writes) as session:
            person = people.who(session, hall.key, ANA)
            person.workshop.seq += 1
            note = Note(
                workshop_id=hall.id,
                id=secrets.token_hex(12),
                column_id=hall.columns[0],
                order_key=f"a{number:06d}",
                text=WORDS,
                colour="sun",
                seat_id=person.seat.id,
                posted_at=hall.now(),
                revision=person.workshop.seq,
            )
            event = Event(
                workshop_id=hall.id, seq=person.workshop.seq, kind="NoteAdded", payload={"note": note.id}, at=hall.now()
            )
            session.add_all([person.workshop, note, event])
            session.commit()
            session.refresh(note)
    rate = count / (time.perf_counter() - started)
    writes.dispose()
    database.close()
    return rate


def _opened(path: Path) -> tuple[Database, Hall]:
    url = f"sqlite:///{path}"
    upgrade(url)
    database = Database(url)
    return database, Hall(database)


async def _through_http() -> float:
    with product(module=("benchmarks.slow",)) as server:
        _hall, place = board(server, 64)
        await outstanding(place, 64, posters=64)
        started = time.perf_counter()
        await outstanding(place, 3000, posters=64)
        return 3000 / (time.perf_counter() - started)
