"""The computed tables of a local report that cross no group. `by_group.py` has the others."""

from collections.abc import Callable, Sequence

from app.domain.findings.themes import matrix
from app.domain.findings.themes.evidence import AGAINST, FOR
from app.domain.findings.themes.matrix import State
from app.domain.findings.units import EXCERPT, Unit
from app.domain.mapping.codings import NOT_ABOUT
from app.exports.documents.model import Table
from app.exports.reports import by_group, ratings
from app.exports.reports.facts import Facts


def questions(facts: Facts) -> Table:
    """How many notes have each element, by question, and how many interview passages. No group is in it."""
    _ = facts._
    names = list(dict.fromkeys(question.name for question in facts.questions.values()))
    rows = []
    for key, title in [*facts.elements, (NOT_ABOUT, _("Not about the framework"))]:
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
        _("One note can have two elements, so the rows do not add up to the number of notes.")
        + " "
        + facts.provisional,
    )


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
        counts = (len(one.having(FOR)), len(one.having(AGAINST)), facts.groups_behind(theme.id), one.sources)
        rows.append((theme.name, *map(str, counts)))
    header = (_("Finding"), _("Evidence for it"), _("Against it"), _("Groups"), _("Workshops and interviews"))
    return Table(_("Evidence of each finding"), header, tuple(rows))


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
    return Table(_("Summaries by element"), header, tuple(rows), facts.provisional)


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
    return Table(_("Elements of the framework"), header, tuple(rows), facts.provisional)


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
    "people": by_group.people,
    "questions": questions,
    "groups": by_group.groups,
    "facets": facets,
    "findings": findings,
    "matrix": summaries,
    "framework": framework,
    "agreement": agreement,
    "ratings": ratings.ratings,
    "links": ratings.links,
}


def _kinds(having: Sequence[Unit]) -> tuple[str, str]:
    found = matrix.count(having)
    return str(found.notes), str(found.excerpts)


def _summary(facts: Facts, cell: matrix.Shown) -> str:
    if cell.cell is not None and cell.cell.summary:
        return cell.cell.summary
    if cell.state == State.NOTHING:
        return facts._("Nothing raised")
    return facts._("No summary") if cell.units else facts._("Not yet read")
