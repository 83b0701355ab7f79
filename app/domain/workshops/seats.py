"""Seats, facilitators and what each may do. Rights are read in the same transaction as the rest of an act."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, update
from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.errors import Closed, Conflict, NotAllowed, NotFound, gettext_noop
from app.domain.events import LinkMade, LinkRevoked, SeatRemoved
from app.domain.models import Link, Note, Seat, Workshop
from app.domain.rows import AnySeat, PostingSeat, PostingWorkshop, SeatRow, WorkshopRow, columns
from app.domain.text import one_line
from app.internals.prepared_statements import PreparedQuery, RowT

NAME_LENGTH = 80
NO_WORKSHOP = gettext_noop("There is no workshop at this address.")
REMOVED = gettext_noop("You no longer have a place at this workshop. If that is a mistake, ask the facilitator.")
# Acts of the writer, of every seat, and of facilitators; the last group stays possible once a workshop is closed.
WRITERS = {"edit", "withdraw"}
EVERYONE = {"read", "add"}
FACILITATORS = {"move", "name", "columns"}
FACILITATORS_ALWAYS = {"hide", "map", "close", "people", "records"}

# Built once: building one anew costs as much as running it.
_THIS_WORKSHOP = (col(Workshop.key) == bindparam("key"), col(Workshop.deleted_at).is_(None))
_WORKSHOP = select(Workshop).where(*_THIS_WORKSHOP)
_HELD = _WORKSHOP.with_for_update()
_BY_LINK = (col(Link.id).is_not(None) & col(Link.revoked_at).is_(None)).label("by_link")
_LINK = col(Link.id) == col(Seat.link_id)
_HERE = col(Seat.workshop_id) == bindparam("workshop_id")
_SEAT = select(Seat, _BY_LINK).join(Link, _LINK, isouter=True).where(_HERE, col(Seat.ref) == bindparam("ref"))
# Who counts as being here; whoever has to type the code again does not.
HAS_PLACE = col(Seat.removed_at).is_(None) & (col(Seat.by_code) | col(Seat.link_id).is_not(None))


def _seats(row: type[RowT]) -> "Select[Any]":
    return select(*columns(Seat, row, but=("by_link",)), _BY_LINK).join(Link, _LINK, isouter=True).where(_HERE)


_WORKSHOP_ROW = PreparedQuery(select(*columns(Workshop, WorkshopRow)).where(*_THIS_WORKSHOP), WorkshopRow)
_SEAT_ROW = PreparedQuery(_seats(SeatRow).where(col(Seat.ref) == bindparam("ref")), SeatRow)
# What a post asks of them, and nothing more.
_POSTING_WORKSHOP = PreparedQuery(
    select(*columns(Workshop, PostingWorkshop)).where(*_THIS_WORKSHOP).with_for_update(), PostingWorkshop
)
_POSTING_SEAT = PreparedQuery(_seats(PostingSeat).where(col(Seat.ref) == bindparam("ref")), PostingSeat)
_THESE_SEATS = PreparedQuery(_seats(SeatRow).where(col(Seat.ref).in_(bindparam("refs", expanding=True))), SeatRow)


SeatT = TypeVar("SeatT", Seat, SeatRow, PostingSeat)
RowOfSeat = TypeVar("RowOfSeat", SeatRow, PostingSeat)
WorkshopT = TypeVar("WorkshopT", WorkshopRow, PostingWorkshop)


class Stranger(NotAllowed):
    """Who has no place here, but may have one for the code."""

    default = gettext_noop("Type the code to join this workshop.")


@dataclass(frozen=True)
class Actor:
    """One seat at one workshop, as it is at this moment, loaded to be changed."""

    workshop: Workshop
    seat: Seat
    facilitates: bool

    @property
    def called(self) -> str:
        """The name a facilitator's acts carry."""
        return self.seat.name or "Facilitator"


@dataclass(frozen=True)
class Viewer:
    """One seat at one workshop, as rows for its pages."""

    workshop: WorkshopRow
    seat: SeatRow
    facilitates: bool


@dataclass(frozen=True)
class Poster:
    """One seat at one workshop, as rows of what posting a note asks."""

    workshop: PostingWorkshop
    seat: PostingSeat
    facilitates: bool


def find(session: Session, key: str, *, hold: bool = False) -> Workshop:
    """The workshop at this permanent key; `hold` locks its row, so that what is read stays true until the commit."""
    workshop = session.scalars(_HELD if hold else _WORKSHOP, {"key": key}).first()
    if workshop is None:
        raise NotFound(NO_WORKSHOP)
    return workshop


