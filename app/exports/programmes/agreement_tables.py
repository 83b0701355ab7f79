"""The sheets about closed rounds of independent coding: figures, figures by element, and decisions."""

from collections.abc import Iterable

from app.domain.findings.coding import figures
from app.domain.findings.coding.agreement import Interval
from app.domain.findings.coding.figures import Figures, Sample
from app.domain.mapping.codings import NOT_ABOUT, CodeBook
from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.facts import RoundFacts
from app.exports.programmes.wording import Wording
from app.exports.sheets import Cell, Sheet


def tables(bundle: ProgrammeBundle, wording: Wording) -> list[Sheet]:
    """The figures of each round, which take a second each, and the decisions. A reflexive programme has no figures."""
    _ = wording.gettext
    whole: list[list[Cell]] = []
    by_element: list[list[Cell]] = []
    if not bundle.record.programme.reflexive:
        for found in bundle.record.rounds:
            sample = sample_of(bundle, found)
            computed = figures.compute(sample)
            whole += _whole(found, computed, wording)
            by_element += _by_element(bundle, found, computed, wording)
    interval = (_("Interval from"), _("Interval to"))
    return [
        Sheet(
            _("Agreement"), [_("Round"), _("Seed"), _("Coders"), _("Figure"), _("Value"), _("Units"), *interval], whole
        ),
        Sheet(
            _("Agreement by element"),
            [
                *(_("Round"), _("First coder"), _("Second coder"), _("Element"), _("Both"), _("Only the first")),
                *(_("Only the second"), _("Neither"), _("Kappa"), *interval),
            ],
            by_element,
        ),
        Sheet(
            _("Decisions"),
            [*(_("Round"), _("Text"), _("First choices"), _("Decision"), _("Reason"), _("Person"), _("Time"))],
            [*_decisions(bundle, wording)],
        ),
    ]


def sample_of(bundle: ProgrammeBundle, found: RoundFacts) -> Sample:
    """What the coders of a round gave its units, as the round's page computes its figures from it."""
    given: dict[tuple[int, str], set[str]] = {}
    for coding in found.codings:
        given.setdefault((coding.coder, coding.unit), set()).add(coding.element)
    coders = tuple(coder.person for coder in found.coders)
    units = tuple(
        tuple(frozenset(keys) if (keys := given.get((coder, unit))) else None for coder in coders)
        for unit in found.units
    )
    return Sample(coders, units, (*_choices(bundle, found), NOT_ABOUT), found.seed)


def _choices(bundle: ProgrammeBundle, found: RoundFacts) -> list[str]:
    drawn = CodeBook(dict(bundle.record.frameworks[found.framework - 1]))
    return [*(element["key"] for element in drawn.elements), *(code.key for code in bundle.codes)]


def _whole(found: RoundFacts, computed: Figures, wording: Wording) -> Iterable[list[Cell]]:
    _ = wording.gettext
    start: list[Cell] = [found.name, found.seed]
    for pair in computed.pairs:
        coders = f"{wording.person(pair.first)}; {wording.person(pair.second)}"
        for words, value in (
            (_("with exactly the same codes"), pair.counts.same),
            (_("that share at least one code"), pair.counts.sharing),
        ):
            yield [*start, coders, words, value, pair.counts.units, None, None]
    everyone = "; ".join(wording.person(coder.person) for coder in found.coders)
    for words, alpha in (
        (_("alpha, over the units with one code from each coder"), computed.nominal),
        (_("alpha of sets (MASI), over all units"), computed.masi),
    ):
        value = _defined(alpha.value, wording)
        yield [*start, everyone, words, value, alpha.units, *_ends(alpha.interval)]


def _by_element(
    bundle: ProgrammeBundle, found: RoundFacts, computed: Figures, wording: Wording
) -> Iterable[list[Cell]]:
    names = dict(wording.names)
    for group in bundle.record.frameworks[found.framework - 1]["groups"]:
        for element in group["elements"]:
            names.setdefault(element["key"], element["name"])
    for pair in computed.pairs:
        for one in pair.elements:
            counts = one.counts
            yield [
                *(found.name, wording.person(pair.first), wording.person(pair.second), names[one.element]),
                *(counts.both, counts.only_first, counts.only_second, counts.neither),
                *(_defined(counts.kappa, wording), *_ends(one.interval)),
            ]


def _decisions(bundle: ProgrammeBundle, wording: Wording) -> Iterable[list[Cell]]:
    for found in bundle.record.rounds:
        for one in found.decisions:
            choices = [f"{wording.person(coder)}: {wording.named(keys)}" for coder, keys in one.before]
            yield [
                *(found.name, wording.words(wording.units[one.unit]), "\n".join(choices), wording.named(one.after)),
                *(one.reason, wording.person(one.by), wording.local(one.at)),
            ]


def _defined(value: float | None, wording: Wording) -> float | str:
    return wording.gettext("not defined") if value is None else value


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (interval.low, interval.high) if interval else (None, None)
