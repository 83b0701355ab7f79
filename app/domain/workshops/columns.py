"""Columns (discussion questions) of a running workshop: add, reword, move and remove, without losing a note."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.board import lookup, order
from app.domain.errors import Conflict, Invalid, gettext_noop
from app.domain.events import ColumnAdded, ColumnMoved, ColumnRemoved, ColumnWorded, Happened
from app.domain.models import Column, Event, Note
from app.domain.rows import AnyColumn
from app.domain.steering import agenda, replaced_words
from app.domain.text import many_lines, one_line, optional_lines, wording_key
from app.domain.workshops import column_rows
from app.domain.workshops.seats import Actor, require

MOST = 8
LONGEST = 1000
TOO_LONG = gettext_noop("This question is too long. Shorten it to 1,000 characters.")
LONGEST_NAME = 40
NO_WORDS: Mapping[str, str] = MappingProxyType({})
NAME_TOO_LONG = gettext_noop("This short name is too long. Shorten it to 40 characters.")


def add(session: Session, person: Actor, question: str, now: datetime, *, short_name: str = "") -> int:
    """Add a question after the others; returns the seq.

    Raises Invalid for an empty or too long question and when the workshop has MOST questions; NotAllowed, Closed.
    """
    require(person, "columns")
    present = column_rows.of(session, person.workshop.id)
    if len(present) >= MOST:
        raise Invalid("A workshop can have at most 8 questions.")
    question = many_lines(question, LONGEST, TOO_LONG)
    column = Column(
        workshop_id=person.workshop.id,
        order_key=order.between(present[-1].order_key if present else None, None),
        question=question,
        short_name=name(short_name),
        key=wording_key(question),
    )
    session.add(column)
    session.flush()
    removed = _removed_ids(session, person.workshop.id)
    if column.id in removed:
        # SQLite reuses ids, and a note still being written for the removed question must not appear under this one.
        column.id = max(removed) + 1
        session.flush()
    agenda.settle(session, person.workshop)
    return columns_changed(session, person, ColumnAdded(column.id), now)


def word(
    session: Session,
    person: Actor,
    column_id: int,
    question: str,
    others: Mapping[str, str],
    now: datetime,
    *,
    short_name: str = "",
    short_names: Mapping[str, str] = NO_WORDS,
    read: str = "",
) -> int:
    """Reword a question and its short name, in the workshop's language and in others by language tag; returns the seq.

    Empty texts in `others` and `short_names` are not stored. `read` is the `mark` of the wording that the person saw.
    Raises Conflict if `read` is given and someone else has changed the wording since; Invalid, NotFound, NotAllowed,
    Closed.
    """
    require(person, "columns")
    column = lookup.column(session, person, column_id)
    question, short_name = many_lines(question, LONGEST, TOO_LONG), name(short_name)
    words = words_of(
        {tag: optional_question(text) for tag, text in others.items()},
        {tag: name(text) for tag, text in short_names.items()},
    )
    if (column.question, column.short_name, column.words) == (question, short_name, words):
        return person.workshop.seq
    if read and read != mark_of(column):
        raise Conflict("Someone else has reworded this question. To replace their wording with yours, save again.")
    before = json.dumps(wording_of(column))
    column.question, column.short_name, column.words = question, short_name, words
    session.add(column)
    session.flush()
    seq = journal.record(session, person.workshop, ColumnWorded(column_id), now, by=person.seat.id)
    replaced_words.keep(session, person.workshop, seq, before)
    return seq


def wording_of(column: AnyColumn) -> dict[str, Any]:
    """The wording of a question, for `json.dumps`."""
    return {"question": column.question, "short_name": column.short_name, "words": column.words}


def mark(question: str, short_name: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """A 16-digit fingerprint of a question, its short name and their translations, in the format of `Column.words`."""
    wording = [question, short_name, {tag: dict(other) for tag, other in words.items()}]
    return hashlib.sha256(json.dumps(wording, sort_keys=True).encode()).hexdigest()[:16]


def mark_of(column: AnyColumn) -> str:
    """The `mark` of a column's current wording."""
    return mark(column.question, column.short_name, column.words)


