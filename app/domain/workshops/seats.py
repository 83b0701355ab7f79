"""Seats and permissions. Permissions are read in the same transaction as the rest of an action."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeVar, assert_never

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.errors import Closed, Conflict, NotAllowed, NotFound, gettext_noop
from app.domain.events import SeatRemoved
from app.domain.models import Link, Note, Seat, Workshop
from app.domain.rows import (
    AnySeat,
    PostingSeat,
    PostingWorkshop,
    SeatRow,
    WorkshopRow,
)
from app.domain.workshops import seat_statements as statements
from app.domain.workshops.seat_secrets import hash_of

NAME_LENGTH = 80
# What a facilitator without a name is called.
NAMELESS = "Facilitator"
NO_WORKSHOP = gettext_noop("There is no workshop at this address. Check the address.")
REMOVED = gettext_noop("You are no longer in this workshop. If you think this is a mistake, ask the facilitator.")
# What people may do; `require` says who may do which.
Permission = Literal[
    "edit",
    "withdraw",
    "add",
    "post_for",
    "move",
    "name",
    "columns",
    "steer",
    "hide",
    "map",
    "close",
    "people",
    "records",
]
# What facilitators may do in a closed workshop too.
ALSO_IN_CLOSED: set[Permission] = {"hide", "map", "close", "people", "records"}
FACILITATOR, NOTETAKER = ROLES = ("facilitator", "notetaker")

# A seat that must enter the code again does not count.
HAS_PLACE = col(Seat.removed_at).is_(None) & (col(Seat.by_code) | col(Seat.link_id).is_not(None))

SeatT = TypeVar("SeatT", Seat, SeatRow, PostingSeat)


class Stranger(NotAllowed):
    """A person without a seat at this workshop, who may get one with the code."""

    default = gettext_noop("Enter the code to join this workshop.")


class CodeChanged(Stranger):
    """A person with a seat at this workshop, who must enter the new code to use it again."""

    default = gettext_noop("The code has changed. Enter the new code.")


@dataclass(frozen=True)
class Actor:
    """One seat at one workshop, as ORM objects that can be changed. `role` is None for a participant."""

    workshop: Workshop
    seat: Seat
    role: str | None

    @property
    def facilitates(self) -> bool:
        return self.role == FACILITATOR

    @property
    def called(self) -> str:
        """The name that is shown with a facilitator's actions."""
        return self.seat.name or NAMELESS


@dataclass(frozen=True)
class Viewer:
    """One seat at one workshop, as the rows that its pages render."""

    workshop: WorkshopRow
    seat: SeatRow

    @property
    def facilitates(self) -> bool:
        return self.seat.role == FACILITATOR

    @property
    def role(self) -> str | None:
        return self.seat.role


@dataclass(frozen=True)
class Poster:
    """One seat at one workshop, as the rows that posting a note needs."""

    workshop: PostingWorkshop
    seat: PostingSeat

    @property
    def facilitates(self) -> bool:
        return self.seat.role == FACILITATOR

    @property
    def role(self) -> str | None:
        return self.seat.role


def find(session: Session, key: str, *, hold: bool = False) -> Workshop:
    """The workshop at this permanent key; `hold` locks its row until the commit. Raises NotFound."""
    workshop = session.scalars(statements.HELD if hold else statements.WORKSHOP, {"key": key}).first()
    if workshop is None:
        raise NotFound(NO_WORKSHOP)
    return workshop


def load_actor(session: Session, key: str, secret: str | None, *, hold: bool = False) -> Actor:
    """The seat of the browser with this secret; `hold` locks the workshop's row until the commit.

    Raises NotFound for an unknown workshop, Stranger without a valid seat, NotAllowed for a removed seat.
    """
    workshop = find(session, key, hold=hold)
    found = session.exec(statements.SEAT, params={"workshop_id": workshop.id, "secret_hash": hash_of(secret)}).first()
    seat, role = found or (None, None)
    return Actor(workshop, _let_in(seat, role), role)


def load_viewer(session: Session, key: str, secret: str | None) -> Viewer:
    """`load_actor` with read-only rows at a fifth of the cost, because everyone opens the board at the same moment."""
    workshop = statements.WORKSHOP_ROW.first(session, key=key)
    if workshop is None:
        raise NotFound(NO_WORKSHOP)
    seat = statements.SEAT_ROW.first(session, workshop_id=workshop.id, secret_hash=hash_of(secret))
    return Viewer(workshop, _let_in(seat, seat.role if seat is not None else None))


def load_poster(session: Session, key: str, secret: str) -> Poster:
    """`load_actor` with `hold` and only the rows that `notes.add` reads, at a tenth of the cost."""
    row = statements.POSTING.first(session, key=key, secret_hash=hash_of(secret))
    if row is None:
        raise NotFound(NO_WORKSHOP)
    return Poster(row.workshop, _let_in(row.seat, row.role))


