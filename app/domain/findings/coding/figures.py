"""The figures of a closed round, computed from keys alone, outside the database's reads and writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from app.domain.findings.coding import agreement
from app.domain.findings.coding.agreement import ElementAgreement, Interval, Keys, PairAgreement, Unit


@dataclass(frozen=True)
class Sample:
    """What each coder gave each unit, in the order of `coders`; None where a coder has not coded it."""

    coders: tuple[int, ...]
    units: tuple[tuple[Keys | None, ...], ...]
    elements: tuple[str, ...]
    seed: int


@dataclass(frozen=True)
class Alpha:
    """One alpha over `units` units; `value` None is "not defined"."""

    value: float | None
    units: int
    interval: Interval | None


@dataclass(frozen=True)
class OfElement:
    """The counts of one element for two coders, with the interval of its kappa."""

    element: str
    counts: ElementAgreement
    interval: Interval | None


@dataclass(frozen=True)
class OfPair:
    """Two coders, by account id."""

    first: int
    second: int
    counts: PairAgreement
    elements: tuple[OfElement, ...]


@dataclass(frozen=True)
class Figures:
    """All figures of a round. `rare` elements were used at most four times, `unused` ones never."""

    pairs: tuple[OfPair, ...]
    nominal: Alpha
    masi: Alpha
    units: int
    rare: tuple[str, ...]
    unused: tuple[str, ...]


FEW = 5


@lru_cache(maxsize=16)
def compute(sample: Sample) -> Figures:
    """The figures of a sample. The same sample gives the same intervals, and takes its time only once."""
    pairs = tuple(_pair(sample, first, second) for first, second in combinations(range(len(sample.coders)), 2))
    used = {
        element: sum(any(element in (keys or ()) for keys in unit) for unit in sample.units)
        for element in sample.elements
    }
    return Figures(
        pairs=pairs,
        nominal=_alpha(sample, agreement.nominal_alpha),
        masi=_alpha(sample, agreement.masi_alpha),
        units=sum(sum(keys is not None for keys in unit) > 1 for unit in sample.units),
        rare=tuple(element for element, number in used.items() if 0 < number < FEW),
        unused=tuple(element for element, number in used.items() if not number),
    )


def _pair(sample: Sample, first: int, second: int) -> OfPair:
    counts = agreement.pair(sample.units, first, second, sample.elements)
    elements = []
    for element in sample.elements:

        def kappa(units: Sequence[Unit], element: str = element) -> float | None:
            return agreement.pair(units, first, second, (element,)).by_element[element].kappa

        found = counts.by_element[element]
        interval = agreement.interval(sample.units, kappa, sample.seed) if found.kappa is not None else None
        elements.append(OfElement(element, found, interval))
    return OfPair(sample.coders[first], sample.coders[second], counts, tuple(elements))


def _alpha(sample: Sample, figure: Callable[[Sequence[Unit]], tuple[float | None, int]]) -> Alpha:
    value, units = figure(sample.units)
    interval = None if value is None else agreement.interval(sample.units, lambda drawn: figure(drawn)[0], sample.seed)
    return Alpha(value, units, interval)
