"""Every event that the journal stores, by the name of its class."""

# The classes of these modules are found below.
import app.domain.board.events
import app.domain.steering.events  # noqa: F401
from app.domain.events import Happened, Unknown


def _leaves(kind: type[Happened]) -> set[type[Happened]]:
    below = kind.__subclasses__()
    return {kind} if not below else set().union(*map(_leaves, below))


_ALL = sorted(_leaves(Happened) - {Unknown}, key=lambda kind: kind.__name__)
KINDS: dict[str, type[Happened]] = {kind.__name__: kind for kind in _ALL}
