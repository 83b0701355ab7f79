"""Which facilitator removed which key from a note a moment ago, so that others read a name in the news about it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.domain.events import CodingTaken
from app.domain.mapping.codings import SHARED
from app.domain.models import Event, Seat
from app.domain.rows import AnyNote
from app.domain.workshops.seats import NAMELESS

# One press may remove every element of a note before it gives one.
LOOKED_AT = 24


def recent(session: Session, workshop_id: int, shown: Sequence[AnyNote]) -> dict[str, dict[str, str]]:
    """For each of these notes, by id, what the facilitators are called who removed keys from it, by key: those of the
    last LOOKED_AT events before the note's present state. Notes without such an event are missing."""
    revisions = {note.id: note.revision for note in shown}
    if not revisions:
        return {}
    taken = session.exec(
        select(Event.seq, Event.payload, Seat.name)
        .join(Seat, col(Seat.id) == col(Event.by))
        .where(Event.workshop_id == workshop_id, Event.kind == CodingTaken.__name__)
        .where(col(Event.seq) > min(revisions.values()) - LOOKED_AT, col(Event.seq) <= max(revisions.values()))
        .order_by(col(Event.seq))
    )
    found: dict[str, dict[str, str]] = {}
    for seq, payload, name in taken:
        event = CodingTaken(**payload)
        revision = revisions.get(event.note, 0)
        if event.book == SHARED and revision - LOOKED_AT < seq <= revision:
            found.setdefault(event.note, {})[event.element] = name or NAMELESS
    return found
