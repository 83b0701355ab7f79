"""The counts that authors put into prose as {name}, so that no one types a number that changes later."""

from collections.abc import Sequence

from app.domain.findings.coding.book import ProgrammeBook
from app.domain.findings.reports.report_models import Report
from app.domain.findings.themes.evidence import AGAINST, FOR
from app.domain.findings.themes.theme_models import Theme
from app.domain.findings.units import NOTE
from app.exports.reports.facts import Facts
from app.presentation import translations


def counts(facts: Facts) -> dict[str, str]:
    """Every count by the name that stands in braces. Nothing is counted over several places."""
    if facts.report.place_id is None:
        return {}
    here = {place.id for place in facts.places}
    people = sum(number for (place, _group), number in facts.taken.people.items() if place in here)
    found = {
        "notes": sum(unit.kind == NOTE for unit in facts.units),
        "people": people,
        "interviews": len(facts.interviews),
        "findings": len(facts.findings),
    }
    for key in (*(element["key"] for element in facts.book.elements), *(code.key for code in facts.book.codes)):
        found[f"element:{key}"] = sum(key in unit.codes for unit in facts.units)
    for theme in facts.findings:
        one = facts.rests[theme.id]
        found[f"for:{theme.id}"], found[f"against:{theme.id}"] = len(one.having(FOR)), len(one.having(AGAINST))
        found[f"groups:{theme.id}"], found[f"sources:{theme.id}"] = facts.groups_behind(theme.id), one.sources
    return {name: str(number) for name, number in found.items()}


def titles(facts: Facts) -> dict[str, str]:
    """What each count counts, by its name, for the list from which authors choose."""
    return named(facts.report, facts.book, facts.findings)


def named(report: Report, book: ProgrammeBook, findings: Sequence[Theme]) -> dict[str, str]:
    """`titles` from what a report is about, in the report's language."""
    _ = translations.translations(report.language).gettext
    if report.place_id is None:
        return {}
    found = {
        "notes": _("Notes"),
        "people": _("People at the workshop"),
        "interviews": _("Interviews"),
        "findings": _("Findings"),
    }
    for key in (*(element["key"] for element in book.elements), *(code.key for code in book.codes)):
        found[f"element:{key}"] = _("Notes and passages about “%(name)s”") % {"name": book.names[key]}
    for theme in findings:
        found[f"for:{theme.id}"] = _("Evidence for “%(name)s”") % {"name": theme.name}
        found[f"against:{theme.id}"] = _("Evidence against “%(name)s”") % {"name": theme.name}
        found[f"groups:{theme.id}"] = _("Groups behind “%(name)s”") % {"name": theme.name}
        found[f"sources:{theme.id}"] = _("Workshops and interviews behind “%(name)s”") % {"name": theme.name}
    return found
