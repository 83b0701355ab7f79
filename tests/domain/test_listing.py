"""The list of workshops: in order, counted, searched, a page at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain import listing, notes, people, steering, workshops
from tests.hall import ANA, BEN, FAY, START, Hall


def held(hall: Hall, days: int, title: str, place: str = "") -> Hall:
    """Held so many days later, under this title, at this place."""

    def change(session: people.Session) -> None:
        workshop = people.find(session, hall.key)
        day = START.date() + timedelta(days=days)
        draft = replace(workshops.draft_of(session, workshop), title=title, place=place or None, held_on=day)
        workshops.edit(session, workshop, draft, hall.now())

    hall.write(change)
    return hall


def lines(hall: Hall, search: str = "", start: int = 0) -> tuple[list[str], bool]:
    found, more = hall.read(lambda session: listing.listed(session, search, start))
    return [line.workshop.title for line in found], more


def test_the_latest_come_first_a_page_at_a_time(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    held(hall, 1, "Second")
    held(Hall(hall.database), 2, "First")
    held(Hall(hall.database), 0, "Third", "Eastfield")
    held(Hall(hall.database), 0, "Late third", "Ünterwald")
    assert lines(hall) == (["First", "Second"], True)
    assert lines(hall, start=2) == (["Late third", "Third"], False)
    assert lines(hall, start=4) == ([], False)
    assert lines(hall, "THIRD") == (["Late third", "Third"], False)
    assert lines(hall, "ir") == (["First", "Late third"], True)
    assert lines(hall, "ir", 2) == (["Third"], False)
    assert lines(hall, "eastfield third") == (["Third"], False)
    assert lines(hall, "üNTER") == (["Late third"], False)
    assert lines(hall, hall.code.lower()) == (["Second"], False)
    assert lines(hall, "%") == ([], False)


def test_each_is_counted_by_itself_and_only_what_is_to_be_seen(hall: Hall) -> None:
    other = held(Hall(hall.database), 1, "Other")
    hall.post(ANA)
    hall.act(ANA, notes.withdraw, hall.post(ANA), on=True)
    hall.act(FAY, notes.hide, hall.post(BEN), on=True)
    ben = hall.read(lambda session: people.who(session, hall.key, BEN).seat.id)
    hall.act(FAY, people.remove, ben)
    other.act(FAY, steering.close, on=True)
    found, _more = hall.read(listing.listed)
    assert [(line.workshop.id, line.people, line.notes) for line in found] == [(other.id, 3, 0), (hall.id, 2, 1)]
