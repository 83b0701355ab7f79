"""Joining a workshop by its code or its link.

Everyone joins at the same moment, so the statements use SQLAlchemy Core: the ORM would make a join four times as slow.
"""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, func, select

from app.domain.errors import Closed, Full, Invalid, NotAllowed, NotFound, gettext_noop
from app.domain.models import Seat, SeatDevice, Workshop
from app.domain.rows import WorkshopRow, columns
from app.domain.text import one_line
from app.domain.workshops import drafts, groups
from app.domain.workshops.codes import NO_CODE, WRONG_CODE, entered, is_token
from app.domain.workshops.seat_secrets import fresh_ref, hash_of
from app.domain.workshops.seats import HAS_PLACE, NAME_LENGTH, NO_WORKSHOP, REMOVED
from app.internals.prepared_statements import PreparedQuery

NOT_READY = gettext_noop("You cannot join yet. The organiser has not finished the privacy notice of this workshop.")


class Paused(NotAllowed):
    """A facilitator has paused joining, so a newcomer waits."""

    default = gettext_noop("A facilitator has paused joining.")


class Newcomer(NamedTuple):
    """What a person enters to join. `code` is what they typed or the token of their link; `device` is their browser."""

    code: str
    name: str = ""
    speaks_for: str = ""
    device: str = ""


class Asking(NamedTuple):
    """A person who may join: the workshop, its present token, and True if they need a new seat.

    Who asked before `admitted_at` need not wait for their turn.
    """

    workshop_id: int
    token: str
    admitted_at: datetime | None
    new: bool


class _Workshop(NamedTuple):
    id: int
    code: str | None
    join_token: str | None
    joining_paused: bool
    admitted_at: datetime | None
    closed_at: datetime | None
    naming: str
    speaks_for: list[str]
    shown_groups: list[str]
    notice: str
    words: dict[str, dict[str, str]]


class _Seat(NamedTuple):
    id: int
    by_code: bool
    removed_at: datetime | None
    secret_hash: str


_IN_WORKSHOP = col(Seat.workshop_id) == bindparam("workshop_id")
_THIS_WORKSHOP = (col(Workshop.key) == bindparam("key"), col(Workshop.deleted_at).is_(None))
_WORKSHOP = select(*columns(Workshop, _Workshop)).where(*_THIS_WORKSHOP)
_LOCKED_WORKSHOP = _WORKSHOP.with_for_update()
_WORKSHOP_OF_PAGE = PreparedQuery(select(*columns(Workshop, WorkshopRow)).where(*_THIS_WORKSHOP), WorkshopRow)
_SEATS = (
    select(*columns(Seat, _Seat, but=("secret_hash",)), col(SeatDevice.secret_hash))
    .join(SeatDevice, col(SeatDevice.seat_id) == col(Seat.id))
    .where(
        col(SeatDevice.workshop_id) == bindparam("workshop_id"),
        col(SeatDevice.secret_hash).in_(bindparam("hashes", expanding=True)),
    )
)
_TAKEN = select(func.count()).select_from(Seat).where(_IN_WORKSHOP, HAS_PLACE)


def workshop_to_join(session: Session, key: str) -> WorkshopRow:
    """The workshop at this key, for the page with the join form. Raises NotFound."""
    workshop = _WORKSHOP_OF_PAGE.first(session, key=key)
    if workshop is None:
        raise NotFound(NO_WORKSHOP)
    return workshop


def ask(session: Session, key: str, newcomer: Newcomer, held: list[str]) -> Asking:
    """Check whether a person may join, without a lock. `held` are the secrets that their browser presents.

    Raises what `join` raises, except Full.
    """
    workshop, seat = _checked(session, key, newcomer, held, _WORKSHOP)
    return Asking(workshop.id, workshop.join_token or "", workshop.admitted_at, new=seat is None)


