"""Next steps: where they come from, when they are overdue, and what disappears with a withdrawn note."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import select

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings import programmes, units
from app.domain.findings.models import Programme
from app.domain.findings.steps import step_links, step_sources, step_views, steps
from app.domain.findings.steps.step_models import Step
from app.domain.findings.steps.step_views import Row
from app.domain.findings.steps.steps import Fields, State
from app.domain.findings.units import NOTE, Ref, note_ref
from app.domain.models import Note, metadata
from app.domain.records import erasure
from app.domain.steering import agenda, agenda_editing
from app.domain.steering.agenda_editing import Draft
from tests.programme import LENA, RAVI, RHYS, SampleProgramme
from tests.workshop import ANA, FAY

FIRST, SECOND = "1" * 24, "2" * 24
PAY = "Pay small groups within 30 days."
NOON = datetime(2027, 3, 9, 12, tzinfo=UTC)


def rows(programme: SampleProgramme, day: date = date(2027, 3, 9)) -> list[Row]:
    return programme.read(lambda session: step_views.read(session, programme.programme(session), day))


def note(programme: SampleProgramme, words: str, ref: str = ANA, **named: Any) -> Ref:
    """A new note, as a programme names it."""
    workshop = programme.workshop
    return Ref(NOTE, note_ref(workshop.id, workshop.post(ref, words, **named)))


def candidates(programme: SampleProgramme) -> list[tuple[list[str], list[str]]]:
    """The words of the notes of each workshop that may become steps: those of its last phase, and others."""

    def read(session: Any) -> list[tuple[list[str], list[str]]]:
        own = programme.programme(session)
        found = step_sources.candidates(session, own, units.units(session, own))
        return [([unit.text for unit in one.during], [unit.text for unit in one.others]) for one in found]

    return programme.read(read)


def test_a_step_is_added_changed_reported_on_removed_and_brought_back(programme: SampleProgramme) -> None:
    fields = Fields("Pay on time", programme.place.id, "Council", date(2027, 2, 28), "involve_voice")
    programme.act(RAVI, steps.add, FIRST, fields)
    programme.act(RAVI, steps.add, FIRST, Fields("The same id again"))
    programme.act(RAVI, steps.change, FIRST, Fields("Pay in 30 days", programme.place.id, "Council"), 0)
    with pytest.raises(Conflict):
        programme.act(LENA, steps.change, FIRST, Fields("A late change"), 0)
    programme.act(LENA, steps.update, FIRST, SECOND, "Finance agreed.", State.UNDER_WAY)
    programme.act(LENA, steps.update, FIRST, SECOND, "Finance agreed.", State.UNDER_WAY)
    (row,) = rows(programme)
    assert (row.text, row.step.owner, row.step.due, row.step.state) == ("Pay in 30 days", "Council", None, "underway")
    assert [(one.text, one.state) for one in row.updates] == [("Finance agreed.", "underway")]
    # Someone who goes back to the form sends its id again, with other words. No word is lost.
    programme.act(LENA, steps.update, FIRST, SECOND, "The board too.", State.UNDER_WAY)
    assert {(one.text, one.state) for one in rows(programme)[0].updates} == {
        *(("Finance agreed.", "underway"), ("The board too.", ""))
    }
    for problem in (("", ""), ("", State.UNDER_WAY), ("", "finished")):
        with pytest.raises(Invalid):
            programme.act(LENA, steps.update, FIRST, "3" * 24, *problem)
    programme.act(RAVI, steps.remove, FIRST)
    assert rows(programme) == []
    with pytest.raises(NotFound):
        programme.act(RAVI, steps.change, FIRST, fields, 3)
    programme.act(RAVI, steps.restore, FIRST)
    assert [len(one.updates) for one in rows(programme)] == [2]
    assert programme.events()[-6:] == ["StepAdded", *["StepChanged"] * 5]
    with pytest.raises(NotAllowed):
        programme.act(RHYS, steps.add, "4" * 24, fields)
    for wrong in (
        Fields(""),
        Fields("x" * 1001),
        Fields("A", 999),
        Fields("A", element="no"),
        Fields("A", theme_id="no"),
    ):
        with pytest.raises((Invalid, NotFound)):
            programme.act(RAVI, steps.add, "4" * 24, wrong)


def test_notes_of_the_last_question_become_steps_one_by_one_or_together(sqlite_programme: SampleProgramme) -> None:
    programme = sqlite_programme
    first, second, third = (note(programme, f"We will do number {n}.", column=-1) for n in (1, 2, 3))
    assert candidates(programme) == [([f"We will do number {n}." for n in (1, 2, 3)], [])]
    (single,) = programme.act(RAVI, step_sources.promote, [first])
    (joined,) = programme.act(RAVI, step_sources.promote, [second, third, second], together=True)
    assert candidates(programme) == []
    assert programme.act(RAVI, step_sources.promote, [first]) == []
    found = {row.step.id: row for row in rows(programme)}
    assert found[single.id].text == "We will do number 1."
    assert [unit.text for unit in found[joined.id].sources] == ["We will do number 2.", "We will do number 3."]
    assert (found[single.id].step.text, found[single.id].step.place_id) == ("", programme.place.id)
    with pytest.raises(NotFound):
        programme.act(RAVI, step_sources.promote, [Ref(NOTE, note_ref(programme.workshop.id, "0" * 24))])
    with pytest.raises(Invalid):
        programme.act(RAVI, step_sources.promote, [])
    programme.act(RAVI, steps.remove, single.id)
    assert [step.id for step in programme.act(RAVI, step_sources.promote, [first])] != [single.id]


def test_notes_written_in_the_last_phase_come_before_others_under_its_questions(
    sqlite_programme: SampleProgramme,
) -> None:
    programme = sqlite_programme
    workshop = programme.workshop
    for title in ("Question 1", "Next steps"):
        workshop.act(FAY, agenda_editing.add, Draft(title, "", ["write"], workshop.columns[-1:]))
    first, last = workshop.read(lambda session: agenda.phases(session, workshop.id))
    workshop.act(FAY, agenda.enter, first.id, seen=None)
    note(programme, "An earlier answer", column=-1)
    assert candidates(programme) == [(["An earlier answer"], [])]
    workshop.act(FAY, agenda.enter, last.id, seen=first.id)
    note(programme, "Meet every month", column=-1)
    assert candidates(programme) == [(["Meet every month"], ["An earlier answer"])]


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        (PAY, False),
        ("Agreed: “pay SMALL groups  within 30 days.” and report.", False),
        ("Settle invoices of community groups promptly", True),
    ],
)
def test_the_words_of_a_withdrawn_note_disappear_from_its_step(
    sqlite_programme: SampleProgramme, said: str, stays: bool
) -> None:
    programme = sqlite_programme
    name = note(programme, PAY)
    (step,) = programme.act(RAVI, step_sources.promote, [name])
    programme.act(RAVI, steps.change, step.id, Fields(said, owner="Council"), 0)

    programme.workshop.act(FAY, erasure.erase_note, units.note_of(name.ref)[1])
    (row,) = [row for row in rows(programme) if row.step.id == step.id]
    assert (row.text, row.withdrawn, row.sources) == (said if stays else "", 1, [])
    everything = programme.read(
        lambda session: repr([session.exec(table.select()).all() for table in metadata.sorted_tables]).lower()
    )
    assert "within 30 days" not in everything
    with pytest.raises(Invalid):
        programme.act(RAVI, steps.change, step.id, Fields(""), row.step.revision)
    programme.act(RAVI, steps.remove, step.id)


def test_a_hidden_note_says_nothing_in_its_step(sqlite_programme: SampleProgramme) -> None:
    name = note(sqlite_programme, "Words that were hidden later")
    (step,) = sqlite_programme.act(RAVI, step_sources.promote, [name])

    def hide(session: Any) -> None:
        session.get_one(Note, units.note_of(name.ref)).hidden = True

    sqlite_programme.write(hide)
    assert [(row.text, row.withdrawn) for row in rows(sqlite_programme) if row.step.id == step.id] == [("", 0)]
    sqlite_programme.act(RAVI, steps.remove, step.id)


def step(**fields: Any) -> Step:
    """A step that is in no database."""
    moments: dict[str, Any] = {
        "made_at": datetime(2027, 1, 1, tzinfo=UTC),
        "changed_at": datetime(2027, 1, 1, tzinfo=UTC),
    }
    return Step(**{"programme_id": 1, "id": "step", "made_by_id": 1, "state": State.AGREED} | moments | fields)


LONDON, AUCKLAND, HONOLULU = "Europe/London", "Pacific/Auckland", "Pacific/Honolulu"


@pytest.mark.parametrize(
    ("due", "zone", "now", "late"),
    [
        # British summer time began on 28 March 2027 at 01:00, and ends on 31 October 2027 at 02:00.
        (date(2027, 3, 27), LONDON, "2027-03-27T23:59:59", False),
        (date(2027, 3, 27), LONDON, "2027-03-28T00:00:00", True),
        (date(2027, 3, 28), LONDON, "2027-03-28T22:59:59", False),
        (date(2027, 3, 28), LONDON, "2027-03-28T23:00:00", True),
        (date(2027, 10, 30), LONDON, "2027-10-30T22:59:59", False),
        (date(2027, 10, 30), LONDON, "2027-10-30T23:00:00", True),
        (date(2027, 10, 31), LONDON, "2027-10-31T23:59:59", False),
        (date(2027, 10, 31), LONDON, "2027-11-01T00:00:00", True),
        # Ends of months and of a leap February.
        (date(2028, 2, 29), LONDON, "2028-02-29T23:59:59", False),
        (date(2028, 2, 29), LONDON, "2028-03-01T00:00:00", True),
        (date(2027, 12, 31), LONDON, "2027-12-31T23:59:59", False),
        (date(2027, 12, 31), LONDON, "2028-01-01T00:00:00", True),
        # At the same moment the day is another one elsewhere.
        (date(2027, 6, 30), AUCKLAND, "2027-06-30T11:59:59", False),
        (date(2027, 6, 30), AUCKLAND, "2027-06-30T12:00:00", True),
        (date(2027, 6, 30), HONOLULU, "2027-07-01T09:59:59", False),
        (date(2027, 6, 30), HONOLULU, "2027-07-01T10:00:00", True),
    ],
)
def test_a_step_is_overdue_when_the_day_after_begins_where_the_programme_is(
    due: date, zone: str, now: str, late: bool
) -> None:
    given: dict[str, Any] = {"time_zone": zone}
    programme = Programme(**given)
    day = step_views.today(programme, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert step_views.is_overdue(step(due=due), day) is late
    for state in (State.DONE, State.DROPPED):
        assert not step_views.is_overdue(step(due=due, state=state), day)


def row(name: str, due: date | None = None, state: str = State.AGREED, **fields: Any) -> Row:
    made = step(id=name, text=name, due=due, state=state, **fields)
    return Row(made, name, [], 0, [], step_views.is_overdue(made, date(2027, 1, 31)), 0)


def test_steps_are_grouped_by_date_owner_element_and_place_and_counted() -> None:
    day = date(2027, 1, 31)
    given = [
        row("late", date(2027, 1, 30), owner="council", element="b", place_id=2),
        row("today", day, owner="Áras", element="a", place_id=1),
        row("tomorrow", date(2027, 2, 1), owner="Council"),
        row("last year's month", date(2028, 1, 31), element="own_x"),
        row("without a date", state=State.PROPOSED),
        row("done late", date(2026, 1, 1), State.DONE, owner="Zed"),
        row("dropped", None, State.DROPPED),
    ]

    def shown(by: str) -> list[tuple[str, str, list[str]]]:
        orders = {"element": ["a", "b", "c"], "place": ["2", "1"]}
        return [
            (one.kind, one.value, [row.text for row in one.rows]) for one in step_views.grouped(given, by, day, orders)
        ]

    assert shown("due") == [
        ("overdue", "", ["late"]),
        ("month", "", ["today"]),
        ("later", "", ["tomorrow", "last year's month"]),
        ("undated", "", ["without a date"]),
        ("done", "", ["done late"]),
        ("dropped", "", ["dropped"]),
    ]
    assert [value for _kind, value, _rows in shown("owner")] == ["Council", "council", "Zed", "Áras", ""]
    assert [value for _kind, value, _rows in shown("element")] == ["a", "b", "own_x", ""]
    assert [value for _kind, value, _rows in shown("place")] == ["2", "1", ""]
    totals = step_views.totals(given)
    assert (totals.all, totals.overdue, totals.without_owner) == (7, 1, 2)
    assert totals.by_state == {"proposed": 1, "agreed": 4, "underway": 0, "done": 1, "dropped": 1}


def test_a_public_page_shows_decided_steps_only_and_ends(programme: SampleProgramme) -> None:
    place = programme.place.id
    programme.act(RAVI, steps.add, FIRST, Fields("Decided", place, "Council", date(2027, 2, 28), "involve_voice"))
    programme.act(RAVI, steps.update, FIRST, "5" * 24, "We began.", State.UNDER_WAY)
    programme.act(RAVI, steps.add, SECOND, Fields("Only proposed", place))
    with pytest.raises(NotAllowed):
        programme.act(RAVI, step_links.share, place)
    link = programme.act(LENA, step_links.share, place)
    assert programme.act(LENA, step_links.share, place).id == link.id
    other = programme.act(LENA, step_links.share, None)
    page = programme.read(lambda session: step_links.opened(session, link.id, NOON))
    assert page.place == programme.place.name
    assert [(one.text, one.owner, one.state) for one in page.steps] == [("Decided", "Council", "underway")]
    assert [(words, state) for _at, words, state in page.steps[0].updates] == [("We began.", "underway")]
    programme.act(LENA, step_links.end, link.id)
    with pytest.raises(NotFound):
        programme.read(lambda session: step_links.opened(session, link.id, NOON))
    assert programme.act(LENA, step_links.share, place).id != link.id
    programme.act("Olga", programmes.delete_now)
    with pytest.raises(NotFound):
        programme.read(lambda session: step_links.opened(session, other.id, NOON))
    assert programme.read(lambda session: session.exec(select(Step)).all()) == []
