"""The computed tables of a local report that cross a group. They hide small counts, and so does the next edition."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.domain.findings.reports import threshold
from app.domain.findings.reports.report_blocks import Kind
from app.domain.findings.themes.evidence import FOR
from app.domain.findings.units import NOTE
from app.exports.documents.model import Table
from app.exports.reports.facts import Facts
from app.exports.reports.said_before import ALL, Grid
from app.presentation import translations

Counts = Mapping[str | None, list[int]]


def people(facts: Facts) -> Table:
    """Who took part, by group."""
    _ = facts._
    header = (_("Group"), _("People at the workshop"), _("Interviews"))
    return _as_rows(facts, _("Who took part"), header, _people(facts))


def evidence(facts: Facts, theme_id: str) -> Table | None:
    """The evidence for one finding, by group. None if the theme was removed."""
    _, one, grid = facts._, facts.rests.get(theme_id), _evidence(facts, theme_id)
    if one is None or grid is None:
        return None
    header = (_("Group"), _("Notes"), _("Interviews"))
    return _as_rows(facts, _("Evidence for “%(finding)s”, by group") % {"finding": one.theme.name}, header, grid)


def groups(facts: Facts) -> Table:
    """How many notes and passages of each group have each element."""
    _, grid, names = facts._, _groups(facts), dict(facts.elements)
    columns = _columns(grid)
    rows = [
        (names.get(line, line), *cells)
        for line, cells in zip(grid.lines, zip(*columns.values(), strict=True), strict=True)
    ]
    header = (_("Element"), *(_title(facts, column) for column in columns))
    note = f"{_note(facts, grid)} {facts.provisional}".strip()
    return Table(_("Elements by group"), header, tuple(rows), note)


def said(facts: Facts) -> dict[str, Grid]:
    """The grid of each of these tables that is in the report, by the table's name there."""
    found = {}
    for _key, block in facts.written.blocks(Kind.TABLE):
        name, _colon, theme = block["name"].partition(":")
        if name == "evidence" and (grid := _evidence(facts, theme)) is not None:
            found[block["name"]] = grid
        elif name in ("people", "groups"):
            found[name] = _people(facts) if name == "people" else _groups(facts)
    return found


def _people(facts: Facts) -> Grid:
    here = {place.id for place in facts.places}
    counts: dict[str | None, list[int]] = {}
    for column, taken in enumerate((facts.taken.people, facts.taken.interviewees)):
        for (place, group), number in taken.items():
            if place in here:
                counts.setdefault(group, [0, 0])[column] += number
    return _settled(facts, "people", ["people", "interviews"], counts)


def _evidence(facts: Facts, theme_id: str) -> Grid | None:
    one = facts.rests.get(theme_id)
    if one is None:
        return None
    counts: dict[str | None, list[int]] = {}
    interviews: dict[str | None, set[str]] = {}
    for unit in (piece.unit for piece in one.having(FOR)):
        row = counts.setdefault(unit.group, [0, 0])
        if unit.kind == NOTE:
            row[0] += 1
        else:
            interviews.setdefault(unit.group, set()).add(unit.source)
            row[1] = len(interviews[unit.group])
    return _settled(facts, f"evidence:{theme_id}", ["notes", "interviews"], counts)


def _groups(facts: Facts) -> Grid:
    keys = [key for key, _title in facts.elements]
    counts = {
        group: [sum(unit.group == group and key in unit.codes for unit in facts.units) for key in keys]
        for group in dict.fromkeys(unit.group for unit in facts.units)
    }
    return _settled(facts, "groups", keys, counts)


def _settled(facts: Facts, name: str, lines: list[str], counts: Counts) -> Grid:
    """The counts as they may be printed beside those of earlier editions.

    Groups that may not be named are together. Each line adds up to its total. A group's notes are no sum of its lines,
    because a note can have two elements, so a group has no total.
    """
    merged = threshold.merged(counts, facts.named)
    if len(merged) == 1:
        # The only column would say what the total says.
        merged = {}
    totals = [sum(column) for column in zip(*counts.values(), strict=True)] or [0] * len(lines)
    by_line = [list(line) for line in zip(*merged.values(), strict=True)] or [[] for _line in lines]
    shown = threshold.suppress(by_line, facts.programme.threshold, column_totals=False)
    cells = [[*map(facts.printed, line), str(total)] for line, total in zip(shown.cells, totals, strict=True)]
    return facts.before.settle(name, Grid(lines, [*merged, ALL], cells), facts.programme.threshold)


def _as_rows(facts: Facts, caption: str, header: tuple[str, ...], grid: Grid) -> Table:
    """A table with a row for each group, and the last for all of them."""
    rows = tuple((_title(facts, column), *cells) for column, cells in _columns(grid).items())
    return Table(caption, header, rows, _note(facts, grid), total=True)


def _columns(grid: Grid) -> dict[str, tuple[str, ...]]:
    """The columns that are printed. Where no number of a group is left, that is the total."""
    columns = {column: tuple(line[at] for line in grid.cells) for at, column in enumerate(grid.columns)}
    return columns if grid.is_by_group() else {ALL: columns[ALL]}


def _title(facts: Facts, column: str) -> str:
    return facts._("All groups") if column == ALL else facts.group(column)


def _note(facts: Facts, grid: Grid) -> str:
    """What the marks in the place of small counts mean, and when the counts were made if not now."""
    marks = {cell[:1] for cells in _columns(grid).values() for cell in cells if not cell.isdecimal()}
    return " ".join((*_marks(facts, marks), *_since(facts, grid)))


def _marks(facts: Facts, marks: set[str]) -> Iterable[str]:
    _ = facts._
    if "<" in marks:
        yield _("“<%(number)s” is a count below %(number)s.") % {"number": facts.programme.threshold}
    if marks:
        yield _("We do not print small counts, so that no one is recognised.")
    if "*" in marks:
        yield _("“*” is a count that would give a small one away.")


def _since(facts: Facts, grid: Grid) -> Iterable[str]:
    _ = facts._
    if len(grid.columns) > 1 and not grid.is_by_group():
        yield _("The counts of single groups are too small to print.")
    if grid.since:
        date = translations.day_in(datetime.fromisoformat(grid.since), facts.programme.time_zone, facts.language)
        yield _("These counts are those of the edition of %(date)s.") % {"date": date}
        yield _("Too little has changed since to count again without showing whose evidence changed.")
