"""Votes: a budget for each seat and phase, counted once, hidden until the vote is closed, and nameless afterwards."""

import pytest
from sqlmodel import select

from app.domain import journal
from app.domain.board import notes, vote_counts, votes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.models import Event, Phase, Seat, Vote
from app.domain.steering import agenda, agenda_editing, locks
from app.domain.workshops import closing
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


class Voting:
    """A workshop with two notes under question 1 and one under question 3, in a vote on the first two questions."""

    def __init__(self, workshop: SampleWorkshop) -> None:
        self.workshop = workshop
        self.first, self.second = workshop.post(ANA, "first"), workshop.post(BEN, "second")
        self.elsewhere = workshop.post(BEN, "elsewhere", column=2)
        vote = agenda_editing.Draft("Vote", may=["vote"], columns=workshop.columns[:2], votes=3, votes_per_note=2)
        for draft in (vote, agenda_editing.Draft("Next steps", may=["write"])):
            workshop.act(FAY, agenda_editing.add, draft)
        self.phase, self.next = [p.id for p in workshop.read(lambda s: agenda.phases(s, workshop.id))]
        self.enter(self.phase)

    def enter(self, phase: int) -> None:
        self.workshop.act(FAY, agenda.enter, phase, seen=self.workshop.workshop().phase_id)

    def cast(self, ref: str, note: str, number: int) -> int:
        return self.workshop.act(ref, votes.cast, note, number, phase_id=self.phase)

    def close(self, *, on: bool = True) -> int:
        return self.workshop.act(FAY, votes.close, self.phase, on=on)

    def own(self, ref: str) -> dict[str, int]:
        found = self.workshop.read(lambda s: vote_counts.own(s, self.workshop.id, self.phase, [ref]))
        return {vote.note_id: vote.votes for vote in found.get(ref, [])}

    def totals(self) -> dict[str, int]:
        return self.workshop.read(lambda s: vote_counts.totals(s, self.workshop.id))

    def progress(self) -> tuple[int, int, int]:
        return tuple(self.workshop.read(lambda s: vote_counts.progress(s, self.workshop.id, self.phase)))


@pytest.fixture
def voting(workshop: SampleWorkshop) -> Voting:
    return Voting(workshop)


def test_a_vote_that_is_sent_twice_counts_once(voting: Voting) -> None:
    seq = voting.cast(ANA, voting.first, 1)
    assert voting.cast(ANA, voting.first, 1) == seq
    voting.cast(BEN, voting.first, 1)
    voting.close()
    assert voting.totals() == {voting.first: 2}


def test_a_vote_can_be_taken_back_while_voting_is_open(voting: Voting) -> None:
    voting.cast(ANA, voting.first, 2)
    voting.cast(ANA, voting.first, 0)
    assert voting.own(ANA) == {}
    assert voting.progress()[:2] == (0, 0)


def test_nobody_gives_more_votes_than_the_phase_allows(voting: Voting) -> None:
    with pytest.raises(Invalid):
        voting.cast(ANA, voting.first, 3)
    voting.cast(ANA, voting.first, 2)
    with pytest.raises(Invalid):
        voting.cast(ANA, voting.second, 2)
    voting.cast(ANA, voting.second, 1)
    voting.cast(BEN, voting.second, 2)
    assert voting.own(ANA) == {voting.first: 2, voting.second: 1}


def test_after_the_budget_became_smaller_votes_can_still_be_taken_back(voting: Voting) -> None:
    voting.cast(ANA, voting.first, 2)
    voting.cast(ANA, voting.second, 1)
    smaller = agenda_editing.Draft("Vote", may=["vote"], columns=voting.workshop.columns[:2], votes=1)
    voting.workshop.act(FAY, agenda_editing.edit, voting.phase, smaller)
    voting.cast(ANA, voting.second, 0)
    with pytest.raises(Invalid):
        voting.cast(ANA, voting.second, 1)
    voting.cast(ANA, voting.first, 1)
    assert voting.own(ANA) == {voting.first: 1}


def test_only_notes_of_the_phases_questions_that_everyone_sees_get_votes(voting: Voting) -> None:
    voting.workshop.act(FAY, notes.hide, voting.second, on=True)
    for note in (voting.elsewhere, voting.second, "0" * 24):
        with pytest.raises(NotFound):
            voting.cast(ANA, note, 1)


def test_a_vote_for_a_note_that_was_hidden_since_can_be_taken_back(voting: Voting) -> None:
    voting.cast(ANA, voting.second, 1)
    voting.workshop.act(FAY, notes.hide, voting.second, on=True)
    assert voting.own(ANA) == {voting.second: 1}
    voting.cast(ANA, voting.second, 0)
    assert voting.own(ANA) == {}


