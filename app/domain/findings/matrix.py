"""The framework matrix: places and groups by elements or themes, with the evidence and the summary of each cell."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session, select

from app.domain.findings import book, evidence, programmes, quotes, units
from app.domain.findings.models import Programme
from app.domain.findings.theme_models import Cell, CellQuote
from app.domain.findings.units import EXCERPT, NOTE, Ref, Unit


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
    units: list[Unit]
    count: Count
    quotes: list[Quote]
    new: list[Unit]
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
    found = units.units(session, programme)
    heads = _columns(session, programme, found, columns)
    stored = {
        (cell.row_ref, cell.column_ref): cell
        for cell in session.exec(
            select(Cell).where(Cell.programme_id == programme.id, Cell.row_kind == rows, Cell.column_kind == columns)
        )
    }
    chosen = _quotes(session, programme, found)
    made = []
    for ref, place_id, group in _rows(session, programme, found, rows):
        here = [unit for unit in found if place_id in (None, unit.place_id) and group in (None, unit.group)]
        # Made once, because a name takes longer to make than to look up.
        named = [(unit.name, unit) for unit in here]
        uncoded = sum(not unit.codes for unit in here)
        cells = [
            _shown(
                Address(rows, ref, columns, key),
                [unit for name, unit in named if name in names],
                stored.get((ref, key)),
                chosen,
                uncoded=uncoded,
            )
            for key, _name, names in heads
        ]
        any_column = frozenset[Ref]().union(*(names for _key, _name, names in heads))
        in_any = count(unit for name, unit in named if name in any_column)
        made.append(Row(ref, place_id, group, in_any, uncoded, cells))
    in_rows = {unit.name for row in made for cell in row.cells for unit in cell.units}
    there = units.by_name(found)
    totals = [count(there[name] for name in names & in_rows) for _key, _name, names in heads]
    return Matrix(made, [(key, name) for key, name, _names in heads], totals)


def count(found: Iterable[Unit]) -> Count:
    """The numbers of these units, each counted once."""
    there = units.by_name(found).values()
    excerpts = [unit for unit in there if unit.kind == EXCERPT]
    return Count(sum(unit.kind == NOTE for unit in there), len(excerpts), len({unit.source for unit in excerpts}))


def seen(found: Collection[Unit]) -> str:
    """A short hash of each unit, as a cell keeps it to notice later what is new and what is gone."""
    return " ".join(sorted(_hash(unit) for unit in found))


def _hash(unit: Unit) -> str:
    return hashlib.blake2s(f"{unit.kind} {unit.ref}".encode(), digest_size=5).hexdigest()


def _columns(
    session: Session, programme: Programme, found: Sequence[Unit], columns: Columns
) -> list[tuple[str, str, frozenset[Ref]]]:
    """The columns as (key, name, names of the units in it)."""
    if columns == Columns.THEME:
        listed = evidence.of_themes(session, programme, found)
        return [(one.theme.id, one.theme.name, one.names) for one in listed]
    codes = book.read(session, programme)
    names = [*((element["key"], element["name"]) for element in codes.elements)]
    names += [(code.key, code.name) for code in codes.codes]
    return [(key, name, frozenset(unit.name for unit in found if key in unit.codes)) for key, name in names]


def _rows(
    session: Session, programme: Programme, found: Sequence[Unit], rows: Rows
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


def _quotes(session: Session, programme: Programme, found: Sequence[Unit]) -> dict[str, list[Quote]]:
    there = units.by_name(found)
    rows = session.exec(select(CellQuote).where(CellQuote.programme_id == programme.id)).all()
    chosen: dict[str, list[Quote]] = {}
    for row in sorted(rows, key=lambda row: row.order_key):
        unit = there.get(Ref(row.kind, row.ref))
        if unit is not None and unit.quotable and row.withdrawn_at is None:
            chosen.setdefault(row.cell_id, []).append(Quote(unit, quotes.shown(unit.text, row.cuts)))
    return chosen


def _shown(
    address: Address, here: list[Unit], cell: Cell | None, chosen: dict[str, list[Quote]], *, uncoded: int
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
