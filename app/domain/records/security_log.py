"""The security log: every action on accounts, links and settings, with person, time and device.

An entry names only organisers. It never identifies a participant and never holds text that people wrote.
"""

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from app.domain.models import Organiser, SecurityEntry

log = logging.getLogger("commonboard.security")

KEPT = timedelta(days=365)
# Equal entries within this time become one entry with a count, so that sixty wrong passwords fill one line.
COUNTED_TOGETHER = timedelta(minutes=10)
# Matches keys and ids, and no sentence that a person could have typed.
_PLAIN = re.compile(r"[A-Za-z0-9_.-]{0,64}")


class Kind(StrEnum):
    """The action that an entry records."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_CORRECTED = "account_corrected"
    ACCOUNT_DEACTIVATED = "account_deactivated"
    ACCOUNT_ACTIVATED = "account_activated"
    ACCOUNT_REMOVED = "account_removed"
    LINK_MADE = "link_made"
    LINK_USED = "link_used"
    LINK_TURNED_OFF = "link_turned_off"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    SECOND_FACTOR_RESET = "second_factor_reset"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    SECOND_FACTOR_REQUIRED = "second_factor_required"
    SECOND_FACTOR_OPTIONAL = "second_factor_optional"
    ORGANISATION_CHANGED = "organisation_changed"
    RETENTION_CHANGED = "retention_changed"
    WORKSHOP_CREATED = "workshop_created"
    WORKSHOP_EDITED = "workshop_edited"
    WORKSHOP_CLOSED = "workshop_closed"
    WORKSHOP_REOPENED = "workshop_reopened"
    WORKSHOP_DELETED = "workshop_deleted"
    NOTES_ERASED = "notes_erased"
    FRAMEWORK_EDITED = "framework_edited"
    NOTE_HIDDEN = "note_hidden"
    NOTE_SHOWN = "note_shown"
    NOTES_HIDDEN = "notes_hidden"
    NOTES_SHOWN = "notes_shown"
    NOTE_APPROVED = "note_approved"
    NOTE_DECLINED = "note_declined"
    NOTE_HELD = "note_held"
    APPROVAL_REQUIRED = "approval_required"
    APPROVAL_ENDED = "approval_ended"
    ANSWERS_VEILED = "answers_veiled"
    ANSWERS_REVEALED = "answers_revealed"
    ACTION_UNDONE = "action_undone"
    BOARD_OPENED = "board_opened"
    CODE_REPLACED = "code_replaced"
    CODE_ASKED_AGAIN = "code_asked_again"
    JOINING_PAUSED = "joining_paused"
    JOINING_RESUMED = "joining_resumed"
    NEWCOMERS_ADMITTED = "newcomers_admitted"
    PERSON_REMOVED = "person_removed"
    PERSON_RETURNED = "person_returned"
    PERSON_MUTED = "person_muted"
    PERSON_UNMUTED = "person_unmuted"
    LINK_CODE_MADE = "link_code_made"
    LINK_CODE_USED = "link_code_used"
    HANDED_OVER = "handed_over"
    NAMING_CHOSEN = "naming_chosen"
    DOWNLOADED = "downloaded"
    PROGRAMME_CREATED = "programme_created"
    PROGRAMME_EDITED = "programme_edited"
    PROGRAMME_DELETED = "programme_deleted"
    WORKSHOP_ADDED = "workshop_added"
    WORKSHOP_LET_GO = "workshop_let_go"
    REPORT_SIGNED = "report_signed"
    REPORT_UNPUBLISHED = "report_unpublished"
    REPORT_PUBLISHED = "report_published"
    MEMBER_JOINED = "member_joined"
    MEMBER_CHANGED = "member_changed"
    MEMBER_LEFT = "member_left"
    INTERVIEW_CHANGED = "interview_changed"
    INTERVIEW_WITHDRAWN = "interview_withdrawn"
    COMMENT_ERASED = "comment_erased"


class Actor(NamedTuple):
    """The person who acted: an organiser with their name at that time. HOST and UNKNOWN have no id."""

    organiser_id: int | None
    name: str


HOST = Actor(None, "host")
UNKNOWN = Actor(None, "")


def actor(organiser: Organiser) -> Actor:
    """This organiser as an `Actor`."""
    return Actor(organiser.id, organiser.name)


def record(
    session: Session,
    kind: Kind,
    actor: Actor,
    device: str,
    now: datetime,
    details: Mapping[str, int | str] | None = None,
) -> None:
    """Write one entry in the action's own transaction, and one line to the host's logs.

    `device` describes a browser, as `browser_of` in `web/client.py` returns it. `details` holds ids and keys. Raises
    ValueError for a detail that could be text people wrote.
    """
    session.add(_entry(kind, actor, device, now, details))


def record_repeated(
    session: Session,
    kind: Kind,
    actor: Actor,
    device: str,
    now: datetime,
    details: Mapping[str, int | str] | None = None,
) -> None:
    """`record` for frequent actions: an entry equal to one of the last COUNTED_TOGETHER raises its count instead."""
    entry = _entry(kind, actor, device, now, details)
    same = (
        select(SecurityEntry)
        .where(
            SecurityEntry.kind == entry.kind,
            SecurityEntry.organiser_id == entry.organiser_id,
            SecurityEntry.device == entry.device,
            SecurityEntry.at > now - COUNTED_TOGETHER,
        )
        .order_by(col(SecurityEntry.id).desc())
    )
    equal = next((other for other in session.exec(same) if other.details == entry.details), None)
    if equal is None:
        session.add(entry)
    else:
        equal.times += 1
        session.add(equal)


def is_recorded_today(session: Session, kind: Kind, details: Mapping[str, int | str], now: datetime) -> bool:
    """True if `record_daily` has written this entry on the day of `now` in UTC."""
    query = select(SecurityEntry.details).where(SecurityEntry.kind == kind, SecurityEntry.at == _day(now))
    return any(other == details for other in session.exec(query))


def record_daily(session: Session, kind: Kind, details: Mapping[str, int | str], now: datetime) -> None:
    """`record` what an unknown person did, once a day in UTC and without device.

    The entry has the time at which the day began, because a time could identify a participant.
    """
    if not is_recorded_today(session, kind, details, now):
        record(session, kind, UNKNOWN, "", _day(now), details)


def listed(session: Session, start: int, limit: int) -> list[SecurityEntry]:
    """At most `limit` entries, latest first, skipping the first `start`."""
    return list(session.exec(select(SecurityEntry).order_by(col(SecurityEntry.id).desc()).offset(start).limit(limit)))


def downloads(session: Session, what: str, key: str, limit: int) -> list[SecurityEntry]:
    """The latest downloads of files of one workshop or programme (`what`), at most `limit`, latest first."""
    of_this = col(SecurityEntry.details)[what].as_string() == key
    query = select(SecurityEntry).where(SecurityEntry.kind == Kind.DOWNLOADED, of_this)
    return list(session.exec(query.order_by(col(SecurityEntry.id).desc()).limit(limit)))


def purge(session: Session, now: datetime) -> None:
    """Delete the entries that are older than KEPT (365 days)."""
    session.exec(delete(SecurityEntry).where(col(SecurityEntry.at) < now - KEPT))


def _day(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _entry(
    kind: Kind, actor: Actor, device: str, now: datetime, details: Mapping[str, int | str] | None
) -> SecurityEntry:
    plain = dict(details or {})
    for name, value in plain.items():
        if isinstance(value, str) and not _PLAIN.fullmatch(value):
            raise ValueError(f"the security log takes no text: {name}")
    # Logged before the commit, so that a trace remains if the commit fails.
    label = actor.organiser_id if actor.organiser_id is not None else actor.name or "unknown"
    log.info("%s by %s%s", kind, label, "".join(f" {name}={value}" for name, value in plain.items()))
    return SecurityEntry(
        at=now, kind=kind, organiser_id=actor.organiser_id, name=actor.name, device=device, details=plain
    )
