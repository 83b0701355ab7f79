"""The reference of T7 and T8: notes saved as in tutorials, with one SQLModel session and one commit per note.

It has its own tables, like ours, so that it stays the same when ours change.
"""

import secrets
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Engine, create_engine, event
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, select

from benchmarks.load.boards import TEXT

KEY, SEAT = "k" * 16, "s" * 32
LOCKED_SECONDS = 30


class _Table(SQLModel, registry=registry()):
    pass


class Workshop(_Table, table=True):
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    seq: int = 0


class Seat(_Table, table=True):
    id: int | None = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    ref: str = Field(unique=True)
    speaks_for: str


class Note(_Table, table=True):
    workshop_id: int = Field(foreign_key="workshop.id", primary_key=True)
    id: str = Field(primary_key=True)
    column_id: int = Field(index=True)
    order_key: str
    text: str
    colour: str
    speaks_for: str
    seat_id: int = Field(foreign_key="seat.id", index=True)
    posted_at: datetime
    revision: int
    hidden: bool = False


class Event(_Table, table=True):
    workshop_id: int = Field(foreign_key="workshop.id", primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime


def notes_per_second(path: Path, notes: int, writers: int) -> float:
    """Save notes into a new database with several threads at once; return notes per second."""
    with _opened(path, writers) as engine, ThreadPoolExecutor(writers) as threads:
        # Each thread has its connection before the clock starts.
        list(threads.map(lambda number: _save(engine, number), range(writers)))
        started = time.perf_counter()
        list(threads.map(lambda number: _save(engine, number), range(writers, writers + notes)))
        return notes / (time.perf_counter() - started)


def _save(engine: Engine, number: int) -> None:
    with Session(engine) as session:
        seat, workshop = session.exec(
            select(Seat, Workshop).where(Seat.workshop_id == Workshop.id, Workshop.key == KEY, Seat.ref == SEAT)
        ).one()
        workshop.seq += 1
        assert workshop.id is not None
        assert seat.id is not None
        note = Note(
            workshop_id=workshop.id,
            id=secrets.token_hex(12),
            column_id=1,
            order_key=f"a{number:06d}",
            text=TEXT,
            colour="sun",
            speaks_for=seat.speaks_for,
            seat_id=seat.id,
            posted_at=datetime.now(UTC),
            revision=workshop.seq,
        )
        session.add_all(
            [
                workshop,
                note,
                Event(
                    workshop_id=workshop.id,
                    seq=workshop.seq,
                    kind="NoteAdded",
                    payload={"note": note.id},
                    at=note.posted_at,
                ),
            ]
        )
        session.commit()
        session.refresh(note)


@contextmanager
def _opened(path: Path, writers: int) -> Generator[Engine]:
    engine = create_engine(
        f"sqlite:///{path}",
        pool_size=writers,
        connect_args={"isolation_level": None, "timeout": LOCKED_SECONDS, "check_same_thread": False},
    )

    # As durable as our database.
    @event.listens_for(engine, "connect")
    def durable(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    _Table.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Workshop(id=1, key=KEY, title="A workshop"))
        session.flush()
        session.add(Seat(workshop_id=1, ref=SEAT, speaks_for="resident"))
        session.commit()
    yield engine
    engine.dispose()
