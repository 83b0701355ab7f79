"""The agenda: going through phases, what they open, and editing them while the workshop runs."""

import pytest

from app.domain.board import note_rows, notes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.steering import agenda, agenda_editing, locks, timer
from app.domain.steering.agenda_editing import Draft
from app.domain.steering.visibility import Who
from app.domain.workshops import closing, column_rows
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


@pytest.fixture
def planned(workshop: SampleWorkshop) -> SampleWorkshop:
    """A workshop with the phases arrive, question 1 (veiled, 10 minutes), question 2 and vote."""
    first, second, third = workshop.columns
    for draft in (
        Draft("Arrive", "Choose your group."),
        Draft("Question 1", "Write.", ["write"], [first], veiled=True, minutes=10),
        Draft("Question 2", "Write.", ["write"], [second]),
        Draft("Vote", "Choose.", ["vote"], [first, second, third], votes=3),
    ):
        workshop.act(FAY, agenda_editing.add, draft)
    return workshop


def phases(workshop: SampleWorkshop) -> list[agenda.PhaseRow]:
    return workshop.read(lambda session: agenda.phases(session, workshop.id))


def enter(workshop: SampleWorkshop, title: str, ref: str = FAY) -> int:
    (phase,) = [phase for phase in phases(workshop) if phase.title == title]
    return workshop.act(ref, agenda.enter, phase.id, seen=workshop.workshop().phase_id)


def open_columns(workshop: SampleWorkshop) -> list[int]:
    listed = workshop.read(lambda session: column_rows.of(session, workshop.id))
    return [number for number, column in enumerate(listed) if column.open]


def told(workshop: SampleWorkshop, who: Who) -> list[str]:
    return [note.text for note in workshop.read(lambda session: note_rows.on_board(session, workshop.id, who))]


def test_a_workshop_with_an_agenda_that_has_not_begun_is_like_one_without(planned: SampleWorkshop) -> None:
    assert open_columns(planned) == [0, 1, 2]
    planned.post(ANA, column=2)
    assert planned.order(2)


def test_each_phase_opens_its_questions_and_no_others(planned: SampleWorkshop) -> None:
    opened = {}
    for title in ("Arrive", "Question 1", "Question 2", "Vote"):
        enter(planned, title)
        opened[title] = open_columns(planned)
    assert opened == {"Arrive": [], "Question 1": [0], "Question 2": [1], "Vote": []}


def test_a_post_under_a_question_that_is_not_open_is_refused_and_facilitators_may_post_there(
    planned: SampleWorkshop,
) -> None:
    enter(planned, "Question 1")
    planned.post(ANA, column=0)
    with pytest.raises(Closed, match="not open"):
        planned.post(ANA, column=1)
    planned.post(FAY, column=1)


def test_notes_prepared_under_a_question_appear_when_its_phase_begins(planned: SampleWorkshop) -> None:
    enter(planned, "Arrive")
    planned.post(FAY, "prepared", column=1)
    assert told(planned, Who.EVERYONE) == []
    assert told(planned, Who.FACILITATORS) == ["prepared"]
    enter(planned, "Question 2")
    assert told(planned, Who.EVERYONE) == ["prepared"]
    # Going back does not take them away again.
    enter(planned, "Arrive")
    assert told(planned, Who.EVERYONE) == ["prepared"]


def test_no_phase_takes_away_notes_of_participants_that_others_have_read(planned: SampleWorkshop) -> None:
    planned.post(ANA, "early", column=1)
    planned.post(FAY, "prepared", column=2)
    enter(planned, "Arrive")
    assert told(planned, Who.EVERYONE) == ["early"]
    for title in ("Question 1", "Question 2", "Arrive"):
        enter(planned, title)
        assert told(planned, Who.EVERYONE) == ["early"], title
    planned.act(FAY, agenda.end)
    planned.post(BEN, "in between", column=2)
    enter(planned, "Arrive")
    assert told(planned, Who.EVERYONE) == ["early", "prepared", "in between"]


def test_a_note_that_is_moved_to_a_question_that_waits_waits_with_it(planned: SampleWorkshop) -> None:
    note = planned.post(ANA, "early", column=0)
    enter(planned, "Arrive")
    planned.act(FAY, notes.move, note, column_id=planned.columns[1], after=None)
    planned.act(FAY, agenda_editing.add, Draft("Later"))
    assert told(planned, Who.EVERYONE) == []


def test_a_veiled_phase_hides_answers_until_the_reveal_and_not_again_when_it_is_entered_again(
    planned: SampleWorkshop,
) -> None:
    enter(planned, "Question 1")
    planned.post(ANA, "a secret")
    assert told(planned, Who.EVERYONE) == []
    enter(planned, "Question 2")
    assert told(planned, Who.EVERYONE) == [], "Next must not reveal by itself"
    planned.act(FAY, locks.veil, planned.columns[0], on=False)
    assert told(planned, Who.EVERYONE) == ["a secret"]
    enter(planned, "Question 1")
    assert told(planned, Who.EVERYONE) == ["a secret"]


