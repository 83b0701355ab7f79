"""Audiences: for whom a page or an update is rendered. An audience is a view in one language."""

from typing import NamedTuple

from app.domain.errors import NotAllowed, NotFound
from app.domain.steering.visibility import Who
from app.domain.workshops.seats import Actor, Viewer
from app.presentation import translations

# What participants see; the same with the facilitators' controls; the mapping page; the projector screen.
BOARD, STEER, MAP, SCREEN = "board", "steer", "map", "screen"
# The board as participants see it, for facilitators.
PREVIEW = "preview"
_WHO = {
    BOARD: Who.EVERYONE,
    STEER: Who.FACILITATORS,
    MAP: Who.MAPPERS,
    SCREEN: Who.EVERYONE,
    PREVIEW: Who.EVERYONE,
}


class Audience(NamedTuple):
    """A view in one language, which is rendered once and sent to many."""

    view: str
    language: str

    @property
    def restricted(self) -> bool:
        """True if only facilitators may be in this audience."""
        return self.view != BOARD

    @property
    def facilitates(self) -> bool:
        """True if this audience has the facilitators' controls."""
        return self.view in (STEER, MAP)

    @property
    def has_private(self) -> bool:
        """True if each seat in this audience has private fragments."""
        return self.view in (BOARD, STEER)

    @property
    def rendered_as(self) -> "Audience":
        """The audience with the same common fragments."""
        return self._replace(view=BOARD) if self.view == PREVIEW else self

    @property
    def who(self) -> Who:
        """Which notes this audience sees."""
        return _WHO[self.view]

    @property
    def sees_hidden(self) -> bool:
        """True if this audience sees hidden notes, marked as such."""
        return self.view == STEER


def audience_of(person: Actor | Viewer, view: str, language: str) -> Audience:
    """The audience that a seat asks for. Raises NotFound for an unknown view, NotAllowed for one it may not see."""
    if view not in _WHO:
        raise NotFound
    # Unknown languages fall back to the source language: each would be one more audience, rendered separately.
    wanted = Audience(view, language if language in translations.languages() else translations.SOURCE)
    if wanted.restricted and not person.facilitates:
        raise NotAllowed("Only a facilitator can do that.")
    return wanted
