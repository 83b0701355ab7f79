"""Every event that the journals of workshops and of programmes store, by the name of its class."""

# The classes of these modules are found below.
import app.domain.board.events
import app.domain.findings.asks.ask_events
import app.domain.findings.reports.report_events
import app.domain.steering.events  # noqa: F401
from app.domain.events import Happened, Unknown
from app.domain.findings.events import InProgramme


def _leaves(kind: type[Happened]) -> set[type[Happened]]:
    below = kind.__subclasses__()
    return {kind} if not below else set().union(*map(_leaves, below))


def _by_name(kinds: set[type[Happened]]) -> dict[str, type[Happened]]:
    return {kind.__name__: kind for kind in sorted(kinds, key=lambda kind: kind.__name__)}


_OF_PROGRAMMES = _leaves(InProgramme)
PROGRAMME_KINDS = _by_name(_OF_PROGRAMMES)
KINDS = _by_name(_leaves(Happened) - _OF_PROGRAMMES - {Unknown})
