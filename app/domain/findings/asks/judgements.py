"""What the group agreed after it saw the results: beside the distribution, and never instead of it."""

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import journal
from app.domain.errors import Conflict, Invalid
from app.domain.findings.asks import asks, ballots
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.findings.asks.ask_events import JudgementGiven
from app.domain.findings.asks.ask_models import Judgement
from app.domain.steering import replaced_words
from app.domain.text import one_line
from app.domain.workshops.seats import Actor, require

LONGEST_REASON = 300


def judge(
    session: Session,
    person: Actor,
    ask_id: int,
    subject: str,
    value: int | None,
    reason: str,
    now: datetime,
    *,
    rater: str = "",
) -> int:
    """Record the step on which the group agreed for a subject, with its reason, or remove it (None); returns the seq.

    `rater` is the group whose rating of a link it is about. Raises NotAllowed, Closed, NotFound, Invalid with the
    field, and Conflict before the results were shown.
    """
    require(person, "steer")
    ask = asks.find(session, person.workshop, ask_id)
    if ask.shown_at is None:
        raise Conflict("Show the results first, then record what the group agreed.")
    raters = set(person.workshop.speaks_for) - {subject} if ask.kind == LINKS else {""}
    if subject not in ask.subjects or rater not in raters or not (value is None or 1 <= value <= len(ask.scale)):
        raise Invalid(ballots.NO_STEP, field="value")
    there = session.get(Judgement, (ask_id, subject, rater))
    before = _copy(there)
    reason = one_line(reason, LONGEST_REASON)
    if value is None:
        if there is None:
            return person.workshop.seq
        session.delete(there)
    else:
        if not reason:
            raise Invalid("Enter the reason that the group gave.", field="reason")
        if there is not None and (there.value, there.reason) == (value, reason):
            return person.workshop.seq
        row = there or Judgement(ask_id=ask_id, subject=subject, rater=rater, value=value, at=now)
        row.value, row.reason, row.by, row.at = value, reason, person.called, now
        session.add(row)
    session.flush()
    groups = person.workshop.speaks_for
    event = JudgementGiven(ask_id, ask.subjects.index(subject), groups.index(rater) if rater else None)
    seq = journal.record(session, person.workshop, event, now, by=person.seat.id)
    after = None if value is None else now.isoformat()
    kept = {"subject": subject, "rater": rater, "before": before, "after": after}
    replaced_words.keep(session, person.workshop, seq, json.dumps(kept))
    return seq


def put_back(session: Session, person: Actor, given: JudgementGiven, seq: int, now: datetime) -> int:
    """Restore what the group had agreed before the event with this seq; returns the seq of the journal after it.

    Raises NotAllowed, Closed, and Conflict if it was changed since.
    """
    require(person, "steer")
    kept = json.loads(replaced_words.replaced_by(person.workshop, seq) or "{}")
    if not kept:
        raise Conflict
    subject, rater = kept["subject"], kept["rater"]
    there = session.get(Judgement, (given.ask, subject, rater))
    if (there.at.isoformat() if there is not None else None) != kept["after"]:
        raise Conflict
    if kept["before"] is not None:
        before = kept["before"] | {"at": datetime.fromisoformat(kept["before"]["at"])}
        session.merge(Judgement(ask_id=given.ask, subject=subject, rater=rater, **before))
    elif there is not None:
        session.delete(there)
    session.flush()
    return journal.record(session, person.workshop, given, now, by=person.seat.id)


def _copy(row: Judgement | None) -> dict[str, Any] | None:
    """What a judgement says, for `json.dumps`."""
    if row is None:
        return None
    return {"value": row.value, "reason": row.reason, "by": row.by, "at": row.at.isoformat()}
