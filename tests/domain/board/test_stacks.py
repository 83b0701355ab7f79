"""Stacks: led by their first note, in one column, mapped and voted for as one, the same for all facilitators."""

import random
from contextlib import suppress

import pytest
from sqlmodel import select

from app.domain.board import bulk_hiding, notes, stacks, vote_counts, votes
from app.domain.errors import Conflict, NotAllowed, Refused
from app.domain.mapping import codings
from app.domain.models import Note
from app.domain.records import erasure
from app.domain.steering import agenda, agenda_editing, approval, locks
from app.domain.steering.visibility import Approval
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


@pytest.fixture
def four(workshop: SampleWorkshop) -> list[str]:
    """Four notes of the first question; the first three are a stack called Costs."""
    posted = [workshop.post(ref, f"note {number}") for number, ref in enumerate((ANA, BEN, ANA, BEN))]
    workshop.act(FAY, stacks.put_together, posted[1:3], posted[0])
    workshop.act(FAY, stacks.name, posted[0], "Costs")
    return posted


def stack_of(workshop: SampleWorkshop, note: str) -> str | None:
    return workshop.note(note).stack


def check(workshop: SampleWorkshop) -> None:
    """Check what is true of every stack."""
    every = workshop.read(lambda s: list(s.exec(select(Note).where(Note.workshop_id == workshop.id))))
    order = sorted(every, key=lambda note: (note.column_id, note.order_key, note.id))
    for leading in {note.stack for note in every if note.stack}:
        inside = [note for note in order if note.stack == leading]
        assert len(inside) > 1
        assert inside[0].id == leading
        assert not any(note.stack_name for note in inside[1:])
        assert len({(note.column_id, note.hidden) for note in inside}) == 1
        assert not any(note.withdrawn or note.approval in (Approval.WAITING, Approval.DECLINED) for note in inside)
        first, last = order.index(inside[0]), order.index(inside[-1])
        assert [note for note in order[first : last + 1] if note.stack != leading] == []
    assert not any(note.stack_name for note in every if note.stack != note.id)


def test_notes_that_are_put_together_follow_the_leading_note(workshop: SampleWorkshop, four: list[str]) -> None:
    far = workshop.post(ANA, "far away", column=2)
    workshop.act(FAY, stacks.put_together, [far], four[2])
    assert workshop.order() == [*four[:3], far, four[3]]
    assert {stack_of(workshop, note) for note in (*four[:3], far)} == {four[0]}
    check(workshop)


def test_two_facilitators_who_put_two_notes_together_at_once_make_one_stack(workshop: SampleWorkshop) -> None:
    one, other = workshop.post(ANA), workshop.post(BEN)
    workshop.act(FAY, stacks.put_together, [one], other)
    seq = workshop.workshop().seq
    assert workshop.act(FAY, stacks.put_together, [other], one) == seq
    assert stack_of(workshop, one) == stack_of(workshop, other) == other
    check(workshop)


def test_a_stack_that_is_put_on_a_note_brings_its_notes_and_name(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, stacks.put_together, [four[0]], four[3])
    assert {stack_of(workshop, note) for note in four} == {four[3]}
    assert workshop.note(four[3]).stack_name == "Costs"
    assert workshop.note(four[0]).stack_name == ""
    check(workshop)


def test_the_leading_note_takes_the_stack_to_another_question(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, notes.move, four[0], column_id=workshop.columns[1], after=None)
    assert workshop.order(1) == four[:3]
    assert stack_of(workshop, four[2]) == four[0]


def test_a_note_that_is_moved_out_leaves_its_stack(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, notes.move, four[1], column_id=workshop.columns[0], after=None)
    assert stack_of(workshop, four[1]) is None
    workshop.act(FAY, notes.move, four[2], column_id=workshop.columns[1], after=None)
    assert stack_of(workshop, four[0]) is None
    check(workshop)


def test_no_note_gets_between_the_notes_of_a_stack(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, notes.move, four[3], column_id=workshop.columns[0], after=four[0])
    assert workshop.order() == four
    check(workshop)


def test_hiding_the_leading_note_hides_the_stack_and_hiding_another_takes_it_out(
    workshop: SampleWorkshop, four: list[str]
) -> None:
    workshop.act(FAY, notes.hide, four[0], on=True)
    assert workshop.order() == [four[3]]
    workshop.act(FAY, notes.hide, four[0], on=False)
    assert workshop.order() == four
    workshop.act(FAY, notes.hide, four[2], on=True)
    assert stack_of(workshop, four[2]) is None
    check(workshop)


