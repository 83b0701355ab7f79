"""Discussion questions while a workshop runs: add, word, put elsewhere, take away. No note is ever orphaned."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.board import notes, order
from app.domain.errors import Conflict, Invalid, gettext_noop
from app.domain.events import ColumnAdded, ColumnMoved, ColumnRemoved, ColumnWorded, Happened
from app.domain.models import Column, Event, Note
from app.domain.rows import AnyColumn
from app.domain.text import many_lines, one_line
from app.domain.workshops.seats import Actor, require

MOST = 8
LONGEST = 1000
TOO_LONG = gettext_noop("This question is too long. Please shorten it to 1,000 characters.")
LONGEST_NAME = 40
NO_WORDS: Mapping[str, str] = MappingProxyType({})
NAME_TOO_LONG = gettext_noop("This short name is too long. Please shorten it to 40 characters.")


def add(session: Session, person: Actor, question: str, now: datetime, *, short_name: str = "") -> int:
    """One more question, after the others; returns the seq. Raises Invalid for none, or where there are MOST."""
    require(person, "columns")
    present = notes.columns(session, _workshop_id(person))
    if len(present) >= MOST:
        raise Invalid("A workshop can have at most 8 questions.")
    column = Column(
        workshop_id=_workshop_id(person),
        order_key=order.between(present[-1].order_key if present else None, None),
        question=many_lines(question, LONGEST, TOO_LONG),
        short_name=name(short_name),
    )
    session.add(column)
    session.flush()
    gone = _gone(session, _workshop_id(person))
    if column.id in gone:
        # SQLite gives numbers again. What somebody has written for the question that had it must not come under this.
        column.id = max(gone) + 1
        session.flush()
    assert column.id is not None
    return _columns_changed(session, person, ColumnAdded(column.id), now)


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
    """Word a question and its short name anew, in the workshop's language and in others by tag; returns the seq.

    What is empty in `others` or `short_names` is not kept. Raises Conflict if `read`, the mark of the wording they had
    before them, is given and not the present one's.
    """
    require(person, "columns")
    column = notes.column_of(session, person, column_id)
    question, short_name = many_lines(question, LONGEST, TOO_LONG), name(short_name)
    words = words_of(
        {tag: perhaps(text) for tag, text in others.items()}, {tag: name(text) for tag, text in short_names.items()}
    )
    if (column.question, column.short_name, column.words) == (question, short_name, words):
        return person.workshop.seq
    if read and read != mark_of(column):
        raise Conflict("Somebody else has worded this question anew meanwhile. Save again to put yours in its place.")
    column.question, column.short_name, column.words = question, short_name, words
    session.add(column)
    session.flush()
    return journal.record(session, person.workshop, ColumnWorded(column_id), now)


def mark(question: str, short_name: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """What a wording is known by: a question, its short name, and both in other languages as a column keeps them."""
    told = [question, short_name, {tag: dict(other) for tag, other in words.items()}]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def mark_of(column: AnyColumn) -> str:
    """`mark` of what a question is now."""
    return mark(column.question, column.short_name, column.words)


def words_of(questions: Mapping[str, str], short_names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Questions and short names by tag, as a column keeps them: without what is empty."""
    told = {
        tag: {"question": questions.get(tag, ""), "short_name": short_names.get(tag, "")}
        for tag in [*questions, *short_names]
    }
    kept = {tag: {field: text for field, text in words.items() if text} for tag, words in told.items()}
    return {tag: words for tag, words in kept.items() if words}


def step(session: Session, person: Actor, column_id: int, *, by: int, now: datetime) -> int:
    """Put a question one place earlier (`by` -1) or later (1), if there is one; returns the seq."""
    notes.column_of(session, person, column_id)
    ids = [column.id for column in notes.columns(session, _workshop_id(person))]
    place = ids.index(column_id) + by
    if not 0 <= place < len(ids):
        require(person, "columns")
        return person.workshop.seq
    after = place + 1 if by > 0 else place
    return move(session, person, column_id, before=ids[after] if after < len(ids) else None, now=now)


def move(session: Session, person: Actor, column_id: int, *, before: int | None, now: datetime) -> int:
    """Put a question before another one, or (None) at the end; returns the seq."""
    require(person, "columns")
    column = notes.column_of(session, person, column_id)
    others = [other for other in notes.columns(session, _workshop_id(person)) if other.id != column_id]
    place = len(others)
    if before is not None and before != column_id:
        notes.column_of(session, person, before)
        place = [other.id for other in others].index(before)
    elif before == column_id:
        return person.workshop.seq
    low = others[place - 1].order_key if place else None
    high = others[place].order_key if place < len(others) else None
    if (low is None or low < column.order_key) and (high is None or column.order_key < high):
        return person.workshop.seq
    event = ColumnMoved(column_id, before_key=column.order_key, after_key=order.between(low, high))
    column.order_key = event.after_key
    session.add(column)
    return _columns_changed(session, person, event, now)


def remove(session: Session, person: Actor, column_id: int, now: datetime) -> int:
    """Take away a question that has no notes; returns the seq. Raises Conflict for one that has, or the last one.

    Notes that their writers had deleted go to a question that stays, so that they can still be brought back.
    """
    require(person, "columns")
    column = notes.column_of(session, person, column_id)
    others = [other for other in notes.columns(session, _workshop_id(person)) if other.id != column_id]
    if not others:
        raise Conflict("A workshop needs at least one question.")
    here = (col(Note.workshop_id) == _workshop_id(person), col(Note.column_id) == column_id)
    kept = select(func.count()).select_from(Note).where(*here, col(Note.withdrawn).is_(False))
    if session.exec(kept).one():
        raise Conflict("There are notes under this question. Move them to another question first, then remove it.")
    session.exec(update(Note).where(*here).values(column_id=others[-1].id))
    session.delete(column)
    return _columns_changed(session, person, ColumnRemoved(column_id), now)


def name(short_name: str) -> str:
    """A short name on one line, perhaps empty; raises Invalid for one that is too long."""
    short_name = one_line(short_name, LONGEST)
    if len(short_name) > LONGEST_NAME:
        raise Invalid(NAME_TOO_LONG)
    return short_name


def perhaps(question: str) -> str:
    """A question that may be left out, as it is kept; raises Invalid for one that is too long."""
    return many_lines(question, LONGEST, TOO_LONG) if question.strip() else ""


def _gone(session: Session, workshop_id: int) -> set[int]:
    """The numbers of questions that have been removed."""
    removed = select(Event.payload).where(Event.workshop_id == workshop_id, Event.kind == ColumnRemoved.__name__)
    return {payload["column"] for payload in session.exec(removed)}


def _columns_changed(session: Session, person: Actor, event: Happened, now: datetime) -> int:
    # The number of its question stands in every painted note of the mapping page.
    person.workshop.render_version += 1
    session.add(person.workshop)
    session.flush()
    return journal.record(session, person.workshop, event, now)


def _workshop_id(person: Actor) -> int:
    assert person.workshop.id is not None
    return person.workshop.id
