"""Quarter hours: how exactly times are kept and told where writers were promised that no one learns who they are.

An exact time, compared with a list of who was connected or seen typing, reveals who wrote a note. Naming "choice" is
treated like "anonymous", because some of its writers chose not to be named.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col, select

from app.domain.findings.asks.ask_models import Ask, Judgement
from app.domain.models import Coding, Comment, DeviceCode, Event, Note, Phase, Seat, Workshop
from app.domain.rows import AnyWorkshop

MINUTES = 15


class QuarterHour(FunctionElement[datetime]):
    """`quarter` as an SQL function of one column."""

    type = DateTime()
    inherit_cache = True


@compiles(QuarterHour, "sqlite")
def _in_sqlite(element: QuarterHour, compiler: Any, **options: Any) -> str:
    column = compiler.process(element.clauses, **options)
    # SQLAlchemy stores times as text with six digits after the second. SQLite would round them to milliseconds, and so
    # up to the next second, so only the first 19 characters are read.
    seconds = f"(CAST(strftime('%s', substr({column}, 1, 19)) AS INTEGER) / {MINUTES * 60} * {MINUTES * 60})"
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', {seconds}, 'unixepoch')"


@compiles(QuarterHour, "postgresql")
def _in_postgresql(element: QuarterHour, compiler: Any, **options: Any) -> str:
    column = compiler.process(element.clauses, **options)
    return f"date_bin('{MINUTES} minutes', {column}, TIMESTAMP '2000-01-01')"


def protects_writers(workshop: AnyWorkshop) -> bool:
    """True if a writer may rely on no one learning who wrote a note: every naming except "named"."""
    return workshop.naming != "named"


def quarter(moment: datetime) -> datetime:
    """The start of the quarter of an hour that contains this time."""
    return moment.replace(minute=moment.minute // MINUTES * MINUTES, second=0, microsecond=0)


def told(workshop: AnyWorkshop, moment: datetime) -> datetime:
    """This time as files and Participants may tell it: its quarter of an hour, or exactly where names are shown."""
    return quarter(moment) if protects_writers(workshop) else moment


def reduce_times(session: Session, workshop_id: int) -> None:
    """Reduce the times that a workshop's rows hold to their quarters, those of facilitators' actions too.

    The journal has the order of everything, so a note is not older than what happened before it.
    """
    in_workshop = select(Seat.id).where(Seat.workshop_id == workshop_id)
    asked = select(Ask.id).where(Ask.workshop_id == workshop_id)
    for model, names, condition in (
        (Note, ("posted_at", "edited_at"), col(Note.workshop_id) == workshop_id),
        (Comment, ("posted_at", "edited_at"), col(Comment.workshop_id) == workshop_id),
        (Coding, ("given_at",), col(Coding.workshop_id) == workshop_id),
        (Event, ("at",), col(Event.workshop_id) == workshop_id),
        (Seat, ("joined_at", "removed_at", "hand_at"), col(Seat.workshop_id) == workshop_id),
        (DeviceCode, ("made_at", "used_at"), col(DeviceCode.seat_id).in_(in_workshop)),
        (Phase, ("begun_at", "votes_closed_at"), col(Phase.workshop_id) == workshop_id),
        (Ask, ("opened_at", "closed_at", "shown_at"), col(Ask.workshop_id) == workshop_id),
        (Judgement, ("at",), col(Judgement.ask_id).in_(asked)),
        (Workshop, ("closed_at", "admitted_at", "timer_ends_at"), col(Workshop.id) == workshop_id),
    ):
        reduced: dict[str, ColumnElement[datetime]] = {name: QuarterHour(getattr(model, name)) for name in names}
        changed = update(model).where(condition).values(**reduced)
        session.exec(changed.execution_options(synchronize_session=False))
