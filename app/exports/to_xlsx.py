"""A workbook for reports: notes, codings, counts, framework and workshop, a sheet each; nothing in it runs."""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from app import text
from app.domain.mapping import NOT_ABOUT
from app.exports.bundle import Bundle, NoteFacts
from app.render import in_words, who_speaks

Cell = str | int | None
WIDEST, NARROWEST = 60, 8
# Text is text, whatever it looks like.
INERT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(bundle: Bundle, language: str) -> bytes:
    """The workbook, in the order of the board and of the framework."""
    _ = text.translations(language).gettext
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, INERT) as book:
        head, plain = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}), _plain(book)
        questions = {column.number: in_words(column, "question", language) for column in bundle.columns}
        names = bundle.code_book.names | {NOT_ABOUT: _("Not about the framework")}
        zone = bundle.workshop.time_zone

        def who(note: NoteFacts) -> str:
            return who_speaks(note.speaks_for, language) if note.speaks_for else ""

        def named(keys: Iterable[str]) -> str:
            return "; ".join(names[key] for key in keys)

        values = bundle.code_book.value_keys
        codes = {note.id: bundle.codes(note.id) for note in bundle.notes}
        _sheet(
            book,
            _("Notes"),
            [
                *(_("Question number"), _("Question"), _("Place in column"), _("Text"), _("Colour")),
                *(_("Who they speak for"), _("Name where named"), _("Time"), _("Elements"), _("Values")),
            ],
            [
                [
                    *(note.column, questions[note.column], note.place, note.text, note.colour),
                    *(who(note), note.shown_name, text.stamp(note.posted_at, zone)),
                    named(key for key in codes[note.id] if key not in values),
                    named(key for key in codes[note.id] if key in values),
                ]
                for note in bundle.notes
            ],
            head,
            plain,
        )
        notes = {note.id: note for note in bundle.notes}
        _sheet(
            book,
            _("Codings"),
            [_("Question number"), _("Place in column"), _("Text"), _("Element"), _("Key"), _("Coder"), _("Time")],
            [
                [
                    *(notes[coding.note].column, notes[coding.note].place, notes[coding.note].text),
                    *(names[coding.element], coding.element, coding.coder, text.stamp(coding.given_at, zone)),
                ]
                for coding in bundle.codings
            ],
            head,
            plain,
        )
        in_order = [*bundle.code_book.names, NOT_ABOUT]

        def counted(by: Callable[[NoteFacts], str], across: Sequence[str]) -> list[list[Cell]]:
            found = Counter((key, by(note)) for note in bundle.notes for key in codes[note.id])
            return [
                [names[key], *(found[key, one] for one in across), sum(found[key, one] for one in across)]
                for key in in_order
            ]

        numbers = [str(column.number) for column in bundle.columns]
        heads = [_("Question %(number)s") % {"number": number} for number in numbers]
        rows = counted(lambda note: str(note.column), numbers)
        _sheet(book, _("By question"), [_("Element"), *heads, _("All")], rows, head, plain)
        groups = sorted({who(note) for note in bundle.notes})
        rows = counted(who, groups)
        heads = [group or _("Not said") for group in groups]
        _sheet(book, _("By who spoke"), [_("Element"), *heads, _("All")], rows, head, plain)
        _sheet(
            book,
            _("Framework"),
            [_("Heading"), _("Key"), _("Name"), _("Status"), _("Description")],
            [
                [group["name"], *(str(element.get(name, "")) for name in ("key", "name", "status", "description"))]
                for group in bundle.code_book.groups
                for element in group["elements"]
            ]
            + [[_("Values"), value["key"], value["name"], "", ""] for value in bundle.code_book.values],
            head,
            plain,
        )
        facts = bundle.workshop
        _sheet(
            book,
            _("Workshop"),
            [_("What"), _("This workshop")],
            [
                [_("Title"), facts.title],
                [_("Place"), facts.place],
                [_("Date"), facts.held_on.isoformat()],
                [_("Time zone"), zone],
                [_("Notes are kept until"), facts.keep_until.isoformat()],
                [_("Key"), facts.key],
                *([heading, question] for heading, question in _questions(bundle, _)),
                [_("Notes"), len(bundle.notes)],
                [_("This file was made"), text.stamp(bundle.exported_at, zone)],
            ],
            head,
            plain,
        )
    return file.getvalue()


def _questions(bundle: Bundle, _: Callable[[str], str]) -> Iterable[tuple[str, str]]:
    for column in bundle.columns:
        yield _("Question %(number)s") % {"number": column.number}, column.question


def _plain(book: Workbook) -> Format:
    return book.add_format({"text_wrap": True, "valign": "top"})


def _sheet(
    book: Workbook, name: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], head: Format, plain: Format
) -> None:
    """One table with a frozen header, a filter, and columns as wide as what stands in them, within reason."""
    sheet = book.add_worksheet(name[:31])
    for number, title in enumerate(header):
        sheet.write_string(0, number, title, head)
    for line, row in enumerate(rows, 1):
        for number, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, number, cell, plain)
            elif cell:
                sheet.write_string(line, number, cell, plain)
    for number, title in enumerate(header):
        longest = max([len(title), *(len(str(row[number] or "")) for row in rows)])
        sheet.set_column(number, number, min(WIDEST, max(NARROWEST, longest + 2)))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(header) - 1)
