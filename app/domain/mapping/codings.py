"""A workshop's framework, the codings of its notes, and their counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.board import lookup, recording, stacking
from app.domain.errors import Conflict, NotFound
from app.domain.events import CodingGiven, CodingTaken
from app.domain.mapping.code_book import FACETS as FACETS
from app.domain.mapping.code_book import LETTERS as LETTERS
from app.domain.mapping.code_book import NOT_ABOUT as NOT_ABOUT
from app.domain.mapping.code_book import CodeBook as CodeBook
from app.domain.models import Coding, Column, Note
from app.domain.rows import AnyWorkshop
from app.domain.steering.visibility import Who, seen_by, visible
from app.domain.workshops.seats import Actor, require
from app.domain.workshops.workshops import framework_of

SHARED = "shared"


def code_book(session: Session, workshop: AnyWorkshop, language: str = "") -> CodeBook:
    """The code book of the framework that this workshop is mapped to, in a language or as the framework is written."""
    book = CodeBook(framework_of(session, workshop).content)
    return book.spoken(language) if language else book


def give(
    session: Session,
    person: Actor,
    note_id: str,
    element: str,
    now: datetime,
    book: str = SHARED,
    *,
    seen: set[str] | None = None,
    since: int | None = None,
    suggested: int | None = None,
) -> int:
    """Give a note and its stack an element, value, facet or NOT_ABOUT, which excludes all elements; returns the seq.

    `suggested` is the rank (1-3) that the element had among the suggestions that the coder saw.

    Raises Conflict if this would exclude a coding that the coder had not `seen`, if the same coding changed after the
    seq `since`, or for a hidden note; NotAllowed, and NotFound for an unknown note or key.
    """
    note, codes = _start(session, person, note_id, element)
    given = codes_of(session, note, book)
    if element not in given:
        _unchanged(session, note, element, book, since)
    if element not in given and seen is not None and (given & _excluded_by(element, codes)) - seen:
        raise Conflict("Someone has just changed the elements of this note. Check it again.")
    together = stacking.members(session, note)
    for each in together:
        _give(session, person, each, element, codes, book, now, suggested if element in codes.element_keys else None)
    return max(each.revision for each in together)


def take(
    session: Session,
    person: Actor,
    note_id: str,
    element: str,
    now: datetime,
    book: str = SHARED,
    *,
    since: int | None = None,
) -> int:
    """Take a key away from a note and its stack; returns the seq.

    Raises Conflict if the same coding changed after the seq `since`, or for a hidden note; NotAllowed, and NotFound for
    an unknown note or key.
    """
    note, _codes = _start(session, person, note_id, element)
    if element in codes_of(session, note, book):
        _unchanged(session, note, element, book, since)
    together = stacking.members(session, note)
    for each in together:
        if element in codes_of(session, each, book):
            _take(session, person, each, element, book, now)
    return max(each.revision for each in together)


def share(session: Session, person: Actor, together: Sequence[Note], now: datetime) -> int:
    """Give each of these notes, which form a stack, the keys of all; returns the highest seq of the notes.

    An element of one note excludes NOT_ABOUT of another.
    """
    codes = code_book(session, person.workshop)
    given = set[str]().union(*(codes_of(session, note) for note in together))
    if given & codes.element_keys:
        given.discard(NOT_ABOUT)
    for note in together:
        for element in sorted(given):
            _give(session, person, note, element, codes, SHARED, now)
    return max(note.revision for note in together)


def put_back(session: Session, person: Actor, changed: Sequence[CodingGiven | CodingTaken], now: datetime) -> None:
    """Reverse these changes of single notes, in this order. A key that other keys of the note exclude by now stays
    away. Raises NotAllowed."""
    require(person, "map")
    codes = code_book(session, person.workshop)
    for event in changed:
        note = session.get_one(Note, (person.workshop.id, event.note))
        given = codes_of(session, note, event.book)
        if isinstance(event, CodingGiven):
            if event.element in given:
                _take(session, person, note, event.element, event.book, now)
        elif not given & _excluded_by(event.element, codes):
            _give(session, person, note, event.element, codes, event.book, now)


def codes_of(session: Session, note: Note, book: str = SHARED) -> set[str]:
    """The keys that one note has in one book."""
    query = select(Coding.element).where(
        Coding.workshop_id == note.workshop_id, Coding.note_id == note.id, Coding.book == book
    )
    return set(session.exec(query))


def codes(session: Session, workshop_id: int, book: str = SHARED, ids: list[str] | None = None) -> dict[str, set[str]]:
    """The keys of every coded note, by note id; with `ids`, only of those notes."""
    query = select(Coding.note_id, Coding.element).where(Coding.workshop_id == workshop_id, Coding.book == book)
    if ids is not None:
        query = query.where(col(Coding.note_id).in_(ids))
    by_note: dict[str, set[str]] = {}
    for note_id, element in session.exec(query):
        by_note.setdefault(note_id, set()).add(element)
    return by_note


def coders(
    session: Session, workshop_id: int, book: str = SHARED, ids: list[str] | None = None
) -> dict[str, dict[str, str]]:
    """The coder of each coding, by note id and then by key; with `ids`, only of those notes."""
    query = select(Coding.note_id, Coding.element, Coding.coder).where(
        Coding.workshop_id == workshop_id, Coding.book == book
    )
    if ids is not None:
        query = query.where(col(Coding.note_id).in_(ids))
    by_note: dict[str, dict[str, str]] = {}
    for note_id, element, coder in session.exec(query):
        by_note.setdefault(note_id, {})[element] = coder
    return by_note


@dataclass(frozen=True)
class Totals:
    """Counts of notes: all of them, the mapped ones, and those with each key."""

    notes: int
    mapped: int
    by_key: dict[str, int]


def totals(
    session: Session, workshop_id: int, code_book: CodeBook, book: str = SHARED, who: Who = Who.MAPPERS
) -> Totals:
    """The counts of the notes that `who` sees: MAPPERS or EVERYONE. A note is mapped if it has an element or NOT_ABOUT;
    a value is not enough."""
    # The rule for everyone reads the note's column.
    joins = () if who is Who.MAPPERS else (col(Column.id) == col(Note.column_id),)
    shown = (Note.workshop_id == workshop_id, *joins, seen_by(who))
    joined = (
        select(Coding.element, func.count())
        .join(Note, (col(Note.workshop_id) == col(Coding.workshop_id)) & (col(Note.id) == col(Coding.note_id)))
        .where(Coding.book == book, *shown)
        .group_by(col(Coding.element))
    )
    mapped = (
        select(func.count(func.distinct(Coding.note_id)))
        .join(Note, (col(Note.workshop_id) == col(Coding.workshop_id)) & (col(Note.id) == col(Coding.note_id)))
        .where(Coding.book == book, col(Coding.element).not_in(code_book.aspect_keys), *shown)
    )
    return Totals(
        notes=session.exec(select(func.count()).select_from(Note).where(*shown)).one(),
        mapped=session.exec(mapped).one(),
        by_key=dict(session.exec(joined).all()),
    )


def _start(session: Session, person: Actor, note_id: str, element: str) -> tuple[Note, CodeBook]:
    require(person, "map")
    note = lookup.note(session, person, note_id)
    column = session.get_one(Column, note.column_id)
    if not visible(note, column, column.opens_in, Who.MAPPERS):
        raise Conflict("This note is not shown to participants. Show or approve it before you map it.")
    codes = code_book(session, person.workshop)
    if element != NOT_ABOUT and element not in codes.names:
        raise NotFound("This element is not in the framework. Reload the page.")
    return note, codes


def _unchanged(session: Session, note: Note, element: str, book: str, since: int | None) -> None:
    """Raise Conflict if this element of this note was given or taken after the seq `since`."""
    if since is None or note.revision <= since:
        return
    for _seq, event in journal.since(session, note.workshop_id, since, journal.ALL):
        if isinstance(event, CodingGiven | CodingTaken) and (event.note, event.element, event.book) == (
            note.id,
            element,
            book,
        ):
            raise Conflict("You cannot undo this, because someone has changed it since.")


def _excluded_by(element: str, codes: CodeBook) -> set[str]:
    if element in codes.aspect_keys:
        return set()
    return codes.element_keys if element == NOT_ABOUT else {NOT_ABOUT}


def _give(
    session: Session,
    person: Actor,
    note: Note,
    element: str,
    codes: CodeBook,
    book: str,
    now: datetime,
    suggested: int | None = None,
) -> None:
    given = codes_of(session, note, book)
    if element in given:
        return
    for other in sorted(given & _excluded_by(element, codes)):
        _take(session, person, note, other, book, now)
    session.add(
        Coding(
            workshop_id=note.workshop_id,
            note_id=note.id,
            book=book,
            element=element,
            coder=person.called,
            suggested=suggested,
            given_at=now,
        )
    )
    event = CodingGiven(note=note.id, column=note.column_id, element=element, book=book)
    recording.record(session, person.workshop, note, event, now, by=person.seat.id)


def _take(session: Session, person: Actor, note: Note, element: str, book: str, now: datetime) -> None:
    session.exec(
        delete(Coding).where(
            col(Coding.workshop_id) == note.workshop_id,
            col(Coding.note_id) == note.id,
            col(Coding.book) == book,
            col(Coding.element) == element,
        )
    )
    event = CodingTaken(note=note.id, column=note.column_id, element=element, book=book)
    recording.record(session, person.workshop, note, event, now, by=person.seat.id)
