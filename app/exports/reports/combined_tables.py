"""The computed tables of the combined report. Each place stands alone, and nothing is added up across places."""

from collections.abc import Callable
from typing import NamedTuple

from app.domain.findings.themes import matrix
from app.domain.findings.units import EXCERPT, Unit
from app.exports.documents.model import Table
from app.exports.reports import combined_ratings
from app.exports.reports.facts import Facts


class Here(NamedTuple):
    """What one place has of a combined finding; `asked` is False where no one was asked about it."""

    units: list[Unit]
    asked: bool


def places(facts: Facts) -> Table:
    """The places with their evidence and the edition of their local reports."""
    _ = facts._
    signed = {report.place_id: (report, edition) for report, edition in facts.local if edition is not None}
    rows = []
    for place in facts.places:
        own = matrix.count(unit for unit in facts.units if unit.place_id == place.id)
        held = sum(interview.place_id == place.id for interview in facts.interviews)
        report, edition = signed.get(place.id, (None, None))
        words = _("Not signed yet")
        if report is not None and edition is not None:
            words = _("%(title)s, edition %(number)s") % {"title": report.title, "number": edition.number}
        rows.append((place.name, str(own.notes), str(held), words))
    header = (_("Place"), _("Notes"), _("Interviews"), _("Local report"))
    return Table(_("Places and their local reports"), header, tuple(rows))


def across(facts: Facts) -> Table:
    """Each finding with its evidence in each place."""
    _ = facts._
    rows = [
        (theme.name, *(evidence_in(facts, at(facts, theme.id, place.id)) for place in facts.places))
        for theme in facts.findings
    ]
    note = _("Not raised here: people were asked, and no one said this. Not asked: the question was not on the agenda.")
    header = (_("Finding"), *(place.name for place in facts.places))
    return Table(_("Which finding was raised where"), header, tuple(rows), note)


def differ(facts: Facts) -> Table:
    """How many notes and passages have each element, place by place."""
    _ = facts._
    rows = []
    for element in facts.book.elements:
        having = [unit for unit in facts.units if element["key"] in unit.codes]
        here = ([unit for unit in having if unit.place_id == place.id] for place in facts.places)
        rows.append((element["name"], *(evidence_in(facts, Here(own, asked=True)) for own in here)))
    header = (_("Element"), *(place.name for place in facts.places))
    names = _("Element names are provisional.") if facts.book.framework.working_labels else ""
    return Table(_("Elements by place"), header, tuple(rows), names)


TABLES: dict[str, Callable[[Facts], Table | None]] = {
    "places": places,
    "across": across,
    "differ": differ,
    "rated": combined_ratings.table,
}


def at(facts: Facts, theme_id: str, place_id: int) -> Here:
    """The units of a combined finding and its parts at a place, and whether anyone was asked about it there."""
    one = facts.rests.get(theme_id)
    units = [unit for unit in facts.units if one is not None and unit.name in one.names]
    here = [unit for unit in units if unit.place_id == place_id]
    spoken = any(unit.kind == EXCERPT for unit in units)
    interviewed = any(interview.place_id == place_id for interview in facts.interviews)
    return Here(here, bool(here) or facts.was_asked(place_id, units) or (spoken and interviewed) or not units)


def evidence_in(facts: Facts, here: Here) -> str:
    """The evidence of a place in words: "7 notes, 3 interviews", or why there is none.

    These are totals of the place's local report, which are exact there too, because they cross no group.
    """
    _, count = facts._, matrix.count(here.units)
    if not here.asked:
        return _("Not asked")
    if not count.units:
        return _("Not raised here")
    found = []
    if count.notes:
        found.append(facts.ngettext("%(num)s note", "%(num)s notes", count.notes) % {"num": count.notes})
    if count.interviews:
        words = facts.ngettext("%(num)s interview", "%(num)s interviews", count.interviews)
        found.append(words % {"num": count.interviews})
    return ", ".join(found)


def quote_at(facts: Facts, theme_id: str, place_id: int) -> str | None:
    """The id of the first quote of this place that the author put under a finding."""
    current = None
    for _key, block in facts.written.blocks():
        if block["kind"] == "finding":
            current = block["theme"]
        elif block["kind"] == "quote" and current == theme_id:
            quoted = facts.quotes[block["quote"]]
            if quoted.unit is not None and quoted.unit.place_id == place_id:
                return quoted.row.id
    return None
