"""Locks, and approving notes first."""

import pytest

from app.domain.board import note_rows, notes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed
from app.domain.mapping import codings
from app.domain.steering import approval, locks
from app.domain.steering.visibility import Who
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def told(workshop: SampleWorkshop, who: Who = Who.EVERYONE) -> list[str]:
    return [note.text for note in workshop.read(lambda session: note_rows.on_board(session, workshop.id, who))]


def test_a_locked_board_refuses_posts_and_edits_of_participants_and_keeps_deleting_possible(
    workshop: SampleWorkshop,
) -> None:
    note = workshop.post(ANA, "before")
    workshop.act(FAY, locks.lock_board, on=True)
    with pytest.raises(Closed, match="locked the board"):
        workshop.post(ANA)
    with pytest.raises(Closed, match="locked the board"):
        workshop.act(ANA, notes.edit, note, text="changed")
    workshop.post(FAY, "of the facilitator")
    workshop.act(ANA, notes.withdraw, note, on=True)
    workshop.act(FAY, locks.lock_board, on=False)
    workshop.post(ANA)


def test_a_locked_question_leaves_the_others_open(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, locks.lock_column, workshop.columns[0], on=True)
    with pytest.raises(Closed, match="this question"):
        workshop.post(ANA, column=0)
    workshop.post(ANA, column=1)


def test_a_note_waits_until_it_is_approved(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, locks.approve_first, on=True)
    note = workshop.post(ANA, "waits")
    assert told(workshop) == []
    assert told(workshop, Who.FACILITATORS) == ["waits"]
    assert workshop.read(lambda session: approval.waiting(session, workshop.id)) == 1
    workshop.act(FAY, approval.approve, note)
    assert told(workshop) == ["waits"]


def test_a_declined_note_reaches_its_writer_alone_with_the_reason_and_is_counted_by_it(
    workshop: SampleWorkshop,
) -> None:
    workshop.act(FAY, locks.approve_first, on=True)
    shown, declined, other = (workshop.post(ANA, f"note {number}") for number in range(3))
    workshop.act(FAY, approval.approve, shown)
    workshop.act(FAY, approval.decline, declined, "private")
    workshop.act(FAY, approval.decline, other, "unkind")
    assert told(workshop) == told(workshop, Who.FACILITATORS) == told(workshop, Who.MAPPERS) == ["note 0"]
    assert workshop.note(declined).declined_for == "private"
    counts = workshop.read(lambda session: approval.decisions(session, workshop.id))
    assert counts == {"approved": 1, "private": 1, "unkind": 1}


def test_changed_words_of_an_approved_or_declined_note_wait_again(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, locks.approve_first, on=True)
    note = workshop.post(ANA, "fine")
    workshop.act(FAY, approval.approve, note)
    workshop.act(ANA, notes.edit, note, text="not fine")
    assert told(workshop) == []
    workshop.act(FAY, approval.decline, note, "unkind")
    workshop.act(ANA, notes.edit, note, text="fine again")
    assert workshop.note(note).approval == "waiting"


def test_a_colour_change_of_an_approved_note_does_not_wait(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, locks.approve_first, on=True)
    note = workshop.post(ANA, "fine")
    workshop.act(FAY, approval.approve, note)
    workshop.act(ANA, notes.edit, note, text="fine", colour="rose")
    assert told(workshop) == ["fine"]


def test_two_facilitators_who_decide_differently_end_in_the_first_decision(workshop: SampleWorkshop) -> None:
    workshop.raise_up(BEN)
    workshop.act(FAY, locks.approve_first, on=True)
    note = workshop.post(ANA)
    workshop.act(FAY, approval.approve, note)
    with pytest.raises(Conflict, match="colleague"):
        workshop.act(BEN, approval.decline, note, "unkind")
    assert workshop.note(note).approval == "approved"


def test_a_decision_can_be_taken_back(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, locks.approve_first, on=True)
    note = workshop.post(ANA)
    workshop.act(FAY, approval.decline, note, "unkind")
    workshop.act(FAY, approval.hold, note)
    assert workshop.note(note).approval == "waiting"


def test_notes_that_wait_go_on_waiting_when_approval_ends(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, locks.approve_first, on=True)
    workshop.post(ANA, "waits")
    workshop.act(FAY, locks.approve_first, on=False)
    workshop.post(ANA, "at once")
    assert told(workshop) == ["at once"]


def test_a_veiled_note_can_be_mapped_and_a_waiting_one_cannot(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, locks.veil, workshop.columns[0], on=True)
    veiled = workshop.post(ANA)
    workshop.act(FAY, codings.give, veiled, "scale_reach")
    workshop.act(FAY, locks.approve_first, on=True)
    waiting = workshop.post(ANA)
    with pytest.raises(Conflict, match="not shown to participants"):
        workshop.act(FAY, codings.give, waiting, "scale_reach")


def test_only_facilitators_decide_and_only_with_a_known_reason(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, locks.approve_first, on=True)
    note = workshop.post(ANA)
    for act in (approval.approve, approval.hold):
        with pytest.raises(NotAllowed):
            workshop.act(ANA, act, note)
    with pytest.raises(Invalid):
        workshop.act(FAY, approval.decline, note, "because")
    for lock, values in ((locks.lock_board, ()), (locks.lock_column, (workshop.columns[0],))):
        with pytest.raises(NotAllowed):
            workshop.act(BEN, lock, *values, on=True)
