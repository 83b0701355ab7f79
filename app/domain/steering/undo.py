"""Undoing a facilitator's own last twenty actions. Each restores the former state, if nothing has changed it since.

An action is what one request did: events in a row, of one time, by one facilitator. The journal says what
happened to the same object since. Events that were undone, and those that undid them, count as never happened.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlmodel import Session

from app.domain import journal
from app.domain.errors import Conflict, NotFound
from app.domain.events import AboutNote, WorkshopClosed, WorkshopReopened
from app.domain.journal import Recorded
from app.domain.models import Seat
from app.domain.steering import note_return
from app.domain.steering.changed_since import Coded, touches
from app.domain.steering.events import ActionUndone
from app.domain.steering.replaced_words import KEPT_FOR
from app.domain.steering.undoing_events import is_undoable
from app.domain.workshops.seats import Actor, require

MOST = 20


class Undone(NamedTuple):
    """What was undone: the kind of event, how many notes it was about, and the seq of the journal after it.

    `stayed` is the number of notes that stay as they are, because someone has changed them since.
    """

    kind: str
    count: int
    seq: int
    stayed: int = 0


class Changed(Conflict):
    """The action with the seq `action` was not undone, because someone has changed the same since.

    `by` is the name of that member of the team, "" if it is the person's own later action, and None if it was no one of
    the team. `kind` is the kind of the action's event, and `since` that of the event that changed it, "" if none did.
    """

    def __init__(self, action: int, kind: str, by: str | None, since: str) -> None:
        super().__init__()
        self.action, self.kind, self.by, self.since = action, kind, by, since


def undo(
    session: Session, person: Actor, *, skipped: Collection[int] = (), action: int | None = None, now: datetime
) -> Undone:
    """Undo the last action of this member of the team, or the one with the seq `action` among its events.

    `skipped` are the seqs of actions that could not be undone, as in Changed. Of an action on many notes, those that
    no one has changed since get their former state; the notes of a stack together. Raises Changed, NotAllowed, and
    NotFound without such an action.
    """
    require(person, "hide" if person.facilitates else "post_for")
    listed = _since_closing(journal.latest(session, person.workshop.id, KEPT_FOR))
    undone, restoring = _undone(listed)
    rows = _action(listed, person, undone, restoring, skipped, action)
    kind = next(row.event.kind for row in rows if not isinstance(row.event, Coded))
    begins = journal.position(session, person.workshop.id)[0] + 1
    counted = [other for other in listed if other.seq > rows[0].seq and other.seq not in undone | restoring]
    changed = {
        row.seq: later
        for row in rows
        if (later := next((other for other in counted if touches(row.event, other.event)), None)) is not None
    }
    # A coding that has changed since stays as it is.
    rows = [row for row in rows if not (isinstance(row.event, Coded) and row.seq in changed)]
    about, restored = {_about(row) for row in rows if row.event.kind == kind}, set[str]()
    for group in note_return.together(session, person, rows):
        if not any(row.seq in changed for row in group) and note_return.put_back(session, person, group, now):
            restored |= {_about(row) for row in group if row.event.kind == kind}
    if not restored:
        since = next(iter(changed.values()), None)
        raise Changed(rows[0].seq, kind, _who(session, person, since), since.event.kind if since is not None else "")
    event = ActionUndone(first=rows[-1].seq, last=rows[0].seq, back=begins)
    seq = journal.record(session, person.workshop, event, now, by=person.seat.id)
    return Undone(kind, len(restored), seq, len(about - restored))


def _since_closing(listed: Sequence[Recorded]) -> list[Recorded]:
    """The events after the workshop was last closed or reopened, because closing makes times inexact."""
    kept = []
    for row in listed:
        if isinstance(row.event, WorkshopClosed | WorkshopReopened):
            break
        kept.append(row)
    return kept


def _undone(listed: Sequence[Recorded]) -> tuple[set[int], set[int]]:
    """The seqs of the events that were undone, and of those that undid them."""
    undone, restoring = set[int](), set[int]()
    for row in listed:
        if isinstance(row.event, ActionUndone):
            undone |= set(range(row.event.first, row.event.last + 1))
            restoring |= set(range(row.event.back, row.seq + 1))
    return undone, restoring


def _action(
    listed: Sequence[Recorded],
    person: Actor,
    undone: set[int],
    restoring: set[int],
    skipped: Collection[int],
    wanted: int | None,
) -> list[Recorded]:
    """The events of the action to undo, latest first."""
    mine = [row for row in listed if row.by == person.seat.id and row.seq not in restoring]
    requests = [list(rows) for _, rows in groupby(mine, key=lambda row: row.at)]
    actions = [_counted(rows) for rows in requests if any(is_undoable(row.event) for row in rows)]
    for action in actions[:MOST]:
        if wanted is not None and all(row.seq != wanted for row in action):
            continue
        if action[0].seq not in undone and action[0].seq not in skipped:
            return action
    raise NotFound("There is nothing to undo.")


def _counted(rows: Sequence[Recorded]) -> list[Recorded]:
    """The events of one request that undoing it restores. Elements are among them if a stack shared them."""
    return [row for row in rows if is_undoable(row.event) or isinstance(row.event, Coded)]


def _about(row: Recorded) -> str:
    return row.event.note if isinstance(row.event, AboutNote) else f"{row.seq}"


def _who(session: Session, person: Actor, changed: Recorded | None) -> str | None:
    if changed is None or changed.by is None:
        return None
    if changed.by == person.seat.id:
        return ""
    seat = session.get(Seat, changed.by)
    return seat.name if seat is not None else None
