"""Units: the notes and excerpts that are a programme's evidence, each with its words, codes and origin."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TypeVar

from sqlmodel import Session, col, select

from app.domain.findings.coding.coding_models import Excerpt, Interview
from app.domain.findings.models import Programme
from app.domain.findings.outlines import ANALYSIS as ANALYSIS
from app.domain.findings.outlines import CONSENTS as CONSENTS
from app.domain.findings.outlines import EXCERPT as EXCERPT
from app.domain.findings.outlines import GROUP as GROUP
from app.domain.findings.outlines import NOTE as NOTE
from app.domain.findings.outlines import QUOTES as QUOTES
from app.domain.findings.outlines import Outline as Outline
from app.domain.findings.outlines import Ref as Ref
from app.domain.findings.outlines import batches, excerpt_ids, note_ids, outlines
from app.domain.findings.outlines import note_of as note_of
from app.domain.findings.outlines import note_ref as note_ref
from app.domain.models import Note


@dataclass(slots=True, unsafe_hash=True)
class Unit(Outline):
    """A note or excerpt with its words."""

    text: str


OutlineOrUnit = TypeVar("OutlineOrUnit", bound=Outline)
_values = attrgetter(*(field.name for field in fields(Outline)))


def units(session: Session, programme: Programme, only: Collection[Ref] | None = None) -> list[Unit]:
    """The units of a programme: notes by place, question and order on the board, then excerpts by interview and start.

    With `only`, those of these that are units.
    """
    return with_words(session, programme, outlines(session, programme, only))


def with_words(session: Session, programme: Programme, found: Collection[Outline]) -> list[Unit]:
    """These notes and excerpts with their words, in the same order."""
    words = _words(session, programme, [outline.name for outline in found])
    return [Unit(*_values(outline), words[outline.name]) for outline in found if outline.name in words]


def by_name(found: Iterable[OutlineOrUnit]) -> dict[Ref, OutlineOrUnit]:
    """These units by their names."""
    return {unit.name: unit for unit in found}


def _words(session: Session, programme: Programme, names: Collection[Ref]) -> Mapping[Ref, str]:
    words: dict[Ref, str] = {}
    workshops = {note_of(name.ref)[0] for name in names if name.kind == NOTE}
    notes = select(Note.workshop_id, Note.id, Note.text).where(col(Note.workshop_id).in_(workshops))
    for condition in batches(Note.id, note_ids(names)):
        for workshop_id, note_id, text in session.exec(notes.where(condition)):
            words[Ref(NOTE, note_ref(workshop_id, note_id))] = text
    excerpts = select(Excerpt.id, Excerpt.interview_id, Excerpt.start, Excerpt.end)
    found = [
        row
        for condition in batches(Excerpt.id, excerpt_ids(names))
        for row in session.exec(excerpts.where(Excerpt.programme_id == programme.id, condition))
    ]
    texts = select(Interview.id, Interview.text).where(Interview.programme_id == programme.id)
    read: dict[str, str] = {}
    for condition in batches(Interview.id, sorted({interview_id for _id, interview_id, _start, _end in found})):
        read |= dict(session.exec(texts.where(condition)).all())
    for excerpt_id, interview_id, start, end in found:
        words[Ref(EXCERPT, excerpt_id)] = read[interview_id][start:end]
    return words
