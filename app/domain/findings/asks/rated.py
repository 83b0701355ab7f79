"""The ratings of a programme's workshops whose results were shown, for its pages and reports."""

from collections.abc import Collection
from typing import NamedTuple

from sqlmodel import Session

from app.domain.findings import sources
from app.domain.findings.asks import asks
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.findings.asks.asks import AskRow
from app.domain.findings.models import Programme
from app.domain.models import Workshop


class Rated(NamedTuple):
    """A rating whose results were shown, with its workshop and its place."""

    ask: AskRow
    workshop: Workshop
    place_id: int

    @property
    def is_links(self) -> bool:
        return self.ask.kind == LINKS


def shown(session: Session, programme: Programme, places: Collection[int] | None = None) -> list[Rated]:
    """The ratings at these places, or at all places, in the order of workshops and of planning."""
    return [
        Rated(ask, workshop, place_id)
        for workshop, place_id in sources.workshops(session, programme)
        if places is None or place_id in places
        for ask in asks.listed(session, workshop.id)
        if ask.shown_at
    ]
