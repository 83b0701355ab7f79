"""The page Tables: how many notes each element has, by question and by group."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.mapping import codings
from app.domain.mapping.codings import NOT_ABOUT, CodeBook
from app.domain.mapping.tables import ALL, UNMAPPED, Tables
from app.domain.mapping.tables import tables as counted
from app.domain.workshops import column_rows, seats
from app.presentation import translations
from app.presentation.words import called, group_name
from app.web.context import Context, Key, Language, SeatSecret
from app.web.header import header_facts
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")

# What the page counts: the notes of each element, kind of note (facet) or value, or the votes of each element.
ELEMENTS, KINDS, VALUES, VOTES = SHOWN = ("elements", "kinds", "values", "votes")
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
async def tables(
    context: Context, language: Language, key: Key, secret: SeatSecret, show: str = ELEMENTS, only: str = ""
) -> Response:
    """Notes by element, kind of note or value, or votes by element (`show`); with `only`, of the notes with that key.

    Each count of notes links to them on the mapping page.
    """
    present = context.hub.presence_counts()
    wanted = show if show in SHOWN else ELEMENTS
    return HTMLResponse(
        await context.database.read(lambda session: _page(session, present, language, key, secret, wanted, only))
    )


def _page(
    session: Session, present: Mapping[int, int], language: str, key: str, secret: str | None, show: str, only: str
) -> str:
    person = seats.load_actor(session, key, secret)
    seats.require(person, "map")
    workshop = person.workshop
    _ = translations.translations(language).gettext
    book = codings.code_book(session, workshop, language)
    columns = column_rows.of(session, workshop.id)
    only = only if only in book.names else ""
    counts = counted(session, workshop, book, only=only, votes=show == VOTES)
    groups = counts.groups(workshop.speaks_for)
    numbers = {column.id: number for number, column in enumerate(columns, 1)}
    # Notes without votes belong to an element too, so a count of votes opens nothing.
    drawn = _Rows(
        counts, numbers, groups, _tinted(book, show), None if show == VOTES else {"also": only} if only else {}
    )
    by_element = show in (ELEMENTS, VOTES)
    rest = [(NOT_ABOUT, _("Not about the framework")), (UNMAPPED, _("Not mapped yet"))] if by_element else []
    return html(
        "mapping/tables.html",
        language,
        **header_facts(session, person, present),
        show=show,
        only=only,
        code_book=book,
        notes=counts.totals[ALL],
        mapped=counts.totals[ALL] - counts.totals[UNMAPPED],
        counted_at=datetime.now(UTC),
        columns=[(number, called(column, language)) for number, column in enumerate(columns, 1)],
        groups=[group_name(group, language) if group else _("No group") for group in groups],
        bands=_bands(book, show, drawn),
        rest=[drawn.row(row, name) for row, name in rest],
        everything=drawn.row(ALL, _("All votes") if show == VOTES else _("All notes")),
    )


def _plain(book: CodeBook, show: str) -> list[dict[str, Any]] | None:
    """The rows of a table that has no headings, or None."""
    return {VALUES: book.values, KINDS: book.facets}.get(show)


def _tinted(book: CodeBook, show: str) -> list[str]:
    plain = _plain(book, show)
    return [item["key"] for item in (book.elements if plain is None else plain)]


def _bands(book: CodeBook, show: str, drawn: "_Rows") -> list[Band]:
    if (plain := _plain(book, show)) is not None:
        return [Band("", 0, [drawn.row(item["key"], item["name"]) for item in plain])]
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
    """Draws rows. The tint has one maximum for all questions and another for all groups; only `tinted` rows have it.

    `more` are further filters of every link, or None if counts are no links.
    """

    def __init__(
        self,
        counts: Tables,
        numbers: dict[int, int],
        groups: list[str | None],
        tinted: list[str],
        more: dict[str, str] | None,
    ) -> None:
        self.counts, self.numbers, self.groups, self.tinted, self.more = counts, numbers, groups, set(tinted), more
        self.most_by_column = max((counts.by_column[row, one] for row in tinted for one in numbers), default=0)
        self.most_by_group = max((counts.by_group[row, one] for row in tinted for one in groups), default=0)

    def row(self, key: str, name: str, letter: str = "") -> Row:
        """One row of the table."""

        def cell(count: int, most: int, **more: str) -> Cell:
            heat = -(-STEPS * count // most) if most and key in self.tinted else 0
            opens = bool(count) and self.more is not None
            return Cell(count, heat, urlencode({"element": key} | more | (self.more or {})) if opens else "")

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