def join(
    session: Session,
    key: str,
    newcomer: Newcomer,
    *,
    secret: str | None,
    fresh_secret: str,
    seats: int,
    group_threshold: int = groups.THRESHOLD,
    now: datetime,
) -> str:
    """Give a person who has the code or the link a seat; returns the secret with which their browser acts from it.

    A browser whose `secret` opens a seat keeps that seat. Otherwise `fresh_secret` opens the new seat, and the same
    form sent twice opens the same one. `seats` is the limit. A group is shown once `group_threshold` people have chosen
    it. Raises NotFound for an unknown workshop or a wrong code, Closed (also while the privacy notice has blanks),
    Paused, Full, Invalid for a missing name or an unknown group, and NotAllowed for a removed seat.
    """
    held = [one for one in (secret, fresh_secret) if one]
    workshop, seat = _checked(session, key, newcomer, held, _LOCKED_WORKSHOP)
    connection = session.connection()
    if seat is not None:
        if not seat.by_code:
            details = _details(workshop, newcomer) | {"by_code": True}
            connection.execute(update(Seat).where(col(Seat.id) == seat.id), details)
            _count_group(session, workshop, newcomer.speaks_for, group_threshold, now)
        return next(one for one in held if hash_of(one) == seat.secret_hash)
    if connection.execute(_TAKEN, {"workshop_id": workshop.id}).scalar_one() >= seats:
        raise Full
    row = _details(workshop, newcomer) | {"by_code": True, "workshop_id": workshop.id}
    made = connection.execute(insert(Seat), row | {"ref": fresh_ref(), "joined_at": now}).inserted_primary_key
    assert made is not None
    of_seat = {"workshop_id": workshop.id, "seat_id": made[0], "device": newcomer.device}
    connection.execute(insert(SeatDevice), of_seat | {"secret_hash": hash_of(fresh_secret)})
    _count_group(session, workshop, newcomer.speaks_for, group_threshold, now)
    return fresh_secret


def _count_group(session: Session, workshop: _Workshop, group: str, threshold: int, now: datetime) -> None:
    if group and group not in workshop.shown_groups:
        groups.chosen(session, workshop, group, threshold, now)


def _checked(
    session: Session, key: str, newcomer: Newcomer, held: list[str], statement: Any
) -> tuple[_Workshop, _Seat | None]:
    """The workshop, and the seat that this browser has there already, if the newcomer may join."""
    row = session.connection().execute(statement, {"key": key}).first()
    if row is None:
        raise NotFound(NO_WORKSHOP)
    workshop = _Workshop._make(row)
    seat = _seat(session, workshop, held)
    if seat is not None and seat.removed_at:
        raise NotAllowed(REMOVED)
    if seat is not None and seat.by_code:
        return workshop, seat
    nameless = seat is None and workshop.naming == "named" and not one_line(newcomer.name, NAME_LENGTH)
    no_name = Invalid("This workshop shows names. Enter yours.", field="name")
    if not _opens(workshop, newcomer.code):
        wrong_code = NotFound(WRONG_CODE if newcomer.code.strip() else NO_CODE)
        wrong_code.problems |= no_name.problems if nameless else {}
        raise wrong_code
    if workshop.closed_at:
        raise Closed("This workshop is closed. You can no longer join.")
    if drafts.blanks(workshop.notice, workshop.words):
        raise Closed(NOT_READY)
    if seat is None and workshop.joining_paused:
        raise Paused
    _details(workshop, newcomer)
    if nameless:
        raise no_name
    return workshop, seat


def _opens(workshop: _Workshop, text: str) -> bool:
    """True if this is the workshop's present code, as people type it, or its present token."""
    given = entered(text)
    known = workshop.join_token if is_token(given) else workshop.code
    return known is not None and secrets.compare_digest(known.encode(), given.encode())


def _seat(session: Session, workshop: _Workshop, held: list[str]) -> _Seat | None:
    """The seat that the first of these secrets opens, if any does."""
    hashes = [hash_of(one) for one in held]
    rows = session.connection().execute(_SEATS, {"workshop_id": workshop.id, "hashes": hashes})
    return min(map(_Seat._make, rows), key=lambda seat: hashes.index(seat.secret_hash), default=None)


def _details(workshop: _Workshop, newcomer: Newcomer) -> dict[str, object]:
    """The fields of the form to store on the seat. Fields left empty are omitted, so a stored value stays."""
    name = one_line(newcomer.name, NAME_LENGTH)
    if newcomer.speaks_for and newcomer.speaks_for not in workshop.speaks_for:
        raise Invalid("Choose a group from the list.")
    stored = {"name": "" if workshop.naming == "anonymous" else name, "speaks_for": newcomer.speaks_for}
    return {field: value for field, value in stored.items() if value}
