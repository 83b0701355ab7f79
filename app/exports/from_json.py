"""Imports a record that `to_json.py` wrote."""

import json
import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy import update
from sqlmodel import Session, col, select
from typing_extensions import TypedDict

from app.domain import journal
from app.domain.board import notes, order
from app.domain.errors import Invalid
from app.domain.events import CodingGiven, NoteAdded
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.mapping import frameworks
from app.domain.models import Coding, Column, Erasure, Note, Phase, Workshop
from app.domain.records import quarter_hours, retention
from app.domain.steering import agenda
from app.domain.text import many_lines, one_line, optional_lines
from app.domain.workshops import drafts, workshops
from app.exports import ask_records, contradictions, responses
from app.exports.bundle import Bundle
from app.exports.facts import PhaseFacts
from app.exports.to_json import ADAPTER

LARGEST = 20_000_000
_FIELD = re.compile(r"\w{1,40}")


class _Later(TypedDict):
    """The first two fields of a record that a later version of Commonboard wrote."""

    format: Literal["commonboard"]
    version: Annotated[int, Field(gt=2)]


_LATER = TypeAdapter(_Later)


def read(content: bytes) -> Bundle:
    """Parse and check a record in UTF-8 or UTF-16, with a byte order mark or without.

    Raises Invalid, whose message names the problem and its place and quotes no note.
    """
    if len(content) > LARGEST:
        raise Invalid("This file is larger than 20 MB. A record of one workshop is smaller.")
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        raise Invalid("This is not a Commonboard record: it is not text in UTF-8 or UTF-16.") from None
    try:
        bundle = ADAPTER.validate_json(text)
    except ValidationError as error:
        raise Invalid(_later(text) or fault(error)) from None
    check(bundle)
    return bundle


def check(bundle: Bundle) -> None:
    """Raise Invalid for a record that contradicts itself."""
    for problem in contradictions.found(bundle):
        raise Invalid(f"This record contradicts itself: {problem}.")


def bring_in(session: Session, bundle: Bundle, now: datetime) -> Workshop:
    """Create the workshop of a record, under its key if that is free, with a new code and a new facilitator link."""
    facts = bundle.workshop
    framework = frameworks.from_elsewhere(session, dict(bundle.framework))
    words = [column.words for column in bundle.columns]
    # A restore would delete again a workshop whose key is on the erasure list.
    keys = (select(Workshop.key), Workshop.key), (select(Erasure.workshop_key), Erasure.workshop_key)
    taken = any(session.exec(query.where(column == facts.key)).first() is not None for query, column in keys)
    workshop = workshops.create(
        session,
        drafts.Draft(
            key=None if taken else facts.key,
            title=one_line(facts.title, 500),
            place=one_line(facts.place, 500) if facts.place else None,
            questions=[column.question for column in bundle.columns],
            short_names=[one_line(column.short_name, 500) for column in bundle.columns],
            held_on=facts.held_on,
            keep_until=facts.keep_until,
            retention=facts.retention,
            time_zone=facts.time_zone,
            language=facts.language,
            naming=facts.naming,
            speaks_for=[one_line(who, 500) for who in facts.speaks_for],
            notice=optional_lines(facts.notice, 5000),
            wordings={tag: _wording(bundle, tag) for tag in {*facts.words, *(tag for asked in words for tag in asked)}},
            sample=facts.sample,
            agenda=[_phase(phase, ask_records.draft(bundle.asks, phase.number)) for phase in bundle.phases],
        ),
        framework,
        now,
    )
    workshop.closed_at = facts.closed_at
    # No one has joined here. The record names only groups that it may show.
    workshop.shown_groups = sorted({note.speaks_for for note in bundle.notes if note.speaks_for})
    today = retention.today(workshop.time_zone, now)
    if workshop.retention == retention.DELETE and workshop.keep_until <= today:
        workshop.promised_until, workshop.keep_until = workshop.keep_until, today + retention.AFTER_IMPORT
    workshop.imported_decisions = dict(bundle.decisions)
    _begin(session, workshop, bundle)
    _notes(session, workshop, bundle, now)
    responses.bring_in(session, workshop, bundle.comments, bundle.votes)
    ask_records.bring_in(session, workshop, bundle.asks)
    _count_on(session, workshop, bundle.seq or 0)
    return workshop


def _phase(facts: PhaseFacts, ask: AskDraft | None) -> drafts.PhaseDraft:
    return drafts.PhaseDraft(
        title=facts.title,
        asked=facts.asked,
        words={tag: dict(words) for tag, words in facts.words.items()},
        may=list(facts.may),
        questions=facts.columns,
        veiled=facts.veiled,
        minutes=facts.minutes,
        votes=facts.votes,
        votes_per_note=facts.votes_per_note,
        ask=ask,
    )


