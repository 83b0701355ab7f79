"""The secrets of browsers that act from a seat. A browser's cookie holds the secret, and the database its hash."""

import hashlib
import secrets

from sqlmodel import Session, col, delete, select

from app.domain.errors import Conflict
from app.domain.models import DeviceCode, Seat, SeatDevice

# More devices than one person takes to a workshop.
MOST_DEVICES = 10


def hash_of(secret: str | None) -> str:
    """The hash by which a secret's device is found; no device has the hash of None."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def device_of(session: Session, workshop_id: int, secret: str | None) -> SeatDevice | None:
    """The device with this secret at this workshop, or None."""
    if not secret:
        return None
    found = select(SeatDevice).where(SeatDevice.workshop_id == workshop_id, SeatDevice.secret_hash == hash_of(secret))
    return session.exec(found).first()


def devices_of(session: Session, seat_id: int | None) -> list[SeatDevice]:
    """The devices of a seat, in the order in which they got access."""
    return list(session.exec(select(SeatDevice).where(SeatDevice.seat_id == seat_id).order_by(col(SeatDevice.id))))


def add_device(session: Session, seat: Seat, secret: str, device: str) -> None:
    """Give the browser with this secret access to a seat. `device` is the browser in words.

    Raises Conflict if the seat has MOST_DEVICES devices.
    """
    if len(devices_of(session, seat.id)) >= MOST_DEVICES:
        raise Conflict("You have too many devices here. End the access of one first.")
    session.add(SeatDevice(workshop_id=seat.workshop_id, seat_id=seat.id, secret_hash=hash_of(secret), device=device))


def renew_ref(session: Session, seat: Seat) -> None:
    """Rename the seat among open connections, so that followers close those of the old name.

    The caller records an event that makes followers check. Devices that still have access connect again.
    """
    seat.ref = fresh_ref()
    session.add(seat)
    session.exec(delete(DeviceCode).where(col(DeviceCode.seat_id) == seat.id))


def fresh_ref() -> str:
    """A new random reference for a seat."""
    return secrets.token_hex(16)
