"""Erasing on request removes words, names, groups and codings, and leaves an empty place."""

from pathlib import Path

import pytest
from sqlmodel import select

from app.domain.errors import NotAllowed, NotFound
from app.domain.mapping import codings
from app.domain.models import Coding, SecurityEntry, Workshop
from app.domain.records import erasure
from app.domain.workshops import closing, deletion, links, seats
from app.maintenance import backup
from app.storage.database import Database
from tests.workshop import ANA, BEN, FAY, ZED, SampleWorkshop

WORDS = "Words that somebody regrets"


def seat_id(board: SampleWorkshop, ref: str) -> int:
    found = board.read(lambda session: links.seat_of(session, seats.find(session, board.key), ref))
    assert found is not None
    return found.id or 0


def texts(board: SampleWorkshop, ids: list[str]) -> list[str]:
    return [board.note(note).text for note in ids]


def test_a_facilitator_erases_one_note_and_an_empty_place_remains(workshop: SampleWorkshop) -> None:
    note, other = workshop.post(ANA, WORDS), workshop.post(ANA, "Other")
    place = workshop.note(note)
    workshop.act(FAY, codings.give, note, "scale_reach")
    workshop.act(FAY, erasure.erase_note, note)
    left = workshop.note(note)
    assert (left.text, left.shown_name, left.speaks_for, left.seat_id) == ("", None, None, None)
    assert (left.column_id, left.order_key) == (place.column_id, place.order_key)
    assert workshop.order() == [other]
    assert workshop.read(lambda session: session.exec(select(Coding)).all()) == []


@pytest.mark.parametrize("ref", [ANA, BEN])
def test_participants_cannot_erase_a_note_for_others(sqlite_workshop: SampleWorkshop, ref: str) -> None:
    note = sqlite_workshop.post(ANA, WORDS)
    with pytest.raises(NotAllowed):
        sqlite_workshop.act(ref, erasure.erase_note, note)
    with pytest.raises(NotAllowed):
        sqlite_workshop.act(ZED, erasure.erase_note, note)
    assert texts(sqlite_workshop, [note]) == [WORDS]


@pytest.mark.parametrize("close", [False, True])
def test_everything_of_a_person_of_a_named_board_is_erased_also_after_closing(
    sqlite_workshop: SampleWorkshop, close: bool
) -> None:
    board = SampleWorkshop(sqlite_workshop.database, naming="named")
    hers, his = [board.post(ANA, WORDS) for _ in range(2)], board.post(BEN, "His")
    if close:
        board.act(FAY, closing.close, on=True)
    board.act(FAY, erasure.erase_person, seat_id(board, ANA))
    assert texts(board, [*hers, his]) == ["", "", "His"]
    assert "Ana" not in [seat.name for seat in board.read(lambda session: seats.seats(session, board.id))]


@pytest.mark.parametrize("naming", ["anonymous", "choice"])
def test_facilitators_cannot_erase_everything_of_a_person_where_names_are_not_shown(
    sqlite_workshop: SampleWorkshop, naming: str
) -> None:
    board = SampleWorkshop(sqlite_workshop.database, naming=naming)
    note = board.post(ANA, WORDS)
    with pytest.raises(NotAllowed):
        board.act(FAY, erasure.erase_person, seat_id(board, ANA))
    assert texts(board, [note]) == [WORDS]


def test_a_device_erases_all_of_its_own_notes_and_no_others(sqlite_workshop: SampleWorkshop) -> None:
    hers, his = sqlite_workshop.post(ANA, WORDS), sqlite_workshop.post(BEN, "His")
    assert sqlite_workshop.act(ANA, lambda session, person, now: erasure.own_count(session, person)) == 1
    sqlite_workshop.act(ANA, erasure.erase_own)
    assert texts(sqlite_workshop, [hers, his]) == ["", "His"]


def test_the_security_log_says_that_notes_were_erased_but_not_whose(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop.act(FAY, erasure.erase_note, sqlite_workshop.post(ANA, WORDS), device="Firefox, Windows")
    sqlite_workshop.act(ANA, erasure.erase_own)
    (entry,) = sqlite_workshop.read(lambda session: session.exec(select(SecurityEntry)).all())
    assert (entry.kind, entry.name, entry.device) == ("notes_erased", "facilitator", "Firefox, Windows")
    assert set(entry.details) == {"workshop", "link", "notes"}


def test_a_restore_erases_again_what_was_erased_and_deleted_since_the_backup(
    workshop: SampleWorkshop, tmp_path: Path
) -> None:
    url, file = workshop.database.url, tmp_path / "backup.sqlite3"
    erased, kept = workshop.post(ANA, WORDS), workshop.post(BEN, "Kept")
    deleted = SampleWorkshop(workshop.database)
    deleted.post(ANA, WORDS)
    # She wrote nothing, so only her name is there to erase.
    named = SampleWorkshop(workshop.database, naming="named")
    closed = SampleWorkshop(workshop.database)
    written = closed.post(ANA)
    backup.backup(url, file)
    workshop.write(
        lambda session: deletion.delete_workshop(session, seats.find(session, deleted.key, hold=True), workshop.now())
    )
    workshop.act(FAY, erasure.erase_note, erased)
    named.act(FAY, erasure.erase_person, seat_id(named, ANA))
    closed.act(FAY, closing.close, on=True)
    workshop.database.close()
    backup.restore(url, file, replace=True)
    workshop.database = Database(url)
    named.database = closed.database = workshop.database
    assert (closed.workshop().closed_at is None, closed.note(written).seat_id) == (False, None)
    assert workshop.workshop().closed_at is None
    assert "Ana" not in [seat.name for seat in named.read(lambda session: seats.seats(session, named.id))]
    assert texts(workshop, [erased, kept]) == ["", "Kept"]
    with pytest.raises(NotFound):
        workshop.read(lambda session: seats.find(session, deleted.key))
    # The list is in the restored database too, for the next restore.
    assert {(key, note) for key, note, _at in workshop.read(erasure.listed)} == {
        (workshop.key, erased),
        (deleted.key, ""),
        (named.key, f"seat {seat_id(named, ANA)}"),
    }
    workshop.database.close()


def test_a_restore_deletes_workshops_whose_date_has_passed(sqlite_workshop: SampleWorkshop, tmp_path: Path) -> None:
    url, file = sqlite_workshop.database.url, tmp_path / "backup.sqlite3"

    def pass_date(session: seats.Session) -> None:
        workshop = seats.find(session, sqlite_workshop.key, hold=True)
        workshop.keep_until = workshop.held_on.replace(year=2020)

    sqlite_workshop.write(pass_date)
    backup.backup(url, file)
    sqlite_workshop.database.close()
    backup.restore(f"sqlite:///{tmp_path / 'other.sqlite3'}", file, replace=False)
    other = Database(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    row = other.read_now(lambda session: session.get(Workshop, sqlite_workshop.id))
    assert row is not None
    assert row.deleted_at is not None
    other.close()
