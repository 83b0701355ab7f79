"""One's own seat on a second device, by a code that works once and for ten minutes."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.domain.errors import NotAllowed, NotFound
from app.domain.models import Rejoin, Seat, Workshop
from app.domain.workshops import seats
from app.domain.workshops.workshops import CODE_LETTERS, plain_code

# Longer than a workshop's code, so that one field takes both.
LENGTH = 9
MINUTES = 10


def make(session: Session, person: seats.Actor, now: datetime) -> str:
    """A fresh code for this seat; one made before for it works no longer."""
    assert person.seat.id is not None
    session.exec(delete(Rejoin).where(col(Rejoin.seat_id) == person.seat.id))
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(LENGTH))
    session.add(Rejoin(seat_id=person.seat.id, code_hash=_hash(code), made_at=now))
    return code


def find(session: Session, typed: str, now: datetime, *, hold: bool = False) -> tuple[Rejoin, Workshop, Seat]:
    """Whose code this is. Raises NotFound for a wrong, used or old one, NotAllowed where the seat was taken away."""
    query = select(Rejoin).where(Rejoin.code_hash == _hash(plain_code(typed)))
    found = session.exec(query.with_for_update() if hold else query).first()
    seat = session.get(Seat, found.seat_id) if found else None
    if found is None or seat is None or found.used_at or now - found.made_at > timedelta(minutes=MINUTES):
        raise NotFound("That code no longer works. Make a new one on the device you joined with.")
    workshop = session.get(Workshop, seat.workshop_id)
    assert workshop is not None
    if seat.ref not in seats.seats_that_may(session, seat.workshop_id, {seat.ref}):
        raise NotAllowed("You no longer have a place at this workshop. If that is a mistake, ask the facilitator.")
    return found, workshop, seat


def use(session: Session, typed: str, now: datetime) -> tuple[Workshop, Seat]:
    """The seat to go on with, and the code is spent."""
    found, workshop, seat = find(session, typed, now, hold=True)
    found.used_at = now
    session.add(found)
    return workshop, seat


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
