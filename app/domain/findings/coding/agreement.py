"""How far coders agree: counts, Cohen's kappa and Krippendorff's alpha, with bootstrap intervals.

A unit is coded with a set of keys. A unit that a coder has not coded is left out of a pair, and never counts as
"neither". A figure that would be 0/0 is None: "not defined", and neither 1 nor 0.

Sources: J. Cohen, A coefficient of agreement for nominal scales (1960). K. Krippendorff, Computing Krippendorff's
alpha-reliability (2011). R. Passonneau, Measuring agreement on set-valued items (2006), for MASI. B. Efron,
Bootstrap methods (1979), for the percentile interval.
"""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

Keys = frozenset[str]
# The codings of one unit by each coder, in the order of the coders; None where a coder has not coded it.
Unit = Sequence[Keys | None]
Value = TypeVar("Value", bound=Hashable)
Distance = Callable[[Value, Value], float]

RESAMPLES = 1000
# Passonneau’s weights for different sets: one within the other, and sets that overlap.
WITHIN, OVERLAPPING = 2 / 3, 1 / 3


@dataclass(frozen=True)
class Interval:
    """A 95 % bootstrap interval. `defined` resamples of RESAMPLES gave a figure."""

    low: float
    high: float
    defined: int


@dataclass(frozen=True)
class ElementAgreement:
    """What two coders gave one element: the numbers of units with it from both, only one of them, or neither."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa for the element, given or not; None where chance alone would make both agree always."""
        units = self.both + self.only_first + self.only_second + self.neither
        if not units:
            return None
        first, second = self.both + self.only_first, self.both + self.only_second
        observed = (self.both + self.neither) / units
        by_chance = (first * second + (units - first) * (units - second)) / units**2
        return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


@dataclass(frozen=True)
class PairAgreement:
    """Two coders, over the `units` that both have coded. `same` have the same set, `sharing` at least one key."""

    units: int
    same: int
    sharing: int
    by_element: Mapping[str, ElementAgreement]


def pair(units: Sequence[Unit], first: int, second: int, elements: Sequence[str]) -> PairAgreement:
    """Compare two coders, given by their places, for each of these elements."""
    both = _coded_by(units, first, second)
    return PairAgreement(
        units=len(both),
        same=sum(one == other for one, other in both),
        sharing=sum(bool(one & other) for one, other in both),
        by_element={element: _element(both, element) for element in elements},
    )


def nominal_alpha(units: Sequence[Unit]) -> tuple[float | None, int]:
    """Krippendorff's alpha over the units that every coder who coded them gave exactly one key, and their number."""
    single = single_keys(units)
    return alpha(single, _differ), len(single)


def masi_alpha(units: Sequence[Unit]) -> tuple[float | None, int]:
    """Krippendorff's alpha over all units that two coders or more have coded, by MASI, and their number."""
    coded = [[keys for keys in unit if keys is not None] for unit in units]
    compared = [keys for keys in coded if len(keys) > 1]
    return alpha(compared, masi), len(compared)


def single_keys(units: Sequence[Unit]) -> list[list[str]]:
    """The keys of the units that two coders or more coded, each with exactly one key."""
    found = []
    for unit in units:
        keys = [keys for keys in unit if keys is not None]
        if len(keys) > 1 and all(len(one) == 1 for one in keys):
            found.append([key for one in keys for key in one])
    return found


def alpha(units: Sequence[Sequence[Value]], distance: Distance[Value]) -> float | None:
    """Krippendorff's alpha for units with two values or more, in any number; None where it is 0/0."""
    values = Counter(value for unit in units for value in unit if len(unit) > 1)
    number = sum(values.values())
    observed = sum(
        2 * sum(distance(one, other) for one, other in combinations(unit, 2)) / (len(unit) - 1)
        for unit in units
        if len(unit) > 1
    )
    expected = 2 * sum(values[one] * values[other] * distance(one, other) for one, other in combinations(values, 2))
    return None if not expected else 1 - (number - 1) * observed / expected


def ordinal_alpha(units: Sequence[Sequence[int]]) -> float | None:
    """Krippendorff's alpha for ratings on an ordinal scale; None where it is 0/0."""
    values = Counter(value for unit in units for value in unit if len(unit) > 1)
    scale = sorted(values)

    def distance(one: int, other: int) -> float:
        between = [step for step in scale if min(one, other) <= step <= max(one, other)]
        return (sum(values[step] for step in between) - (values[one] + values[other]) / 2) ** 2

    return alpha(units, distance)


def masi(one: Keys, other: Keys) -> float:
    """The distance of two sets, from 0 (equal) to 1 (nothing in common)."""
    if one == other:
        return 0.0
    common = len(one & other)
    weight = WITHIN if common == min(len(one), len(other)) else OVERLAPPING
    return 1 - weight * common / len(one | other) if common else 1.0


def interval(units: Sequence[Unit], figure: Callable[[Sequence[Unit]], float | None], seed: int) -> Interval | None:
    """The percentile interval of a figure over resampled units; None where no resample gives a figure.

    The same units and seed give the same interval.
    """
    if not units:
        return None
    chance = random.Random(seed)  # noqa: S311  (reproducible, not secret)
    figures = (figure(chance.choices(units, k=len(units))) for _ in range(RESAMPLES))
    found = sorted(value for value in figures if value is not None)
    if not found:
        return None
    return Interval(found[_rank(len(found), 0.025)], found[_rank(len(found), 0.975)], len(found))


def _rank(number: int, share: float) -> int:
    return min(number - 1, int(share * number))


def _coded_by(units: Sequence[Unit], first: int, second: int) -> list[tuple[Keys, Keys]]:
    pairs = [(unit[first], unit[second]) for unit in units]
    return [(one, other) for one, other in pairs if one is not None and other is not None]


def _element(both: Sequence[tuple[Keys, Keys]], element: str) -> ElementAgreement:
    given = Counter((element in one, element in other) for one, other in both)
    return ElementAgreement(given[True, True], given[True, False], given[False, True], given[False, False])


def _differ(one: str, other: str) -> float:
    return float(one != other)
