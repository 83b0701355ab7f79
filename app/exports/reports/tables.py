"""The computed tables of a local report. Tables that cross a group hide small counts."""

from collections.abc import Callable, Sequence

from app.domain.findings.reports import threshold
from app.domain.findings.reports.threshold import Suppressed
from app.domain.findings.themes import matrix
from app.domain.findings.themes.evidence import AGAINST, FOR
from app.domain.findings.themes.matrix import State
from app.domain.findings.units import EXCERPT, NOTE, Unit
from app.domain.mapping.codings import NOT_ABOUT
from app.exports.documents.model import Table
from app.exports.reports import ratings
from app.exports.reports.facts import Facts


def people(facts: Facts) -> Table:
    """Who took part, by group."""
    _, here = facts._, {place.id for place in facts.places}
    counts: dict[str | None, list[int]] = {}
    for column, taken in enumerate((facts.taken.people, facts.taken.interviewees)):
        for (place, group), number in taken.items():
            if place in here:
                counts.setdefault(group, [0, 0])[column] += number
    header = (_("Group"), _("People at the workshop"), _("Interviews"))
    return _by_group(facts, _("Who took part"), header, counts)


def questions(facts: Facts) -> Table:
    """How many notes have each element, by question, and how many interview passages. No group is in it."""
    _ = facts._
    names = list(dict.fromkeys(question.name for question in facts.questions.values()))
    rows = []
    for key, title in [*_elements(facts), (NOT_ABOUT, _("Not about the framework"))]:
        having = [unit for unit in facts.units if key in unit.codes]
        asked = [facts.question(unit) for unit in having]
        counts = [*(asked.count(name) for name in names), sum(unit.kind == EXCERPT for unit in having), len(having)]
        rows.append((title, *map(str, counts)))
    uncoded = [unit for unit in facts.units if not unit.codes]
    asked = [facts.question(unit) for unit in uncoded]
    counts = [*(asked.count(name) for name in names), sum(unit.kind == EXCERPT for unit in uncoded), len(uncoded)]
    rows.append((_("Not yet coded"), *map(str, counts)))
    return Table(
        _("Elements by question"),
        (_("Element"), *names, _("Interview passages"), _("All")),
        tuple(rows),
        _("One note can have two elements, so the rows do not add up to the number of notes.") + " " + _names(facts),
    )


def groups(facts: Facts) -> Table:
    """How many notes and passages of each group have each element. Small counts are hidden."""
    _ = facts._
    large = facts.taken.large(place.id for place in facts.places)
    found = list(dict.fromkeys(unit.group for unit in facts.units))
    elements = _elements(facts)
    counts = {
        group: [sum(unit.group == group and key in unit.codes for unit in facts.units) for key, _title in elements]
        for group in found
    }
    merged = threshold.merged(counts, large)
    if len(merged) == 1:
        # The only column would say what the total says.
        merged = {}
    totals = [sum(column) for column in zip(*counts.values(), strict=True)]
    by_element = [list(row) for row in zip(*merged.values(), strict=True)] or [[] for _element in elements]
    # A group's notes are no sum of its elements, because a note can have two; so there is no total of groups.
    shown = threshold.suppress(by_element, facts.programme.threshold, column_totals=False)
    rows = [
        (title, *map(facts.printed, cells), str(total))
        for (_key, title), cells, total in zip(elements, shown.cells, totals or [0] * len(elements), strict=True)
    ]
    header = (_("Element"), *(facts.group(group) for group in merged), _("All groups"))
    return Table(_("Elements by group"), header, tuple(rows), f"{_small(facts, shown)} {_names(facts)}".strip())


def facets(facts: Facts) -> Table:
    """How many notes and interview passages are about roles, priorities, challenges and so on."""
    _ = facts._
    rows = []
    for facet in facts.book.framework.facets:
        having = [unit for unit in facts.units if facet["key"] in unit.codes]
        rows.append((facet["name"], *_kinds(having)))
    return Table(
        _("Roles, priorities, challenges and opportunities"),
        (_("What people spoke about"), _("Notes"), _("Interview passages")),
        tuple(rows),
    )


def findings(facts: Facts) -> Table:
    """The evidence of each finding. It counts sources and groups, and names none."""
    _ = facts._
    rows = []
    for theme in facts.findings:
        one = facts.rests[theme.id]
        counts = (len(one.having(FOR)), len(one.having(AGAINST)), one.groups, one.sources)
        rows.append((theme.name, *map(str, counts)))
    header = (_("Finding"), _("Evidence for it"), _("Against it"), _("Groups"), _("Workshops and interviews"))
    return Table(_("Evidence of each finding"), header, tuple(rows))


def evidence(facts: Facts, theme_id: str) -> Table | None:
    """The evidence for one finding, by group. Small counts are hidden. None if the theme was removed."""
    _, one = facts._, facts.rests.get(theme_id)
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
    header = (_("Group"), _("Notes"), _("Interviews"))
    return _by_group(facts, _("Evidence for “%(finding)s”, by group") % {"finding": one.theme.name}, header, counts)


