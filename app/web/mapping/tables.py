"""The page Tables: how many notes each element has, by question and by group."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.mapping.codings import NOT_ABOUT, CodeBook
from app.domain.mapping.tables import ALL, UNMAPPED, Tables
from app.domain.mapping.tables import tables as counted
from app.domain.workshops import seats
from app.presentation import translations
from app.presentation.templates import short_name, who_speaks
from app.web.context import Context, Key, Language, SeatRef
from app.web.header import header_facts
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")

# The page shows the elements of the framework, or its values.
ELEMENTS, VALUES = "elements", "values"
# The mapping page filters by the same word (fitsGroup in note-filter.js).
NO_GROUP = "-"
# Steps of the tint, from hardly any to a third of the heading's colour.
STEPS = 8


class Cell(NamedTuple):
    """One count. `heat` is 0 for none, and otherwise 1 to STEPS; `opens` is the filter of the mapping page, or ""."""

    count: int
    heat: int
    opens: str


class Row(NamedTuple):
    """One row: its letter key or "", its name, its cells by question and by group, and all its notes."""

    letter: str
    name: str
    by_column: list[Cell]
    all: Cell
    by_group: list[Cell]


class Band(NamedTuple):
    """The rows of one heading of the framework. `group` is the heading's number, or 0."""

    name: str
    group: int
    rows: list[Row]


@router.get("/tables")
async def tables(context: Context, language: Language, key: Key, ref: SeatRef, show: str = ELEMENTS) -> Response:
    """Notes by element or by value (`show`). Each count links to its notes on the mapping page."""
    present = context.hub.presence_counts()
    wanted = VALUES if show == VALUES else ELEMENTS
    return HTMLResponse(
        await context.database.read(lambda session: _page(session, present, language, key, ref, wanted))
    )


def _page(session: Session, present: Mapping[int, int], language: str, key: str, ref: str | None, show: str) -> str:
    person = seats.load_actor(session, key, ref)
    seats.require(person, "map")
    workshop = person.workshop
    assert workshop.id is not None
    _ = translations.translations(language).gettext
    book = codings.code_book(session, workshop, language)
    columns = notes.columns(session, workshop.id)
    counts = counted(session, workshop, book)
    groups = counts.groups(workshop.speaks_for)
    drawn = _Rows(
        counts, {column.id or 0: number for number, column in enumerate(columns, 1)}, groups, _tinted(book, show)
    )
    rest = [(NOT_ABOUT, _("Not about the framework")), (UNMAPPED, _("Not mapped yet"))] if show == ELEMENTS else []
    return html(
        "mapping/tables.html",
        language,
        **header_facts(session, person, present),
        show=show,
        code_book=book,
        notes=counts.totals[ALL],
        mapped=counts.totals[ALL] - counts.totals[UNMAPPED],
        counted_at=datetime.now(UTC),
        columns=[(number, short_name(column, language)) for number, column in enumerate(columns, 1)],
        groups=[who_speaks(group, language) if group else _("No group") for group in groups],
        bands=_bands(book, show, drawn),
        rest=[drawn.row(row, name) for row, name in rest],
        everything=drawn.row(ALL, _("All notes")),
    )


def _tinted(book: CodeBook, show: str) -> list[str]:
    return [item["key"] for item in (book.values if show == VALUES else book.elements)]


def _bands(book: CodeBook, show: str, drawn: "_Rows") -> list[Band]:
    if show == VALUES:
        return [Band("", 0, [drawn.row(value["key"], value["name"]) for value in book.values])]
    return [
        Band(
            group["name"],
            number,
            [
                drawn.row(element["key"], element["name"], book.letters.get(element["key"], ""))
                for element in group["elements"]
            ],
        )
        for number, group in enumerate(book.groups, 1)
    ]


class _Rows:
    """Draws rows. The tint has one maximum for all questions and another for all groups; only `tinted` rows have it."""

    def __init__(self, counts: Tables, numbers: dict[int, int], groups: list[str | None], tinted: list[str]) -> None:
        self.counts, self.numbers, self.groups, self.tinted = counts, numbers, groups, set(tinted)
        self.most_by_column = max((counts.by_column[row, one] for row in tinted for one in numbers), default=0)
        self.most_by_group = max((counts.by_group[row, one] for row in tinted for one in groups), default=0)

    def row(self, key: str, name: str, letter: str = "") -> Row:
        """One row of the table."""

        def cell(count: int, most: int, **more: str) -> Cell:
            heat = -(-STEPS * count // most) if most and key in self.tinted else 0
            return Cell(count, heat, urlencode({"element": key} | more) if count else "")

        return Row(
            letter,
            name,
            [
                cell(self.counts.by_column[key, column], self.most_by_column, column=f"{number}")
                for column, number in self.numbers.items()
            ],
            cell(self.counts.totals[key], 0),
            [
                cell(self.counts.by_group[key, group], self.most_by_group, who=group or NO_GROUP)
                for group in self.groups
            ],
        )
