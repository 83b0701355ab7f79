"""Comments as pages render them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.domain.models import Comment, Seat
from app.domain.rows import columns
from app.internals.prepared_statements import PreparedQuery


class CommentRow(NamedTuple):
    """A comment as it is rendered. It has no column that says who wrote it."""

    id: str
    note_id: str
    text: str
    lang: str | None
    speaks_for: str | None
    shown_name: str | None
    posted_at: datetime
    edited_at: datetime | None
    hidden: bool
    withdrawn: bool
    approval: str
    declined_for: str | None


class _Own(NamedTuple):
    seat_ref: str
    id: str


_IN_WORKSHOP = col(Comment.workshop_id) == bindparam("workshop_id")
_ORDER = (col(Comment.posted_at), col(Comment.id))
_UNDER = PreparedQuery(
    select(*columns(Comment, CommentRow))
    .where(_IN_WORKSHOP, col(Comment.note_id).in_(bindparam("ids", expanding=True)))
    .order_by(*_ORDER),
    CommentRow,
)
_ALL = PreparedQuery(select(*columns(Comment, CommentRow)).where(_IN_WORKSHOP).order_by(*_ORDER), CommentRow)
_OWN = PreparedQuery(
    select(col(Seat.ref).label("seat_ref"), col(Comment.id))
    .join(Seat, col(Seat.id) == col(Comment.seat_id))
    .where(col(Seat.workshop_id) == bindparam("workshop_id"), col(Seat.ref).in_(bindparam("refs", expanding=True)))
    .order_by(*_ORDER),
    _Own,
)
_THESE = PreparedQuery(
    select(*columns(Comment, CommentRow)).where(_IN_WORKSHOP, col(Comment.id).in_(bindparam("ids", expanding=True))),
    CommentRow,
)


def under(session: Session, workshop_id: int, ids: Sequence[str] | None = None) -> dict[str, list[CommentRow]]:
    """The comments under these notes, or under all, by note id and oldest first; also hidden and withdrawn ones."""
    if ids is None:
        rows = _ALL.all(session, workshop_id=workshop_id)
    else:
        rows = _UNDER.all(session, workshop_id=workshop_id, ids=ids) if ids else []
    by_note: dict[str, list[CommentRow]] = {}
    for row in rows:
        by_note.setdefault(row.note_id, []).append(row)
    return by_note


def own(session: Session, workshop_id: int, refs: Collection[str]) -> dict[str, list[CommentRow]]:
    """Each seat's own comments, oldest first, for that seat's private fragment only."""
    written = _OWN.all(session, workshop_id=workshop_id, refs=list(refs))
    if not written:
        return {}
    rows = {row.id: row for row in _THESE.all(session, workshop_id=workshop_id, ids=[one.id for one in written])}
    by_seat: dict[str, list[CommentRow]] = {}
    for one in written:
        by_seat.setdefault(one.seat_ref, []).append(rows[one.id])
    return by_seat