def summaries(facts: Facts) -> Table:
    """The row of the matrix for this place: each element's summary and its evidence."""
    _ = facts._
    rows = []
    for row in facts.matrix.rows:
        if row.ref == str(facts.report.place_id):
            for cell, (_key, name) in zip(row.cells, facts.matrix.columns, strict=True):
                counts = (str(cell.count.notes), str(cell.count.excerpts))
                rows.append((name, _summary(facts, cell), *counts))
    header = (_("Element"), _("What people said"), _("Notes"), _("Interview passages"))
    return Table(_("Summaries by element"), header, tuple(rows), _names(facts))


def framework(facts: Facts) -> Table:
    """The elements of the framework with the status of their names."""
    _ = facts._
    rows = []
    for group in facts.book.framework.groups:
        for element in group["elements"]:
            status = _("Confirmed") if element.get("status", "working") == "checked" else _("Provisional")
            rows.append((element["name"], group["name"], element.get("description", ""), status))
    own = (_("Added by this programme"), _("Own code"))
    rows += [(code.name, own[0], code.description, own[1]) for code in facts.book.codes]
    header = (_("Element"), _("Heading"), _("What it means"), _("Name"))
    return Table(_("Elements of the framework"), header, tuple(rows), _names(facts))


def agreement(facts: Facts) -> Table | None:
    """What two coders gave the sample of the last closed round, by element; None without one."""
    _, agreed = facts._, facts.agreed
    if agreed is None:
        return None
    names = facts.book.names | {NOT_ABOUT: _("Not about the framework")}
    first, second = agreed.coders
    header = (
        *(_("Element"), _("Both")),
        *(_("Only %(person)s") % {"person": first}, _("Only %(person)s") % {"person": second}, _("Neither")),
    )
    rows = [
        (names.get(key, key), *map(str, (found.both, found.only_first, found.only_second, found.neither)))
        for key, found in agreed.counts.by_element.items()
    ]
    counts = {"same": agreed.counts.same, "units": agreed.counts.units}
    note = _("The same codes: %(same)s of %(units)s notes and passages that both coded.") % counts
    return Table(_("Agreement between coders"), header, tuple(rows), note)


# Every table by its name in `report_blocks.TABLES`.
TABLES: dict[str, Callable[[Facts], Table | None]] = {
    "people": people,
    "questions": questions,
    "groups": groups,
    "facets": facets,
    "findings": findings,
    "matrix": summaries,
    "framework": framework,
    "agreement": agreement,
    "ratings": ratings.ratings,
    "links": ratings.links,
}


def _elements(facts: Facts) -> list[tuple[str, str]]:
    return [(element["key"], element["name"]) for element in facts.book.elements] + [
        (code.key, code.name) for code in facts.book.codes
    ]


def _kinds(having: Sequence[Unit]) -> tuple[str, str]:
    found = matrix.count(having)
    return str(found.notes), str(found.excerpts)


def _by_group(facts: Facts, caption: str, header: tuple[str, ...], counts: dict[str | None, list[int]]) -> Table:
    """A table with a row for each group that is large enough, one for all others, and one for all together."""
    large = facts.taken.large(place.id for place in facts.places)
    merged = threshold.merged(counts, large)
    shown = threshold.suppress(list(merged.values()), facts.programme.threshold, row_totals=False)
    rows = [(facts.group(group), *map(facts.printed, cells)) for group, cells in zip(merged, shown.cells, strict=True)]
    note = _small(facts, shown)
    if rows and all(isinstance(cell, threshold.Hidden) for row in shown.cells for cell in row):
        rows, note = [], facts._("The counts of single groups are too small to print.")
    elif len(rows) == 1:
        # The only row would say what the total says.
        rows, note = [], ""
    totals = [sum(column) for column in zip(*merged.values(), strict=True)]
    if totals:
        rows.append((facts._("All groups"), *map(str, totals)))
    return Table(caption, header, tuple(rows), note, total=bool(totals))


def _small(facts: Facts, shown: Suppressed) -> str:
    """What the marks in the place of small counts mean, if there are any."""
    cells = [cell for row in shown.cells for cell in row] + (shown.row_totals or []) + (shown.column_totals or [])
    marks = {cell for cell in cells if isinstance(cell, threshold.Hidden)}
    if not marks:
        return ""
    _, values = facts._, {"number": facts.programme.threshold}
    small = [_("“<%(number)s” is a count below %(number)s.") % values] if threshold.Hidden.SMALL in marks else []
    why = _("We do not print small counts, so that no one is recognised.")
    more = [_("“*” is a count that would give a small one away.")] if threshold.Hidden.MORE in marks else []
    return " ".join([*small, why, *more])


def _names(facts: Facts) -> str:
    return facts._("Element names are provisional.") if facts.book.framework.working_labels else ""


def _summary(facts: Facts, cell: matrix.Shown) -> str:
    if cell.cell is not None and cell.cell.summary:
        return cell.cell.summary
    if cell.state == State.NOTHING:
        return facts._("Nothing raised")
    return facts._("No summary") if cell.units else facts._("Not yet read")
