"""Copies of phases as they were before an edit, and putting them back when a facilitator undoes it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import journal
from app.domain.errors import Conflict
from app.domain.findings.asks import asks
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.models import Phase, Workshop
from app.domain.steering import replaced_words
from app.domain.steering.agenda import Shown, columns_of, find_phase, settle_shown, shown_now
from app.domain.steering.events import AgendaEdited
from app.domain.workshops.seats import Actor, require

# What an edit changes. Entering a phase and closing its vote change the rest.
_FIELDS = (*("order_key", "title", "asked", "words", "may", "columns", "veiled", "minutes", "votes", "votes_per_note"),)


def copy_of(session: Session, phase: Phase) -> dict[str, Any]:
    """What an edit of this phase can change, for `json.dumps`, with the draft of its rating."""
    ask = asks.row(session, phase.ask_id) if phase.ask_id else None
    return {name: getattr(phase, name) for name in _FIELDS} | {
        "begun_at": phase.begun_at.isoformat() if phase.begun_at else None,
        "ask": asdict(asks.draft_of(ask)) if ask else None,
    }


def take_out(session: Session, workshop: Workshop, phase: Phase) -> None:
    """Remove a phase. Raises Conflict for the present phase, and for one with votes or a rating that was opened."""
    if workshop.phase_id == phase.id:
        raise Conflict("The workshop is in this phase. Go to another phase first.")
    if phase.votes_closed_at is not None:
        raise Conflict("People have voted in this phase, so it stays in the record.")
    asks.plan(session, workshop, phase, None)
    session.delete(phase)


def record(
    session: Session, person: Actor, shown: Shown, copies: Mapping[int, dict[str, Any] | None], now: datetime
) -> int:
    """Record that phases were edited; returns the seq.

    `shown` is `shown_now` before the edit. `copies` has each phase as it was, or None for one that was added.
    """
    changed = settle_shown(session, person.workshop, shown)
    event = AgendaEdited(phases=list(copies), shows=changed)
    seq = journal.record(session, person.workshop, event, now, by=person.seat.id)
    kept = {phase: copy for phase, copy in copies.items() if copy is not None}
    if kept:
        replaced_words.keep(session, person.workshop, seq, json.dumps(kept))
    return seq


def put_back(session: Session, person: Actor, edited: AgendaEdited, seq: int, now: datetime) -> int:
    """Restore the phases as they were before the edit with this seq; returns the seq of the journal after it.

    Raises NotAllowed, Closed, NotFound for a phase that was removed since, and Conflict for one that cannot be removed
    or whose rating has begun.
    """
    require(person, "steer")
    copies = json.loads(replaced_words.replaced_by(person.workshop, seq) or "{}")
    shown = shown_now(session, person.workshop)
    for phase_id in edited.phases:
        copy = copies.get(f"{phase_id}")
        if copy is None:
            take_out(session, person.workshop, find_phase(session, person, phase_id))
        else:
            _restore(session, person.workshop, phase_id, copy)
    session.flush()
    return record(session, person, shown, dict.fromkeys(edited.phases), now)


def _restore(session: Session, workshop: Workshop, phase_id: int, copy: dict[str, Any]) -> None:
    known = {column.id for column in columns_of(session, workshop)}
    fields = {name: copy[name] for name in _FIELDS}
    fields["columns"] = [column for column in copy["columns"] if column in known]
    phase = session.get(Phase, phase_id)
    if phase is None:
        begun_at = datetime.fromisoformat(copy["begun_at"]) if copy["begun_at"] else None
        phase = Phase(id=phase_id, workshop_id=workshop.id, begun_at=begun_at, **fields)
    elif phase.workshop_id != workshop.id:
        # SQLite gave the id of the removed phase to one of another workshop.
        raise Conflict
    for name, value in fields.items():
        setattr(phase, name, value)
    session.add(phase)
    session.flush()
    asks.plan(session, workshop, phase, AskDraft(**copy["ask"]) if copy["ask"] else None)
