"""The framework matrix: places and groups by elements or themes, with the evidence and the summary of each cell."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session, select

from app.domain.findings import outlines, programmes, units
from app.domain.findings.coding import book
from app.domain.findings.models import Programme
from app.domain.findings.themes import evidence, quotes, themes
from app.domain.findings.themes.theme_models import Cell, CellQuote
from app.domain.findings.units import EXCERPT, NOTE, Outline, Ref, Unit

_SEEN = re.compile(r"[0-9a-f]{10}")


class Rows(StrEnum):
    """What the rows of a matrix are."""

    PLACE = "place"
    GROUP = "group"
    BOTH = "both"


class Columns(StrEnum):
    """What the columns of a matrix are."""

    ELEMENT = "element"
    THEME = "theme"


class Address(NamedTuple):
    """Which cell it is: `row` is a place's id, a group or "id:group", `column` an element's key or a theme's id."""

    rows: str
    row: str
    columns: str
    column: str


class Count(NamedTuple):
    """Distinct units: notes, excerpts, and the interviews that these excerpts are from."""

    notes: int
    excerpts: int
    interviews: int

    @property
    def units(self) -> int:
        return self.notes + self.excerpts


class State(StrEnum):
    """What a cell says. NOTHING: its whole row is coded, and nothing is about this. UNREAD: not all of it is coded."""

    WRITTEN = "written"
    STALE = "stale"
    TO_WRITE = "to_write"
    NOTHING = "nothing"
    UNREAD = "unread"


@dataclass(frozen=True)
class Quote:
    """One quote of a cell as people read it."""

    unit: Unit
    words: str


@dataclass(frozen=True)
class Shown:
    """One cell. `new` units came after the summary, and `gone` ones were withdrawn or coded otherwise since."""

    address: Address
    cell: Cell | None
    units: list[Outline]
    count: Count
    quotes: list[Quote]
    new: list[Outline]
    gone: int
    state: State


@dataclass(frozen=True)
class Row:
    """One row with the distinct units that have any column of the matrix. `uncoded` units have none yet."""

    ref: str
    place_id: int | None
    group: str | None
    count: Count
    uncoded: int
    cells: list[Shown]


@dataclass(frozen=True)
class Matrix:
    """`columns` are (key or theme id, name); `totals` are the distinct units of each column over all rows."""

    rows: list[Row]
    columns: list[tuple[str, str]]
    totals: list[Count]

    @property
    def cells(self) -> list[Shown]:
        return [cell for row in self.rows for cell in row.cells]


def read(session: Session, programme: Programme, rows: Rows, columns: Columns) -> Matrix:
    """The matrix as it is now. A unit with two elements counts in both cells and once in the total of its row."""
    found = outlines.outlines(session, programme)
    heads = heads_of(session, programme, columns)
    listed = _rows(session, programme, found, rows)
    refs = {ref for ref, _place_id, _group in listed}
    lies_in = _columns_of(session, programme, found, heads, columns)
    by_cell: dict[tuple[str, str], list[Outline]] = {}
    by_row: dict[str, list[Outline]] = {}
    by_column: dict[str, list[Outline]] = {}
    uncoded: Counter[str] = Counter()
    for unit in found:
        ref = _row_of(unit, rows)
        if ref not in refs:
            continue
        uncoded[ref] += not unit.codes
        keys = lies_in(unit)
        if keys:
            by_row.setdefault(ref, []).append(unit)
        for key in keys:
            by_cell.setdefault((ref, key), []).append(unit)
            by_column.setdefault(key, []).append(unit)
    stored = {
        (cell.row_ref, cell.column_ref): cell
        for cell in session.exec(
            select(Cell).where(Cell.programme_id == programme.id, Cell.row_kind == rows, Cell.column_kind == columns)
        )
    }
    chosen = _quotes(session, programme)
    made = []
    for ref, place_id, group in listed:
        cells = [
            _shown(
                Address(rows, ref, columns, key),
                by_cell.get((ref, key), []),
                stored.get((ref, key)),
                chosen,
                uncoded=uncoded[ref],
            )
            for key, _name in heads
        ]
        made.append(Row(ref, place_id, group, count(by_row.get(ref, ())), uncoded[ref], cells))
    return Matrix(made, heads, [count(by_column.get(key, ())) for key, _name in heads])


