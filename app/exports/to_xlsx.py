"""A workbook with a sheet each for notes, codings, counts, framework and workshop. No cell is run as a formula."""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from app.domain.mapping.codings import NOT_ABOUT
from app.domain.steering.agenda import MAY
from app.domain.steering.approval import REASONS
from app.exports.ask_sheets import ask_sheets
from app.exports.bundle import Across, Bundle
from app.exports.facts import NoteFacts
from app.exports.response_sheets import response_sheets
from app.exports.sheets import Cell
from app.exports.workbook import INERT, add_sheet, formats
from app.presentation import translations
from app.presentation.words import colour_names, group_name, worded


def write(bundle: Bundle, language: str) -> bytes:
    """The workbook's bytes, with notes in board order and elements in framework order."""
    # A late import: a server never makes a workbook in its own process.
    import xlsxwriter

    _ = translations.translations(language).gettext
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, INERT) as book:
        book.set_properties(
            {
                "title": worded(bundle.workshop, "title", language),
                "subject": f"Commonboard {bundle.workshop.key}",
                "comments": moment(bundle, language),
                "created": bundle.exported_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        sheet = partial(add_sheet, book, formats(book), translations.direction(language) == "rtl")
        questions = {column.number: worded(column, "question", language) for column in bundle.columns}
        framework = bundle.code_book.spoken(language)
        names = framework.names | {NOT_ABOUT: _("Not about the framework")}
        zone = bundle.workshop.time_zone

        colours = colour_names(language)

        def local(moment: datetime) -> datetime:
            return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

        def who(key: str | None) -> str:
            return group_name(key, language) if key else ""

        def named(keys: Iterable[str]) -> str:
            return "; ".join(names[key] for key in keys)

        values, facets = framework.value_keys, framework.facet_keys
        codes = {note.id: bundle.codes(note.id) for note in bundle.notes}
        sheet(
            _("Notes"),
            [
                *(_("Question number"), _("Question"), _("Position in column"), _("Text"), _("Colour")),
                *(_("Group"), _("Name shown"), _("Time"), _("Elements"), _("Values"), _("Kinds of note"), _("Note id")),
                *(_("Posted for someone by"), _("About the link with")),
            ],
            [
                [
                    *(note.column, questions[note.column], note.place, note.text, colours[note.colour]),
                    *(who(note.speaks_for), note.shown_name, local(note.posted_at)),
                    named(key for key in codes[note.id] if key not in values | facets),
                    named(key for key in codes[note.id] if key in values),
                    named(key for key in codes[note.id] if key in facets),
                    *(note.id, note.posted_by, who(note.partner)),
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
            + [[_("Kinds of note"), facet["key"], facet["name"], "", ""] for facet in framework.facets],
        )
        if bundle.phases:
            sheet(_("Agenda"), [_("Phase"), _("What is asked"), *_phase_heads(_)], _phases(bundle, _, local))
        for title, heads, rows in response_sheets(bundle, language, local):
            sheet(title, heads, rows)
        for title, heads, rows in ask_sheets(bundle, language):
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
    return [
        [
            phase.title,
            phase.asked,
            ", ".join([_("Read"), *(_(MAY[act]) for act in phase.may)]),
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