def test_two_facilitators_who_press_next_at_once_advance_one_step(planned: SampleWorkshop) -> None:
    planned.raise_up(BEN)
    enter(planned, "Arrive")
    (question,) = [phase for phase in phases(planned) if phase.title == "Question 1"]
    seen = planned.workshop().phase_id
    first = planned.act(FAY, agenda.enter, question.id, seen=seen)
    assert planned.act(BEN, agenda.enter, question.id, seen=seen) == first
    assert planned.workshop().phase_id == question.id


def test_a_page_that_shows_an_old_phase_cannot_skip_to_another(planned: SampleWorkshop) -> None:
    enter(planned, "Arrive")
    old = planned.workshop().phase_id
    enter(planned, "Question 2")
    (vote,) = [phase for phase in phases(planned) if phase.title == "Vote"]
    with pytest.raises(Conflict, match="colleague"):
        planned.act(FAY, agenda.enter, vote.id, seen=old)


def test_a_phase_with_minutes_starts_the_timer_and_one_without_removes_it(planned: SampleWorkshop) -> None:
    enter(planned, "Question 1")
    assert timer.mark(planned.workshop()).startswith("until-")
    enter(planned, "Question 2")
    assert timer.mark(planned.workshop()) == "off"


def test_removing_the_phase_that_opens_a_question_shows_what_was_prepared_there(planned: SampleWorkshop) -> None:
    enter(planned, "Arrive")
    planned.post(FAY, "prepared", column=1)
    for title in ("Question 2", "Vote"):
        (phase,) = [phase for phase in phases(planned) if phase.title == title]
        planned.act(FAY, agenda_editing.remove, phase.id)
    assert told(planned, Who.EVERYONE) == ["prepared"]


def test_the_present_phase_cannot_be_removed_but_changed(planned: SampleWorkshop) -> None:
    enter(planned, "Question 1")
    (phase,) = [phase for phase in phases(planned) if phase.title == "Question 1"]
    with pytest.raises(Conflict, match="in this phase"):
        planned.act(FAY, agenda_editing.remove, phase.id)
    planned.act(FAY, agenda_editing.edit, phase.id, Draft("Question 1", "", ["write"], planned.columns[:2]))
    assert open_columns(planned) == [0, 1]


def test_phases_can_be_reordered(planned: SampleWorkshop) -> None:
    first, *_, last = phases(planned)
    planned.act(FAY, agenda_editing.move, last.id, before=first.id)
    assert [phase.title for phase in phases(planned)] == ["Vote", "Arrive", "Question 1", "Question 2"]
    planned.act(FAY, agenda_editing.move, last.id, before=None)
    assert [phase.title for phase in phases(planned)] == ["Arrive", "Question 1", "Question 2", "Vote"]


def test_a_question_can_be_opened_again_in_the_present_phase(planned: SampleWorkshop) -> None:
    enter(planned, "Question 2")
    planned.act(FAY, agenda_editing.open_column, planned.columns[0])
    assert open_columns(planned) == [0, 1]
    enter(planned, "Vote")
    planned.act(FAY, agenda_editing.open_column, planned.columns[2])
    assert open_columns(planned) == [2]


def test_leaving_the_agenda_opens_every_question(planned: SampleWorkshop) -> None:
    enter(planned, "Arrive")
    planned.act(FAY, agenda.end)
    assert open_columns(planned) == [0, 1, 2]


def test_closing_reveals_veiled_answers_and_ends_the_timer_and_reopening_goes_on_in_the_same_phase(
    planned: SampleWorkshop,
) -> None:
    enter(planned, "Question 1")
    planned.post(ANA, "a secret")
    planned.act(FAY, closing.close, on=True)
    assert told(planned, Who.EVERYONE) == ["a secret"]
    assert timer.mark(planned.workshop()) == "off"
    planned.act(FAY, closing.close, on=False)
    assert open_columns(planned) == [0]


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (Draft("  "), "title"),
        (Draft("A", minutes=0), "minutes"),
        (Draft("A", minutes=241), "minutes"),
        (Draft("A", votes=0), "votes"),
        (Draft("A", votes=2, votes_per_note=3), "votes"),
    ],
)
def test_a_phase_with_impossible_details_is_refused(workshop: SampleWorkshop, draft: Draft, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        workshop.act(FAY, agenda_editing.add, draft)


def test_participants_and_other_workshops_cannot_steer(planned: SampleWorkshop) -> None:
    phase = phases(planned)[0]
    other = SampleWorkshop(planned.database)
    with pytest.raises(NotFound):
        other.act(FAY, agenda.enter, phase.id, seen=None)
    for act, values in (
        (agenda.enter, {"seen": None}),
        (agenda_editing.remove, {}),
        (agenda_editing.move, {"before": None}),
    ):
        with pytest.raises(NotAllowed):
            planned.act(ANA, act, phase.id, **values)
    with pytest.raises(NotAllowed):
        planned.act(ANA, agenda_editing.add, Draft("Mine"))