def heads_of(session: Session, programme: Programme, columns: Columns) -> list[tuple[str, str]]:
    """The columns as (key or theme id, name)."""
    if columns == Columns.THEME:
        return [(theme.id, theme.name) for theme in themes.listed(session, programme)]
    codes = book.read(session, programme)
    return [
        *((element["key"], element["name"]) for element in codes.elements),
        *((code.key, code.name) for code in codes.codes),
    ]


def count(found: Iterable[Outline]) -> Count:
    """The numbers of these units, each counted once."""
    there = units.by_name(found).values()
    excerpts = [unit for unit in there if unit.kind == EXCERPT]
    return Count(sum(unit.kind == NOTE for unit in there), len(excerpts), len({unit.source for unit in excerpts}))


def seen(found: Collection[Outline]) -> str:
    """A short hash of each unit, as a cell keeps it to notice later what is new and what is gone."""
    return " ".join(sorted(_hash(unit) for unit in found))


def checked_seen(text: str) -> str:
    """What `seen` returned and a form has sent back, without anything else."""
    return " ".join(sorted({each for each in text.split() if _SEEN.fullmatch(each)}))


def _hash(unit: Outline) -> str:
    return hashlib.blake2s(f"{unit.kind} {unit.ref}".encode(), digest_size=5).hexdigest()


def _columns_of(
    session: Session,
    programme: Programme,
    found: Sequence[Outline],
    heads: Sequence[tuple[str, str]],
    columns: Columns,
) -> Callable[[Outline], Collection[str]]:
    """A function that returns the keys of the columns in which a unit counts."""
    if columns == Columns.ELEMENT:
        keys = frozenset(key for key, _name in heads)
        return lambda unit: unit.codes & keys
    of_unit: dict[Ref, list[str]] = {}
    for one in evidence.counted(session, programme, found):
        for name in one.names:
            of_unit.setdefault(name, []).append(one.theme.id)
    return lambda unit: of_unit.get(unit.name, ())


def _row_of(unit: Outline, rows: Rows) -> str:
    """The ref of a unit's row, "" if it has no group and the rows are groups."""
    if rows == Rows.PLACE:
        return str(unit.place_id)
    if not unit.group:
        return ""
    return unit.group if rows == Rows.GROUP else f"{unit.place_id}:{unit.group}"


def _rows(
    session: Session, programme: Programme, found: Sequence[Outline], rows: Rows
) -> list[tuple[str, int | None, str | None]]:
    """The rows as (ref, place id or None, group or None)."""
    places = programmes.places(session, programme)
    if rows == Rows.PLACE:
        return [(str(place.id), place.id, None) for place in places]
    groups = sorted({unit.group for unit in found if unit.group})
    if rows == Rows.GROUP:
        return [(group, None, group) for group in groups]
    there = {(unit.place_id, unit.group) for unit in found}
    return [
        (f"{place.id}:{group}", place.id, group) for place in places for group in groups if (place.id, group) in there
    ]


def _quotes(session: Session, programme: Programme) -> dict[str, list[Quote]]:
    rows = session.exec(select(CellQuote).where(CellQuote.programme_id == programme.id)).all()
    there = units.by_name(units.units(session, programme, [Ref(row.kind, row.ref) for row in rows]))
    chosen: dict[str, list[Quote]] = {}
    for row in sorted(rows, key=lambda row: row.order_key):
        unit = there.get(Ref(row.kind, row.ref))
        if unit is not None and unit.quotable and row.withdrawn_at is None:
            chosen.setdefault(row.cell_id, []).append(Quote(unit, quotes.shown(unit.text, row.cuts)))
    return chosen


def _shown(
    address: Address, here: list[Outline], cell: Cell | None, chosen: dict[str, list[Quote]], *, uncoded: int
) -> Shown:
    known = set(cell.seen_evidence.split()) if cell and cell.summary else None
    new = [unit for unit in here if known is not None and _hash(unit) not in known]
    gone = len(known - {_hash(unit) for unit in here}) if known is not None else 0
    if known is not None:
        state = State.STALE if new or gone else State.WRITTEN
    elif here:
        state = State.TO_WRITE
    else:
        state = State.UNREAD if uncoded else State.NOTHING
    return Shown(address, cell, here, count(here), chosen.get(cell.id, []) if cell else [], new, gone, state)