def load_actor(session: Session, key: str, seat_ref: str | None, *, hold: bool = False) -> Actor:
    """Who this is. Raises NotFound for no such workshop, NotAllowed for no seat or one that was taken away."""
    workshop = find(session, key, hold=hold)
    seat, by_link = session.exec(_SEAT, params={"workshop_id": workshop.id, "ref": seat_ref}).first() or (None, False)
    return Actor(workshop, _let_in(seat, by_link), by_link)


def load_viewer(session: Session, key: str, seat_ref: str | None) -> Viewer:
    """`who` as rows, at a fifth of the cost: when a workshop begins everybody comes at once."""
    workshop, seat = _as_rows(session, _WORKSHOP_ROW, _SEAT_ROW, key, seat_ref)
    return Viewer(workshop, seat, seat.by_link)


def load_poster(session: Session, key: str, seat_ref: str) -> Poster:
    """`who` with `hold`, as rows of what `notes.add` reads: at a tenth of the cost, for what happens most."""
    workshop, seat = _as_rows(session, _POSTING_WORKSHOP, _POSTING_SEAT, key, seat_ref)
    return Poster(workshop, seat, seat.by_link)


def require(person: Actor | Poster, act: str, note: Note | None = None) -> None:
    """Returns if this seat may do this now; raises NotAllowed, or Closed where only the state stands in the way."""
    if act in WRITERS:
        if person.workshop.closed_at:
            raise Closed
        if note is None or note.seat_id is None or note.seat_id != person.seat.id:
            raise NotAllowed("Only the person who wrote a note can change it.")
    elif act in EVERYONE:
        if act == "add" and person.workshop.closed_at:
            raise Closed
    elif act in FACILITATORS | FACILITATORS_ALWAYS:
        if not person.facilitates:
            raise NotAllowed("Only a facilitator can do that.")
        if act in FACILITATORS and person.workshop.closed_at:
            raise Closed
    else:
        raise NotAllowed


def seats_that_may(session: Session, workshop_id: int, refs: set[str]) -> dict[str, bool]:
    """Of these seats, the ones that still have a place, and whether each facilitates."""
    rows = _THESE_SEATS.all(session, workshop_id=workshop_id, refs=list(refs))
    return {row.ref: row.by_link for row in rows if _present(row, row.by_link)}


def facilitate(
    session: Session,
    key: str,
    link_ref: str,
    *,
    seat_ref: str | None,
    fresh_ref: str,
    name: str = "",
    now: datetime,
) -> Seat:
    """Raise the seat that is there, or make one, by a facilitator link. Raises NotAllowed for a revoked one."""
    workshop = find(session, key, hold=True)
    link = session.exec(select(Link).where(Link.ref == link_ref, Link.workshop_id == workshop.id)).first()
    if link is None or link.revoked_at:
        raise NotAllowed("This link no longer works. Ask the organiser for a new one.")
    seat = seat_by_ref(session, workshop, seat_ref)
    if seat is None or seat.removed_at:
        seat = seat_by_ref(session, workshop, fresh_ref) or Seat(
            workshop_id=_id(workshop), ref=fresh_ref, joined_at=now
        )
    seat.link_id, seat.name = link.id, seat.name or one_line(name, NAME_LENGTH) or None
    session.add(seat)
    session.flush()
    return seat


def remove(session: Session, person: Actor, seat_id: int, now: datetime) -> int:
    """Take a seat away; returns the seq. Its notes stay; its sockets are cut by whoever reads the journal."""
    require(person, "people")
    seat = session.exec(select(Seat).where(Seat.id == seat_id, Seat.workshop_id == person.workshop.id)).first()
    if seat is None:
        raise NotFound
    if seat.id == person.seat.id:
        raise Conflict("You cannot remove yourself.")
    if seat.removed_at:
        return person.workshop.seq
    seat.removed_at = now
    session.add(seat)
    return journal.record(session, person.workshop, SeatRemoved(), now)


def let_in(session: Session, person: Actor, seat_id: int, now: datetime) -> int:
    """Take back that a seat was taken away: whoever has it goes on as who they were. Returns the seq."""
    require(person, "people")
    seat = session.exec(select(Seat).where(Seat.id == seat_id, Seat.workshop_id == person.workshop.id)).first()
    if seat is None:
        raise NotFound
    if seat.removed_at:
        seat.removed_at = None
        session.add(seat)
    return person.workshop.seq


