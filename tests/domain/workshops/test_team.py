"""Links of the team have a role and a name; facilitators hand over, recover their link, and mute people."""

from typing import Any

import pytest
from sqlmodel import Session, select

from app.domain import journal
from app.domain.board import notes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.models import Link, Seat
from app.domain.steering import locks
from app.domain.workshops import link_recovery, links, muting, seat_changes, seats
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

NIA, PRIYA = "nia", "priya"


def open_link(board: SampleWorkshop, ref: str, *, name: str = "", role: str = "", typed: str = "") -> Link:
    """Open a new link with this name and role, or without one the first link, from this browser; returns the link."""
    if name:
        board.act(FAY, links.add_link, name=name, role=role)

    def opened(session: Session) -> Link:
        link = links.links(session, board.id)[-1 if name else 0]
        links.facilitate(session, board.key, link.ref, secret=ref, fresh_secret=ref, name=typed, now=board.now())
        board.name_seat(session, ref)
        return link

    return board.write(opened)


def seat_of(board: SampleWorkshop, ref: str) -> Seat:
    return board.read(lambda session: session.exec(select(Seat).where(Seat.ref == ref)).one())


def role_of(board: SampleWorkshop, ref: str) -> str | None:
    return board.read(lambda session: seats.load_actor(session, board.key, ref).role)


def test_a_person_who_opens_a_link_gets_its_role_and_name(workshop: SampleWorkshop) -> None:
    open_link(workshop, NIA, name="  Nia,\nnotes ", role="notetaker", typed="Somebody")
    open_link(workshop, PRIYA, name="Priya", role="facilitator")
    open_link(workshop, "old", typed="Old")
    assert [seat_of(workshop, ref).name for ref in (NIA, PRIYA, "old")] == ["Nia, notes", "Priya", "Old"]
    assert [role_of(workshop, ref) for ref in (NIA, PRIYA, "old", ANA)] == [
        *("notetaker", "facilitator", "facilitator", None),
    ]


def test_a_link_needs_a_name_and_one_of_the_two_roles(workshop: SampleWorkshop) -> None:
    for name, role in (("", "notetaker"), ("  ", "facilitator"), ("Nia", "organiser")):
        with pytest.raises(Invalid):
            workshop.act(FAY, links.add_link, name=name, role=role)
    assert len(workshop.read(lambda session: links.links(session, workshop.id))) == 1


def test_a_notetaker_posts_and_reads_also_on_a_locked_board_but_does_not_steer(workshop: SampleWorkshop) -> None:
    open_link(workshop, NIA, name="Nia", role="notetaker")
    workshop.act(FAY, locks.lock_board, on=True)
    note = workshop.post(NIA)
    assert workshop.order() == [note]
    for act, values, named in (
        (notes.hide, [note], {"on": True}),
        (notes.move, [note], {"column_id": workshop.columns[1], "after": None}),
        (locks.lock_board, [], {"on": False}),
        (links.add_link, [], {"name": "Another", "role": "facilitator"}),
        (links.hand_over, [], {}),
        (muting.mute, [seat_of(workshop, ANA).id], {"on": True}),
        (seats.remove, [seat_of(workshop, ANA).id], {}),
    ):
        with pytest.raises(NotAllowed):
            workshop.act(NIA, act, *values, **named)
    with pytest.raises(Closed):
        workshop.post(ANA)


def test_a_facilitator_does_not_become_a_notetaker_by_opening_the_link(workshop: SampleWorkshop) -> None:
    with pytest.raises(Conflict, match="another browser"):
        open_link(workshop, FAY, name="Nia", role="notetaker")
    assert role_of(workshop, FAY) == "facilitator"


def test_a_notetaker_becomes_a_facilitator_with_a_fresh_secret(workshop: SampleWorkshop) -> None:
    open_link(workshop, NIA, name="Nia", role="notetaker")

    def opened(session: Session) -> str:
        first = links.links(session, workshop.id)[0]
        raised = links.facilitate(session, workshop.key, first.ref, secret=NIA, fresh_secret="f", now=workshop.now())
        return raised.secret

    assert workshop.write(opened) == "f"
    assert role_of(workshop, "f") == "facilitator"
    with pytest.raises(seats.Stranger):
        role_of(workshop, NIA)


def test_handing_over_needs_another_facilitator_and_ends_the_own_link(workshop: SampleWorkshop) -> None:
    open_link(workshop, NIA, name="Nia", role="notetaker")
    workshop.act(FAY, links.add_link, name="Priya")
    with pytest.raises(Conflict, match="No other facilitator"):
        workshop.act(FAY, links.hand_over)
    assert role_of(workshop, FAY) == "facilitator"
    open_link(workshop, PRIYA, name="Priya again", role="facilitator")
    workshop.act(FAY, links.hand_over)
    with pytest.raises(seats.Stranger):
        role_of(workshop, FAY)
    assert role_of(workshop, PRIYA) == "facilitator"
    workshop.act(PRIYA, locks.lock_board, on=True)
    with pytest.raises(Conflict):
        workshop.act(PRIYA, links.hand_over)


