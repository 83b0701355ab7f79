"""Facilitators hide many notes at once, by time or by group, and show exactly these again."""

import pytest

from app.domain import journal
from app.domain.board import bulk_hiding, notes
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.workshops import closing, seats
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def test_everything_since_a_notes_minute_is_hidden_on_every_question(workshop: SampleWorkshop) -> None:
    early = [workshop.post(ANA) for _ in range(2)]
    workshop._seconds = 125
    first = workshop.post(BEN)
    late = [workshop.post(ANA, column=1), workshop.post(FAY)]
    seqs = workshop.act(FAY, bulk_hiding.hide_since, late[0])
    assert len(seqs) == 3
    assert workshop.order() == early
    assert workshop.order(1) == []
    assert all(workshop.note(note).hidden for note in [first, *late])


def test_everything_from_a_group_is_hidden_and_nothing_else(workshop: SampleWorkshop) -> None:
    workshop.join("cy", speaks_for="council")
    kept, gone = workshop.post("cy"), [workshop.post(ANA), workshop.post(BEN, column=2)]
    workshop.join("dee")
    assert len(workshop.act(FAY, bulk_hiding.hide_group, "resident")) == len(gone)
    assert (workshop.order(), workshop.order(2)) == ([kept], [])


def test_undo_shows_exactly_the_notes_that_were_hidden_and_not_changed_since(workshop: SampleWorkshop) -> None:
    before, moved, gone, shown = (workshop.post(ref) for ref in (ANA, BEN, ANA, BEN))
    workshop.act(FAY, notes.hide, before, on=True)
    seqs = workshop.act(FAY, bulk_hiding.hide_since, before)
    assert workshop.order() == []
    workshop.act(FAY, notes.move, moved, column_id=workshop.columns[1], after=None)
    workshop.act(ANA, notes.withdraw, gone, on=True)
    for expected in (1, 0):
        assert len(workshop.act(FAY, bulk_hiding.show_again, seqs)) == expected
        assert workshop.order() == [shown]
    assert workshop.note(before).hidden
    assert workshop.note(moved).hidden
    # Every note still has a seq of its own, and the journal says what happened to each.
    events = workshop.read(lambda session: journal.since(session, workshop.id, seqs.start - 1, 100))
    assert [event.kind for _seq, event in events] == [
        *("NoteHidden", "NoteHidden", "NoteHidden", "NoteMoved", "NoteWithdrawn", "NoteRestored"),
    ]


@pytest.mark.parametrize("naming", ["anonymous", "choice"])
def test_a_group_that_is_not_shown_is_not_hidden_together(sqlite_workshop: SampleWorkshop, naming: str) -> None:
    board = SampleWorkshop(sqlite_workshop.database, naming=naming, shown=())
    note = board.post(ANA)
    with pytest.raises(Invalid, match="Too few people"):
        board.act(FAY, bulk_hiding.hide_group, "resident")
    assert board.order() == [note]
    board.join("cy")
    assert len(board.act(FAY, bulk_hiding.hide_group, "resident")) == 1
    named = SampleWorkshop(sqlite_workshop.database, naming="named", shown=())
    named.post(ANA)
    assert len(named.act(FAY, bulk_hiding.hide_group, "resident")) == 1


def test_a_hidden_group_includes_what_people_wrote_who_were_removed(sqlite_workshop: SampleWorkshop) -> None:
    for ref in ("cy", "dee"):
        sqlite_workshop.join(ref)
    for ref in ("cy", "dee"):
        sqlite_workshop.post(ref)
    assert len(sqlite_workshop.act(FAY, bulk_hiding.hide_group, "resident")) == 2
    assert len(sqlite_workshop.act(FAY, bulk_hiding.hide_group, "council")) == 0


def test_only_facilitators_hide_many_notes_and_show_them_again(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    note = workshop.post(BEN)
    for act, value in ((bulk_hiding.hide_since, note), (bulk_hiding.hide_group, "resident")):
        with pytest.raises(NotAllowed):
            workshop.act(ANA, act, value)
    with pytest.raises(NotFound):
        workshop.act(FAY, bulk_hiding.hide_since, "z" * 24)
    seqs = workshop.act(FAY, bulk_hiding.hide_since, note)
    with pytest.raises(NotAllowed):
        workshop.act(BEN, bulk_hiding.show_again, seqs)
    assert workshop.order() == []


def test_hidden_notes_are_listed_by_the_action_that_hid_them_and_each_action_can_be_undone(
    workshop: SampleWorkshop,
) -> None:
    alone, moved, first, second = (workshop.post(ref) for ref in (ANA, BEN, ANA, BEN))
    for note in (alone, moved):
        workshop.act(FAY, notes.hide, note, on=True)
    together = workshop.act(FAY, bulk_hiding.hide_since, first)
    workshop.act(FAY, notes.move, moved, column_id=workshop.columns[1], after=None)

    def listed() -> list[bulk_hiding.Hidden]:
        return workshop.read(lambda session: bulk_hiding.hidden(session, seats.load_actor(session, workshop.key, FAY)))

    found = listed()
    assert [{note.id for note in one.notes} for one in found] == [{moved}, {first, second}, {alone}]
    assert [one.at is None for one in found] == [True, False, False]
    assert found[1].seqs == together
    for one in found[1:]:
        assert len(workshop.act(FAY, bulk_hiding.show_again, one.seqs)) == len(one.notes)
    assert set(workshop.order()) == {alone, first, second}
    (last,) = listed()
    assert len(workshop.act(FAY, bulk_hiding.show_again, last.seqs)) == 1
    assert listed() == []


def test_hidden_notes_that_changed_between_others_of_their_action_are_not_shown_with_them(
    sqlite_workshop: SampleWorkshop,
) -> None:
    workshop = sqlite_workshop
    posted = [workshop.post(ANA) for _ in range(3)]
    workshop.act(FAY, bulk_hiding.hide_since, posted[0])
    workshop.act(FAY, notes.move, posted[1], column_id=workshop.columns[1], after=None)
    workshop.act(ANA, notes.withdraw, posted[2], on=True)
    found = workshop.read(lambda session: bulk_hiding.hidden(session, seats.load_actor(session, workshop.key, FAY)))
    assert [[note.id for note in one.notes] for one in found] == [[posted[1]], [posted[0]]]
    with pytest.raises(NotAllowed):
        workshop.read(lambda session: bulk_hiding.hidden(session, seats.load_actor(session, workshop.key, ANA)))


def test_after_closing_hidden_notes_are_still_listed_and_shown_again(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    posted = [workshop.post(ANA) for _ in range(3)]
    for note in posted[1:]:
        workshop.act(FAY, notes.hide, note, on=True)
    workshop.act(FAY, closing.close, on=True)
    (one,) = workshop.read(lambda session: bulk_hiding.hidden(session, seats.load_actor(session, workshop.key, FAY)))
    assert len(workshop.act(FAY, bulk_hiding.show_again, one.seqs)) == 2
    assert workshop.order() == posted
