"""The security log: the contents of an entry, and how long it is kept."""

import logging
from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.models import SecurityEntry
from app.domain.records import security_log
from app.domain.records.security_log import UNKNOWN, Actor, Kind
from tests.own_log import said
from tests.workshop import START, SampleWorkshop

OLGA = Actor(7, "Olga")


def entries(workshop: SampleWorkshop) -> list[SecurityEntry]:
    return workshop.read(lambda session: list(session.exec(select(SecurityEntry).order_by(SecurityEntry.id))))


def test_an_entry_contains_person_time_and_device(workshop: SampleWorkshop) -> None:
    workshop.write(
        lambda session: security_log.record(session, Kind.LINK_MADE, OLGA, "Firefox, Linux", START, {"link": 3})
    )
    (entry,) = entries(workshop)
    assert (entry.kind, entry.organiser_id, entry.name) == ("link_made", 7, "Olga")
    assert (entry.device, entry.at, entry.details, entry.times) == ("Firefox, Linux", START, {"link": 3}, 1)


def test_a_detail_that_could_be_peoples_text_is_refused(sqlite_workshop: SampleWorkshop) -> None:
    def write(session: security_log.Session) -> None:
        security_log.record(session, Kind.LINK_MADE, OLGA, "", START, {"note": "The bus is late"})

    with pytest.raises(ValueError, match="takes no text"):
        sqlite_workshop.write(write)
    assert entries(sqlite_workshop) == []


def test_failures_within_ten_minutes_are_counted_in_one_entry_per_account_and_device(workshop: SampleWorkshop) -> None:
    def fail(minutes: int, account: int, device: str = "Firefox, Linux") -> None:
        at = START + timedelta(minutes=minutes)
        workshop.write(
            lambda session: security_log.record_repeated(
                session, Kind.SIGN_IN_FAILED, UNKNOWN, device, at, {"account": account}
            )
        )

    for minute in range(5):
        fail(minute, 1)
    fail(3, 2)
    fail(4, 1, "Chrome, Windows")
    fail(30, 1)
    assert [(entry.details["account"], entry.device, entry.times) for entry in entries(workshop)] == [
        (1, "Firefox, Linux", 5),
        (2, "Firefox, Linux", 1),
        (1, "Chrome, Windows", 1),
        (1, "Firefox, Linux", 1),
    ]


def test_entries_are_kept_for_twelve_months(workshop: SampleWorkshop) -> None:
    for days in (366, 364, 0):
        at = START - timedelta(days=days)
        workshop.write(lambda session, at=at: security_log.record(session, Kind.SIGNED_IN, OLGA, "", at))
    workshop.write(lambda session: security_log.purge(session, START))
    assert [(START - entry.at).days for entry in entries(workshop)] == [364, 0]


def test_the_host_reads_every_entry_as_a_log_line_without_names(
    sqlite_workshop: SampleWorkshop, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="commonboard.security"):
        sqlite_workshop.write(
            lambda session: security_log.record(session, Kind.LINK_MADE, OLGA, "Firefox, Linux", START, {"link": 3})
        )
    assert said(caplog) == ["link_made by 7 link=3"]
