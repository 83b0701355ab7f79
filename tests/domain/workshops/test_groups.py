"""A group is shown on a board without names only once enough people have chosen it."""

import re
from pathlib import Path

import pytest

from app.domain.workshops import groups, links, seat_secrets, seats
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.presentation.templates import TEMPLATES
from tests.workshop import ANA, START, SampleWorkshop


def board_of(like: SampleWorkshop, naming: str) -> SampleWorkshop:
    """A workshop that two residents, Ana and Ben, have joined, in which no group was shown before."""
    return SampleWorkshop(like.database, naming=naming, shown=())


@pytest.mark.parametrize("naming", ["anonymous", "choice"])
def test_a_group_is_shown_once_three_people_have_chosen_it(workshop: SampleWorkshop, naming: str) -> None:
    board = board_of(workshop, naming)
    before = board.workshop()
    assert groups.shown(before, "resident") is None
    board.join("cara", speaks_for="nhs")
    assert groups.shown(board.workshop(), "resident") is None
    board.join("carl")
    after = board.workshop()
    assert (groups.shown(after, "resident"), groups.shown(after, "nhs")) == ("resident", None)
    assert after.render_version > before.render_version
    assert after.seq == before.seq + 1


def test_a_group_stays_shown_when_its_people_are_removed(sqlite_workshop: SampleWorkshop) -> None:
    board = board_of(sqlite_workshop, "anonymous")
    board.join("cara")
    for seat in board.read(lambda session: seats.seats(session, board.id)):
        if seat.ref != "fay":
            board.act("fay", seats.remove, seat.id)
    board.join("dora")
    assert groups.shown(board.workshop(), "resident") == "resident"


def test_every_group_is_shown_where_names_are_shown_or_the_threshold_is_one(sqlite_workshop: SampleWorkshop) -> None:
    assert groups.shown(board_of(sqlite_workshop, "named").workshop(), "nhs") == "nhs"
    board = board_of(sqlite_workshop, "anonymous")
    board.join("nora", speaks_for="nhs", group_threshold=1)
    assert groups.shown(board.workshop(), "nhs") == "nhs"


def test_a_person_who_joins_twice_counts_once(sqlite_workshop: SampleWorkshop) -> None:
    board = board_of(sqlite_workshop, "anonymous")
    for _again in range(3):
        board.join(ANA)
    assert groups.shown(board.workshop(), "resident") is None


@pytest.mark.parametrize("name", FORMATS)
def test_no_file_contains_a_group_that_two_people_chose(sqlite_workshop: SampleWorkshop, name: str) -> None:
    board = board_of(sqlite_workshop, "anonymous")
    for ref in ("nora", "ned"):
        board.join(ref, speaks_for="nhs")
        board.post(ref)
    taken = board.read(lambda session: bundle(session, seats.find(session, board.key), START))
    assert {note.speaks_for for note in taken.notes} == {None}
    assert taken.groups == [None]
    if name == "csv":
        assert b"NHS" not in FORMATS[name].write(taken, "en")


def test_a_person_who_becomes_a_facilitator_on_a_second_device_does_not_count_twice(
    sqlite_workshop: SampleWorkshop,
) -> None:
    board = SampleWorkshop(sqlite_workshop.database, shown=())
    board.join("nora", speaks_for="council")

    def add_second_device(session: seats.Session) -> None:
        seat = links.seat_of(session, seats.find(session, board.key), "nora")
        assert seat is not None
        seat_secrets.add_device(session, seat, "second", "")

    board.write(add_second_device)
    board.raise_up("second")
    board.join("ned", speaks_for="council")
    assert board.workshop().shown_groups == []
    for ref in ("nia", "noor"):
        board.join(ref, speaks_for="council")
    assert board.workshop().shown_groups == ["council"]


def test_no_template_shows_a_group_without_the_rule() -> None:
    unchecked = re.compile(r"(note|seat)\.speaks_for(?!\) %})")
    found = {
        path.relative_to(TEMPLATES).as_posix()
        for path in Path(TEMPLATES).rglob("*.html")
        if unchecked.search(path.read_text(encoding="utf-8"))
    }
    # A person's own group, in their private fragment.
    assert found == {"findings/_own-asks.html"}
