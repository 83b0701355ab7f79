"""Pasting up to 200 notes at once, on behalf of other people: what would happen with each line, and posting them."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count

from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.board import lookup, notes, order, posting_for
from app.domain.errors import Invalid
from app.domain.events import NoteAdded
from app.domain.models import Note
from app.domain.steering import writing
from app.domain.text import many_lines
from app.domain.workshops.seats import Actor, require

MOST = 200
_FORM_ID = re.compile(r"[0-9a-f]{24}")


class Fate(StrEnum):
    """What happens with a line."""

    POSTED = "posted"
    TOO_LONG = "too_long"
    # The same words stand in an earlier line, or on the board under the same question.
    REPEATED = "repeated"


@dataclass(frozen=True)
class Line:
    text: str
    fate: Fate


def preview(session: Session, person: Actor, *, column_id: int, texts: Sequence[str], repeats: bool) -> list[Line]:
    """What happens with each of these texts, in order; with `repeats`, repetitions are posted too.

    Raises Invalid for more than MOST texts and for none, NotFound for a column of another workshop, NotAllowed, Closed.
    """
    require(person, "post_for")
    if not texts:
        raise Invalid("Paste at least one line.", field="text")
    if len(texts) > MOST:
        raise Invalid("Paste at most 200 notes at once.", field="text")
    lookup.column(session, person, column_id)
    here = (Note.workshop_id == person.workshop.id, Note.column_id == column_id, col(Note.withdrawn).is_(False))
    seen = set(session.exec(select(Note.text).where(*here)))
    lines = []
    for text in texts:
        fate = _fate(text, seen, repeats=repeats)
        if fate is not Fate.TOO_LONG:
            seen.add(_stored(text))
        lines.append(Line(text, fate))
    return lines


def add_all(
    session: Session,
    person: Actor,
    *,
    form_id: str,
    column_id: int,
    texts: Sequence[str],
    group: str = "",
    repeats: bool = False,
    now: datetime,
) -> int:
    """Post the texts that `preview` says will be posted, at the end of a column and in their order; returns the number
    of new notes.

    `form_id` is 24 random hexadecimal digits of the form: sending it again adds only what is not there, or what was
    deleted since. Raises what `preview` raises.
    """
    if not _FORM_ID.fullmatch(form_id):
        raise Invalid("Your browser did not send this form correctly. Reload the page and try again.")
    listed = preview(session, person, column_id=column_id, texts=texts, repeats=repeats)
    column = lookup.column(session, person, column_id)
    approval = writing.approval_of(person, column.locked, column.open, now)
    group_key = posting_for.checked_group(person, group)
    fresh = _fresh(session, person, f"{form_id} {column_id}", listed)
    workshop_id = person.workshop.id
    happened = [NoteAdded(note=note_id, column=column_id) for note_id in fresh]
    last_key = session.exec(
        select(func.max(Note.order_key)).where(Note.workshop_id == workshop_id, Note.column_id == column_id)
    ).one()
    seqs = journal.record_all(session, person.workshop, happened, now, by=person.seat.id)
    for (note_id, text), seq in zip(fresh.items(), seqs, strict=True):
        last_key = order.between(last_key, None)
        notes.ADD.run(
            session,
            workshop_id=workshop_id,
            column_id=column_id,
            id=note_id,
            order_key=last_key,
            text=text,
            colour=notes.COLOURS[0],
            lang=None,
            speaks_for=group_key,
            shown_name=None,
            seat_id=person.seat.id,
            posted_at=now,
            hidden=False,
            withdrawn=False,
            revision=seq,
            approval=approval,
            stack_name="",
            posted_by=person.called,
            partner=None,
        )
    return len(fresh)


def _fate(text: str, seen: set[str], *, repeats: bool) -> Fate:
    try:
        stored = _stored(text)
    except Invalid:
        return Fate.TOO_LONG
    return Fate.REPEATED if stored in seen and not repeats else Fate.POSTED


def _stored(text: str) -> str:
    return many_lines(text, notes.LONGEST)


def _fresh(session: Session, person: Actor, form: str, listed: Sequence[Line]) -> dict[str, str]:
    """The texts to post by note id, in order. The id depends on the form, and on how often the text came before.

    A text whose note was deleted since gets another id, so that a form whose notes were undone can be sent again.
    """
    before: Counter[str] = Counter()
    ids: dict[tuple[int, str], str | None] = {}
    for line in listed:
        if line.fate is Fate.TOO_LONG:
            continue
        stored = _stored(line.text)
        if line.fate is Fate.POSTED:
            ids[before[stored], stored] = None
        before[stored] += 1
    waiting = list(ids)
    for attempt in count():
        if not waiting:
            break
        tried = {_id(form, attempt, *each): each for each in waiting}
        there = _deleted(session, person, tried)
        ids |= {each: note_id for note_id, each in tried.items() if note_id not in there}
        waiting = [each for note_id, each in tried.items() if there.get(note_id)]
    return {note_id: text for (_number, text), note_id in ids.items() if note_id is not None}


def _id(form: str, attempt: int, number: int, text: str) -> str:
    source = f"{form} {number} {text}" + (f" {attempt}" if attempt else "")
    return hashlib.sha256(source.encode()).hexdigest()[:24]


def _deleted(session: Session, person: Actor, ids: Collection[str]) -> dict[str, bool]:
    """Of the notes with these ids that exist, whether each was deleted. The words of an erased one never come again."""
    there = select(Note.id, Note.withdrawn, Note.text).where(
        Note.workshop_id == person.workshop.id, col(Note.id).in_(ids)
    )
    return {note_id: withdrawn and text != "" for note_id, withdrawn, text in session.exec(there)}
