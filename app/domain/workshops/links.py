"""The links of the team, one for each facilitator or notetaker: making, using and revoking them, and handing over."""

import secrets
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.events import LinkMade, LinkRevoked, SeatRemoved
from app.domain.models import Link, Seat, Workshop
from app.domain.text import one_line
from app.domain.workshops.seat_secrets import add_device, device_of, devices_of, fresh_ref, hash_of, renew_ref
from app.domain.workshops.seats import FACILITATOR, NAME_LENGTH, ROLES, Actor, find, require


class Facilitating(NamedTuple):
    """A seat of the team, and the secret with which this browser acts from it."""

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
    """Give the browser with this `secret`, or a new seat, the role and the name of this link.

    Without a name of the link, the seat keeps its name, or gets `name`. A browser that gets a role gets `fresh_secret`,
    so that a copy of its old secret gives no rights. If its seat has other devices, they keep that seat as
    participants, and this browser gets a new seat. `device` is the browser in words. Raises NotFound for an unknown
    workshop, NotAllowed for an unknown or revoked link, and Conflict where a facilitator would become a notetaker.
    """
    workshop = find(session, key, hold=True)
    link = by_ref(session, workshop, link_ref)
    seat, secret = _renewed(session, workshop, link, secret, fresh_secret, device, now)
    seat.link_id, seat.name = link.id, link.name or seat.name or one_line(name, NAME_LENGTH) or None
    session.add(seat)
    session.flush()
    return Facilitating(seat, secret)


def by_ref(session: Session, workshop: Workshop, link_ref: str) -> Link:
    """The working link with this reference. Raises NotAllowed for an unknown or revoked link."""
    link = session.exec(select(Link).where(Link.ref == link_ref, Link.workshop_id == workshop.id)).first()
    if link is None or link.revoked_at:
        raise NotAllowed("This link no longer works. Ask the organiser for a new one.")
    return link


def seat_of(session: Session, workshop: Workshop, secret: str | None) -> Seat | None:
    """The seat of the browser with this secret, even if the seat was removed; None if there is none."""
    device = device_of(session, workshop.id, secret)
    return session.get(Seat, device.seat_id) if device else None


def revoke(session: Session, person: Actor, link_id: int, now: datetime) -> int:
    """Revoke a link of the team, and so the role of its seats; returns the seq. Raises NotAllowed, NotFound."""
    require(person, "people")
    link = session.exec(select(Link).where(Link.id == link_id, Link.workshop_id == person.workshop.id)).first()
    if link is None:
        raise NotFound
    if link.revoked_at:
        return person.workshop.seq
    link.revoked_at = now
    session.add(link)
    return journal.record(session, person.workshop, LinkRevoked(link=link_id), now, by=person.seat.id)


def hand_over(session: Session, person: Actor, now: datetime) -> int:
    """Revoke the link by which this person facilitates, so that the other facilitators go on without them; returns the
    seq. Raises NotAllowed, and Conflict if no other facilitator has opened their link."""
    require(person, "people")
    assert person.seat.link_id is not None
    if not others_facilitate(session, person):
        raise Conflict("No other facilitator has opened their link yet. Ask them to open it first.")
    return revoke(session, person, person.seat.link_id, now)


def others_facilitate(session: Session, person: Actor) -> list[Seat]:
    """The seats that facilitate by another link than this person's, in the order they joined."""
    works = (col(Link.revoked_at).is_(None), Link.role == FACILITATOR, Link.id != person.seat.link_id)
    query = (
        select(Seat)
        .join(Link, col(Link.id) == col(Seat.link_id))
        .where(Seat.workshop_id == person.workshop.id, col(Seat.removed_at).is_(None), *works)
        .order_by(col(Seat.id))
    )
    return list(session.exec(query))


def add_link(session: Session, person: Actor, now: datetime, *, name: str, role: str = FACILITATOR) -> int:
    """Make a link for one more person of the team, on behalf of a facilitator; returns the seq.

    `name` is how that person is called, and `role` a value of ROLES. Raises Invalid without a name or for another role,
    and NotAllowed.
    """
    require(person, "people")
    name = one_line(name, NAME_LENGTH)
    checks = Checks()
    checks.unless(name, Invalid("Enter the name of the person who will use this link.", field="name"))
    checks.unless(role in ROLES, Invalid("Choose a role.", field="role"))
    checks.finish()
    return _link(session, person.workshop, now, name, role, by=person.seat.id)[1]


def make_link(session: Session, workshop: Workshop, now: datetime) -> Link:
    """Make a new facilitator link without a name; older links keep working until they are revoked."""
    return _link(session, workshop, now)[0]


def links(session: Session, workshop_id: int) -> list[Link]:
    """The links of the team that work and can be shared, oldest first, without the organisers' own."""
    shared = (Link.workshop_id == workshop_id, col(Link.revoked_at).is_(None), col(Link.organiser_id).is_(None))
    return list(session.exec(select(Link).where(*shared).order_by(col(Link.id))))


def with_people(session: Session, workshop_id: int) -> list[tuple[Link, list[Seat]]]:
    """The links of `links`, each with the seats that were made facilitators by it, oldest first."""
    used = select(Seat).where(Seat.workshop_id == workshop_id, col(Seat.removed_at).is_(None)).order_by(col(Seat.id))
    people = list(session.exec(used))
    return [(link, [seat for seat in people if seat.link_id == link.id]) for link in links(session, workshop_id)]


def roles(session: Session, workshop_id: int) -> dict[int, str]:
    """The role of every seat of the team, by the seat's id."""
    query = (
        select(Seat.id, Link.role)
        .join(Link, col(Link.id) == col(Seat.link_id))
        .where(Seat.workshop_id == workshop_id, col(Link.revoked_at).is_(None))
    )
    return dict(session.exec(query).all())


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
    own = device_of(session, workshop.id, secret)
    seat = session.get(Seat, own.seat_id) if own else None
    if secret is None or own is None or seat is None or seat.removed_at:
        return Facilitating(_new_seat(session, workshop, None, fresh_secret, device, now), fresh_secret)
    role = _role(session, seat)
    if role == FACILITATOR and link.role != FACILITATOR:
        raise Conflict("You are a facilitator in this browser. Open this link in another browser or on another device.")
    if role == link.role:
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


def _role(session: Session, seat: Seat) -> str | None:
    """The role that the seat has now; None for a participant."""
    link = session.get(Link, seat.link_id) if seat.link_id else None
    return link.role if link is not None and link.revoked_at is None else None


def _new_seat(session: Session, workshop: Workshop, like: Seat | None, secret: str, device: str, now: datetime) -> Seat:
    """A new seat with one device; with the name and the group of the seat `like`, which its person had before."""
    seat = Seat(workshop_id=workshop.id, ref=fresh_ref(), joined_at=now)
    if like:
        seat.name, seat.speaks_for, seat.by_code = like.name, like.speaks_for, like.by_code
    session.add(seat)
    session.flush()
    add_device(session, seat, secret, device)
    return seat


def _link(
    session: Session,
    workshop: Workshop,
    now: datetime,
    name: str = "",
    role: str = FACILITATOR,
    *,
    by: int | None = None,
) -> tuple[Link, int]:
    link = Link(workshop_id=workshop.id, ref=secrets.token_hex(8), name=name, role=role)
    session.add(link)
    session.flush()
    return link, journal.record(session, workshop, LinkMade(link=link.id), now, by=by)
