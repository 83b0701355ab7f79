"""The texts of a project file: one for each question of each workshop, and one for each interview, with their spans."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.facts import WorkshopPart
from app.exports.programmes.qda_text import Names, file_text, guid
from app.presentation import translations
from app.presentation.words import worded

# Importers store each text in a file of its name.
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True)
class Span:
    """`text[start:end]` is one unit; positions count code points from 0."""

    unit: str
    start: int
    end: int
    made_at: datetime


@dataclass(frozen=True)
class Source:
    """One plain text with its spans, in order. `about` says in words where it is from."""

    guid: str
    name: str
    about: str
    text: str
    spans: list[Span]
    made_at: datetime
    interview: str | None = None


def sources(bundle: ProgrammeBundle, language: str) -> list[Source]:
    """The texts in the order of workshops and interviews, with names of which no two are alike."""
    _ = translations.translations(language).gettext
    found = [
        source
        for number, part in enumerate(bundle.record.workshops, 1)
        for source in _of_workshop(bundle, number, part, language)
    ]
    found += _interviews(bundle, _)
    names = Names()
    return [replace(source, name=names.unique(_NOT_IN_FILE_NAMES.sub("-", source.name))) for source in found]


def _of_workshop(bundle: ProgrammeBundle, number: int, part: WorkshopPart, language: str) -> Iterable[Source]:
    _ = translations.translations(language).gettext
    record = part.record
    place = bundle.record.programme.places[part.place - 1]
    title = worded(record.workshop, "title", language)
    for column in record.columns:
        heading = _("Question %(number)s") % {"number": column.number}
        # The first line also keeps a byte order mark in a note from being read as one of the file.
        text = file_text(f"{heading}: {worded(column, 'question', language)}")
        spans = []
        for note in record.notes:
            if note.column == column.number:
                words = file_text(note.text)
                start = len(text) + 2
                text = f"{text}\n\n{words}"
                spans.append(Span(f"{number}:{note.id}", start, len(text), note.posted_at))
        yield Source(
            guid=guid("question", record.workshop.key, str(column.number)),
            name=f"{place} · {heading} · {record.workshop.held_on.isoformat()}",
            about=f"{title}, {place}, {record.workshop.held_on.isoformat()}",
            text=text,
            spans=spans,
            made_at=datetime.combine(record.workshop.held_on, time(), UTC),
        )


def _interviews(bundle: ProgrammeBundle, _: Callable[[str], str]) -> Iterable[Source]:
    consents = {
        "analysis": _("The person agreed to analysis only. Do not quote them."),
        "quotes": _("The person agreed to quotes, without their group."),
        "group": _("The person agreed to quotes that name their group."),
    }
    for interview in bundle.record.interviews:
        place = bundle.record.programme.places[interview.place - 1]
        yield Source(
            guid=guid("interview", interview.id),
            name=interview.title,
            about=f"{interview.title}, {place}, {interview.held_on.isoformat()}. {consents[interview.consent]}",
            text=file_text(interview.text),
            spans=[
                Span(excerpt.id, excerpt.start, excerpt.end, excerpt.made_at)
                for excerpt in bundle.record.excerpts
                if excerpt.interview == interview.id
            ],
            made_at=interview.made_at,
            interview=interview.id,
        )
