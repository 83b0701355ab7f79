"""Undoing what a facilitator did to questions: wording, order, adding and removing."""

import json
from datetime import datetime

from sqlmodel import Session, col, update

from app.domain.board import lookup
from app.domain.errors import Conflict
from app.domain.events import ColumnAdded, ColumnMoved, ColumnRemoved, ColumnWorded
from app.domain.models import Column, Note
from app.domain.steering import agenda, replaced_words
from app.domain.workshops import columns
from app.domain.workshops.seats import Actor, require


def word_back(session: Session, person: Actor, event: ColumnWorded, seq: int, now: datetime) -> int:
    """Give a question the wording before this event; returns the seq.

    Raises NotFound, NotAllowed, Closed, and Conflict if the wording was not kept.
    """
    kept = replaced_words.replaced_by(person.workshop, seq)
    if not kept:
        raise Conflict
    was = json.loads(kept)
    return columns.word(
        *(session, person, event.column, was["question"]),
        {tag: words.get("question", "") for tag, words in was["words"].items()},
        now,
        short_name=was["short_name"],
        short_names={tag: words.get("short_name", "") for tag, words in was["words"].items()},
    )


def move_back(session: Session, person: Actor, event: ColumnMoved, now: datetime) -> int:
    """Give a question the place before this event; returns the seq.

    Raises NotFound, NotAllowed, Closed, and Conflict if it is not where the event left it.
    """
    require(person, "columns")
    column = lookup.column(session, person, event.column)
    if column.order_key != event.after_key:
        raise Conflict
    column.order_key = event.before_key
    session.add(column)
    moved = ColumnMoved(event.column, before_key=event.after_key, after_key=event.before_key)
    return columns.columns_changed(session, person, moved, now)


def bring_back(session: Session, person: Actor, event: ColumnRemoved, seq: int, now: datetime) -> int:
    """Add a removed question again, with its id and place, and the deleted notes that it had; returns the seq.

    Raises NotAllowed, Closed, and Conflict if there are as many questions as a workshop can have.
    """
    require(person, "columns")
    kept = replaced_words.replaced_by(person.workshop, seq)
    present = agenda.columns_of(session, person.workshop)
    if not kept or len(present) >= columns.MOST or session.get(Column, event.column) is not None:
        raise Conflict
    fields = json.loads(kept)
    withdrawn = fields.pop("withdrawn")
    session.add(Column(id=event.column, workshop_id=person.workshop.id, **fields))
    session.flush()
    theirs = (col(Note.workshop_id) == person.workshop.id, col(Note.id).in_(withdrawn), col(Note.withdrawn).is_(True))
    session.exec(update(Note).where(*theirs).values(column_id=event.column))
    agenda.settle(session, person.workshop)
    return columns.columns_changed(session, person, ColumnAdded(event.column), now)
