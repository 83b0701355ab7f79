"""Who can join, what each person may do, and how access ends."""

from functools import partial

import pytest

from app.domain.board import joining, notes
from app.domain.errors import Closed, Conflict, Full, Invalid, NotAllowed, NotFound
from app.domain.mapping import codings
from app.domain.workshops import closing, codes, links, seats, workshops
from tests.workshop import ANA, BEN, FAY, ZED, SampleWorkshop


def seat_of(workshop: SampleWorkshop, ref: str) -> seats.Seat:
    return workshop.read(lambda session: seats.load_actor(session, workshop.key, ref).seat)


def by_code(workshop: SampleWorkshop) -> joining.Newcomer:
    return joining.Newcomer(workshop.code)


def test_the_code_works_in_any_case_and_with_spaces_and_dashes(workshop: SampleWorkshop) -> None:
    for typed in (
        workshop.code,
        workshop.code.lower(),
        f" {workshop.code[:3]} {workshop.code[3:]} ",
        f"{workshop.code[:3]}-{workshop.code[3:]}",
    ):
        assert workshop.read(lambda session, typed=typed: codes.by_code(session, typed)).id == workshop.id


@pytest.mark.parametrize("typed", ["", "      ", "AAAAAA7", "' OR 1=1", "ÄÖÜẞ", "x" * 5000])
def test_a_wrong_code_is_refused(workshop: SampleWorkshop, typed: str) -> None:
    with pytest.raises(NotFound):
        workshop.read(lambda session: codes.by_code(session, typed))


def test_codes_contain_no_letters_that_look_alike(sqlite_workshop: SampleWorkshop) -> None:
    made = {sqlite_workshop.read(codes.free_code) for _ in range(300)}
    assert all(len(code) == 6 for code in made)
    assert not set("".join(made)) & set("0O1IL2Z5S8BUV")


def test_joining_twice_from_the_same_browser_returns_the_same_seat(workshop: SampleWorkshop) -> None:
    again = workshop.write(
        lambda session: joining.join(
            session,
            workshop.key,
            joining.Newcomer(workshop.code),
            secret=ANA,
            fresh_secret="other",
            seats=100,
            now=workshop.now(),
        )
    )
    assert again == ANA


def test_sending_the_join_form_twice_creates_one_seat(workshop: SampleWorkshop) -> None:
    before = len(workshop.read(lambda session: seats.seats(session, workshop.id)))
    workshop.join("twice")
    workshop.join("twice")
    assert len(workshop.read(lambda session: seats.seats(session, workshop.id))) == before + 1


def test_an_anonymous_workshop_stores_no_names(workshop: SampleWorkshop) -> None:
    assert seat_of(workshop, ANA).name is None


def test_a_named_workshop_requires_a_name(sqlite_workshop: SampleWorkshop) -> None:
    workshop = SampleWorkshop(sqlite_workshop.database, naming="named")
    assert seat_of(workshop, ANA).name == "Ana"
    with pytest.raises(Invalid):
        workshop.join("nameless", name="  ")


def test_a_group_that_is_not_offered_is_refused(workshop: SampleWorkshop) -> None:
    with pytest.raises(Invalid):
        workshop.join("queen", speaks_for="monarchy")


def test_joining_a_full_workshop_is_refused(workshop: SampleWorkshop) -> None:
    with pytest.raises(Full):
        workshop.join("late", seats=3)


def test_a_person_without_a_seat_is_refused_everything(workshop: SampleWorkshop) -> None:
    for ref in (ZED, "", None):
        with pytest.raises(NotAllowed):
            workshop.read(lambda session, ref=ref: seats.load_actor(session, workshop.key, ref))
    with pytest.raises(NotFound):
        workshop.join(ZED, code="WRONG7")
    with pytest.raises(NotFound):
        workshop.join(ZED, code="")


def test_a_replaced_code_stops_working_and_people_in_the_workshop_stay(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, workshops.replace_code)
    with pytest.raises(NotFound):
        workshop.join("late")
    assert workshop.workshop().code != workshop.code
    workshop.post(ANA)


def test_nobody_can_join_a_closed_workshop(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, closing.close, on=True)
    with pytest.raises(Closed):
        workshop.join("late")


def test_a_removed_seat_cannot_join_again_and_its_notes_stay(workshop: SampleWorkshop) -> None:
    note = workshop.post(BEN)
    workshop.act(FAY, seats.remove, seat_of(workshop, BEN).id)
    for act in (lambda: workshop.post(BEN), lambda: seat_of(workshop, BEN)):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        workshop.write(
            lambda session: joining.join(
                session,
                workshop.key,
                joining.Newcomer(workshop.code),
                secret=BEN,
                fresh_secret="new",
                seats=9,
                now=workshop.now(),
            )
        )
    assert workshop.order() == [note]


def test_a_seat_removed_by_mistake_can_be_restored_with_its_notes(workshop: SampleWorkshop) -> None:
    note = workshop.post(BEN)
    seat = seat_of(workshop, BEN).id
    workshop.act(FAY, seats.remove, seat)
    assert [one.ref for one in workshop.read(lambda session: seats.removed(session, workshop.id))] == [BEN]
    with pytest.raises(NotAllowed):
        workshop.act(ANA, seats.let_in, seat)
    with pytest.raises(NotFound):
        SampleWorkshop(workshop.database).act(FAY, seats.let_in, seat)
    with pytest.raises(NotAllowed):
        workshop.post(BEN)
    workshop.act(FAY, seats.let_in, seat)
    workshop.act(BEN, notes.edit, note, text="Mine as before")
    assert workshop.read(lambda session: seats.removed(session, workshop.id)) == []


