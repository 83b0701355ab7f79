"""What authors of a report choose from: tables, figures, findings, and the evidence that may be quoted."""

from collections.abc import Iterable
from typing import NamedTuple

from app.domain.findings.reports import report_blocks
from app.domain.findings.reports.report_blocks import Kind
from app.domain.findings.units import Unit
from app.domain.text import searchable
from app.exports.reports.facts import Facts

# More evidence at once would be slow to show; the search finds the rest.
MOST_SHOWN = 60


class Choices(NamedTuple):
    """The (value, name in English or as typed) of each list, and whether its names are messages to translate."""

    tables: list[tuple[str, str]]
    figures: list[tuple[str, str]]
    findings: list[tuple[str, str]]


def choices(facts: Facts) -> Choices:
    """What this report can have inserted."""
    _, place = facts._, facts.report.place_id
    tables = [(name, _(title)) for name, title in report_blocks.tables(place).items()]
    for prefix, title in report_blocks.of_theme(place).items():
        tables += [(f"{prefix}:{theme.id}", f"{_(title)}: {theme.name}") for theme in facts.findings]
    figures = [(name, _(title)) for name, title in report_blocks.figures(place).items()]
    return Choices(tables, figures, [(theme.id, theme.name) for theme in facts.findings])


def quotable(facts: Facts, section: str, after: str) -> list[Unit]:
    """The units that may be quoted: those of the finding that stands above a block first, then all others."""
    theme = None
    found = facts.written.sections.get(section)
    for each in found.blocks if found else ():
        if each["kind"] == Kind.FINDING:
            theme = each["theme"]
        if each["id"] == after:
            break
    one = facts.rests.get(theme or "")
    units = [unit for unit in facts.units if unit.quotable]
    return sorted(units, key=lambda unit: one is None or unit.name not in one.names)


def searched(units: Iterable[Unit], words: str) -> list[Unit]:
    """The first units that contain all of these words."""
    wanted = searchable(words).split()
    fitting = [unit for unit in units if all(word in searchable(unit.text) for word in wanted)]
    return fitting[:MOST_SHOWN]
