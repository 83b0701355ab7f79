"""What one seat alone sees of itself besides its notes, such as its votes: one element for each kind.

The elements have fixed places on the participants' page. Events about them are `SeatChanged` and do not say which seat
changed; `Seat.revision` does.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.board import vote_counts
from app.domain.board.vote_counts import OwnVote
from app.domain.findings.asks import ballots
from app.domain.findings.asks.ballots import Own as Ballot
from app.domain.rows import SeatRow
from app.domain.steering.state import Steering
from app.domain.workshops import seat_changes, seats
from app.presentation.templates import compiled
from app.web.render.pieces import piece

# The id of each element, and its template.
TEMPLATES = {
    "own-votes": "board/_own-votes.html",
    "own-muting": "board/_own-muting.html",
    "own-signals": "board/_own-signals.html",
    "own-asks": "findings/_own-asks.html",
}


@dataclass(frozen=True)
class OwnState:
    """What the elements of one seat show."""

    votes: list[OwnVote]
    # By the id of the ask.
    ballots: Mapping[int, Ballot]
    # None for the preview of a board, which is no one's.
    seat: SeatRow | None

    @property
    def muted(self) -> bool:
        """True if a facilitator has stopped the seat's posts, or reads them before others see them."""
        return self.seat is not None and self.seat.muted

    @property
    def hand(self) -> bool:
        return self.seat is not None and self.seat.hand_at is not None

    @property
    def ready(self) -> bool:
        return self.seat is not None and self.seat.ready

    @property
    def participates(self) -> bool:
        """True for people who are not of the team."""
        return self.seat is None or self.seat.role is None

    @property
    def given(self) -> int:
        """The number of votes that the seat has given in the present phase."""
        return sum(vote.votes for vote in self.votes)


def elements(session: Session, steering: Steering, refs: Collection[str], language: str) -> dict[str, dict[str, str]]:
    """The elements of each of these seats, by its reference and then by the id of the element."""
    workshop = steering.workshop
    phase = steering.voting
    votes = vote_counts.own(session, workshop.id, phase.id, refs) if phase else {}
    rows = seats.rows(session, workshop.id, refs)
    templates = {name: compiled(language, template) for name, template in TEMPLATES.items()}
    given = ballots.own(session, workshop.id, refs) if steering.rates else {}
    own = {ref: OwnState(votes.get(ref, []), given.get(ref, {}), rows.get(ref)) for ref in refs}
    return {
        ref: {
            name: template.render(own=own[ref], steering=steering, workshop=workshop)
            for name, template in templates.items()
        }
        for ref in refs
    }


def pieces(session: Session, steering: Steering, refs: Collection[str], language: str) -> dict[str, str]:
    """The elements of each of these seats as fragments, by its reference."""
    return {
        ref: "".join(piece(f"#{name}", "outerMorph", element) for name, element in found.items())
        for ref, found in elements(session, steering, refs, language).items()
    }


def changed(session: Session, steering: Steering, since: int) -> set[str]:
    """The references of the seats that changed after this seq."""
    return seat_changes.changed_since(session, steering.workshop.id, since)


def showing(session: Session, steering: Steering, notes: Sequence[str]) -> set[str]:
    """The references of the seats whose elements show one of the notes with these ids."""
    if not steering.voting or not notes:
        return set()
    return vote_counts.voters(session, steering.workshop.id, steering.voting.id, notes)