def words_of(questions: Mapping[str, str], short_names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Questions and short names by language tag, in the format of `Column.words`, without empty texts."""
    wordings = {
        tag: {"question": questions.get(tag, ""), "short_name": short_names.get(tag, "")}
        for tag in [*questions, *short_names]
    }
    kept = {tag: {field: text for field, text in words.items() if text} for tag, words in wordings.items()}
    return {tag: words for tag, words in kept.items() if words}


def step(session: Session, person: Actor, column_id: int, *, by: int, now: datetime) -> int:
    """Move a question one position earlier (`by` -1) or later (1), unless it is at that end; returns the seq."""
    lookup.column(session, person, column_id)
    ids = [column.id for column in column_rows.of(session, person.workshop.id)]
    position = ids.index(column_id) + by
    if not 0 <= position < len(ids):
        require(person, "columns")
        return person.workshop.seq
    after = position + 1 if by > 0 else position
    return move(session, person, column_id, before=ids[after] if after < len(ids) else None, now=now)


def move(session: Session, person: Actor, column_id: int, *, before: int | None, now: datetime) -> int:
    """Move a question before the question `before`, or to the end (None); returns the seq.

    Raises NotFound, NotAllowed, Closed.
    """
    require(person, "columns")
    column = lookup.column(session, person, column_id)
    others = [other for other in column_rows.of(session, person.workshop.id) if other.id != column_id]
    position = len(others)
    if before is not None and before != column_id:
        lookup.column(session, person, before)
        position = [other.id for other in others].index(before)
    elif before == column_id:
        return person.workshop.seq
    low = others[position - 1].order_key if position else None
    high = others[position].order_key if position < len(others) else None
    if (low is None or low < column.order_key) and (high is None or column.order_key < high):
        return person.workshop.seq
    event = ColumnMoved(column_id, before_key=column.order_key, after_key=order.between(low, high))
    column.order_key = event.after_key
    session.add(column)
    return columns_changed(session, person, event, now)


def remove(session: Session, person: Actor, column_id: int, now: datetime) -> int:
    """Remove a question that has no notes; returns the seq.

    Notes that their writers deleted move to another question, so that the writers can still bring them back. Raises
    Conflict for a question with notes and for the last question; NotFound, NotAllowed, Closed.
    """
    require(person, "columns")
    column = lookup.column(session, person, column_id)
    others = [other for other in column_rows.of(session, person.workshop.id) if other.id != column_id]
    if not others:
        raise Conflict("A workshop needs at least one question.")
    in_column = (col(Note.workshop_id) == person.workshop.id, col(Note.column_id) == column_id)
    kept = select(func.count()).select_from(Note).where(*in_column, col(Note.withdrawn).is_(False))
    if session.exec(kept).one():
        raise Conflict("This question has notes. Move them to another question, then remove it.")
    before = wording_of(column) | {name: getattr(column, name) for name in ("order_key", "locked", "veiled", "key")}
    before["withdrawn"] = list(session.exec(select(Note.id).where(*in_column)))
    session.exec(update(Note).where(*in_column).values(column_id=others[-1].id))
    session.delete(column)
    seq = columns_changed(session, person, ColumnRemoved(column_id), now)
    replaced_words.keep(session, person.workshop, seq, json.dumps(before))
    return seq


def name(short_name: str) -> str:
    """A short name on one line; it can be empty. Raises Invalid if it is too long."""
    short_name = one_line(short_name, LONGEST)
    if len(short_name) > LONGEST_NAME:
        raise Invalid(NAME_TOO_LONG)
    return short_name


def optional_question(question: str) -> str:
    """A question as it is stored, or "" if it is blank. Raises Invalid if it is too long."""
    return optional_lines(question, LONGEST, TOO_LONG)


def _removed_ids(session: Session, workshop_id: int) -> set[int]:
    """The ids of the questions that have been removed."""
    removed = select(Event.payload).where(Event.workshop_id == workshop_id, Event.kind == ColumnRemoved.__name__)
    return {payload["column"] for payload in session.exec(removed)}


def columns_changed(session: Session, person: Actor, event: Happened, now: datetime) -> int:
    """Record that the list of questions or its order changed; returns the seq."""
    # Every note on the mapping page shows the number of its question.
    person.workshop.render_version += 1
    session.add(person.workshop)
    session.flush()
    return journal.record(session, person.workshop, event, now, by=person.seat.id)
