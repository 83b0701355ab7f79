"""Excerpts: give codes to spans of an interview's text, and take them away.

A span has the positions of its first code point and of the one after its last. The browser also sends the words, so
that a span is stored only if both sides count alike.
"""

from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, func, select

from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.findings.coding import book
from app.domain.findings.coding.coding_models import Excerpt, Interview, UnitCoding
from app.domain.findings.events import ExcerptGone, ExcerptMade, UnitCoded, UnitUncoded
from app.domain.findings.interviews import interviews
from app.domain.findings.interviews.interview_text import trimmed
from app.domain.findings.models import Programme, ProgrammeWorkshop
from app.domain.findings.programmes import fresh_id
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.units import EXCERPT, NOTE, Ref, note_of
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.models import Column, Note
from app.domain.steering.visibility import Who, seen_by

OTHER_WORDS = gettext_noop("These are not the words of the text here. Reload the page and select them again.")


class Selected(NamedTuple):
    """What a browser selected: `text[start:end]`, and the words that it found there."""

    start: int
    end: int
    words: str


class Coded(NamedTuple):
    """An excerpt with its codes, as the interview page shows it."""

    id: str
    start: int
    end: int
    codes: frozenset[str]


def code(session: Session, person: Colleague, interview_id: str, selected: Selected, element: str) -> Excerpt:
    """Give the selected words an element or another code. NOT_ABOUT replaces all elements. Giving it twice is once.

    The first excerpt freezes the text. Raises Conflict if the words are not those of the text, Invalid for words of the
    interviewer or of more than one turn, NotAllowed, and NotFound for an unknown interview or code.
    """
    require(person, Right.CODE)
    interview = interviews.find(session, person.programme, interview_id)
    _check(session, interview, selected)
    excerpt = _excerpt_at(session, person, interview, selected)
    give(session, person, Ref(EXCERPT, excerpt.id), element)
    return excerpt


def uncode(session: Session, person: Colleague, excerpt_id: str, element: str = "") -> int:
    """Take one code away from an excerpt, or all with ""; returns the seq. Without codes the excerpt is gone.

    Raises NotAllowed, NotFound.
    """
    require(person, Right.CODE)
    excerpt = find(session, person, excerpt_id)
    unit = Ref(EXCERPT, excerpt.id)
    for key in sorted(codes_of(session, person, unit)):
        if element in ("", key):
            take(session, person, unit, key)
    keep_while_coded(session, person, excerpt_id)
    return person.programme.seq


def keep_while_coded(session: Session, person: Colleague, excerpt_id: str) -> None:
    """Let an excerpt be gone if it has no codes, and be there if it has any. Raises NotFound."""
    excerpt = find(session, person, excerpt_id)
    coded = bool(codes_of(session, person, Ref(EXCERPT, excerpt.id)))
    if coded == (excerpt.gone_at is None):
        return
    excerpt.gone_at = None if coded else person.now
    excerpt.revision += 1
    session.add(excerpt)
    session.flush()
    event = ExcerptMade if coded else ExcerptGone
    record(session, person, event(excerpt.interview_id, excerpt.id))


def uncode_span(session: Session, person: Colleague, interview_id: str, selected: Selected, element: str = "") -> int:
    """`uncode` for the excerpt with exactly these positions. Does nothing if there is none; returns the seq."""
    require(person, Right.CODE)
    for excerpt_id in at(session, person, interview_id, selected):
        uncode(session, person, excerpt_id, element)
    return person.programme.seq


def at(session: Session, person: Colleague, interview_id: str, selected: Selected) -> list[str]:
    """The id of the excerpt with exactly these positions, also of one that is gone; empty if there is none."""
    interview = interviews.find(session, person.programme, interview_id)
    query = select(Excerpt.id).where(
        Excerpt.programme_id == person.programme_id,
        Excerpt.interview_id == interview.id,
        Excerpt.start == selected.start,
        Excerpt.end == selected.end,
    )
    return list(session.exec(query))


def give(session: Session, person: Colleague, unit: Ref, element: str) -> None:
    """Give a unit a code in the programme's shared book; the caller has checked that the unit is there.

    Raises NotFound for an unknown code. A note takes only the programme's own codes: its workshop holds the others.
    """
    codes = book.read(session, person.programme)
    element = codes.resolved(element)
    own = element.startswith(book.OWN)
    if element not in codes.keys or (unit.kind == NOTE and not own):
        raise NotFound("This code is no longer in the codebook. Reload the page.")
    given = codes_of(session, person, unit)
    if element in given:
        return
    elements = codes.framework.element_keys
    excluded = given & (elements if element == NOT_ABOUT else {NOT_ABOUT} if element in elements else set())
    for other in sorted(excluded):
        take(session, person, unit, other)
    session.add(
        UnitCoding(
            programme_id=person.programme_id,
            kind=unit.kind,
            ref=unit.ref,
            element=element,
            coder_id=person.id,
            framework_id=None if own else person.programme.framework_id,
            given_at=person.now,
        )
    )
    session.flush()
    record(session, person, UnitCoded(unit.kind, unit.ref, element))


