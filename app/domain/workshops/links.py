"""Facilitator links: making, using and revoking them."""

import secrets
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.errors import NotAllowed, NotFound
from app.domain.events import LinkMade, LinkRevoked, SeatRemoved
from app.domain.models import Link, Seat, Workshop
from app.domain.text import one_line
from app.domain.workshops.seat_secrets import add_device, device_of, devices_of, fresh_ref, hash_of, renew_ref
from app.domain.workshops.seats import NAME_LENGTH, Actor, find, require


class Facilitating(NamedTuple):
    """A seat that facilitates, and the secret with which this browser acts from it."""

    seat: Seat
    secret: str


def facilitate(
    session: Session,
    key: str,
    link_ref: str,
    *,
    secret: str | None,
    fresh_secret: str,
    name: str = "",
    device: str = "",
    now: datetime,
) -> Facilitating:
    """Make the browser with this `secret`, or a new seat, a facilitator by this link.

    A browser that becomes a facilitator gets `fresh_secret`, so that a copy of its old secret gives no rights. If its
    seat has other devices, they keep that seat as participants, and this browser gets a new seat. `device` is the
    browser in words. Raises NotFound for an unknown workshop, NotAllowed for an unknown or revoked link.
    """
    workshop = find(session, key, hold=True)
    link = session.exec(select(Link).where(Link.ref == link_ref, Link.workshop_id == workshop.id)).first()
    if link is None or link.revoked_at:
        raise NotAllowed("This link no longer works. Ask the organiser for a new one.")
    seat, secret = _renewed(session, workshop, link, secret, fresh_secret, device, now)
    seat.link_id, seat.name = link.id, seat.name or one_line(name, NAME_LENGTH) or None
    session.add(seat)
    session.flush()
    return Facilitating(seat, secret)


def seat_of(session: Session, workshop: Workshop, secret: str | None) -> Seat | None:
    """The seat of the browser with this secret, even if the seat was removed; None if there is none."""
    device = device_of(session, _id(workshop), secret)
    return session.get(Seat, device.seat_id) if device else None


def revoke(session: Session, person: Actor, link_id: int, now: datetime) -> int:
    """Revoke a facilitator link, and so its seats' facilitator rights; returns the seq. Raises NotAllowed, NotFound."""
    require(person, "people")
    link = session.exec(select(Link).where(Link.id == link_id, Link.workshop_id == person.workshop.id)).first()
    if link is None:
        raise NotFound
    if link.revoked_at:
        return person.workshop.seq
    link.revoked_at = now
    session.add(link)
    return journal.record(session, person.workshop, LinkRevoked(link=link_id), now)


def add_link(session: Session, person: Actor, now: datetime, *, name: str = "") -> int:
    """Make one more facilitator link on behalf of a facilitator; returns the seq. Raises NotAllowed.

    `name` says who the link is for.
    """
    require(person, "people")
    return _link(session, person.workshop, now, one_line(name, NAME_LENGTH))[1]


def make_link(session: Session, workshop: Workshop, now: datetime) -> Link:
    """Make a new facilitator link; older links keep working until they are revoked."""
    return _link(session, workshop, now)[0]


def links(session: Session, workshop_id: int) -> list[Link]:
    """The facilitator links that work and can be shared, oldest first, without the organisers' own."""
    shared = (Link.workshop_id == workshop_id, col(Link.revoked_at).is_(None), col(Link.organiser_id).is_(None))
    return list(session.exec(select(Link).where(*shared).order_by(col(Link.id))))


def with_people(session: Session, workshop_id: int) -> list[tuple[Link, list[Seat]]]:
    """The links of `links`, each with the seats that were made facilitators by it, oldest first."""
    used = select(Seat).where(Seat.workshop_id == workshop_id, col(Seat.removed_at).is_(None)).order_by(col(Seat.id))
    people = list(session.exec(used))
    return [(link, [seat for seat in people if seat.link_id == link.id]) for link in links(session, workshop_id)]


def _renewed(
    session: Session,
    workshop: Workshop,
    link: Link,
    secret: str | None,
    fresh_secret: str,
    device: str,
    now: datetime,
) -> Facilitating:
    """The seat that the link is to make a facilitator, with the secret of this browser's access to it."""
    sent_before = seat_of(session, workshop, fresh_secret)
    if sent_before and not sent_before.removed_at and sent_before.link_id == link.id:
        return Facilitating(sent_before, fresh_secret)
    own = device_of(session, _id(workshop), secret)
    seat = session.get(Seat, own.seat_id) if own else None
    if secret is None or own is None or seat is None or seat.removed_at:
        return Facilitating(_new_seat(session, workshop, None, fresh_secret, device, now), fresh_secret)
    if _facilitates(session, seat):
        return Facilitating(seat, secret)
    if len(devices_of(session, seat.id)) == 1:
        own.secret_hash = hash_of(fresh_secret)
        session.add(own)
        promoted = seat
    else:
        session.delete(own)
        session.flush()
        promoted = _new_seat(session, workshop, seat, fresh_secret, device or own.device, now)
    renew_ref(session, seat)
    journal.record(session, workshop, SeatRemoved(), now)
    return Facilitating(promoted, fresh_secret)


def _facilitates(session: Session, seat: Seat) -> bool:
    link = session.get(Link, seat.link_id) if seat.link_id else None
    return link is not None and link.revoked_at is None


def _new_seat(session: Session, workshop: Workshop, like: Seat | None, secret: str, device: str, now: datetime) -> Seat:
    """A new seat with one device; with the name and the group of the seat `like`, which its person had before."""
    seat = Seat(workshop_id=_id(workshop), ref=fresh_ref(), joined_at=now)
    if like:
        seat.name, seat.speaks_for, seat.by_code = like.name, like.speaks_for, like.by_code
    session.add(seat)
    session.flush()
    add_device(session, seat, secret, device)
    return seat


def _link(session: Session, workshop: Workshop, now: datetime, name: str = "") -> tuple[Link, int]:
    link = Link(workshop_id=_id(workshop), ref=secrets.token_hex(8), name=name)
    session.add(link)
    session.flush()
    assert link.id is not None
    return link, journal.record(session, workshop, LinkMade(link=link.id), now)


def _id(workshop: Workshop) -> int:
    assert workshop.id is not None
    return workshop.id
