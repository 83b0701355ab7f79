"""The figures of a rating of links: the matrix, the network, and a list of pairs that says the same."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from markupsafe import Markup

from app.domain.findings.asks.ask_results import Agreed, Results
from app.domain.findings.asks.ask_rows import Distribution
from app.exports.ratings import words
from app.presentation import translations
from app.presentation.plots.link_matrix import (
    MOST_GROUPS,
    MOST_PARTNERS,
    MatrixCell,
    MatrixRow,
    link_matrix,
    link_matrix_for_phone,
)
from app.presentation.plots.network import Half, Link, network, network_for_phone
from app.presentation.plots.svg import Caption

Cells = dict[str | None, dict[str, Distribution | None]]


class Partner(Protocol):
    """A partner that people rated."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...


class Pair(NamedTuple):
    """Two partners, and the medians in words of what each says about the other."""

    first: str
    second: str
    first_says: str
    second_says: str
    apart: int


class Part(NamedTuple):
    """A part of the matrix that fits on paper: its drawing, the one for a phone, and in words what they show."""

    wide: Markup
    phone: Markup
    told: str


def matrix(results: Results, partners: Sequence[Partner], language: str) -> tuple[Markup, Markup]:
    """The whole matrix with a row for each row of the results; and the same for a phone."""
    part = _part(results, _rows(results, partners, language), partners, language)
    return part.wide, part.phone


def for_paper(results: Results, partners: Sequence[Partner], language: str) -> list[Part]:
    """The matrix in parts, so that its letters are large enough to be read on paper."""
    rows, found = _rows(results, partners, language), list[Part]()
    for low in range(0, len(rows), MOST_GROUPS):
        for left in range(0, len(partners), MOST_PARTNERS):
            some = slice(left, left + MOST_PARTNERS)
            part = [replace(row, cells=row.cells[some]) for row in rows[low : low + MOST_GROUPS]]
            found.append(_part(results, part, partners[some], language, len(found)))
    return found


def _part(results: Results, rows: list[MatrixRow], partners: Sequence[Partner], language: str, number: int = 0) -> Part:
    _ = translations.translations(language).gettext
    caption = Caption(
        f"ask-{results.ask.id}-matrix-{number}",
        words.heading(results.ask, language),
        _("Each row is the group that rates, each column the partner. A table with the same numbers follows."),
    )
    names = [partner.name for partner in partners]
    told = "; ".join(
        f"{row.name}, {name}: {cell.words}"
        for row in rows
        for name, cell in zip(names, row.cells, strict=True)
        if cell is not None
    )
    return Part(link_matrix(rows, names, caption), link_matrix_for_phone(rows, names, caption), told)


def _rows(results: Results, partners: Sequence[Partner], language: str) -> list[MatrixRow]:
    _ = translations.translations(language).gettext
    few = _("Fewer than %(number)s") % {"number": results.ask.threshold}
    groups = {partner.key for partner in partners}

    def cell(row_key: str | None, partner: Partner, found: Distribution | None) -> MatrixCell | None:
        if found is None:
            return None if row_key == partner.key else MatrixCell((), few)
        said = f"{words.median(found, language)} · {words.people(found.rated, language)}"
        return MatrixCell(found.counts, said)

    return [
        MatrixRow(
            words.group(row.key, language),
            words.people(row.ballots, language),
            [cell(row.key if row.key in groups else None, partner, row.cells[partner.key]) for partner in partners],
        )
        for row in results.rows
    ]


def ring(results: Results, partners: Sequence[Partner], language: str) -> tuple[Markup, Markup]:
    """The network, and the same for a phone; empty where no group has enough ballots to be shown by itself."""
    cells = _by_group(results)
    if not any(partner.key in cells for partner in partners):
        return Markup(), Markup()
    _ = translations.translations(language).gettext
    links = []
    for place, one in enumerate(partners):
        for later, other in enumerate(partners[place + 1 :], place + 1):
            halves = _half(results, cells, one, other), _half(results, cells, other, one)
            if any(halves):
                links.append(Link(place, later, *halves))
    caption = Caption(
        f"ask-{results.ask.id}-network",
        _("The same as a network"),
        _("Each half of a line is what that partner says. A list with the same numbers follows."),
    )
    names = [partner.name for partner in partners]
    return network(names, links, caption), network_for_phone(names, links, caption)


def pairs(results: Results, partners: Sequence[Partner], language: str) -> list[Pair]:
    """Every two partners of which at least one rated the other, the largest differences first."""
    cells = _by_group(results)
    found = []
    for place, one in enumerate(partners):
        for other in partners[place + 1 :]:
            there, back = cells.get(one.key, {}).get(other.key), cells.get(other.key, {}).get(one.key)
            if not any(cell is not None and cell.rated for cell in (there, back)):
                continue
            says = words.median(there, language), words.median(back, language)
            found.append(Pair(one.name, other.name, *says, _apart(there, back)))
    return sorted(found, key=lambda pair: (-pair.apart, pair.first, pair.second))


class AgreedPair(NamedTuple):
    """What the group agreed about the link from `first` to `second`."""

    first: str
    second: str
    agreed: Agreed


def agreed(results: Results, partners: Sequence[Partner], language: str) -> list[AgreedPair]:
    """What the group agreed about links, in the order of the partners."""
    names = {partner.key: partner.name for partner in partners}
    return [
        AgreedPair(words.group(rater, language), names[subject], judgement)
        for (subject, rater), judgement in results.judgements.items()
        if subject in names
    ]


def _by_group(results: Results) -> Cells:
    return {row.key: dict(row.cells) for row in results.rows}


def _half(results: Results, cells: Cells, one: Partner, other: Partner) -> Half | None:
    """What one partner says of another: dashed if so few people said so that the step is not shown to everyone."""
    cell = cells.get(one.key, {}).get(other.key)
    if cell is None or cell.median is None:
        return None
    return Half(cell.median[0], few=cell.rated < results.ask.threshold)


def _apart(there: Distribution | None, back: Distribution | None) -> int:
    """How many steps lie between the medians of both sides; 0 where they overlap or one is missing."""
    if there is None or back is None or there.median is None or back.median is None:
        return 0
    return max(0, there.median[0] - back.median[1], back.median[0] - there.median[1])
