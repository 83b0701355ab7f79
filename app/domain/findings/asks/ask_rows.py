"""Which rows of the results of an ask may be shown: pure functions that merge groups with few ballots.

Every row has at least as many ballots as the threshold. Rows never overlap, and a row for everyone stands alone in the
results of links, so that no subtraction gives the answers of a smaller group.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

# The keys of rows that merge groups. No group has such a name, because names have a visible first letter.
OTHERS, TOGETHER = "\u2063others", "\u2063together"


class Distribution(NamedTuple):
    """How many ballots chose each step, lowest first, and how many "can't say"."""

    counts: tuple[int, ...]
    cant_say: int = 0

    @property
    def rated(self) -> int:
        """The number of ballots that chose a step."""
        return sum(self.counts)

    @property
    def median(self) -> tuple[int, int] | None:
        """The two steps in the middle, which are equal for an odd number of ballots; None without any.

        A scale of words has an order and no distances, so there is no mean of the two.
        """
        number = self.rated
        if not number:
            return None
        ordered = [step for step, count in enumerate(self.counts, 1) for _ in range(count)]
        return ordered[(number - 1) // 2], ordered[number // 2]

    def plus(self, other: "Distribution") -> "Distribution":
        """The ballots of both."""
        counts = tuple(one + more for one, more in zip(self.counts, other.counts, strict=True))
        return Distribution(counts, self.cant_say + other.cant_say)


class Members(NamedTuple):
    """The groups that one row of the results merges; a row of one group has that group's key."""

    key: str | None
    groups: tuple[str | None, ...]


def none(steps: int) -> Distribution:
    """The distribution without ballots."""
    return Distribution((0,) * steps)


def shown_rows(ballots: Mapping[str | None, int], threshold: int) -> list[Members]:
    """The rows that pages show of groups with so many ballots, in the order of the groups.

    Groups under the threshold are one row. If that is still under it, the smallest of the others joins it, because the
    total less the others would give it. If no group is left, all are one row. Empty if all ballots together are under
    the threshold.
    """
    there = [group for group, number in ballots.items() if number]
    if sum(ballots[group] for group in there) < threshold:
        return []
    merging = {group for group in there if ballots[group] < threshold}
    while merging and len(merging) < len(there) and sum(ballots[group] for group in merging) < threshold:
        merging.add(min((group for group in there if group not in merging), key=lambda group: ballots[group]))
    if there and merging == set(there):
        return [Members(TOGETHER, tuple(there))]
    rows = [Members(group, (group,)) for group in there if group not in merging]
    return [*rows, *([Members(OTHERS, tuple(group for group in there if group in merging))] if merging else [])]


def exact_rows(ballots: Mapping[str | None, int]) -> list[Members]:
    """One row for each group, for pages that only members of a programme see."""
    return [Members(group, (group,)) for group, number in ballots.items() if number]


def merged(cells: Sequence[Distribution], steps: int) -> Distribution:
    """The distributions of several groups as one."""
    total = none(steps)
    for cell in cells:
        total = total.plus(cell)
    return total


def enough(ballots: Mapping[str | None, int], row: Members, subject: str, threshold: int) -> bool:
    """True if enough ballots of a row could rate this partner: those of the partner's own group could not."""
    return sum(ballots[group] for group in row.groups if group != subject) >= threshold


def gives_away(own: int, threshold: int) -> bool:
    """True if a row gives away how many ballots a small group has.

    The ballots of a partner's `own` group cannot rate it, so the row's number less the answers about it is that number.
    """
    return 0 < own < threshold
