"""Draws the sample of a round: evenly from all strata, and the same again from the same seed."""

import random
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def draw(strata: Mapping[str, Sequence[Name]], size: int, seed: int) -> list[tuple[str, Name]]:
    """`size` names as (stratum, name) in a random order, each stratum with its share of the whole.

    Fractions of a name go to the strata with the largest remainders (Hare's method), the first of equal ones. Raises
    ValueError for more names than there are.
    """
    chance = random.Random(seed)  # noqa: S311  (reproducible, not secret)
    drawn = [
        (stratum, name)
        for stratum, number in shares({stratum: len(names) for stratum, names in strata.items()}, size).items()
        for name in chance.sample(list(strata[stratum]), number)
    ]
    chance.shuffle(drawn)
    return drawn


def shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of `size` each stratum gets. Raises ValueError if the strata together are smaller."""
    whole = sum(sizes.values())
    if not 0 <= size <= whole:
        raise ValueError(size)
    if not whole:
        return dict.fromkeys(sizes, 0)
    found = {stratum: size * number // whole for stratum, number in sizes.items()}
    remainders = sorted(sizes, key=lambda stratum: -(size * sizes[stratum] % whole))
    for stratum in remainders[: size - sum(found.values())]:
        found[stratum] += 1
    return found