def test_a_removed_facilitator_does_not_count_as_somebody_to_hand_over_to(workshop: SampleWorkshop) -> None:
    open_link(workshop, PRIYA, name="Priya", role="facilitator")
    workshop.act(FAY, seats.remove, seat_of(workshop, PRIYA).id)
    with pytest.raises(Conflict):
        workshop.act(FAY, links.hand_over)


def recovered(board: SampleWorkshop, typed: str) -> int | None:
    return board.write(lambda session: link_recovery.use(session, typed)[1].id)


def made(board: SampleWorkshop, ref: str = FAY) -> str:
    return board.act(ref, lambda session, person, now: link_recovery.make(session, person))


def test_a_recovery_code_finds_its_link_once_however_it_is_typed(workshop: SampleWorkshop) -> None:
    code = made(workshop)
    assert len(code) == 16
    assert workshop.read(lambda session: links.links(session, workshop.id))[0].recovery_hash not in (None, code)
    typed = "-".join(code[start : start + 3] for start in range(0, 16, 3)).lower() + " \n"
    assert recovered(workshop, typed) == seat_of(workshop, FAY).link_id
    with pytest.raises(NotFound):
        recovered(workshop, code)


def test_an_older_a_wrong_or_a_revoked_recovery_code_opens_nothing(workshop: SampleWorkshop) -> None:
    older, code = made(workshop), made(workshop)
    for typed in (older, code[:-1], f"{code}{code}", "", "AAAA AAAA AAAA AAAA"):
        with pytest.raises(NotFound):
            recovered(workshop, typed)
    workshop.act(FAY, links.revoke, seat_of(workshop, FAY).link_id)
    with pytest.raises(NotFound):
        recovered(workshop, code)


def test_only_facilitators_make_recovery_codes(workshop: SampleWorkshop) -> None:
    open_link(workshop, NIA, name="Nia", role="notetaker")
    for ref in (NIA, ANA):
        with pytest.raises(NotAllowed):
            made(workshop, ref)


@pytest.mark.parametrize(("naming", "waits"), [("named", True), ("anonymous", False), ("choice", False)])
def test_posts_of_a_muted_person_wait_only_where_names_are_shown(
    sqlite_workshop: SampleWorkshop, naming: str, waits: bool
) -> None:
    board = SampleWorkshop(sqlite_workshop.database, naming=naming)
    ana = board.act(FAY, lambda session, person, now: seats.rows(session, board.id, [ANA]))[ANA].id
    board.act(FAY, muting.mute, ana, on=True)
    if waits:
        assert board.note(board.post(ANA)).approval == "waiting"
    else:
        with pytest.raises(Closed, match="stopped your posts"):
            board.post(ANA)
    assert board.note(board.post(BEN)).approval == ""
    board.act(FAY, muting.mute, ana, on=False)
    assert board.note(board.post(ANA)).approval == ""


def test_muting_again_changes_nothing_and_the_journal_names_only_the_facilitator(workshop: SampleWorkshop) -> None:
    ana, fay = seat_of(workshop, ANA).id, seat_of(workshop, FAY).id
    seq = workshop.act(FAY, muting.mute, ana, on=True)
    assert workshop.act(FAY, muting.mute, ana, on=True) == seq
    (last,) = workshop.read(lambda session: journal.latest(session, workshop.id, 1))
    assert (last.event.kind, last.event.payload(), last.by) == ("SeatMuted", {}, fay)
    assert workshop.read(lambda session: seat_changes.changed_since(session, workshop.id, seq - 1)) == {ANA}
    assert workshop.read(lambda session: seat_changes.changed_since(session, workshop.id, seq)) == set()


def test_the_team_is_not_muted_and_participants_mute_nobody(workshop: SampleWorkshop) -> None:
    other = SampleWorkshop(workshop.database)
    for ref in (FAY, ANA):
        refused: Any = Conflict if ref == FAY else NotAllowed
        with pytest.raises(refused):
            workshop.act(ref, muting.mute, seat_of_first(workshop, FAY), on=True)
    with pytest.raises(NotFound):
        workshop.act(FAY, muting.mute, seat_of_first(other, ANA), on=True)


def seat_of_first(board: SampleWorkshop, ref: str) -> int:
    return board.read(lambda session: seats.rows(session, board.id, [ref]))[ref].id


def test_a_person_of_a_board_with_names_is_removed_and_their_notes_hidden_together(
    sqlite_workshop: SampleWorkshop,
) -> None:
    board = SampleWorkshop(sqlite_workshop.database, naming="named")
    kept, gone = board.post(BEN), [board.post(ANA), board.post(ANA, column=1)]
    board.act(FAY, muting.remove_and_hide, seat_of_first(board, ANA))
    assert (board.order(), board.order(1)) == ([kept], [])
    assert all(board.note(note).hidden for note in gone)
    with pytest.raises(NotAllowed):
        board.post(ANA)


def test_nobodys_notes_are_hidden_together_on_a_board_without_names(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    with pytest.raises(NotAllowed):
        workshop.act(FAY, muting.remove_and_hide, seat_of_first(workshop, ANA))
    assert workshop.order() == [note]
    assert seat_of(workshop, ANA).removed_at is None
