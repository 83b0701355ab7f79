"""The list of workshops: in order, counted, searched, a page at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from app.domain.board import notes
from app.domain.models import Workshop
from app.domain.text import searchable
from app.domain.workshops import closing, deletion, listing, seats, workshops
from tests.workshop import ANA, BEN, FAY, START, Hall


def held(hall: Hall, days: int, title: str, place: str = "") -> Hall:
    """Held so many days later, under this title, at this place."""

    def change(session: seats.Session) -> None:
        workshop = seats.find(session, hall.key)
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


@pytest.mark.parametrize(
    ("title", "search"),
    [
        ("Über die Straße", "uber strasse"),
        ("Cwrs y Tŷ Gwyn", "TY GWYN"),
        ("Cafe\u0301 society", "café"),
        ("ﬁve ℡ numbers", "five tel"),
        ("İstanbul", "istanbul"),
        ("ΣΊΣΥΦΟΣ", "σισυφος"),
        ("100% of 50_50", "100% 50_50"),
        ("back\\slash / slash", "\\slash /"),
    ],
)
def test_a_search_knows_no_case_and_no_accents(hall: Hall, title: str, search: str) -> None:
    held(hall, 1, title)
    assert lines(hall, search) == ([title], False)
    assert lines(hall, f"{search} elsewhere") == ([], False)
    assert lines(hall, "5%5 c_de") == ([], False)


def test_a_search_finds_a_workshop_by_what_it_is_called_now(hall: Hall) -> None:
    held(hall, 1, "Before", "Eastfield")
    old = hall.code
    hall.act(FAY, workshops.replace_code)
    held(hall, 2, "After", "Westfield")
    for gone in ("before", "eastfield", old):
        assert lines(hall, gone) == ([], False), gone
    for there in ("after", "westfield", hall.workshop().code or ""):
        assert lines(hall, there) == (["After"], False), there
    hall.write(lambda session: deletion.delete_workshop(session, seats.find(session, hall.key), hall.now()))
    assert lines(hall, "after") == ([], False)
    assert hall.read(lambda session: list(session.exec(select(Workshop.search_text)))) == [""]


def test_searching_reads_no_more_workshops_than_a_page_shows(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    for number in range(9):
        held(Hall(hall.database), number, f"Number {number}")
    asked: list[tuple[str, object]] = []

    def read(session: Session) -> list[int]:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda _c, _d, sql, values, *_: asked.append((sql, values)))
        found, more = listing.listed(session, "number", 2)
        assert ([line.workshop.title for line in found], more) == (["Number 6", "Number 5"], True)
        return [len(connection.exec_driver_sql(sql, values).all()) for sql, values in list(asked)]

    assert max(hall.read(read)) == 3


def test_the_list_is_read_in_order_from_an_index(small_hall: Hall) -> None:
    def plan(session: Session) -> str:
        asked: list[tuple[str, object]] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda _c, _d, sql, values, *_: asked.append((sql, values)))
        listing.listed(session, "number")
        sql, values = asked[0]
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all())

    found = small_hall.read(plan)
    assert "ix_workshop_held_on" in found
    assert "TEMP B-TREE" not in found


def test_what_is_searched_is_put_into_order_once(hall: Hall) -> None:
    assert searchable(" Two\n lines ", None, "", "ÀB") == "two lines ab"


def test_each_is_counted_by_itself_and_only_what_is_to_be_seen(hall: Hall) -> None:
    other = held(Hall(hall.database), 1, "Other")
    hall.post(ANA)
    hall.act(ANA, notes.withdraw, hall.post(ANA), on=True)
    hall.act(FAY, notes.hide, hall.post(BEN), on=True)
    ben = hall.read(lambda session: seats.who(session, hall.key, BEN).seat.id)
    hall.act(FAY, seats.remove, ben)
    other.act(FAY, closing.close, on=True)
    found, _more = hall.read(listing.listed)
    assert [(line.workshop.id, line.people, line.notes) for line in found] == [(other.id, 3, 0), (hall.id, 2, 1)]