def test_after_entering_the_new_code_everyone_has_their_seat_back(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    other = SampleWorkshop(workshop.database)
    for number in range(5):
        workshop.join(f"bot{number}")
    second = workshop.write(lambda session: links.make_link(session, seats.find(session, workshop.key), workshop.now()))
    workshop.write(
        lambda session: links.facilitate(
            session, workshop.key, second.ref, secret=BEN, fresh_secret=BEN, now=workshop.now()
        )
    )
    workshop.act(FAY, links.revoke, second.id)
    with pytest.raises(NotAllowed):
        workshop.act(ANA, workshops.replace_code_and_require_it)
    seat = seat_of(workshop, ANA).id
    workshop.act(FAY, workshops.replace_code_and_require_it)
    # Which seats remain must not reveal who wrote.
    here = {one.ref for one in workshop.read(lambda session: seats.seats(session, workshop.id)) if one.by_code}
    assert here == set()
    assert workshop.read(lambda session: len(seats.seats(session, other.id))) == 3
    for ref in (ANA, BEN, "bot0"):
        with pytest.raises(seats.Stranger):
            workshop.post(ref)
        with pytest.raises(NotFound, match="code is incorrect"):
            rejoin(workshop, ref, workshop.code)
    code = workshop.workshop().code or ""
    for ref in (ANA, BEN):
        # Seats that must enter the new code do not count as taken.
        rejoin(workshop, ref, code, seats=3)
    workshop.join(ZED, code=code, seats=4)
    with pytest.raises(Full):
        workshop.join("more", code=code, seats=4)
    assert (seat_of(workshop, ANA).id, seat_of(workshop, ANA).speaks_for) == (seat, "resident")
    workshop.act(ANA, notes.edit, note, text="Still mine")
    workshop.act(FAY, closing.close, on=True)
    with pytest.raises(Closed):
        workshop.act(FAY, workshops.replace_code_and_require_it)


def rejoin(workshop: SampleWorkshop, ref: str, code: str, seats: int = 100) -> None:
    """Enter a code in a browser that already has a seat."""
    workshop.write(
        lambda session: joining.join(
            session,
            workshop.key,
            joining.Newcomer(code),
            secret=ref,
            fresh_secret="another",
            seats=seats,
            now=workshop.now(),
        )
    )


def test_revoking_the_link_removes_a_facilitator_who_joined_only_by_it(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, links.add_link, name="Priya")
    first, second = (link.id for link in workshop.read(lambda session: links.links(session, workshop.id)))
    workshop.write(
        lambda session: links.facilitate(
            session,
            workshop.key,
            links.links(session, workshop.id)[1].ref,
            secret=None,
            fresh_secret="finn",
            now=workshop.now(),
        )
    )
    workshop.act("finn", links.revoke, first)
    with pytest.raises(NotAllowed):
        seat_of(workshop, FAY)
    workshop.act("finn", links.revoke, second)
    with pytest.raises(NotAllowed):
        seat_of(workshop, "finn")


def test_revoking_the_link_leaves_a_participant_who_used_it_their_seat(workshop: SampleWorkshop) -> None:
    workshop.write(
        lambda session: links.facilitate(
            session,
            workshop.key,
            links.links(session, workshop.id)[0].ref,
            secret=ANA,
            fresh_secret="x",
            now=workshop.now(),
        )
    )
    assert workshop.read(lambda session: seats.load_actor(session, workshop.key, "x")).facilitates
    link = workshop.read(lambda session: links.links(session, workshop.id))[0].id
    workshop.act("x", links.revoke, link)
    assert not workshop.read(lambda session: seats.load_actor(session, workshop.key, "x")).facilitates
    workshop.post("x")


def test_a_facilitator_who_joins_again_still_facilitates(workshop: SampleWorkshop) -> None:
    workshop.write(
        lambda session: joining.join(
            session,
            workshop.key,
            joining.Newcomer(workshop.code, speaks_for="nhs"),
            secret=FAY,
            fresh_secret="x",
            seats=9,
            now=workshop.now(),
        )
    )
    assert workshop.read(lambda session: seats.load_actor(session, workshop.key, FAY)).facilitates


def test_participants_are_refused_facilitators_actions(workshop: SampleWorkshop) -> None:
    fay = seat_of(workshop, FAY)
    for act, values in (
        (seats.remove, [fay.id]),
        (links.revoke, [fay.link_id]),
        (partial(links.add_link, name="Priya"), []),
        (workshops.replace_code, []),
    ):
        for ref in (ANA, ZED):
            with pytest.raises(NotAllowed):
                workshop.act(ref, act, *values)
    for ref in (ANA, ZED):
        with pytest.raises(NotAllowed):
            workshop.act(ref, closing.close, on=True)
        with pytest.raises(NotAllowed):
            workshop.act(ref, closing.choose_naming, "named")
        with pytest.raises(NotAllowed):
            workshop.act(ref, codings.give, "n" * 24, "involve_voice")
    with pytest.raises(Conflict):
        workshop.act(FAY, seats.remove, fay.id)


def test_naming_cannot_change_after_the_first_note(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, closing.choose_naming, "choice")
    assert workshop.workshop().naming == "choice"
    workshop.post(ANA)
    with pytest.raises(Conflict):
        workshop.act(FAY, closing.choose_naming, "named")
    with pytest.raises(Invalid):
        workshop.act(FAY, closing.choose_naming, "nicknames")


def test_seats_and_links_of_another_workshop_are_not_found(workshop: SampleWorkshop) -> None:
    other = SampleWorkshop(workshop.database)
    ben = seat_of(other, BEN)
    with pytest.raises(NotFound):
        workshop.act(FAY, seats.remove, ben.id)
    with pytest.raises(NotFound):
        workshop.act(FAY, links.revoke, other.read(lambda session: links.links(session, other.id))[0].id)
