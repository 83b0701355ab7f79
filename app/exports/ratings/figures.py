"""The figures of an ask that was shown: its drawing, and tables that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from markupsafe import Markup

from app.domain.findings.asks import ask_results
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.findings.asks.ask_results import Agreed, Comparison, Results
from app.domain.findings.asks.ask_rows import Distribution
from app.exports.ratings import links, words
from app.exports.ratings.links import AgreedPair, Pair
from app.presentation import translations
from app.presentation.plots.dots import REPORT, DotRow, dot_plot, dot_plot_for_phone
from app.presentation.plots.radar import Axis, radar
from app.presentation.plots.svg import Caption


class Rated(Protocol):
    """One thing that people rated."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def group(self) -> int: ...


class TableRow(NamedTuple):
    """One thing that was rated: the answers in each ask, in order of time, and what the group agreed."""

    key: str
    name: str
    asks: list[Distribution]
    agreed: Agreed | None


class GroupTable(NamedTuple):
    """One row of the results, with the answers for everything that was rated. A hidden cell is None."""

    name: str
    ballots: int
    cells: list[Distribution | None]


@dataclass(frozen=True)
class Figures:
    """What a page shows of the results. `first` are those of an earlier ask on the same scale.

    `plot` is empty where too few people answered to show anything. A style sheet shows it or the one for a phone.
    """

    results: Results
    first: Results | None
    compared: Comparison | None
    plot: Markup
    # The same drawing for a phone.
    phone: Markup = field(default_factory=Markup)
    rows: list[TableRow] = field(default_factory=list)
    groups: list[GroupTable] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    # Shown on request only.
    radar: Markup = field(default_factory=Markup)
    network: Markup = field(default_factory=Markup)
    network_for_phone: Markup = field(default_factory=Markup)
    pairs: list[Pair] = field(default_factory=list)
    agreed_links: list[AgreedPair] = field(default_factory=list)


def of(results: Results, first: Results | None, subjects: Sequence[Rated], language: str) -> Figures:
    """The figures of one ask. An earlier ask is compared for the things that both asked about."""
    ask = results.ask
    if first is not None and (not first.ballots or ask.kind == LINKS):
        first = None
    compared = ask_results.compare(first.ask, ask) if first is not None else None
    groups = [
        GroupTable(words.group(row.key, language), row.ballots, [row.cells[one.key] for one in subjects])
        for row in results.rows
    ]
    if not any(cell is not None for row in results.rows for cell in row.cells.values()):
        return Figures(results, first, compared, Markup())
    if ask.kind == LINKS:
        ring, ring_for_phone = links.ring(results, subjects, language)
        return Figures(
            *(results, first, compared, *links.matrix(results, subjects, language)),
            groups=groups,
            network=ring,
            network_for_phone=ring_for_phone,
            pairs=links.pairs(results, subjects, language),
            agreed_links=links.agreed(results, subjects, language),
        )
    names = {subject.key: subject.name for subject in subjects}
    rows = [
        TableRow(
            subject.key,
            subject.name,
            [one.together[subject.key] for one in (first, results) if one is not None and subject.key in one.together],
            results.judgements.get((subject.key, "")),
        )
        for subject in subjects
    ]
    return Figures(
        *(results, first, compared, *_dots(results, first, rows, subjects, language)),
        rows=rows,
        radar=_radar(results, rows, language),
        groups=groups if len(groups) > 1 else [],
        left_out=[names.get(key, key) for key in (compared.only_first + compared.only_second if compared else [])],
    )


def in_a_report(figures: Figures, subjects: Sequence[Rated], language: str) -> Markup:
    """The dot plot in the width of a report's text. Call it where the results have a plot."""
    drawn = _dot_rows(figures.rows, figures.first, subjects)
    ask = figures.results.ask
    return dot_plot(drawn, words.steps(ask, language), _caption(figures.results, language), layout=REPORT)


def _caption(results: Results, language: str) -> Caption:
    _ = translations.translations(language).gettext
    return Caption(
        f"ask-{results.ask.id}-plot",
        words.heading(results.ask, language),
        _("One dot is one person. %(people)s answered. A table with the same numbers follows.")
        % {"people": words.people(results.ballots or 0, language)},
    )


def _dots(
    results: Results, first: Results | None, rows: list[TableRow], subjects: Sequence[Rated], language: str
) -> tuple[Markup, Markup]:
    """The drawing for a wide page, and the one for a phone."""
    caption = _caption(results, language)
    drawn = _dot_rows(rows, first, subjects)
    steps = words.steps(results.ask, language)
    return dot_plot(drawn, steps, caption), dot_plot_for_phone(drawn, steps, caption)


def _dot_rows(rows: list[TableRow], first: Results | None, subjects: Sequence[Rated]) -> list[DotRow]:
    return [
        DotRow(row.name, _counts(row, first), subject.group, row.agreed.value if row.agreed else None)
        for row, subject in zip(rows, subjects, strict=True)
    ]


def _radar(results: Results, rows: list[TableRow], language: str) -> Markup:
    ask = results.ask
    about = translations.translations(language).gettext("The medians of each row of the table, joined by lines.")
    caption = Caption(f"ask-{ask.id}-radar", words.heading(ask, language), about)
    return radar([Axis(row.name, row.asks[-1].median) for row in rows], len(ask.scale), caption)


def _counts(row: TableRow, first: Results | None) -> list[tuple[int, ...]]:
    """The counts of each ask. What only the second one asked about has rings and no filled dots."""
    counts = [one.counts for one in row.asks]
    return [(), *counts] if first is not None and len(counts) == 1 else counts
