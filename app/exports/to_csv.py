"""CSV with one row per note, in UTF-8 with a byte order mark, as Excel expects. No cell is run as a formula.

Every text is quoted. A spreadsheet that expects semicolons or tabs still splits texts at these, and at line breaks, so
what follows them is treated like the beginning of a cell (OWASP, "CSV Injection").
"""

import csv
import io
import re
from collections import Counter

from app.domain.mapping.codings import CodeBook
from app.exports.bundle import Bundle
from app.exports.facts import NoteFacts
from app.presentation import translations
from app.presentation.words import colour_names, group_name, worded

_CELL = r"(?:^|(?<=[;\t\r\n]))"
# A formula begins with one of these characters, in half or full width, perhaps after spaces, quotes or apostrophes.
_FORMULA = r"(?=(?:[^\S\t\r\n]|['\"])*[=+\-@＝＋－＠])"
_BEGINS = re.compile(_CELL + _FORMULA)
_INERT = re.compile(f"{_CELL}'{_FORMULA}")


def write(bundle: Bundle, language: str) -> bytes:
    """The notes in board order, with a header row.

    Every row contains the time of the export, so that it stays known when files are renamed or joined.
    """
    _ = translations.translations(language).gettext
    file = io.StringIO(newline="")
    rows = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    rows.writerow(
        [
            _("question"),
            _("position in column"),
            _("text"),
            _("colour"),
            _("group"),
            _("name shown"),
            _("time"),
            _("elements"),
            _("values"),
            _("kinds of note"),
            _("file created"),
            _("change number"),
            _("note id"),
            _("stack"),
            _("votes"),
            _("comments"),
            _("posted for someone by"),
            _("about the link with"),
        ]
    )
    colours = colour_names(language)
    made = translations.stamp(bundle.exported_at, bundle.workshop.time_zone)
    questions = {column.number: worded(column, "question", language) for column in bundle.columns}
    book = bundle.code_book.spoken(language)
    stacks = {note.id: note.stack_name or note.text for note in bundle.notes}
    said = Counter(comment.note for comment in bundle.comments)
    for note in bundle.notes:
        elements, values, facets = _mapped(bundle, book, note, _("Not about the framework"))
        rows.writerow(
            [
                inert(questions[note.column]),
                note.place,
                inert(note.text),
                inert(colours[note.colour]),
                inert(group_name(note.speaks_for, language) if note.speaks_for else ""),
                inert(note.shown_name or ""),
                translations.stamp(note.posted_at, bundle.workshop.time_zone),
                inert(elements),
                inert(values),
                inert(facets),
                made,
                bundle.seq,
                note.id,
                inert(stacks.get(note.stack or "", "")),
                bundle.votes_for(note.id),
                said[note.id],
                inert(note.posted_by or ""),
                inert(group_name(note.partner, language) if note.partner else ""),
            ]
        )
    return file.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """The text with an apostrophe at each place where a spreadsheet would begin a formula; `original` removes them."""
    return _BEGINS.sub("'", cell)


def original(cell: str) -> str:
    """The text that `inert` was given, for importing one of our files."""
    return _INERT.sub("", cell)


def _mapped(bundle: Bundle, book: CodeBook, note: NoteFacts, not_about: str) -> tuple[str, str, str]:
    """The elements, the values and the facets of a note, each with semicolons between the names."""
    codes = bundle.codes(note.id)
    elements = [book.names.get(key, not_about) for key in codes if key not in book.aspect_keys]
    values = [book.names[key] for key in codes if key in book.value_keys]
    facets = [book.names[key] for key in codes if key in book.facet_keys]
    return "; ".join(elements), "; ".join(values), "; ".join(facets)