def take(session: Session, person: Colleague, unit: Ref, element: str) -> None:
    """Take a code away from a unit in the programme's shared book."""
    session.exec(delete(UnitCoding).where(*_of(person, unit), col(UnitCoding.element) == element))
    record(session, person, UnitUncoded(unit.kind, unit.ref, element))


def code_note(session: Session, person: Colleague, ref: str, element: str, *, on: bool) -> int:
    """Give a note one of the programme's own codes, or take it away; returns the seq. Raises NotAllowed, NotFound."""
    require(person, Right.CODE)
    try:
        workshop_id, note_id = note_of(ref)
    except ValueError:
        raise NotFound from None
    there = (Note.workshop_id == workshop_id, Note.id == note_id, seen_by(Who.EVERYONE))
    note = session.exec(select(Note.id).join(Column, col(Column.id) == col(Note.column_id)).where(*there)).first()
    if note is None or session.get(ProgrammeWorkshop, (person.programme_id, workshop_id)) is None:
        raise NotFound
    if on:
        give(session, person, Ref(NOTE, ref), element)
    elif element in codes_of(session, person, Ref(NOTE, ref)):
        take(session, person, Ref(NOTE, ref), element)
    return person.programme.seq


def find(session: Session, person: Colleague, excerpt_id: str) -> Excerpt:
    """The excerpt with this id. Raises NotFound for an unknown one and for one of a withdrawn interview."""
    excerpt = session.get(Excerpt, (person.programme_id, excerpt_id))
    if excerpt is None:
        raise NotFound("This excerpt is no longer there. Reload the page.")
    interviews.find(session, person.programme, excerpt.interview_id)
    return excerpt


def listed(session: Session, interview: Interview) -> list[Coded]:
    """The excerpts of an interview with their codes, in the order of the text."""
    query = select(Excerpt).where(
        Excerpt.programme_id == interview.programme_id,
        Excerpt.interview_id == interview.id,
        col(Excerpt.gone_at).is_(None),
    )
    rows = list(session.exec(query.order_by(col(Excerpt.start), col(Excerpt.end))))
    given: dict[str, set[str]] = {}
    codings = select(UnitCoding.ref, UnitCoding.element).where(
        UnitCoding.programme_id == interview.programme_id,
        UnitCoding.kind == EXCERPT,
        col(UnitCoding.ref).in_([row.id for row in rows]),
    )
    for ref, element in session.exec(codings):
        given.setdefault(ref, set()).add(element)
    return [Coded(row.id, row.start, row.end, frozenset(given.get(row.id, ()))) for row in rows]


def counts(session: Session, programme: Programme) -> dict[str, int]:
    """The number of excerpts of each interview that has any, by interview id."""
    there = (Excerpt.programme_id == programme.id, col(Excerpt.gone_at).is_(None))
    query = select(Excerpt.interview_id, func.count()).where(*there).group_by(col(Excerpt.interview_id))
    return dict(session.exec(query).all())


def codes_of(session: Session, person: Colleague, unit: Ref) -> set[str]:
    """The codes of one unit in the programme's shared book."""
    return set(session.exec(select(UnitCoding.element).where(*_of(person, unit))))


def _of(person: Colleague, unit: Ref) -> tuple[Any, ...]:
    return (
        col(UnitCoding.programme_id) == person.programme_id,
        col(UnitCoding.kind) == unit.kind,
        col(UnitCoding.ref) == unit.ref,
    )


def _check(session: Session, interview: Interview, selected: Selected) -> None:
    start, end, words = selected
    # A form turns every line break into two characters.
    if not 0 <= start < end <= len(interview.text) or interview.text[start:end] != words.replace("\r\n", "\n"):
        raise Conflict(OTHER_WORDS)
    if trimmed(interview.text, start, end) != (start, end):
        raise Invalid("Select words, without the spaces around them.")
    for turn in interviews.turns(session, interview):
        if turn.start <= start and end <= turn.end:
            if turn.asks:
                raise Invalid("You cannot code what the interviewer says.")
            return
    raise Invalid("Select words of one person only.")


def _excerpt_at(session: Session, person: Colleague, interview: Interview, selected: Selected) -> Excerpt:
    interviews.freeze(session, person, interview)
    query = select(Excerpt).where(
        Excerpt.programme_id == person.programme_id,
        Excerpt.interview_id == interview.id,
        Excerpt.start == selected.start,
        Excerpt.end == selected.end,
    )
    excerpt = session.exec(query).first()
    if excerpt is not None and excerpt.gone_at is None:
        return excerpt
    excerpt = excerpt or Excerpt(
        programme_id=person.programme_id,
        id=fresh_id(),
        interview_id=interview.id,
        start=selected.start,
        end=selected.end,
        made_by_id=person.id,
        made_at=person.now,
    )
    excerpt.gone_at = None
    excerpt.revision += 1
    session.add(excerpt)
    session.flush()
    record(session, person, ExcerptMade(interview.id, excerpt.id))
    return excerpt