def ask_again(session: Session, person: Actor, now: datetime) -> int:
    """Whoever came by the code has to type it again, and is then who they were; returns the seq.

    All of them, for a difference between those who have written and those who have not would tell who wrote. Actor
    facilitates by a link stays. Raises Closed once the workshop is closed, for then nobody can come in again.
    """
    require(person, "people")
    if person.workshop.closed_at:
        raise Closed
    links = select(Link.id).where(Link.workshop_id == person.workshop.id, col(Link.revoked_at).is_(None))
    by_code = col(Seat.link_id).is_(None) | col(Seat.link_id).not_in(links)
    session.exec(update(Seat).where(col(Seat.workshop_id) == person.workshop.id, by_code).values(by_code=False))
    return journal.record(session, person.workshop, SeatRemoved(), now)


def revoke(session: Session, person: Actor, link_id: int, now: datetime) -> int:
    """End a facilitator link: whoever facilitates by it stops at once. Returns the seq."""
    require(person, "people")
    link = session.exec(select(Link).where(Link.id == link_id, Link.workshop_id == person.workshop.id)).first()
    if link is None:
        raise NotFound
    if link.revoked_at:
        return person.workshop.seq
    link.revoked_at = now
    session.add(link)
    return journal.record(session, person.workshop, LinkRevoked(link=link_id), now)


def another_link(session: Session, person: Actor, now: datetime) -> int:
    """A facilitator makes one more facilitator link; returns the seq."""
    require(person, "people")
    return _link(session, person.workshop, now)[1]


def make_link(session: Session, workshop: Workshop, now: datetime) -> Link:
    """A new facilitator link; the one before it still works until it is revoked."""
    return _link(session, workshop, now)[0]


def _link(session: Session, workshop: Workshop, now: datetime) -> tuple[Link, int]:
    link = Link(workshop_id=_id(workshop), ref=secrets.token_hex(8))
    session.add(link)
    session.flush()
    assert link.id is not None
    return link, journal.record(session, workshop, LinkMade(link=link.id), now)


def links(session: Session, workshop_id: int) -> list[Link]:
    """The facilitator links that work and can be passed on, oldest first: not an organiser's own."""
    passed_on = (Link.workshop_id == workshop_id, col(Link.revoked_at).is_(None), col(Link.organiser_id).is_(None))
    return list(session.exec(select(Link).where(*passed_on).order_by(col(Link.id))))


def seats(session: Session, workshop_id: int) -> list[Seat]:
    """Everyone with a place, in the order they joined."""
    query = select(Seat).where(Seat.workshop_id == workshop_id, HAS_PLACE).order_by(col(Seat.id))
    return list(session.exec(query))


def removed(session: Session, workshop_id: int) -> list[Seat]:
    """Whose place was taken away, in the order they joined."""
    query = (
        select(Seat).where(Seat.workshop_id == workshop_id, col(Seat.removed_at).is_not(None)).order_by(col(Seat.id))
    )
    return list(session.exec(query))


def seat_by_ref(session: Session, workshop: Workshop, ref: str | None) -> Seat | None:
    """The seat with this reference, present or removed."""
    if not ref:
        return None
    return session.exec(select(Seat).where(Seat.workshop_id == workshop.id, Seat.ref == ref)).first()


def _as_rows(
    session: Session, workshops: PreparedQuery[WorkshopT], seats: PreparedQuery[RowOfSeat], key: str, ref: str | None
) -> tuple[WorkshopT, RowOfSeat]:
    workshop = workshops.first(session, key=key)
    if workshop is None:
        raise NotFound(NO_WORKSHOP)
    seat = seats.first(session, workshop_id=workshop.id, ref=ref)
    return workshop, _let_in(seat, seat is not None and seat.by_link)


def _let_in(seat: SeatT | None, by_link: bool) -> SeatT:
    if seat is None or not (seat.removed_at or _present(seat, by_link)):
        raise Stranger
    if seat.removed_at:
        raise NotAllowed(REMOVED)
    return seat


def _present(seat: AnySeat | PostingSeat, by_link: bool) -> bool:
    return seat.removed_at is None and (seat.by_code or by_link)


def _id(workshop: Workshop) -> int:
    assert workshop.id is not None
    return workshop.id
