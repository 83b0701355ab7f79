"""Entries of the security log about facilitators, who may have no account."""

from datetime import datetime

from sqlmodel import Session

from app.domain.models import Link, Organiser
from app.domain.records import security_log
from app.domain.records.security_log import Actor, Kind
from app.domain.workshops import seats

# Decisions about notes and comments. They are counted together, because a facilitator decides on each soon after it was
# posted, so that the times of all decisions would tell those of the notes.
DECISIONS = {"approve": Kind.NOTE_APPROVED, "decline": Kind.NOTE_DECLINED, "hold": Kind.NOTE_HELD}


def record(session: Session, kind: Kind, person: seats.Actor, device: str, now: datetime, **details: int | str) -> None:
    """Write a facilitator's action to the security log, with the number of the link that they opened.

    An organiser is named. Another facilitator is not: their name is text that a person wrote. Decisions
    within ten minutes are one entry with a number.
    """
    link = session.get(Link, person.seat.link_id) if person.seat.link_id else None
    organiser = session.get(Organiser, link.organiser_id) if link and link.organiser_id else None
    actor = security_log.actor(organiser) if organiser else Actor(None, "facilitator")
    numbered = {"link": link.id} if link and link.id is not None else {}
    write = security_log.record_repeated if kind in DECISIONS.values() else security_log.record
    write(session, kind, actor, device, now, {"workshop": person.workshop.key, **numbered, **details})