def _begin(session: Session, workshop: Workshop, bundle: Bundle) -> None:
    """Bring a new workshop to the phase of the record. Its timer does not run."""
    stored = select(Phase).where(Phase.workshop_id == workshop.id).order_by(col(Phase.order_key))
    for phase, facts in zip(session.exec(stored), bundle.phases, strict=True):
        phase.begun_at, phase.votes_closed_at = facts.begun_at, facts.votes_closed_at
        session.add(phase)
        if facts.present:
            workshop.phase_id = phase.id
    agenda.settle(session, workshop)


def _wording(bundle: Bundle, tag: str) -> drafts.Wording:
    own = bundle.workshop.words.get(tag, {})
    asked = [column.words.get(tag, {}) for column in bundle.columns]
    return drafts.Wording(
        title=one_line(own.get("title", ""), 500),
        notice=optional_lines(own.get("notice", ""), 5000),
        questions=[optional_lines(words.get("question", ""), 5000) for words in asked],
        short_names=[one_line(words.get("short_name", ""), 500) for words in asked],
    )


def _notes(session: Session, workshop: Workshop, bundle: Bundle, now: datetime) -> None:
    columns = _questions(session, workshop.id, bundle)
    keys: dict[int, str | None] = {}
    where: dict[str, int] = {}
    made: dict[str, Note] = {}
    for facts in sorted(bundle.notes, key=lambda facts: (facts.column, facts.place)):
        column_id = where[facts.id] = columns[facts.column - 1]
        key = keys[column_id] = order.between(keys.get(column_id), None)
        made[facts.id] = Note(
            workshop_id=workshop.id,
            id=facts.id,
            column_id=column_id,
            order_key=key,
            text=many_lines(facts.text, notes.LONGEST),
            colour=facts.colour,
            lang=facts.lang,
            speaks_for=facts.speaks_for and one_line(facts.speaks_for, 500),
            # A file may contain names, but an anonymous workshop stores none.
            shown_name=None if workshop.naming == "anonymous" else facts.shown_name and one_line(facts.shown_name, 500),
            # An older version wrote exact times.
            posted_at=quarter_hours.told(workshop, facts.posted_at),
            edited_at=facts.edited_at and quarter_hours.told(workshop, facts.edited_at),
            stack=facts.stack,
            stack_name=one_line(facts.stack_name, 500),
            posted_by=facts.posted_by and one_line(facts.posted_by, 500),
            partner=facts.partner and one_line(facts.partner, 500),
        )
    happened: list[NoteAdded | CodingGiven] = [NoteAdded(note=note_id, column=where[note_id]) for note_id in made]
    happened += [
        CodingGiven(note=coding.note, column=where[coding.note], element=coding.element, book=coding.book)
        for coding in bundle.codings
    ]
    for seq, event in zip(journal.record_all(session, workshop, happened, now), happened, strict=True):
        made[event.note].revision = seq
    session.add_all(made.values())
    session.flush()
    session.add_all(
        Coding(
            workshop_id=workshop.id,
            note_id=coding.note,
            book=coding.book,
            element=coding.element,
            coder=one_line(coding.coder, 500),
            given_at=quarter_hours.told(workshop, coding.given_at),
            suggested=coding.suggested,
        )
        for coding in bundle.codings
    )


def _questions(session: Session, workshop_id: int, bundle: Bundle) -> list[int]:
    """Give the questions of a new workshop the keys of the record, if it has them; returns their ids in order."""
    query = select(Column).where(Column.workshop_id == workshop_id).order_by(col(Column.order_key), col(Column.id))
    found = session.exec(query).all()
    for column, facts in zip(found, bundle.columns, strict=True):
        column.key = facts.key or column.key
        session.add(column)
    return [column.id for column in found]


def _count_on(session: Session, workshop: Workshop, seq: int) -> None:
    """Raise the workshop's seq to that of the record, so that a later file of it has a larger number."""
    session.exec(
        update(Workshop)
        .where(col(Workshop.id) == workshop.id, col(Workshop.seq) < seq)
        .values(seq=seq)
        .execution_options(synchronize_session=False)
    )


def _later(text: str) -> str:
    """What to do with a record that a later version wrote; "" for any other."""
    try:
        _LATER.validate_json(text)
        return "A later version of Commonboard wrote this record. Update Commonboard, then import it again."
    except ValidationError:
        return ""


def fault(error: ValidationError) -> str:
    """The first fault in words. It names fields, and quotes neither values nor field names that are not ours."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = " ".join(str(part) if _FIELD.fullmatch(str(part)) else "?" for part in first["loc"])
    what = "there is no such date" if "date" in first["type"] else first["msg"]
    return f"This is not a Commonboard record: {where + ': ' if where else ''}{what}."
