"""The date of deletion: warnings, changes with a reason, deletion, closing of quiet workshops, and late imports."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from app.domain.accounts.acting import By
from app.domain.errors import Conflict, Invalid
from app.domain.models import Organiser, SecurityEntry, Workshop
from app.domain.records import retention
from app.domain.workshops import closing, seats
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.exports.from_json import bring_in, read
from tests.workshop import ANA, FAY, START, SampleWorkshop

DAY = timedelta(days=1)
LAST = datetime(2027, 11, 23, tzinfo=UTC)  # the moment at which the sample workshop's date begins
OLGA = Organiser(id=7, organisation_id=1, email="olga@council.example", name="Olga", password="", made_at=START)


def change(
    board: SampleWorkshop, until: date, what: str = "delete", reason: str = "agreed", now: datetime = START
) -> int:
    by = By(OLGA, "Firefox, Windows", now)
    return board.write(lambda session: retention.change(session, by, board.key, until, what, reason))


def sweep(board: SampleWorkshop, now: datetime) -> None:
    """What the server's job does, in one thread."""
    found = board.read(lambda session: retention.candidates(session, now))
    for due in retention.to_delete(found, now):
        board.write(lambda session, due=due: retention.delete(session, due, now))
    for due in retention.to_close(found, now):
        board.write(lambda session, due=due: retention.close(session, due, now))


def stored(board: SampleWorkshop) -> Workshop:
    workshop = board.read(lambda session: session.get(Workshop, board.id))
    assert workshop is not None
    return workshop


def entries(board: SampleWorkshop) -> list[SecurityEntry]:
    return board.read(lambda session: list(session.exec(select(SecurityEntry))))


@pytest.mark.parametrize(
    ("days", "warned"), [(91, None), (90, 90), (31, 90), (30, 30), (15, 30), (14, 14), (4, 14), (3, 3), (0, 3), (-9, 3)]
)
def test_the_list_warns_90_30_14_and_3_days_before_the_date(
    sqlite_workshop: SampleWorkshop, days: int, warned: int | None
) -> None:
    workshop = sqlite_workshop.workshop()
    assert retention.warning(workshop, workshop.keep_until - timedelta(days=days)) == warned


def test_a_workshop_is_deleted_when_its_date_begins_in_its_time_zone(workshop: SampleWorkshop) -> None:
    workshop.post(ANA)
    workshop.act(FAY, closing.close, on=True)
    sweep(workshop, LAST - timedelta(seconds=1))
    assert stored(workshop).deleted_at is None
    sweep(workshop, LAST)
    assert (stored(workshop).deleted_at, stored(workshop).title) == (LAST, "")
    sweep(workshop, LAST + DAY)
    assert stored(workshop).deleted_at == LAST, "a second sweep deletes nothing again"
    assert [entry.kind for entry in entries(workshop)] == ["workshop_deleted"]


def test_an_open_workshop_is_closed_before_it_is_deleted(sqlite_workshop: SampleWorkshop) -> None:
    sweep(sqlite_workshop, LAST)
    assert stored(sqlite_workshop).closed_at == LAST


def test_a_workshop_with_ask_me_stays_after_its_date(sqlite_workshop: SampleWorkshop) -> None:
    change(sqlite_workshop, LAST.date(), "ask")
    sweep(sqlite_workshop, LAST + 9 * DAY)
    assert stored(sqlite_workshop).deleted_at is None
    change(sqlite_workshop, LAST.date() + 99 * DAY, "ask", now=LAST + 9 * DAY)
    assert stored(sqlite_workshop).keep_until == LAST.date() + 99 * DAY


def test_a_date_that_changed_after_the_job_looked_is_respected(sqlite_workshop: SampleWorkshop) -> None:
    found = sqlite_workshop.read(lambda session: retention.candidates(session, LAST))
    (due,) = retention.to_delete(found, LAST)
    change(sqlite_workshop, LAST.date() + DAY)
    sqlite_workshop.write(lambda session: retention.delete(session, due, LAST))
    assert stored(sqlite_workshop).deleted_at is None


