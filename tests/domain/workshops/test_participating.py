"""The team is in no count of people: not among those who can vote, have voted, are ready, or raise a hand."""

import pytest

from app.domain.board import vote_counts, votes
from app.domain.errors import NotAllowed
from app.domain.steering import agenda, agenda_editing, signals
from app.domain.workshops import links, listing, seats
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def open_link(workshop: SampleWorkshop, ref: str, role: str) -> int:
    """Let a person open a link of their own to the team; returns the link's id."""
    workshop.act(FAY, links.add_link, name=ref.title(), role=role)
    link = workshop.read(lambda session: links.links(session, workshop.id)[-1])
    opened = {"secret": ref, "fresh_secret": ref, "now": workshop.now()}
    workshop.write(lambda session: (links.facilitate(session, workshop.key, link.ref, **opened), None))
    workshop.write(lambda session: workshop.name_seat(session, ref))
    assert link.id is not None
    return link.id


def test_facilitators_and_notetakers_are_in_no_count_of_people(workshop: SampleWorkshop) -> None:
    for ref in ("cat", "dan", "eve"):
        workshop.join(ref)
    note = workshop.post(ANA)
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Vote", may=["vote"], votes=3))
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[0].id
    workshop.act(FAY, agenda.enter, phase, seen=None)
    for ref in (ANA, "cat", "dan"):
        workshop.act(ref, votes.cast, note, 1, phase_id=phase)
        workshop.act(ref, signals.raise_hand, on=True)
        workshop.act(ref, signals.say_ready, on=True)

    def counts() -> list[tuple[int, ...]]:
        """The vote, the signals, and the list of workshops: each with its number of people."""
        return workshop.read(
            lambda session: [
                tuple(vote_counts.progress(session, workshop.id, phase)),
                signals.read(session, seats.find(session, workshop.key))[:2],
                listing.counts(session, [workshop.id])[workshop.id][:1],
            ]
        )

    assert counts() == [(3, 3, 5), (3, 3), (5,)]
    # One who has voted joins the team, one takes notes without having joined, and one is removed.
    cat = open_link(workshop, "cat", "facilitator")
    open_link(workshop, "nia", "notetaker")
    workshop.act(FAY, seats.remove, workshop.read(lambda s: seats.load_actor(s, workshop.key, "dan").seat.id))
    assert counts() == [(1, 1, 3), (1, 1), (3,)]
    for ref in (FAY, "nia", "cat"):
        with pytest.raises(NotAllowed):
            workshop.act(ref, votes.cast, note, 1, phase_id=phase)
        with pytest.raises(NotAllowed):
            workshop.act(ref, signals.say_ready, on=True)
    # With the link turned off, a person who joined by the code takes part again.
    workshop.act(FAY, links.revoke, cat)
    assert counts()[0] == (2, 2, 4)
    workshop.act(BEN, votes.cast, note, 1, phase_id=phase)
    assert counts()[0] == (3, 3, 4)
