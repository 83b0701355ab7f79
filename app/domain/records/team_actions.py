"""What the team of a workshop did, from its journal: who, when and which kind of action, without any text."""

from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.models import Seat
from app.domain.records import quarter_hours
from app.domain.rows import AnyWorkshop

MOST = 200
# More events than any two-hour workshop has, so that the page stays quick afterwards.
LOOKED_AT = 20_000


class TeamAction(NamedTuple):
    """One action. `name` is "" for someone without a name, and `count` how many events of this kind it caused."""

    at: datetime
    name: str
    kind: str
    count: int


def team_actions(session: Session, workshop: AnyWorkshop) -> list[TeamAction]:
    """The last MOST actions that only the team can do, latest first.

    Where writers were promised anonymity, times are those of their quarter of an hour. Once such a workshop has closed,
    actions of one kind that follow each other in one quarter count as one.
    """
    names = dict(session.exec(select(Seat.id, Seat.name).where(col(Seat.workshop_id) == workshop.id)).all())
    mine = [row for row in journal.latest(session, workshop.id, LOOKED_AT) if row.by is not None]
    grouped = groupby(mine, key=lambda row: (row.at, row.by, row.event.kind))
    actions = [
        TeamAction(quarter_hours.told(workshop, at), names.get(by) or "", kind, len(list(rows)))
        for (at, by, kind), rows in grouped
    ]
    return actions[:MOST]
