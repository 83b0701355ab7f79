"""CSV with one row per note, in UTF-8 with a byte order mark, as Excel expects. No cell is run as a formula."""

import csv
import io

from app.exports.bundle import Bundle, NoteFacts
from app.presentation import translations
from app.presentation.templates import in_words, who_speaks

# Characters that start a formula in a spreadsheet, in half and full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # fmt: skip


def write(bundle: Bundle, language: str) -> bytes:
    """The notes in board order, with a header row.

    Every row contains the time of the export, so that it stays known when files are renamed or joined.
    """
    _ = translations.translations(language).gettext
    file = io.StringIO(newline="")
    rows = csv.writer(file, lineterminator="\r\n")
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
            _("file created"),
            _("change number"),
        ]
    )
    made = translations.stamp(bundle.exported_at, bundle.workshop.time_zone)
    questions = {column.number: in_words(column, "question", language) for column in bundle.columns}
    for note in bundle.notes:
        elements, values = _mapped(bundle, note, _("Not about the framework"))
        rows.writerow(
            [
                inert(questions[note.column]),
                note.place,
                inert(note.text),
                note.colour,
                inert(who_speaks(note.speaks_for, language) if note.speaks_for else ""),
                inert(note.shown_name or ""),
                translations.stamp(note.posted_at, bundle.workshop.time_zone),
                inert(elements),
                inert(values),
                made,
                bundle.seq,
            ]
        )
    return file.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """The cell, with an apostrophe in front if a spreadsheet would run it (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _mapped(bundle: Bundle, note: NoteFacts, not_about: str) -> tuple[str, str]:
    book = bundle.code_book
    codes = bundle.codes(note.id)
    elements = [book.names.get(key, not_about) for key in codes if key not in book.value_keys]
    return "; ".join(elements), "; ".join(book.names[key] for key in codes if key in book.value_keys)
