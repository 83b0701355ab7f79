"""Muting a person, and removing a person together with hiding their notes on a board with names."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.board import bulk_hiding
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.models import Link, Note, Seat
from app.domain.steering.events import SeatMuted, SeatUnmuted
from app.domain.workshops import seats
from app.domain.workshops.seats import Actor, require


def mute(session: Session, person: Actor, seat_id: int, *, on: bool, now: datetime) -> int:
    """Stop a participant's posts (`on`), or let them post again; returns the seq.

    On a board with names their posts wait for approval. On others they cannot post, because a single note that waits
    would show who wrote it. Raises Conflict for a member of the team, NotFound, NotAllowed.
    """
    require(person, "people")
    seat = _seat(session, person, seat_id)
    if seat.muted == on:
        return person.workshop.seq
    link = session.get(Link, seat.link_id) if seat.link_id else None
    if on and link is not None and link.revoked_at is None:
        raise Conflict("This person is on your team. Turn off their link first.")
    event = SeatMuted() if on else SeatUnmuted()
    seat.muted, seat.revision = on, journal.record(session, person.workshop, event, now, by=person.seat.id)
    session.add(seat)
    return seat.revision


def turn_back(session: Session, person: Actor, seq: int, *, on: bool, now: datetime) -> int:
    """Mute or unmute again the person to whom the event `seq` happened; returns the seq.

    The event does not name them. Raises Conflict if something else has changed for them since.
    """
    require(person, "people")
    query = select(Seat).where(Seat.workshop_id == person.workshop.id, Seat.revision == seq, Seat.muted != on)
    seat = session.exec(query).first()
    if seat is None or seat.id is None:
        raise Conflict("Something else has changed for this person since. Use the Participants page.")
    return mute(session, person, seat.id, on=on, now=now)


def remove_and_hide(session: Session, person: Actor, seat_id: int, now: datetime) -> int:
    """Remove a person of a board with names and hide all their notes, together; returns the last seq.

    Raises NotAllowed on other boards, where no one learns who wrote what, and what `seats.remove` raises.
    """
    require(person, "people")
    if person.workshop.naming != "named":
        raise NotAllowed("On this board, you cannot see who wrote which note.")
    seq = seats.remove(session, person, seat_id, now)
    hidden = bulk_hiding.set_hidden(session, person, [col(Note.seat_id) == seat_id, col(Note.hidden).is_(False)], now)
    return hidden[-1] if hidden else seq


def _seat(session: Session, person: Actor, seat_id: int) -> Seat:
    seat = session.exec(select(Seat).where(Seat.id == seat_id, Seat.workshop_id == person.workshop.id)).first()
    if seat is None:
        raise NotFound
    return seat