def require(person: Actor | Poster, act: Permission, note: Note | None = None) -> None:
    """Check that this seat may do `act`. A writer's actions, edit and withdraw, need the `note`.

    Raises NotAllowed, or Closed if only the closed workshop prevents it.
    """
    closed = person.workshop.closed_at is not None
    match act:
        case "edit" | "withdraw":
            if not closed and (note is None or note.seat_id is None or note.seat_id != person.seat.id):
                raise NotAllowed("Only the person who wrote a note can change it.")
        case "add":
            pass
        case "post_for":
            if person.role is None:
                raise NotAllowed("Only the facilitators and notetakers can do that.")
        case "move" | "name" | "columns" | "steer" | "hide" | "map" | "close" | "people" | "records":
            if not person.facilitates:
                raise NotAllowed("Only a facilitator can do that.")
        case _:
            assert_never(act)
    if closed and act not in ALSO_IN_CLOSED:
        raise Closed


def rows(session: Session, workshop_id: int, refs: Collection[str]) -> dict[str, SeatRow]:
    """The seats with these references, by reference, for what only they see of themselves."""
    return {row.ref: row for row in statements.THESE_SEATS.all(session, workshop_id=workshop_id, refs=list(refs))}


def seats_that_may(session: Session, workshop_id: int, refs: set[str]) -> dict[str, bool]:
    """The seats among these references that still have a place, each with True if it facilitates."""
    found = rows(session, workshop_id, refs)
    return {ref: row.role == FACILITATOR for ref, row in found.items() if _present(row, row.role)}


def remove(session: Session, person: Actor, seat_id: int, now: datetime) -> int:
    """Remove a seat; returns the seq. Its notes stay, and followers close its connections. Raises NotAllowed, NotFound,
    and Conflict for the person's own seat."""
    require(person, "people")
    seat = session.exec(select(Seat).where(Seat.id == seat_id, Seat.workshop_id == person.workshop.id)).first()
    if seat is None:
        raise NotFound
    if seat.id == person.seat.id:
        raise Conflict("You cannot remove yourself.")
    if seat.removed_at:
        return person.workshop.seq
    seat.removed_at, seat.hand_at, seat.ready = now, None, False
    session.add(seat)
    return journal.record(session, person.workshop, SeatRemoved(), now, by=person.seat.id)


def let_in(session: Session, person: Actor, seat_id: int, now: datetime) -> int:
    """Restore a removed seat with its name and notes; returns the seq. Raises NotAllowed, NotFound."""
    require(person, "people")
    seat = session.exec(select(Seat).where(Seat.id == seat_id, Seat.workshop_id == person.workshop.id)).first()
    if seat is None:
        raise NotFound
    if seat.removed_at:
        seat.removed_at = None
        session.add(seat)
    return person.workshop.seq


def require_code_again(session: Session, person: Actor, now: datetime) -> int:
    """Make everyone who joined by the code enter it again to get their seat back, except seats with a working link;
    returns the seq. Raises NotAllowed, and Closed because no one can join a closed workshop again."""
    require(person, "people")
    if person.workshop.closed_at:
        raise Closed
    links = select(Link.id).where(Link.workshop_id == person.workshop.id, col(Link.revoked_at).is_(None))
    # Includes seats without notes, because the difference would reveal who wrote.
    by_code = col(Seat.link_id).is_(None) | col(Seat.link_id).not_in(links)
    session.exec(
        update(Seat)
        .where(col(Seat.workshop_id) == person.workshop.id, by_code)
        .values(by_code=False, hand_at=None, ready=False)
    )
    return journal.record(session, person.workshop, SeatRemoved(), now, by=person.seat.id)


class Numbered(NamedTuple):
    """A seat, and its number in the order in which people joined, which names people without a name."""

    number: int
    seat: Seat


def numbered(session: Session, workshop_id: int) -> list[Numbered]:
    """The seats that have a place or were removed, in the order they joined. Numbers never change."""
    everyone = session.exec(select(Seat).where(Seat.workshop_id == workshop_id).order_by(col(Seat.id)))
    listed = enumerate(everyone, start=1)
    return [
        Numbered(number, seat) for number, seat in listed if seat.removed_at or seat.by_code or seat.link_id is not None
    ]


def seats(session: Session, workshop_id: int) -> list[Seat]:
    """The seats that have a place, in the order they joined."""
    query = select(Seat).where(Seat.workshop_id == workshop_id, HAS_PLACE).order_by(col(Seat.id))
    return list(session.exec(query))


def removed(session: Session, workshop_id: int) -> list[Seat]:
    """The removed seats, in the order they joined."""
    were_removed = (Seat.workshop_id == workshop_id, col(Seat.removed_at).is_not(None))
    return list(session.exec(select(Seat).where(*were_removed).order_by(col(Seat.id))))


def _let_in(seat: SeatT | None, role: str | None) -> SeatT:
    if seat is None:
        raise Stranger
    if seat.removed_at:
        raise NotAllowed(REMOVED)
    if not _present(seat, role):
        raise CodeChanged
    return seat


def _present(seat: AnySeat | PostingSeat, role: str | None) -> bool:
    return seat.removed_at is None and (seat.by_code or role is not None)
