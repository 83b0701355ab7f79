"""A workbook with a sheet each for notes, codings, counts, framework and workshop. No cell is run as a formula."""

import io
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from app.domain.mapping.codings import NOT_ABOUT
from app.domain.steering.approval import REASONS
from app.exports.bundle import Across, Bundle
from app.exports.facts import NoteFacts
from app.exports.response_sheets import response_sheets
from app.presentation import translations
from app.presentation.templates import colour_words, in_words, who_speaks

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

Cell = str | int | date | datetime | None
WIDEST, NARROWEST = 60, 8
LINE, TALLEST = 15, 409  # points; spreadsheets allow no higher row
A4 = 9  # the number of this paper size in the format
# Text stays text, even if it looks like a number, a formula or an address.
INERT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(bundle: Bundle, language: str) -> bytes:
    """The workbook's bytes, with notes in board order and elements in framework order."""
    # A late import: a server never makes a workbook in its own process.
    import xlsxwriter

    _ = translations.translations(language).gettext
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, INERT) as book:
        book.set_properties(
            {
                "title": in_words(bundle.workshop, "title", language),
                "subject": f"Commonboard {bundle.workshop.key}",
                "comments": moment(bundle, language),
                "created": bundle.exported_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        sheet = partial(_sheet, book, _formats(book), translations.direction(language) == "rtl")
        questions = {column.number: in_words(column, "question", language) for column in bundle.columns}
        framework = bundle.code_book.spoken(language)
        names = framework.names | {NOT_ABOUT: _("Not about the framework")}
        zone = bundle.workshop.time_zone

        colours = colour_words(language)

        def local(moment: datetime) -> datetime:
            return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

        def who(key: str | None) -> str:
            return who_speaks(key, language) if key else ""

        def named(keys: Iterable[str]) -> str:
            return "; ".join(names[key] for key in keys)

        values, facets = framework.value_keys, framework.facet_keys
        codes = {note.id: bundle.codes(note.id) for note in bundle.notes}
        sheet(
            _("Notes"),
            [
                *(_("Question number"), _("Question"), _("Position in column"), _("Text"), _("Colour")),
                *(_("Group"), _("Name shown"), _("Time"), _("Elements"), _("Values"), _("Facets"), _("Note id")),
            ],
            [
                [
                    *(note.column, questions[note.column], note.place, note.text, colours[note.colour]),
                    *(who(note.speaks_for), note.shown_name, local(note.posted_at)),
                    named(key for key in codes[note.id] if key not in values | facets),
                    named(key for key in codes[note.id] if key in values),
                    named(key for key in codes[note.id] if key in facets),
                    note.id,
                ]
                for note in bundle.notes
            ],
        )
        notes = {note.id: note for note in bundle.notes}
        sheet(
            _("Codings"),
            [
                _("Question number"),
                _("Position in column"),
                _("Text"),
                _("Element"),
                _("Key"),
                _("Coder"),
                _("Time"),
                _("Note id"),
            ],
            [
                [
                    *(notes[coding.note].column, notes[coding.note].place, notes[coding.note].text),
                    *(names[coding.element], coding.element, coding.coder, local(coding.given_at)),
                    coding.note,
                ]
                for coding in bundle.codings
            ],
        )

        def counted(by: Callable[[NoteFacts], Across], across: Sequence[Across]) -> list[list[Cell]]:
            found = bundle.counts(by)
            return [
                [names[key], *(found[key, one] for one in across), sum(found[key, one] for one in across)]
                for key in bundle.keys
            ]

        numbers = [column.number for column in bundle.columns]
        heads = [_("Question %(number)s") % {"number": number} for number in numbers]
        rows = counted(lambda note: note.column, numbers)
        sheet(_("By question"), [_("Element"), *heads, _("All")], rows, heat=True)
        rows = counted(lambda note: note.speaks_for, bundle.groups)
        heads = [who(group) or _("No group") for group in bundle.groups]
        sheet(_("By group"), [_("Element"), *heads, _("All")], rows, heat=True)
        sheet(
            _("Framework"),
            [_("Heading"), _("Key"), _("Name"), _("Status"), _("Description")],
            [
                [group["name"], *(str(element.get(name, "")) for name in ("key", "name", "status", "description"))]
                for group in framework.groups
                for element in group["elements"]
            ]
            + [[_("Values"), value["key"], value["name"], "", ""] for value in framework.values]
            + [[_("Facets"), facet["key"], facet["name"], "", ""] for facet in framework.facets],
        )
        if bundle.phases:
            sheet(_("Agenda"), [_("Phase"), _("What is asked"), *_phase_heads(_)], _phases(bundle, _, local))
        for title, heads, rows in response_sheets(bundle, language, local):
            sheet(title, heads, rows)
        facts = bundle.workshop
        sheet(
            _("Workshop"),
            [_("Property"), _("This workshop")],
            [
                [_("Title"), facts.title],
                [_("Venue"), facts.place],
                [_("Date"), facts.held_on],
                [_("Time zone"), zone],
                [_("Notes are kept until"), facts.keep_until],
                [_("Key"), facts.key],
                *([heading, question] for heading, question in _questions(bundle, _)),
                [_("Closed"), local(facts.closed_at) if facts.closed_at else None],
                [_("Notes"), len(bundle.notes)],
                [_("Mapped notes"), sum(bundle.mapped(note.id) for note in bundle.notes)],
                *([[_("Suggestions"), followed]] if (followed := followed_words(bundle, language)) else []),
                *([words, bundle.decisions[key]] for key, words in _decided(_).items() if key in bundle.decisions),
                [_("File created"), local(bundle.exported_at)],
                [_("Change number"), bundle.seq],
            ],
        )
    return file.getvalue()


def moment(bundle: Bundle, language: str) -> str:
    """A sentence with the time of the export in the workshop's time zone, and the number of the last change."""
    return translations.translations(language).gettext("Up to date at %(time)s (change number %(number)s).") % {
        "time": translations.stamp(bundle.exported_at, bundle.workshop.time_zone),
        "number": bundle.seq or 0,
    }


def followed_words(bundle: Bundle, language: str) -> str:
    """A sentence with the number of codings that followed a suggestion; "" if none did."""
    followed, given = bundle.followed
    sentence = translations.translations(language).ngettext(
        "%(followed)s of %(num)s coding followed a suggestion",
        "%(followed)s of %(num)s codings followed a suggestion",
        given,
    )
    return sentence % {"followed": followed, "num": given} if followed else ""


def _phase_heads(_: Callable[[str], str]) -> list[str]:
    return [_("People may"), _("Open questions"), _("Answers"), _("Minutes"), _("Began")]


def _phases(bundle: Bundle, _: Callable[[str], str], local: Callable[[datetime], datetime]) -> list[list[Cell]]:
    acts = {"write": _("Write"), "comment": _("Comment"), "vote": _("Vote")}
    return [
        [
            phase.title,
            phase.asked,
            ", ".join([_("Read"), *(acts[act] for act in phase.may)]),
            ", ".join(map(str, phase.columns)),
            _("Hidden until revealed") if phase.veiled else _("Shown at once"),
            phase.minutes,
            local(phase.begun_at) if phase.begun_at else None,
        ]
        for phase in bundle.phases
    ]


def _decided(_: Callable[[str], str]) -> dict[str, str]:
    """What the numbers of decisions about notes are called, by their key."""
    declined = _("Declined notes: %(reason)s")
    return {
        "approved": _("Approved notes"),
        **{key: declined % {"reason": _(sentence)} for key, sentence in REASONS.items()},
    }


def _questions(bundle: Bundle, _: Callable[[str], str]) -> Iterable[tuple[str, str]]:
    for column in bundle.columns:
        yield _("Question %(number)s") % {"number": column.number}, column.question


class _Formats(NamedTuple):
    head: "Format"
    plain: "Format"
    day: "Format"
    moment: "Format"


def _formats(book: "Workbook") -> _Formats:
    wrapped = {"text_wrap": True, "valign": "top"}
    return _Formats(
        book.add_format({"bold": True, "bottom": 1} | wrapped),
        book.add_format(wrapped),
        book.add_format({"num_format": "yyyy-mm-dd", "align": "left"} | wrapped),
        book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"} | wrapped),
    )


def _sheet(
    book: "Workbook",
    formats: _Formats,
    rtl: bool,
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    heat: bool = False,
) -> None:
    """Add a sheet with one table: frozen header, filter, columns as wide as their text within limits, printed to fit.

    `heat` colours the counts between the first column and the last.
    """
    sheet = book.add_worksheet(name[:31])
    for number, title in enumerate(header):
        sheet.write_string(0, number, title, formats.head)
    widths = [
        min(WIDEST, max(NARROWEST, 3 + max(len(title), *(len(str(row[number] or "")) for row in rows), 0)))
        for number, title in enumerate(header)
    ]
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    for line, row in enumerate(rows, 1):
        # Excel computes the height of a row by itself; LibreOffice does not.
        sheet.set_row(line, min(TALLEST, LINE * max(map(_lines, row, widths))))
        for number, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, number, cell, formats.plain)
            # Workbooks have no dates before 1900.
            elif isinstance(cell, date) and cell.year > 1900:
                if isinstance(cell, datetime):
                    sheet.write_datetime(line, number, cell, formats.moment)
                else:
                    sheet.write_datetime(line, number, datetime(cell.year, cell.month, cell.day), formats.day)  # noqa: DTZ001
            elif cell:
                sheet.write_string(line, number, str(cell), formats.plain)
    if heat and len(header) > 2:
        sheet.conditional_format(
            1, 1, len(rows), len(header) - 2, {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#7FB5BC"}
        )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(header) - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if rtl:
        sheet.right_to_left()


def _lines(cell: Cell, width: int) -> int:
    """An estimate of the lines that a cell takes in a column of this width, in digits."""
    return sum(max(1, math.ceil(len(line) / (width - 2))) for line in str(cell or "").split("\n"))
