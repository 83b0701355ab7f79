"""The ratings of a place in its report: drawings, and tables with the same numbers. Small groups are merged.

There is a figure and a table of the last rating of links, and of the last one of elements or of a list. An earlier one
on the same scale is in the same figure and table.
"""

from app.domain.findings.asks.ask_rows import Distribution
from app.exports.documents.model import Figure, Table
from app.exports.ratings import figures, words
from app.exports.ratings import links as links_figures
from app.exports.ratings.reported import Reported
from app.exports.reports.facts import Facts


def dots(facts: Facts) -> list[Figure]:
    """The last rating of elements or of a list, as a dot plot."""
    last = _last(facts, links=False)
    if last is None or not last.figures.plot:
        return []
    told = "; ".join(f"{row.name} {', '.join(map(str, row.asks[-1].counts))}" for row in last.figures.rows)
    alone = facts._("One dot is one person. A frame is what the group agreed. There is no overall score.")
    twice = facts._("Filled dots: first rating. Rings: this rating. A frame is what the group agreed.")
    caption = f"{last.asking.heading} {twice if last.figures.first else alone}"
    drawn = figures.in_a_report(last.figures, last.asking.subjects, facts.language)
    return [Figure(str(drawn), f"{last.asking.heading} {told}.", caption, str(last.figures.phone))]


def matrix(facts: Facts) -> list[Figure]:
    """The last rating of links, as a matrix, in as many figures as its partners need on paper."""
    last = _last(facts, links=True)
    if last is None or not last.figures.plot:
        return []
    _ = facts._
    caption = _("Each row is a group that rates. Each column is a partner. The number is the median.")
    found = links_figures.for_paper(last.figures.results, last.asking.subjects, facts.language)
    drawn = []
    for number, part in enumerate(found, 1):
        which = _("Part %(number)s of %(all)s.") % {"number": number, "all": len(found)} if len(found) > 1 else ""
        title = f"{last.asking.heading} {which}".strip()
        drawn.append(Figure(str(part.wide), f"{title} {part.told}.", f"{title} {caption}", str(part.phone)))
    return drawn


def network(facts: Facts) -> list[Figure]:
    """The last rating of links, as a network."""
    last = _last(facts, links=True)
    if last is None or not last.figures.network:
        return []
    caption = facts._("Each half of a line is what that partner says. Dashed: few answers. Thin: not shown.")
    title = f"{last.asking.heading} {caption}"
    return [Figure(str(last.figures.network), _told(facts, last), title, str(last.figures.network_for_phone))]


def ratings(facts: Facts) -> Table | None:
    """How many people chose each step, for everything that was rated."""
    _, last = facts._, _last(facts, links=False)
    if last is None or not last.figures.rows:
        return None
    twice = last.figures.first is not None
    rows: list[tuple[str, ...]] = []
    for row in last.figures.rows:
        for place, cell in enumerate(row.asks):
            before = place == 0 and len(row.asks) > 1
            when = [_("First") if before else _("This time")] if twice else []
            # `agreed` says what the group agreed, because its reason goes with its workshop.
            rows.append((row.name, *when, *_numbers(cell, facts), ""))
    first = (_("What was rated"), _("Asked")) if twice else (_("What was rated"),)
    header = (*first, *_heads(facts, last), _("What the group agreed"))
    return Table(last.asking.heading, header, tuple(rows), _scale(last))


def agreed(facts: Facts) -> list[dict[str, str | int] | str]:
    """What the group agreed, for each row of `ratings`: the step, and a reference to the reason. "" for nothing."""
    last = _last(facts, links=False)
    if last is None:
        return []
    cells: list[dict[str, str | int] | str] = []
    for row in last.figures.rows:
        cells += [""] * (len(row.asks) - 1)
        given = row.agreed
        cells.append({"agreed": given.value, "ask": last.asking.ask.id, "subject": row.key} if given else "")
    return cells


def links(facts: Facts) -> Table | None:
    """How many people of each group chose each step for each partner."""
    _, last = facts._, _last(facts, links=True)
    if last is None or not last.figures.groups:
        return None
    few = _("Fewer than %(number)s") % {"number": last.asking.ask.threshold}
    empty = [""] * (len(last.asking.steps) + 1)
    rows = []
    for group in last.figures.groups:
        for subject, cell in zip(last.asking.subjects, group.cells, strict=True):
            if cell is not None:
                rows.append((group.name, subject.name, *_numbers(cell, facts)))
            elif subject.name != group.name:
                rows.append((group.name, subject.name, *empty, few))
    return Table(last.asking.heading, (_("Group"), _("Partner"), *_heads(facts, last)), tuple(rows), _scale(last))


def _last(facts: Facts, *, links: bool) -> Reported | None:
    return next((one for one in reversed(facts.ratings) if one.is_links == links), None)


def _heads(facts: Facts, last: Reported) -> tuple[str, ...]:
    steps = (str(number) for number in range(1, len(last.asking.steps) + 1))
    return (*steps, facts._("Can’t say"), facts._("Median"))


def _numbers(cell: Distribution, facts: Facts) -> tuple[str, ...]:
    return (*map(str, cell.counts), str(cell.cant_say), words.median(cell, facts.language))


def _scale(last: Reported) -> str:
    return "; ".join(f"{number} {step}" for number, step in enumerate(last.asking.steps, 1)) + "."


def _told(facts: Facts, last: Reported) -> str:
    says = "; ".join(
        f"{pair.first}, {pair.second}: {pair.first_says}, {pair.second_says}" for pair in last.figures.pairs
    )
    medians = facts._("Medians, what the first and the second say: %(pairs)s.") % {"pairs": says} if says else ""
    return f"{last.asking.heading} {medians}".strip()
