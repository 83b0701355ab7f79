"""Codes with which a participant opens their seat on a second device. A code works once, for ten minutes."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.domain.errors import NotAllowed, NotFound, gettext_noop
from app.domain.models import DeviceCode, Seat, Workshop
from app.domain.workshops import seats
from app.domain.workshops.codes import CODE_LETTERS, plain_code
from app.domain.workshops.seat_secrets import add_device, device_of, hash_of

# Longer than a workshop's code, so that one form field can accept both.
LENGTH = 9
MINUTES = 10
ENDED = gettext_noop("This code no longer works. Create a new one on the device you joined with.")


def make(session: Session, person: seats.Actor, now: datetime) -> str:
    """A new code for this seat; an older code for it stops working."""
    session.exec(delete(DeviceCode).where(col(DeviceCode.seat_id) == person.seat.id))
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(LENGTH))
    session.add(DeviceCode(seat_id=person.seat.id, code_hash=hash_of(code), made_at=now))
    return code


def find(session: Session, typed: str, now: datetime, *, hold: bool = False) -> tuple[DeviceCode, Workshop, Seat]:
    """The code's row, workshop and seat; `hold` locks the code until the commit.

    Raises NotFound for a wrong, used or expired code, NotAllowed if the seat was removed.
    """
    query = select(DeviceCode).where(DeviceCode.code_hash == hash_of(plain_code(typed)))
    code = session.exec(query.with_for_update() if hold else query).first()
    seat = session.get(Seat, code.seat_id) if code else None
    if code is None or seat is None or code.used_at or now - code.made_at > timedelta(minutes=MINUTES):
        raise NotFound(ENDED)
    workshop = session.get(Workshop, seat.workshop_id)
    assert workshop is not None
    if seat.ref not in seats.seats_that_may(session, seat.workshop_id, {seat.ref}):
        raise NotAllowed("You are no longer in this workshop. If you think this is a mistake, ask the facilitator.")
    return code, workshop, seat


def check(
    session: Session, key: str, typed: str, *, fresh_secret: str, now: datetime, hold: bool = False
) -> tuple[DeviceCode, Seat] | None:
    """The row and seat of a code of the workshop `key`; None if the browser with `fresh_secret` has used it already.

    `hold` locks the workshop and the code until the commit. Raises the same errors as `find`, and NotFound for a code
    of another workshop.
    """
    workshop = seats.find(session, key, hold=hold)
    if device_of(session, workshop.id, fresh_secret):
        return None
    code, of, seat = find(session, typed, now, hold=hold)
    if of.id != workshop.id:
        raise NotFound(ENDED)
    return code, seat


def use(session: Session, key: str, typed: str, *, fresh_secret: str, device: str = "", now: datetime) -> None:
    """Use up a code of the workshop `key`, so that the browser with `fresh_secret` acts from its seat.

    The same form sent twice gives the browser the same seat. `device` is the browser in words. Raises the same errors
    as `check`, and Conflict if the seat has too many devices.
    """
    found = check(session, key, typed, fresh_secret=fresh_secret, now=now, hold=True)
    if found is None:
        return
    code, seat = found
    code.used_at = now
    session.add(code)
    add_device(session, seat, fresh_secret, device)
