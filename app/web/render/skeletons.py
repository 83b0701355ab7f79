"""Pages that are rendered once for each state of their workshop, and filled for each request.

When a workshop begins, everyone loads the same pages at once. A template takes 0.7 ms and compressing it 0.3 ms, which
each of them would cost the notes that are posted meanwhile.
"""

from collections.abc import Callable

from app.domain.models import Workshop
from app.domain.rows import WorkshopRow
from app.web.render.blocks import Skeleton
from app.web.render.bounded_cache import BoundedCache

MOST, HEAVIEST = 500, 16 * 1024 * 1024


class Skeletons:
    """The skeletons of one process."""

    def __init__(self) -> None:
        self._kept: BoundedCache[Skeleton] = BoundedCache(MOST, HEAVIEST, lambda skeleton: skeleton.size)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, workshop: Workshop | WorkshopRow, which: str, render: Callable[[], str]) -> Skeleton:
        """The skeleton of a page of this workshop as it is now; `which` names the page and all else it depends on."""
        # Whatever changes what a page shows raises the seq, or open pages would not be told of it. The epoch of a
        # process is its lifetime: a restore is followed by a restart.
        key = f"{workshop.key} {workshop.made_at} {workshop.seq} {which}"
        found = self._kept.get(key)
        if found is None:
            found = Skeleton(render())
            self._kept.keep(key, found)
        return found
