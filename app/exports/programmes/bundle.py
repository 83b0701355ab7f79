"""One programme as plain values: its record and what the product computes from it, for writers of files."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlmodel import Session, select

from app.domain.findings import publication, units
from app.domain.findings.models import Programme
from app.domain.findings.publication import Taken
from app.domain.findings.themes import evidence, matrix
from app.domain.findings.themes.matrix import Columns, Rows
from app.domain.findings.themes.theme_models import Cell
from app.domain.findings.units import GROUP, NOTE, Unit
from app.domain.mapping.codings import NOT_ABOUT, CodeBook
from app.exports import file_names
from app.exports.programmes.collecting import collect
from app.exports.programmes.facts import CodeFacts, Record
from app.exports.programmes.numbering import Numbering


@dataclass(frozen=True)
class UnitFacts:
    """One note or excerpt with its words and its codes in the shared book, decisions about differences included.

    `source` is the number of its workshop or the id of its interview. `group` is None where it is unknown, hidden, or
    where the person agreed to no naming of their group. Words that are not `quotable` are in no file that is read as a
    report.
    """

    name: str
    kind: str
    text: str
    place: int
    group: str | None
    source: str
    question: int | None
    lang: str | None
    quotable: bool
    codes: frozenset[str]


@dataclass(frozen=True)
class CellShown:
    """One cell of the matrix: its summary, quotes with the names of their units, and the units that it counts."""

    summary: str
    quotes: list[tuple[str, str]]
    notes: int
    excerpts: int
    interviews: int
    state: str


@dataclass(frozen=True)
class MatrixShown:
    """`rows` are (place number or None, group or None, distinct units, cells); `totals` are distinct units."""

    row_kind: str
    column_kind: str
    columns: list[tuple[str, str]]
    rows: list[tuple[int | None, str | None, int, list[CellShown]]]
    totals: list[int]


@dataclass(frozen=True)
class ThemeShown:
    """What one theme rests on. `pieces` are (unit name, stance, quote or None)."""

    id: str
    pieces: list[tuple[str, str, str | None]]
    units: int
    withdrawn: int
    by_place: dict[int, int]
    groups: int
    sources: int


@dataclass(frozen=True)
class ProgrammeBundle:
    """Everything that a file of a programme may contain.

    `people` are (place number, group or None, people at workshops, people interviewed).
    """

    record: Record
    units: list[UnitFacts]
    people: list[tuple[int, str | None, int, int]]
    matrices: list[MatrixShown]
    themes: list[ThemeShown]

    @cached_property
    def framework(self) -> CodeBook:
        return CodeBook(dict(self.record.frameworks[self.record.programme.framework - 1]))

    @property
    def codes(self) -> list[CodeFacts]:
        """The programme's own codes that were not merged."""
        return [code for code in self.record.codes if code.merged_into is None]

    @property
    def keys(self) -> list[str]:
        """Every key that a unit can have, in the order of the codebook."""
        elements = [element["key"] for element in self.framework.elements]
        aspects = [item["key"] for item in (*self.framework.facets, *self.framework.values)]
        return [*elements, NOT_ABOUT, *(code.key for code in self.codes), *aspects]

    def names(self, language: str, not_about: str) -> dict[str, str]:
        """The name of every key in a language; `not_about` is that of NOT_ABOUT."""
        own = {code.key: code.name for code in self.codes}
        return self.framework.in_language(language).names | own | {NOT_ABOUT: not_about}

    @property
    def stem(self) -> str:
        """The file name without extension."""
        facts = self.record.programme
        return file_names.stem("commonboard-programme", facts.name, facts.key, self.record.exported_at, self.record.seq)


def programme_bundle(session: Session, programme: Programme, now: datetime) -> ProgrammeBundle:
    """Read a programme's present state, which takes about as long as all pages of it; `now` becomes `exported_at`."""
    found = units.units(session, programme)
    numbering = Numbering(session, programme, found)
    return ProgrammeBundle(
        record=collect(session, programme, numbering, found, now),
        units=[_unit(unit, numbering) for unit in found],
        people=_people(publication.taken_part(session, programme), numbering),
        matrices=[
            _matrix(matrix.read(session, programme, rows, columns), rows, columns, numbering)
            for rows, columns in _written(session, programme)
        ],
        themes=[
            ThemeShown(
                id=rests.theme.id,
                pieces=[(numbering.units[piece.unit.name], piece.stance, piece.quote) for piece in rests.pieces],
                units=len(rests.names),
                withdrawn=rests.withdrawn,
                by_place={numbering.places[place]: number for place, number in rests.by_place.items()},
                groups=rests.groups,
                sources=rests.sources,
            )
            for rests in evidence.of_themes(session, programme, found)
        ],
    )


def _people(taken: Taken, numbering: Numbering) -> list[tuple[int, str | None, int, int]]:
    counted = {
        (numbering.places[place], group or ""): (taken.people.get((place, group), 0), number)
        for (place, group), number in (dict.fromkeys(taken.people, 0) | dict(taken.interviewees)).items()
    }
    return [(place, group or None, *counts) for (place, group), counts in sorted(counted.items())]


def _unit(unit: Unit, numbering: Numbering) -> UnitFacts:
    return UnitFacts(
        name=numbering.units[unit.name],
        kind=unit.kind,
        text=unit.text,
        place=numbering.places[unit.place_id],
        group=unit.group if unit.consent == GROUP else None,
        source=str(numbering.workshops[int(unit.source)]) if unit.kind == NOTE else unit.source,
        question=_question(unit, numbering),
        lang=unit.lang,
        quotable=unit.quotable,
        codes=unit.codes,
    )


def _question(unit: Unit, numbering: Numbering) -> int | None:
    return None if unit.question is None else numbering.columns[unit.question]


def _written(session: Session, programme: Programme) -> list[tuple[Rows, Columns]]:
    """The matrix of places and elements, and every other one in which someone has written."""
    query = select(Cell.row_kind, Cell.column_kind).where(Cell.programme_id == programme.id).distinct()
    kinds = {(Rows(row), Columns(column)) for row, column in session.exec(query)}
    return sorted(kinds | {(Rows.PLACE, Columns.ELEMENT)}, key=lambda kind: (kind[1], kind[0] != Rows.PLACE, kind[0]))


def _matrix(found: matrix.Matrix, rows: Rows, columns: Columns, numbering: Numbering) -> MatrixShown:
    return MatrixShown(
        row_kind=rows,
        column_kind=columns,
        columns=found.columns,
        rows=[
            (
                numbering.places[row.place_id] if row.place_id else None,
                row.group,
                row.count.units,
                [_cell(cell, numbering, rows) for cell in row.cells],
            )
            for row in found.rows
        ],
        totals=[total.units for total in found.totals],
    )


def _cell(shown: matrix.Shown, numbering: Numbering, rows: Rows) -> CellShown:
    # A row of a group names the group of every quote in it.
    may = [quote for quote in shown.quotes if rows == Rows.PLACE or quote.unit.consent == GROUP]
    return CellShown(
        summary=shown.cell.summary if shown.cell else "",
        quotes=[(numbering.units[quote.unit.name], quote.words) for quote in may],
        notes=shown.count.notes,
        excerpts=shown.count.excerpts,
        interviews=shown.count.interviews,
        state=shown.state,
    )
