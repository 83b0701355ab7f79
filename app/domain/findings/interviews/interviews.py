"""Interviews: import, correct, freeze, mark as coded and withdraw."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlmodel import Session, col, delete, func, select

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.findings import programmes, removal
from app.domain.findings.coding.coding_models import Excerpt, Interview, Turn
from app.domain.findings.events import InterviewAdded, InterviewEdited, InterviewFrozen
from app.domain.findings.interviews.interview_text import Prepared, Spoken, prepare
from app.domain.findings.models import Programme
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.units import CONSENTS
from app.domain.records.retention import DELETE, RETENTIONS, today
from app.domain.records.security_log import Kind
from app.domain.text import one_line, optional_lines

LONGEST_TITLE = 120
LONGEST_NOTE = 2000
_ID = re.compile(r"[0-9a-z]{16,40}")
MISSING = gettext_noop("There is no interview here. It may have been withdrawn.")
FROZEN = gettext_noop("This text is fixed, because parts of it are coded. Import a corrected version instead.")


@dataclass(frozen=True)
class About:
    """What a member says about an interview. `consent` is one of CONSENTS; without consent there is no import."""

    place_id: int
    held_on: date
    title: str
    language: str
    consent: str
    keep_until: date
    speaks_for: str | None = None
    consent_note: str = ""
    retention: str = DELETE

    @property
    def stamp(self) -> str:
        """A short hash of it, by which a form notices that someone else has changed it."""
        return hashlib.blake2s(repr(self).encode(), digest_size=8).hexdigest()


def add(
    session: Session, person: Colleague, interview_id: str, about: About, text: str, turns: Sequence[Spoken]
) -> Interview:
    """Store an interview from a `prepare`d text. Repeating an id with the same text changes nothing.

    Raises NotAllowed, NotFound for a place outside the programme, Conflict for an id with another text, and Invalid
    with the field: without consent nothing is stored.
    """
    require(person, Right.CODE)
    if not _ID.fullmatch(interview_id):
        raise Invalid("Your browser did not send this form correctly. Reload the page and try again.")
    title, note = _checked(session, person, about)
    known = session.get(Interview, (person.programme_id, interview_id))
    if known is not None:
        if known.text != text:
            raise Conflict("This form was sent before with another text. To import this text too, send it again.")
        return known
    number = session.exec(select(func.max(Interview.number)).where(Interview.programme_id == person.programme_id)).one()
    interview = Interview(
        programme_id=person.programme_id,
        id=interview_id,
        number=(number or 0) + 1,
        place_id=about.place_id,
        speaks_for=about.speaks_for or None,
        held_on=about.held_on,
        language=about.language,
        title=title,
        text=text,
        consent=about.consent,
        consent_note=note,
        keep_until=about.keep_until,
        retention=about.retention,
        made_by_id=person.id,
        made_at=person.now,
    )
    session.add(interview)
    session.flush()
    _store_turns(session, interview, turns)
    record(session, person, InterviewAdded(interview_id))
    return interview


def listed(session: Session, programme: Programme) -> list[Interview]:
    """The interviews that are there, in the order of their numbers, without withdrawn ones and old versions."""
    query = select(Interview).where(
        Interview.programme_id == programme.id,
        col(Interview.withdrawn_at).is_(None),
        col(Interview.replaced_by).is_(None),
    )
    return list(session.exec(query.order_by(col(Interview.number))))


def find(session: Session, programme: Programme, interview_id: str) -> Interview:
    """The interview with this id. Raises NotFound for an unknown or withdrawn one, Conflict for an old version."""
    interview = session.get(Interview, (programme.id, interview_id))
    if interview is None or interview.withdrawn_at is not None:
        raise NotFound(MISSING)
    if interview.replaced_by is not None:
        raise Conflict("There is a corrected version of this interview. Open that one.")
    return interview


def turns(session: Session, interview: Interview) -> list[Turn]:
    """The turns of an interview in order."""
    query = select(Turn).where(Turn.programme_id == interview.programme_id, Turn.interview_id == interview.id)
    return list(session.exec(query.order_by(col(Turn.number))))


def about_of(interview: Interview) -> About:
    """What is said about an interview now."""
    return About(**{each.name: getattr(interview, each.name) for each in fields(About)})


def check(session: Session, person: Colleague, about: About) -> None:
    """Raise what `add` raises for what is said about a new interview: NotFound, and Invalid with the fields."""
    _checked(session, person, about)


def edit(session: Session, person: Colleague, interview_id: str, about: About, seen: str | None = None) -> int:
    """Change what is said about an interview, not its text; returns the seq. Raises as `add` does.

    Only organisers change the consent or the date of deletion; others get NotAllowed. With `seen`, the stamp of what
    the member saw, raises Conflict if someone else has changed it since.
    """
    require(person, Right.CODE)
    interview = find(session, person.programme, interview_id)
    if seen is not None and seen != about_of(interview).stamp:
        raise Conflict("Someone else has changed these details. Compare both versions, then save again.")
    title, note = _checked(session, person, about, before=interview.keep_until)
    promised = (interview.consent, interview.consent_note, interview.keep_until, interview.retention)
    if (about.consent, note, about.keep_until, about.retention) != promised:
        require(person, Right.ORGANISE)
        until = {"consent": about.consent, "retention": about.retention, "after": about.keep_until.isoformat()}
        of_interview = {"programme": person.programme.key, "interview": interview.id}
        person.by.record(session, Kind.INTERVIEW_CHANGED, **of_interview, **until)
    interview.place_id, interview.held_on, interview.title = about.place_id, about.held_on, title
    interview.language, interview.speaks_for = about.language, about.speaks_for or None
    interview.consent, interview.consent_note = about.consent, note
    interview.keep_until, interview.retention = about.keep_until, about.retention
    return _edited(session, person, interview)


def retype(session: Session, person: Colleague, interview_id: str, text: str, new_turns: Sequence[Spoken]) -> int:
    """Replace the text before anyone has coded it; returns the seq.

    Raises Conflict once the text is frozen, NotAllowed, NotFound.
    """
    require(person, Right.CODE)
    interview = find(session, person.programme, interview_id)
    if interview.frozen_at is not None:
        if interview.text == text:
            return person.programme.seq
        raise Conflict(FROZEN)
    interview.text = text
    of_interview = (col(Turn.programme_id) == person.programme_id, col(Turn.interview_id) == interview_id)
    session.exec(delete(Turn).where(*of_interview))
    _store_turns(session, interview, new_turns)
    return _edited(session, person, interview)


def again(session: Session, interview: Interview, text: str) -> Prepared:
    """A corrected text of this interview, with the speakers that it has now. Raises Invalid as `prepare` does."""
    spoken = turns(session, interview)
    names = list(dict.fromkeys(turn.speaker for turn in spoken if turn.speaker))
    asks = next((turn.speaker for turn in spoken if turn.asks), None)
    return prepare(text, asks=asks, names=names, shown={name: name for name in names})


def freeze(session: Session, person: Colleague, interview: Interview) -> None:
    """Fix the text from its first excerpt on, because excerpts are positions in it."""
    if interview.frozen_at is None:
        interview.frozen_at = person.now
        session.add(interview)
        session.flush()
        record(session, person, InterviewFrozen(interview.id))


def mark_coded(session: Session, person: Colleague, interview_id: str, *, on: bool) -> int:
    """Say whether an interview is completely coded; returns the seq. Raises NotAllowed, NotFound."""
    require(person, Right.CODE)
    interview = find(session, person.programme, interview_id)
    if on == (interview.coded_at is not None):
        return person.programme.seq
    interview.coded_at, interview.coded_by_id = (person.now, person.id) if on else (None, None)
    return _edited(session, person, interview)


def withdraw(session: Session, person: Colleague, interview_id: str) -> int:
    """Erase an interview, its excerpts and every quote of it, permanently; returns the seq.

    Also erases its older versions. Raises NotAllowed, NotFound.
    """
    require(person, Right.LEAD)
    interview = find(session, person.programme, interview_id)
    person.by.record(session, Kind.INTERVIEW_WITHDRAWN, programme=person.programme.key, interview=interview.id)
    return erase(session, person.programme, interview, person.now)


def erase(session: Session, programme: Programme, interview: Interview, now: datetime) -> int:
    """Erase an interview and its older versions; returns the seq."""
    older = select(Interview).where(
        Interview.programme_id == programme.id, Interview.replaced_by == interview.id, col(Interview.text) != ""
    )
    for version in session.exec(older).all():
        erase(session, programme, version, now)
    return removal.erase_interview(session, programme, interview, now)


def replace(
    session: Session, person: Colleague, interview_id: str, new_id: str, text: str, new_turns: Sequence[Spoken]
) -> tuple[Interview, list[str]]:
    """Store a corrected version of a frozen text, and move its excerpts to the same words there.

    Returns the new version, and the words of the excerpts that could not be moved, because they are missing or there
    twice. Those stay with the old version and count no longer. Raises NotAllowed, NotFound, Invalid.
    """
    require(person, Right.CODE)
    old = find(session, person.programme, interview_id)
    new = add(session, person, new_id, about_of(old), text, new_turns)
    new.number, new.frozen_at = old.number, person.now
    old.replaced_by = new.id
    session.add_all([new, old])
    session.flush()
    lost = []
    query = select(Excerpt).where(
        Excerpt.programme_id == person.programme_id, Excerpt.interview_id == old.id, col(Excerpt.gone_at).is_(None)
    )
    for excerpt in session.exec(query.order_by(col(Excerpt.start))).all():
        words = old.text[excerpt.start : excerpt.end]
        at = text.find(words)
        said = any(turn.start <= at and at + len(words) <= turn.end and not turn.asks for turn in new_turns)
        if at < 0 or not said or text.find(words, at + 1) >= 0:
            lost.append(words)
            continue
        excerpt.interview_id, excerpt.start, excerpt.end = new.id, at, at + len(words)
        excerpt.revision += 1
        session.add(excerpt)
    _edited(session, person, new)
    return new, lost


def _store_turns(session: Session, interview: Interview, new_turns: Sequence[Spoken]) -> None:
    for number, turn in enumerate(new_turns):
        session.add(
            Turn(
                programme_id=interview.programme_id,
                interview_id=interview.id,
                number=number,
                speaker=turn.speaker,
                start=turn.start,
                end=turn.end,
                asks=turn.asks,
            )
        )


def _checked(session: Session, person: Colleague, about: About, before: date | None = None) -> tuple[str, str]:
    """The title and the consent note as they are stored."""
    programmes.place(session, person.programme, about.place_id)
    title = one_line(about.title, LONGEST_TITLE)
    checks = Checks()
    checks.unless(title, Invalid("Enter a title, such as Interview 3, council. Do not use a name.", field="title"))
    agreed = Invalid("Say what the person has agreed to. Without consent you cannot import.", field="consent")
    checks.unless(about.consent in CONSENTS, agreed)
    note = checks.value(lambda: optional_lines(about.consent_note, LONGEST_NOTE), "", field="consent_note")
    later = about.keep_until == before or about.keep_until > today(person.programme.time_zone, person.now)
    checks.unless(later, Invalid("Enter a date in the future.", field="keep_until"))
    checks.unless(about.retention in RETENTIONS, Invalid("Choose what happens on this date.", field="retention"))
    checks.finish()
    return title, note


def _edited(session: Session, person: Colleague, interview: Interview) -> int:
    interview.revision += 1
    session.add(interview)
    session.flush()
    return record(session, person, InterviewEdited(interview.id))
