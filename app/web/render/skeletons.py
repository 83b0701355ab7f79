"""Caches pages that are rendered once for each state of their workshop and filled for each request.

When a workshop begins, everyone loads the same pages at once. Rendering takes 0.7 ms and compressing 0.3 ms per load,
which would delay the notes posted at the same time.
"""

from collections.abc import Callable

from app.domain.models import Workshop
from app.domain.rows import WorkshopRow
from app.web.bounded_cache import BoundedCache
from app.web.render.blocks import Skeleton

MOST, HEAVIEST = 500, 16 * 1024 * 1024


class Skeletons:
    """The cache of skeletons in one process."""

    def __init__(self) -> None:
        self._kept: BoundedCache[Skeleton] = BoundedCache(MOST, HEAVIEST, lambda skeleton: skeleton.size)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, workshop: Workshop | WorkshopRow, which: str, render: Callable[[], str]) -> Skeleton:
        """The skeleton of a page in the workshop's present state. `which` names the page and its other inputs."""
        # Every change of a page raises the seq, or open pages would not be updated. The epoch is not part of the key,
        # because a restart follows a restore.
        key = f"{workshop.key} {workshop.made_at} {workshop.seq} {which}"
        found = self._kept.get(key)
        if found is None:
            found = Skeleton(render())
            self._kept.keep(key, found)
        return found
