"""Next steps as CSV and as a calendar, each read back."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import icalendar

from app.domain.findings.steps.step_models import Step, StepUpdate
from app.domain.findings.steps.step_views import Row
from app.exports import next_steps

MADE = datetime(2027, 3, 1, 12, tzinfo=UTC)
NAMES = next_steps.Names(
    {1: "Eastfield"},
    {"a": "Voice"},
    {"t": "Short money"},
    {"agreed": "Agreed", "done": "Done", "underway": "Under way"},
)


def row(number: int, text: str, due: date | None, state: str = "agreed", owner: str = "Council") -> Row:
    made: dict[str, Any] = {"programme_id": 1, "made_by_id": 1, "made_at": MADE, "changed_at": MADE}
    about: dict[str, Any] = {"place_id": 1, "element": "a", "theme_id": "t"}
    step = Step(id=f"{number:024x}", text=text, due=due, state=state, owner=owner, **made, **about)
    at = datetime(2027, 3, 28, 23, 30, tzinfo=UTC)
    update = StepUpdate(programme_id=1, id="u", step_id=step.id, text="=Began", state="underway", by_id=1, at=at)
    return Row(step, text, [], 0, [update] if number == 1 else [], number == 1, 0)


ROWS = [
    row(1, "=1+1; pay, on time\nin 30 days", date(2027, 3, 28)),
    row(2, "Cwrdd bob mis ŵ 😀", date(2028, 2, 29), owner=""),
    row(3, "No date", None),
    row(4, "Finished", date(2027, 1, 1), "done"),
    row(5, "", date(2027, 10, 31)),
]


def test_each_step_is_a_row_of_the_table_and_no_formula() -> None:
    content = next_steps.table(ROWS, NAMES, "Europe/London", "en")
    read = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [line["due"] for line in read] == ["2027-03-28", "2028-02-29", "", "2027-01-01", "2027-10-31"]
    first = read[0]
    assert first["step"] == "'=1+1; pay, on time\nin 30 days"
    assert (first["place"], first["owner"], first["element"], first["theme"]) == (
        *("Eastfield", "Council", "Voice", "Short money"),
    )
    assert (first["state"], first["overdue"], first["last update"]) == ("Agreed", "yes", "2027-03-29 00:30:00")
    assert first["updates"] == "29 March 2027 Under way =Began"


def test_open_steps_with_a_date_are_whole_days_of_a_calendar_whatever_the_clocks_do() -> None:
    content = next_steps.calendar(ROWS, NAMES, "abc", "en")
    assert content == next_steps.calendar(ROWS, NAMES, "abc", "en")
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert [(event.decoded("dtstart"), str(event["summary"])) for event in events] == [
        (date(2027, 3, 28), "=1+1; pay, on time in 30 days"),
        (date(2028, 2, 29), "Cwrdd bob mis ŵ 😀"),
    ]
    assert [str(event["description"]) for event in events] == ["Owner: Council\nAgreed", "Agreed"]
    assert all(len(line) <= 75 for line in content.splitlines())
    assert str(events[0]["uid"]) == "000000000000000000000001@abc.commonboard.invalid"