def test_totals_are_shown_only_once_the_vote_is_closed(voting: Voting) -> None:
    voting.cast(ANA, voting.first, 2)
    assert voting.totals() == {}
    voting.close()
    assert voting.totals() == {voting.first: 2}
    voting.close(on=False)
    assert voting.totals() == {}
    voting.cast(BEN, voting.first, 1)
    voting.enter(voting.next)
    assert voting.totals() == {voting.first: 3}


def test_leaving_the_agenda_closes_the_vote(voting: Voting) -> None:
    voting.cast(ANA, voting.first, 1)
    voting.workshop.act(FAY, agenda.end)
    assert voting.totals() == {voting.first: 1}


def test_nobody_votes_after_the_vote_is_closed_or_while_the_board_is_locked(voting: Voting) -> None:
    voting.workshop.act(FAY, locks.lock_board, on=True)
    with pytest.raises(Closed):
        voting.cast(ANA, voting.first, 1)
    voting.workshop.act(FAY, locks.lock_board, on=False)
    voting.close()
    with pytest.raises(Closed):
        voting.cast(ANA, voting.first, 1)


def test_a_late_vote_for_an_earlier_phase_is_refused(voting: Voting) -> None:
    voting.workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Vote again", may=["vote"]))
    again = voting.workshop.read(lambda s: agenda.phases(s, voting.workshop.id))[-1].id
    voting.enter(again)
    with pytest.raises(Closed):
        voting.cast(ANA, voting.first, 1)


def test_facilitators_do_not_vote_and_participants_do_not_close_a_vote(voting: Voting) -> None:
    with pytest.raises(NotAllowed):
        voting.cast(FAY, voting.first, 1)
    with pytest.raises(NotAllowed):
        voting.workshop.act(ANA, votes.close, voting.phase, on=True)


def test_a_vote_of_an_earlier_phase_is_not_opened_again(voting: Voting) -> None:
    voting.enter(voting.next)
    with pytest.raises(Conflict):
        voting.close(on=False)


def test_progress_counts_people_without_facilitators_and_votes(voting: Voting) -> None:
    assert voting.progress() == (0, 0, 2)
    voting.cast(ANA, voting.first, 2)
    voting.cast(ANA, voting.second, 1)
    assert voting.progress() == (3, 1, 2)


def test_the_list_of_results_ranks_equal_notes_equally(voting: Voting) -> None:
    third = voting.workshop.post(FAY, "third", column=1)
    for ref, note, number in ((ANA, voting.first, 2), (ANA, third, 1), (BEN, voting.second, 1)):
        voting.cast(ref, note, number)
    voting.close()
    listed = voting.workshop.read(lambda s: vote_counts.ranked(s, voting.workshop.id, voting.phase))
    assert [(row.place, row.votes) for row in listed] == [(1, 2), (2, 1), (2, 1)]
    assert listed[0].text == "first"


def test_the_journal_says_neither_who_voted_nor_for_what(voting: Voting) -> None:
    seq = voting.cast(ANA, voting.first, 1)
    event = voting.workshop.read(lambda s: s.get(Event, (voting.workshop.id, seq)))
    assert event is not None
    assert (event.kind, event.payload, event.by) == ("VoteChanged", {}, None)


def test_closing_the_workshop_keeps_totals_and_erases_who_voted(voting: Voting) -> None:
    for ref, note, number in ((ANA, voting.first, 2), (BEN, voting.first, 1), (BEN, voting.second, 0)):
        voting.cast(ref, note, number)
    voting.workshop.act(FAY, closing.close, on=True)
    rows = voting.workshop.read(lambda s: list(s.exec(select(Vote))))
    assert [(row.note_id, row.votes, row.seat_id) for row in rows] == [(voting.first, 3, None)]
    assert voting.totals() == {voting.first: 3}
    phase = voting.workshop.read(lambda s: s.get(Phase, voting.phase))
    assert phase is not None
    assert phase.votes_closed_at is not None


def test_a_vote_is_not_opened_again_once_who_voted_is_erased(voting: Voting) -> None:
    voting.cast(ANA, voting.first, 1)
    for on in (True, False):
        voting.workshop.act(FAY, closing.close, on=on)
    with pytest.raises(Conflict):
        voting.close(on=False)


def test_a_seats_revision_is_the_number_of_its_last_vote(voting: Voting) -> None:
    seq = voting.cast(ANA, voting.first, 1)
    ana, ben = (
        voting.workshop.read(lambda s, ref=ref: s.exec(select(Seat).where(Seat.ref == ref)).one()) for ref in (ANA, BEN)
    )
    assert (ana.revision, ben.revision) == (seq, 0)
    assert voting.workshop.read(lambda s: journal.position(s, voting.workshop.id))[0] == seq
