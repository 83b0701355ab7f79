"""What a record says that cannot be true."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.mapping.codings import NOT_ABOUT
from app.domain.text import is_visible
from app.domain.workshops import drafts
from app.exports import ask_records, responses
from app.exports.bundle import Bundle
from app.exports.facts import CommentFacts, NoteFacts


def found(bundle: Bundle) -> Iterator[str]:
    """What the record says that cannot be true, in words."""
    yield from _impossible_dates(bundle)
    try:
        ZoneInfo(bundle.workshop.time_zone)
    except (ValueError, OSError, LookupError):
        yield f"there is no time zone {bundle.workshop.time_zone}"
    if [column.number for column in bundle.columns] != list(range(1, len(bundle.columns) + 1)):
        yield "the columns are not numbered 1, 2, 3 …"
    ids = {note.id for note in bundle.notes}
    if len(ids) < len(bundle.notes):
        yield "two notes have the same id"
    yield from ask_records.contradictions(bundle.asks, bundle.phases)
    yield from responses.contradictions(bundle.notes, bundle.phases, bundle.comments, bundle.votes)
    for comment in bundle.comments:
        if not is_visible(comment.text):
            yield f"comment {comment.id} has no words"
    if sum(phase.present for phase in bundle.phases) > 1:
        yield "it is in two phases at once"
    for phase in bundle.phases:
        if max(phase.columns, default=0) > len(bundle.columns):
            yield f"phase {phase.number} opens a column that does not exist"
    for note in bundle.notes:
        if note.column > len(bundle.columns):
            yield f"note {note.id} is in column {note.column}, which does not exist"
        if not is_visible(note.text):
            yield f"note {note.id} has no words"
    book = bundle.code_book
    if len(book.names) < len(book.elements) + len(book.values) + len(book.facets) or NOT_ABOUT in book.names:
        yield "the framework uses a key twice"
    given = {(coding.note, coding.book, coding.element) for coding in bundle.codings}
    if len(given) < len(bundle.codings):
        yield "the same coding appears twice"
    for note_id, name, element in given:
        if note_id not in ids:
            yield "a coding is for a note that does not exist"
        if element != NOT_ABOUT and element not in book.names:
            yield f"a coding gives {element}, which is not in the framework"
        if element in book.element_keys and (note_id, name, NOT_ABOUT) in given:
            yield f"note {note_id} has an element and is said not to be about the framework"


def _impossible_dates(bundle: Bundle) -> Iterator[str]:
    facts = bundle.workshop
    dates: list[tuple[str, date | None]] = [
        ("the workshop’s held_on", facts.held_on),
        ("the workshop’s keep_until", facts.keep_until),
        ("the workshop’s closed_at", facts.closed_at),
        ("exported_at", bundle.exported_at),
    ]
    dates += [(f"{name} of note {note.id}", at) for note in bundle.notes for name, at in _times(note).items()]
    dates += [(f"{name} of comment {one.id}", at) for one in bundle.comments for name, at in _times(one).items()]
    dates += [("given_at of a coding", coding.given_at) for coding in bundle.codings]
    yield from (
        f"{name} has an impossible year" for name, at in dates if at is not None and at.year not in drafts.YEARS
    )
    if facts.keep_until < facts.held_on:
        yield "keep_until is before held_on"


def _times(note: NoteFacts | CommentFacts) -> dict[str, datetime | None]:
    return {"posted_at": note.posted_at, "edited_at": note.edited_at}
