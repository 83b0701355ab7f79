"""Raised hands and "I'm ready"."""

import pytest
from sqlmodel import select

from app.domain.errors import Closed, NotAllowed
from app.domain.models import Event
from app.domain.steering import agenda, agenda_editing, signals
from app.domain.steering.signals import Signals
from app.domain.workshops import closing, seats
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def told(workshop: SampleWorkshop) -> Signals:
    return workshop.read(lambda session: signals.read(session, workshop.workshop()))


def own(workshop: SampleWorkshop, ref: str) -> tuple[bool, bool]:
    """Whether this person's hand is raised, and whether they are ready."""
    row = workshop.read(lambda session: seats.rows(session, workshop.id, [ref])[ref])
    return row.hand_at is not None, row.ready


def join_with_names(workshop: SampleWorkshop, naming: str) -> None:
    """Choose whether names are shown, and let Cat and Dan join."""
    workshop.act(FAY, closing.choose_naming, naming)
    for ref in ("cat", "dan"):
        workshop.join(ref)


def test_hands_and_ready_people_are_counted_and_lowered_together(workshop: SampleWorkshop) -> None:
    workshop.act(ANA, signals.raise_hand, on=True)
    workshop.act(BEN, signals.raise_hand, on=True)
    workshop.act(BEN, signals.say_ready, on=True)
    assert told(workshop)[:2] == (2, 1)
    assert own(workshop, BEN) == (True, True)
    workshop.act(ANA, signals.raise_hand, on=False)
    assert told(workshop)[:2] == (1, 1)
    workshop.act(FAY, signals.lower_all)
    assert told(workshop)[:2] == (0, 0)
    assert own(workshop, BEN) == (False, False)


def test_raising_a_raised_hand_changes_nothing(workshop: SampleWorkshop) -> None:
    first = workshop.act(ANA, signals.raise_hand, on=True)
    assert workshop.act(ANA, signals.raise_hand, on=True) == first
    assert workshop.act(BEN, signals.say_ready, on=False) == first


@pytest.mark.parametrize(("naming", "names"), [("anonymous", []), ("named", ["Dan", "Cat"]), ("choice", [])])
def test_facilitators_read_the_names_of_raised_hands_only_on_a_named_board(
    workshop: SampleWorkshop, naming: str, names: list[str]
) -> None:
    join_with_names(workshop, naming)
    workshop.act("dan", signals.raise_hand, on=True)
    workshop.act("cat", signals.raise_hand, on=True)
    assert told(workshop) == Signals(2, 0, names)


def test_where_people_choose_facilitators_read_the_names_of_those_who_have_shown_theirs(
    workshop: SampleWorkshop,
) -> None:
    join_with_names(workshop, "choice")
    workshop.post("dan", show_name=True, promised="choice")
    workshop.post("cat", show_name=False, promised="choice")
    workshop.act("cat", signals.raise_hand, on=True)
    workshop.act("dan", signals.raise_hand, on=True)
    assert told(workshop) == Signals(2, 0, ["Dan"])


def test_the_journal_does_not_say_whose_hand_was_raised(workshop: SampleWorkshop) -> None:
    seq = workshop.act(ANA, signals.raise_hand, on=True)
    event = workshop.read(lambda session: session.exec(select(Event).where(Event.seq == seq)).one())
    assert (event.kind, event.payload, event.by) == ("SignalChanged", {}, None)


def test_facilitators_raise_no_hand_and_nobody_does_in_a_closed_workshop(workshop: SampleWorkshop) -> None:
    with pytest.raises(NotAllowed):
        workshop.act(FAY, signals.raise_hand, on=True)
    with pytest.raises(NotAllowed):
        workshop.act(ANA, signals.lower_all)
    workshop.act(ANA, signals.raise_hand, on=True)
    workshop.act(FAY, closing.close, on=True)
    with pytest.raises(Closed):
        workshop.act(BEN, signals.say_ready, on=True)
    assert own(workshop, ANA) == (False, False)


def test_a_removed_person_no_longer_counts(workshop: SampleWorkshop) -> None:
    workshop.act(ANA, signals.raise_hand, on=True)
    seat = workshop.read(lambda session: session.exec(select(seats.Seat).where(seats.Seat.ref == ANA)).one())
    workshop.act(FAY, seats.remove, seat.id)
    assert told(workshop).hands == 0


def test_a_new_phase_takes_back_every_ready_and_leaves_hands_raised(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Arrive"))
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[0]
    workshop.act(ANA, signals.say_ready, on=True)
    workshop.act(ANA, signals.raise_hand, on=True)
    workshop.act(FAY, agenda.enter, phase.id, seen=None)
    assert own(workshop, ANA) == (True, False)
