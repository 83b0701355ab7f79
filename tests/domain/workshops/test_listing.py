"""The list of workshops: order, counts, search and pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from app.domain.board import notes
from app.domain.models import Workshop
from app.domain.text import searchable
from app.domain.workshops import closing, deletion, listing, seats, workshops
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop


def edit_details(workshop: SampleWorkshop, days: int, title: str, place: str = "") -> SampleWorkshop:
    """Change the workshop's date (by `days`), title and place; returns the workshop."""

    def change(session: seats.Session) -> None:
        stored = seats.find(session, workshop.key)
        day = START.date() + timedelta(days=days)
        draft = replace(workshops.draft_of(session, stored), title=title, place=place or None, held_on=day)
        workshops.edit(session, stored, draft, workshop.now())

    workshop.write(change)
    return workshop


def lines(workshop: SampleWorkshop, search: str = "", start: int = 0) -> tuple[list[str], bool]:
    found, more = workshop.read(lambda session: listing.listed(session, search, start))
    return [line.workshop.title for line in found], more


def test_the_list_is_paged_with_the_latest_workshops_first(
    workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    edit_details(workshop, 1, "Second")
    edit_details(SampleWorkshop(workshop.database), 2, "First")
    edit_details(SampleWorkshop(workshop.database), 0, "Third", "Eastfield")
    edit_details(SampleWorkshop(workshop.database), 0, "Late third", "Ünterwald")
    assert lines(workshop) == (["First", "Second"], True)
    assert lines(workshop, start=2) == (["Late third", "Third"], False)
    assert lines(workshop, start=4) == ([], False)
    assert lines(workshop, "THIRD") == (["Late third", "Third"], False)
    assert lines(workshop, "ir") == (["First", "Late third"], True)
    assert lines(workshop, "ir", 2) == (["Third"], False)
    assert lines(workshop, "eastfield third") == (["Third"], False)
    assert lines(workshop, "üNTER") == (["Late third"], False)
    assert lines(workshop, workshop.code.lower()) == (["Second"], False)
    assert lines(workshop, "%") == ([], False)


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
def test_a_search_ignores_case_and_accents(workshop: SampleWorkshop, title: str, search: str) -> None:
    edit_details(workshop, 1, title)
    assert lines(workshop, search) == ([title], False)
    assert lines(workshop, f"{search} elsewhere") == ([], False)
    assert lines(workshop, "5%5 c_de") == ([], False)


def test_a_search_finds_a_workshop_by_its_current_title_place_and_code(workshop: SampleWorkshop) -> None:
    edit_details(workshop, 1, "Before", "Eastfield")
    old = workshop.code
    workshop.act(FAY, workshops.replace_code)
    edit_details(workshop, 2, "After", "Westfield")
    for gone in ("before", "eastfield", old):
        assert lines(workshop, gone) == ([], False), gone
    for there in ("after", "westfield", workshop.workshop().code or ""):
        assert lines(workshop, there) == (["After"], False), there
    workshop.write(lambda session: deletion.delete_workshop(session, seats.find(session, workshop.key), workshop.now()))
    assert lines(workshop, "after") == ([], False)
    assert workshop.read(lambda session: list(session.exec(select(Workshop.search_text)))) == [""]


def test_searching_reads_no_more_workshops_than_a_page_shows(
    workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    for number in range(9):
        edit_details(SampleWorkshop(workshop.database), number, f"Number {number}")
    asked: list[tuple[str, object]] = []

    def read(session: Session) -> list[int]:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda _c, _d, sql, values, *_: asked.append((sql, values)))
        found, more = listing.listed(session, "number", 2)
        assert ([line.workshop.title for line in found], more) == (["Number 6", "Number 5"], True)
        return [len(connection.exec_driver_sql(sql, values).all()) for sql, values in list(asked)]

    assert max(workshop.read(read)) == 3


def test_the_list_is_read_in_order_from_an_index(sqlite_workshop: SampleWorkshop) -> None:
    def plan(session: Session) -> str:
        asked: list[tuple[str, object]] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda _c, _d, sql, values, *_: asked.append((sql, values)))
        listing.listed(session, "number")
        sql, values = asked[0]
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all())

    found = sqlite_workshop.read(plan)
    assert "ix_workshop_held_on" in found
    assert "TEMP B-TREE" not in found


def test_searchable_text_is_one_line_in_lower_case_without_accents(workshop: SampleWorkshop) -> None:
    assert searchable(" Two\n lines ", None, "", "ÀB") == "two lines ab"


def test_counts_are_per_workshop_and_exclude_the_team_removed_people_and_hidden_notes(workshop: SampleWorkshop) -> None:
    other = edit_details(SampleWorkshop(workshop.database), 1, "Other")
    workshop.post(ANA)
    workshop.act(ANA, notes.withdraw, workshop.post(ANA), on=True)
    workshop.act(FAY, notes.hide, workshop.post(BEN), on=True)
    ben = workshop.read(lambda session: seats.load_actor(session, workshop.key, BEN).seat.id)
    workshop.act(FAY, seats.remove, ben)
    other.act(FAY, closing.close, on=True)
    found, _more = workshop.read(listing.listed)
    assert [(line.workshop.id, line.people, line.notes) for line in found] == [(other.id, 2, 0), (workshop.id, 1, 1)]
