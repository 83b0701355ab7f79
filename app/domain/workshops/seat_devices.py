"""A person's own devices at one workshop: their seat, the list, ending the access of one, and leaving with this one."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.errors import NotFound
from app.domain.events import SeatRemoved
from app.domain.models import SeatDevice, Workshop
from app.domain.workshops.seat_secrets import devices_of, hash_of, renew_ref
from app.domain.workshops.seats import Actor, Stranger, find
from app.internals.prepared_statements import PreparedQuery


class OwnDevice(NamedTuple):
    """One of a person's devices: the browser in words, and True if it is the one that asks."""

    id: int
    device: str
    this: bool


class _SeatId(NamedTuple):
    seat_id: int


_SEAT_ID = PreparedQuery(
    select(col(SeatDevice.seat_id))
    .join(Workshop, col(Workshop.id) == col(SeatDevice.workshop_id))
    .where(
        col(Workshop.key) == bindparam("key"),
        col(Workshop.deleted_at).is_(None),
        col(SeatDevice.secret_hash) == bindparam("secret_hash"),
    ),
    _SeatId,
)


def seat_id(session: Session, key: str, secret: str) -> int:
    """The id of the seat of the browser with this secret, whether or not the seat may act; it never changes.

    Raises NotFound for an unknown workshop, and Stranger without a seat.
    """
    found = _SEAT_ID.first(session, key=key, secret_hash=hash_of(secret))
    if found is None:
        find(session, key)
        raise Stranger
    return found.seat_id


def own_devices(session: Session, person: Actor, secret: str) -> list[OwnDevice]:
    """The devices of this person's seat, in the order in which they got access. `secret` is of the asking browser."""
    mine = hash_of(secret)
    return [OwnDevice(one.id, one.device, one.secret_hash == mine) for one in devices_of(session, person.seat.id)]


def end_device(session: Session, person: Actor, device_id: int, now: datetime) -> int:
    """End the access of one of the person's own devices; returns the seq. Followers close its connections.

    Its codes for further devices stop working too. Raises NotFound for a device of someone else.
    """
    device = session.get(SeatDevice, device_id)
    if device is None or device.seat_id != person.seat.id:
        raise NotFound
    session.delete(device)
    renew_ref(session, person.seat)
    return journal.record(session, person.workshop, SeatRemoved(), now)


def leave(session: Session, person: Actor, secret: str, now: datetime) -> int:
    """End the access of the browser with this secret; returns the seq. The seat and its notes stay."""
    own = next(one for one in own_devices(session, person, secret) if one.this)
    return end_device(session, person, own.id, now)
