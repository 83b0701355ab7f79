"""Joining a workshop by its code.

Everyone joins at the same moment, so the statements use SQLAlchemy Core: the ORM would make a join four times as slow.
"""

import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, func, select

from app.domain.errors import Closed, Full, Invalid, NotAllowed, NotFound, gettext_noop
from app.domain.models import Seat, Workshop
from app.domain.rows import WorkshopRow, columns
from app.domain.text import one_line
from app.domain.workshops import drafts, groups
from app.domain.workshops.seats import HAS_PLACE, NAME_LENGTH, NO_WORKSHOP, REMOVED
from app.internals.prepared_statements import PreparedQuery

NOT_READY = gettext_noop("You cannot join yet. The organiser has not finished the privacy notice of this workshop.")


class _Workshop(NamedTuple):
    id: int
    code: str | None
    closed_at: datetime | None
    naming: str
    speaks_for: list[str]
    shown_groups: list[str]
    notice: str
    words: dict[str, dict[str, str]]


class _Seat(NamedTuple):
    id: int
    ref: str
    by_code: bool
    removed_at: datetime | None


_IN_WORKSHOP = col(Seat.workshop_id) == bindparam("workshop_id")
_THIS_WORKSHOP = (col(Workshop.key) == bindparam("key"), col(Workshop.deleted_at).is_(None))
_WORKSHOP = select(*columns(Workshop, _Workshop)).where(*_THIS_WORKSHOP).with_for_update()
_WORKSHOP_OF_PAGE = PreparedQuery(select(*columns(Workshop, WorkshopRow)).where(*_THIS_WORKSHOP), WorkshopRow)
_SEATS = select(*columns(Seat, _Seat)).where(_IN_WORKSHOP, col(Seat.ref).in_(bindparam("refs", expanding=True)))
_TAKEN = select(func.count()).select_from(Seat).where(_IN_WORKSHOP, HAS_PLACE)


def workshop_to_join(session: Session, key: str) -> WorkshopRow:
    """The workshop at this key, for the page with the join form. Raises NotFound."""
    workshop = _WORKSHOP_OF_PAGE.first(session, key=key)
    if workshop is None:
        raise NotFound(NO_WORKSHOP)
    return workshop


def join(
    session: Session,
    key: str,
    code: str,
    *,
    seat_ref: str | None,
    fresh_ref: str,
    name: str = "",
    speaks_for: str = "",
    seats: int,
    group_threshold: int = groups.THRESHOLD,
    now: datetime,
) -> str:
    """Give a person who has the code a seat, and return its reference: `fresh_ref`, or that of their existing seat.

    The browser's existing seat `seat_ref`, or the seat of a form sent twice, is returned again. `seats` is the limit. A
    group is shown once `group_threshold` people have chosen it.
    Raises NotFound for an unknown workshop or a wrong code, Closed (also while the privacy notice has blanks), Full,
    Invalid for a missing name or an unknown group, and NotAllowed for a removed seat.
    """
    workshop = _workshop(session, key)
    seat = _seat(session, workshop, [ref for ref in (seat_ref, fresh_ref) if ref])
    if seat is not None and seat.removed_at:
        raise NotAllowed(REMOVED)
    if seat is not None and seat.by_code:
        return seat.ref
    if workshop.code is None or not secrets.compare_digest(workshop.code.encode(), code.encode()):
        raise NotFound("The code is incorrect. Check it and try again.")
    if workshop.closed_at:
        raise Closed("This workshop is closed. You can no longer join.")
    if drafts.blanks(workshop.notice, workshop.words):
        raise Closed(NOT_READY)
    details = _details(workshop, name, speaks_for) | {"by_code": True}
    connection = session.connection()
    if seat is not None:
        connection.execute(update(Seat).where(col(Seat.id) == seat.id), details)
        _count_group(session, workshop, speaks_for, group_threshold, now)
        return seat.ref
    if connection.execute(_TAKEN, {"workshop_id": workshop.id}).scalar_one() >= seats:
        raise Full
    connection.execute(insert(Seat), details | {"workshop_id": workshop.id, "ref": fresh_ref, "joined_at": now})
    _count_group(session, workshop, speaks_for, group_threshold, now)
    return fresh_ref


def _count_group(session: Session, workshop: _Workshop, group: str, threshold: int, now: datetime) -> None:
    if group and group not in workshop.shown_groups:
        groups.chosen(session, workshop, group, threshold, now)


def _workshop(session: Session, key: str) -> _Workshop:
    row = session.connection().execute(_WORKSHOP, {"key": key}).first()
    if row is None:
        raise NotFound(NO_WORKSHOP)
    return _Workshop._make(row)


def _seat(session: Session, workshop: _Workshop, refs: list[str]) -> _Seat | None:
    """The seat of the first of these references that belongs to one."""
    rows = session.connection().execute(_SEATS, {"workshop_id": workshop.id, "refs": refs})
    by_ref = {seat.ref: seat for seat in map(_Seat._make, rows)}
    return next((by_ref[ref] for ref in refs if ref in by_ref), None)


def _details(workshop: _Workshop, name: str, speaks_for: str) -> dict[str, object]:
    """The fields of the form to store on the seat. Fields left empty are omitted, so a stored value stays."""
    name = one_line(name, NAME_LENGTH)
    if workshop.naming == "named" and not name:
        raise Invalid("This workshop shows names. Enter yours.")
    if speaks_for and speaks_for not in workshop.speaks_for:
        raise Invalid("Choose a group from the list.")
    stored = {"name": "" if workshop.naming == "anonymous" else name, "speaks_for": speaks_for}
    return {field: value for field, value in stored.items() if value}