def test_a_change_of_date_is_in_the_security_log_with_its_reason_and_reaches_open_pages(
    sqlite_workshop: SampleWorkshop,
) -> None:
    seq = sqlite_workshop.workshop().seq
    assert change(sqlite_workshop, date(2028, 1, 1), reason="unfinished") == seq + 1
    (entry,) = entries(sqlite_workshop)
    assert (entry.kind, entry.name, entry.device) == ("retention_changed", "Olga", "Firefox, Windows")
    assert entry.details == {
        "workshop": sqlite_workshop.key,
        "retention": "delete",
        "before": "2027-11-23",
        "after": "2028-01-01",
        "reason": "unfinished",
    }
    assert change(sqlite_workshop, date(2028, 1, 1)) == seq + 1, "the same date again changes nothing"


@pytest.mark.parametrize(
    ("until", "what", "reason"),
    [
        (START.date(), "delete", "agreed"),
        (START.date() - DAY, "delete", "agreed"),
        (date(2028, 1, 1), "keep", "agreed"),
        (date(2028, 1, 1), "delete", ""),
        (date(2028, 1, 1), "delete", "Ana asked for it"),
    ],
)
def test_a_date_in_the_past_or_a_change_without_a_reason_is_refused(
    sqlite_workshop: SampleWorkshop, until: date, what: str, reason: str
) -> None:
    with pytest.raises(Invalid):
        change(sqlite_workshop, until, what, reason)
    assert entries(sqlite_workshop) == []


def test_the_date_of_deletion_cannot_be_changed_once_it_has_come(sqlite_workshop: SampleWorkshop) -> None:
    with pytest.raises(Conflict):
        change(sqlite_workshop, LAST.date() + 9 * DAY, now=LAST)


def test_a_quiet_workshop_closes_seven_days_after_its_day(workshop: SampleWorkshop) -> None:
    workshop.post(ANA)
    sweep(workshop, START + 7 * DAY + timedelta(hours=1))
    assert stored(workshop).closed_at is None, "seven days after the day have not passed"
    sweep(workshop, START + 8 * DAY)
    assert stored(workshop).closed_at == START + 8 * DAY
    assert [entry.kind for entry in entries(workshop)] == ["workshop_closed"]


def test_a_workshop_in_which_something_happened_stays_open_for_seven_more_days(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop._seconds = int(timedelta(days=6).total_seconds())
    sqlite_workshop.post(ANA)
    sweep(sqlite_workshop, START + 9 * DAY)
    assert stored(sqlite_workshop).closed_at is None
    sweep(sqlite_workshop, START + 14 * DAY)
    assert stored(sqlite_workshop).closed_at is not None


def test_a_note_posted_after_the_job_looked_keeps_the_workshop_open(sqlite_workshop: SampleWorkshop) -> None:
    now = START + 9 * DAY
    found = sqlite_workshop.read(lambda session: retention.candidates(session, now))
    (due,) = retention.to_close(found, now)
    sqlite_workshop.post(ANA)
    sqlite_workshop.write(lambda session: retention.close(session, due, now))
    assert stored(sqlite_workshop).closed_at is None


def test_a_record_imported_after_its_date_is_deleted_thirty_days_later(sqlite_workshop: SampleWorkshop) -> None:
    taken = sqlite_workshop.read(lambda session: bundle(session, seats.find(session, sqlite_workshop.key), START))
    content = FORMATS["json"].write(taken, "en")
    late = LAST + 100 * DAY
    copy = sqlite_workshop.write(lambda session: bring_in(session, read(content), late))
    assert (copy.keep_until, copy.promised_until) == (late.date() + 30 * DAY, LAST.date())
    again = sqlite_workshop.read(lambda session: bundle(session, seats.find(session, copy.key), START))
    record = json.loads(FORMATS["json"].write(again, "en"))
    assert record["workshop"]["keep_until"] == LAST.date().isoformat(), "the record keeps the date it came with"
    in_time = sqlite_workshop.write(lambda session: bring_in(session, read(content), LAST - DAY))
    assert (in_time.keep_until, in_time.promised_until) == (LAST.date(), None)
