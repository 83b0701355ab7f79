"""Records what happened to notes, and sets their revisions: a note's revision is the seq of its last event."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.domain import journal
from app.domain.events import AboutNote
from app.domain.models import Note, Workshop


def record(
    session: Session, workshop: Workshop, note: Note, event: AboutNote, now: datetime, *, by: int | None = None
) -> int:
    """Record an event about this note; returns its seq. `by` is the seat of the facilitator who did it, if any."""
    return record_all(session, workshop, [note], [event], now, by=by)[0]


def record_all(
    session: Session,
    workshop: Workshop,
    notes: Sequence[Note],
    events: Sequence[AboutNote],
    now: datetime,
    *,
    by: int | None = None,
) -> range:
    """Record one event about each of these notes, in order; returns the seqs."""
    seqs = journal.record_all(session, workshop, events, now, by=by)
    for seq, note in zip(seqs, notes, strict=True):
        note.revision = seq
        session.add(note)
    return seqs