def test_without_its_leading_note_the_next_note_leads_the_stack(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(ANA, notes.withdraw, four[0], on=True)
    assert stack_of(workshop, four[0]) is None
    assert stack_of(workshop, four[2]) == four[1]
    assert workshop.note(four[1]).stack_name == "Costs"
    check(workshop)


def test_erased_and_declined_notes_leave_their_stack(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, erasure.erase_note, four[0])
    assert stack_of(workshop, four[2]) == four[1]
    workshop.act(FAY, approval.hold, four[1])
    assert stack_of(workshop, four[2]) is None
    check(workshop)


def test_hidden_notes_are_not_put_in_a_stack(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, notes.hide, four[3], on=True)
    with pytest.raises(Conflict):
        workshop.act(FAY, stacks.put_together, [four[3]], four[0])


def test_participants_do_not_stack(workshop: SampleWorkshop, four: list[str]) -> None:
    for act in (stacks.take_out, stacks.take_apart):
        with pytest.raises(NotAllowed):
            workshop.act(ANA, act, four[0])
    with pytest.raises(NotAllowed):
        workshop.act(ANA, stacks.put_together, [four[3]], four[0])


def test_taking_a_note_out_places_it_after_the_stack(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, stacks.take_out, four[0])
    assert workshop.order() == [four[1], four[2], four[0], four[3]]
    assert stack_of(workshop, four[2]) == four[1]
    check(workshop)


def test_a_stack_that_is_taken_apart_keeps_the_order_of_its_notes(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, stacks.take_apart, four[1])
    assert [stack_of(workshop, note) for note in four] == [None] * 4
    assert workshop.order() == four
    check(workshop)


def codes(workshop: SampleWorkshop, ids: list[str]) -> list[set[str]]:
    found = workshop.read(lambda s: codings.codes(s, workshop.id))
    return [found.get(note, set()) for note in ids]


def test_an_element_given_to_a_stack_is_given_to_every_note_of_it(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, codings.give, four[0], "scale_reach")
    assert codes(workshop, four) == [{"scale_reach"}] * 3 + [set()]
    workshop.act(FAY, codings.take, four[0], "scale_reach")
    assert codes(workshop, four) == [set()] * 4


def test_notes_that_are_put_together_share_their_elements(workshop: SampleWorkshop, four: list[str]) -> None:
    workshop.act(FAY, codings.give, four[0], codings.NOT_ABOUT)
    workshop.act(FAY, codings.give, four[3], "scale_reach")
    workshop.act(FAY, stacks.put_together, [four[3]], four[0])
    assert codes(workshop, four) == [{"scale_reach"}] * 4


def test_a_stack_gets_votes_as_one_note(workshop: SampleWorkshop, four: list[str]) -> None:
    draft = agenda_editing.Draft("Vote", may=["vote"], votes=3, votes_per_note=2)
    workshop.act(FAY, agenda_editing.add, draft)
    phase = workshop.read(lambda s: agenda.phases(s, workshop.id))[0].id
    workshop.act(FAY, agenda.enter, phase, seen=None)
    workshop.act(ANA, votes.cast, four[2], 1, phase_id=phase)
    workshop.act(ANA, votes.cast, four[3], 1, phase_id=phase)
    workshop.act(FAY, stacks.put_together, [four[3]], four[0])
    own = workshop.read(lambda s: vote_counts.own(s, workshop.id, phase, [ANA]))[ANA]
    assert [(vote.note_id, vote.votes) for vote in own] == [(four[0], 2)]
    workshop.act(ANA, votes.cast, four[0], 1, phase_id=phase)
    workshop.act(FAY, votes.close, phase, on=True)
    assert workshop.read(lambda s: vote_counts.totals(s, workshop.id)) == {four[0]: 1}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_every_stack_stays_whole(workshop: SampleWorkshop, seed: int) -> None:
    chance = random.Random(seed)
    written = {workshop.post(ref := chance.choice([ANA, BEN]), column=chance.randrange(2)): ref for _ in range(8)}
    workshop.act(FAY, locks.approve_first, on=chance.random() < 0.5)

    def act() -> None:
        note, other = chance.sample(list(written), 2)
        on, move = chance.random() < 0.5, {"column_id": workshop.note(other).column_id}
        ref, fn, *values = chance.choice(
            [
                (FAY, stacks.put_together, [note], other),
                (FAY, stacks.put_together, [note, other], chance.choice(list(written))),
                (FAY, stacks.name, note, "Named"),
                (FAY, stacks.take_out, note),
                (FAY, notes.move, note, move | {"after": other}),
                (FAY, notes.move, note, move | {"after": None}),
                (FAY, notes.hide, note, {"on": on}),
                (written[note], notes.withdraw, note, {"on": on}),
                (written[note], notes.edit, note, {"text": f"{workshop.now()}"}),
                (FAY, approval.decide, note, chance.choice(["approve", "hold"]), ""),
                (FAY, bulk_hiding.hide_since, note),
            ]
        )
        named = values.pop() if isinstance(values[-1], dict) else {}
        workshop.act(ref, fn, *values, **named)

    for _ in range(60):
        with suppress(Refused):
            act()
        check(workshop)
