"""The ratings that the report of a place may show."""

from collections.abc import Collection
from typing import NamedTuple

from sqlmodel import Session

from app.domain.findings.asks import rated
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.findings.asks.ask_results import For
from app.domain.findings.models import Programme
from app.exports.ratings import asked
from app.exports.ratings.asked import Asking
from app.exports.ratings.figures import Figures


class Reported(NamedTuple):
    """A rating with its figures and its place."""

    asking: Asking
    figures: Figures
    place_id: int

    @property
    def is_links(self) -> bool:
        return self.asking.ask.kind == LINKS


def read(session: Session, programme: Programme, places: Collection[int], language: str) -> list[Reported]:
    """The ratings at these places. Groups under the programme's threshold are merged, if it is above the rating's."""
    found = []
    for one in rated.shown(session, programme, places):
        ask = one.ask._replace(threshold=max(one.ask.threshold, programme.threshold))
        asking = asked.of(session, one.workshop, ask, language, For.ANYONE)
        if asking.figures is not None:
            found.append(Reported(asking, asking.figures, one.place_id))
    return found
