"""How each place rated itself, in the combined report: a dot plot for each place, side by side, and a table.

Of each place they show the last rating of elements or of a list, as its local report does. Nothing is added up across
places, and no place gets a score.
"""

from collections.abc import Mapping

from app.domain.findings.asks.ask_drafts import LINKS
from app.exports.documents.model import Figure, Table
from app.exports.ratings import words
from app.exports.ratings.figures import TableRow
from app.exports.ratings.reported import Reported
from app.exports.reports.facts import Facts
from app.presentation.plots.side_by_side import Cell, Name, Plot, side_by_side, side_by_side_for_phone
from app.presentation.plots.svg import Caption


def figure(facts: Facts) -> list[Figure]:
    """The dot plots of all places; none where no place rated anything."""
    last, things = _last(facts), _things(facts)
    if not last or not things:
        return []
    _ = facts._
    plots = []
    for place in facts.places:
        found = last.get(place.id)
        cells = [_cell(facts, found, key) for key in things]
        size = words.people(found.figures.results.ballots or 0, facts.language) if found and _enough(found) else ""
        plots.append(Plot(place.name, size, len(found.asking.steps) if found else 2, cells))
    title = _("How each place rated itself")
    told = f"{title}. {_told(plots, things)}"
    caption = _("One dot is one person. A frame is what the group agreed. There is no overall score.")
    scales = " ".join(_scales(facts, last))
    names, about = list(things.values()), Caption("rated", title, told)
    drawn, phone = side_by_side(names, plots, about), side_by_side_for_phone(names, plots, about)
    return [Figure(str(drawn), told, f"{title}. {caption} {scales}", str(phone))]


def table(facts: Facts) -> Table | None:
    """The median of each thing that was rated, place by place; None where no place rated anything."""
    last, things = _last(facts), _things(facts)
    if not last or not things:
        return None
    _ = facts._
    rows = []
    for key, thing in things.items():
        cells = []
        for place in facts.places:
            found = last.get(place.id)
            row = _row(found, key)
            cells.append(_said(facts, row) if row is not None else _nothing(facts, found))
        rows.append((thing.words, *cells))
    header = (_("What was rated"), *(place.name for place in facts.places))
    note = _("Each cell has the median step and the number of people. Do not compare them as scores.")
    return Table(_("How each place rated itself"), header, tuple(rows), " ".join((note, *_scales(facts, last))))


def _last(facts: Facts) -> Mapping[int, Reported]:
    """The last rating of elements or of a list by place."""
    return {one.place_id: one for one in facts.ratings if one.asking.ask.kind != LINKS}


def _things(facts: Facts) -> dict[str, Name]:
    """Everything that any place rated, by its key, in the order in which the first place rated it."""
    found: dict[str, Name] = {}
    last = _last(facts)
    for place in facts.places:
        for subject in last[place.id].asking.subjects if place.id in last else ():
            found.setdefault(subject.key, Name(subject.name, subject.group))
    return found


def _row(found: Reported | None, key: str) -> TableRow | None:
    """What a place said about one thing; None if it was not asked, or too few people answered."""
    if found is None or not _enough(found):
        return None
    return next(
        (row for subject, row in zip(found.asking.subjects, found.figures.rows, strict=True) if subject.key == key),
        None,
    )


def _cell(facts: Facts, found: Reported | None, key: str) -> Cell:
    row = _row(found, key)
    if row is None:
        return Cell(words=_nothing(facts, found))
    return Cell(row.asks[-1].counts, row.agreed.value if row.agreed else None)


def _said(facts: Facts, row: TableRow) -> str:
    cell = row.asks[-1]
    said = f"{words.median(cell, facts.language)} · {words.people(cell.rated, facts.language)}"
    return f"{said} · {facts._('agreed: %(step)s') % {'step': row.agreed.value}}" if row.agreed else said


def _nothing(facts: Facts, found: Reported | None) -> str:
    return facts._("Not asked") if found is None or _enough(found) else facts._("Too few people to show")


def _enough(found: Reported) -> bool:
    return bool(found.figures.rows)


def _scales(facts: Facts, last: Mapping[int, Reported]) -> list[str]:
    """Each question with its steps, and the places that answered it."""
    asked: dict[tuple[str, str], list[str]] = {}
    for place in facts.places:
        if place.id in last:
            asking = last[place.id].asking
            steps = "; ".join(f"{number} {step}" for number, step in enumerate(asking.steps, 1))
            asked.setdefault((asking.heading, steps), []).append(place.name)
    return [f"{', '.join(names)}: {heading} {steps}." for (heading, steps), names in asked.items()]


def _told(plots: list[Plot], things: Mapping[str, Name]) -> str:
    said = []
    for plot in plots:
        cells = zip(things.values(), plot.cells, strict=True)
        each = (f"{name.words} {', '.join(map(str, cell.counts)) or cell.words}" for name, cell in cells)
        said.append(f"{plot.name}: {'; '.join(each)}.")
    return " ".join(said)
