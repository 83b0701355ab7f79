"""Who gets in, who may do what, and how it ends."""

import pytest

from app.domain.board import joining, notes
from app.domain.errors import Closed, Conflict, Full, Invalid, NotAllowed, NotFound
from app.domain.mapping import codings
from app.domain.workshops import closing, seats, workshops
from tests.workshop import ANA, BEN, FAY, ZED, Hall


def seat_of(hall: Hall, ref: str) -> seats.Seat:
    return hall.read(lambda session: seats.who(session, hall.key, ref).seat)


def test_the_code_opens_the_workshop_however_it_is_typed(hall: Hall) -> None:
    for typed in (
        hall.code,
        hall.code.lower(),
        f" {hall.code[:3]} {hall.code[3:]} ",
        f"{hall.code[:3]}-{hall.code[3:]}",
    ):
        assert hall.read(lambda session, typed=typed: workshops.by_code(session, typed)).id == hall.id


@pytest.mark.parametrize("typed", ["", "      ", "AAAAAA7", "' OR 1=1", "ÄÖÜẞ", "x" * 5000])
def test_another_code_opens_nothing(hall: Hall, typed: str) -> None:
    with pytest.raises(NotFound):
        hall.read(lambda session: workshops.by_code(session, typed))


def test_codes_have_no_look_alikes(small_hall: Hall) -> None:
    codes = {small_hall.read(workshops.free_code) for _ in range(300)}
    assert all(len(code) == 6 for code in codes)
    assert not set("".join(codes)) & set("0O1IL2Z5S8BUV")


def test_the_same_phone_gets_the_same_seat(hall: Hall) -> None:
    again = hall.write(
        lambda session: joining.join(
            session, hall.key, hall.code, seat_ref=ANA, fresh_ref="other", seats=100, now=hall.now()
        )
    )
    assert again == ANA


def test_the_same_form_sent_twice_is_one_seat(hall: Hall) -> None:
    before = len(hall.read(lambda session: seats.seats(session, hall.id)))
    hall.join("twice")
    hall.join("twice")
    assert len(hall.read(lambda session: seats.seats(session, hall.id))) == before + 1


def test_an_anonymous_workshop_keeps_no_names(hall: Hall) -> None:
    assert seat_of(hall, ANA).name is None


def test_a_named_workshop_asks_for_one(small_hall: Hall) -> None:
    hall = Hall(small_hall.database, naming="named")
    assert seat_of(hall, ANA).name == "Ana"
    with pytest.raises(Invalid):
        hall.join("nameless", name="  ")


def test_a_choice_that_is_not_offered_is_refused(hall: Hall) -> None:
    with pytest.raises(Invalid):
        hall.join("queen", speaks_for="monarchy")


def test_the_number_of_seats_has_an_end(hall: Hall) -> None:
    with pytest.raises(Full):
        hall.join("late", seats=3)


def test_zed_gets_in_nowhere(hall: Hall) -> None:
    for ref in (ZED, "", None):
        with pytest.raises(NotAllowed):
            hall.read(lambda session, ref=ref: seats.who(session, hall.key, ref))
    with pytest.raises(NotFound):
        hall.join(ZED, code="WRONG7")
    with pytest.raises(NotFound):
        hall.join(ZED, code="")


def test_a_replaced_code_opens_nothing_and_who_is_in_stays_in(hall: Hall) -> None:
    hall.act(FAY, workshops.replace_code)
    with pytest.raises(NotFound):
        hall.join("late")
    assert hall.workshop().code != hall.code
    hall.post(ANA)


def test_a_closed_workshop_lets_nobody_new_in(hall: Hall) -> None:
    hall.act(FAY, closing.close, on=True)
    with pytest.raises(Closed):
        hall.join("late")


def test_a_removed_seat_is_out_for_good_and_its_notes_stay(hall: Hall) -> None:
    note = hall.post(BEN)
    hall.act(FAY, seats.remove, seat_of(hall, BEN).id)
    for act in (lambda: hall.post(BEN), lambda: seat_of(hall, BEN)):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        hall.write(
            lambda session: joining.join(
                session, hall.key, hall.code, seat_ref=BEN, fresh_ref="new", seats=9, now=hall.now()
            )
        )
    assert hall.order() == [note]


def test_whoever_was_removed_by_mistake_is_let_in_again_as_who_they_were(hall: Hall) -> None:
    note = hall.post(BEN)
    seat = seat_of(hall, BEN).id
    hall.act(FAY, seats.remove, seat)
    assert [one.ref for one in hall.read(lambda session: seats.removed(session, hall.id))] == [BEN]
    with pytest.raises(NotAllowed):
        hall.act(ANA, seats.let_in, seat)
    with pytest.raises(NotFound):
        Hall(hall.database).act(FAY, seats.let_in, seat)
    with pytest.raises(NotAllowed):
        hall.post(BEN)
    hall.act(FAY, seats.let_in, seat)
    hall.act(BEN, notes.edit, note, text="Mine as before")
    assert hall.read(lambda session: seats.removed(session, hall.id)) == []


def test_against_strangers_everybody_types_the_new_code_and_is_who_they_were(hall: Hall) -> None:
    note = hall.post(ANA)
    other = Hall(hall.database)
    for number in range(5):
        hall.join(f"bot{number}")
    second = hall.write(lambda session: seats.make_link(session, seats.find(session, hall.key), hall.now()))
    hall.write(
        lambda session: seats.facilitate(session, hall.key, second.ref, seat_ref=BEN, fresh_ref=BEN, now=hall.now())
    )
    hall.act(FAY, seats.revoke, second.id)
    with pytest.raises(NotAllowed):
        hall.act(ANA, workshops.keep_strangers_out)
    seat = seat_of(hall, ANA).id
    hall.act(FAY, workshops.keep_strangers_out)
    # Nobody can tell from who is still there who has written.
    here = {one.ref for one in hall.read(lambda session: seats.seats(session, hall.id)) if one.by_code}
    assert here == set()
    assert hall.read(lambda session: len(seats.seats(session, other.id))) == 3
    for ref in (ANA, BEN, "bot0"):
        with pytest.raises(seats.Stranger):
            hall.post(ref)
        with pytest.raises(NotFound, match="does not open"):
            rejoin(hall, ref, hall.code)
    code = hall.workshop().code or ""
    for ref in (ANA, BEN):
        # The places the strangers had are free.
        rejoin(hall, ref, code, seats=3)
    hall.join(ZED, code=code, seats=4)
    with pytest.raises(Full):
        hall.join("more", code=code, seats=4)
    assert (seat_of(hall, ANA).id, seat_of(hall, ANA).speaks_for) == (seat, "resident")
    hall.act(ANA, notes.edit, note, text="Still mine")
    hall.act(FAY, closing.close, on=True)
    with pytest.raises(Closed):
        hall.act(FAY, workshops.keep_strangers_out)


def rejoin(hall: Hall, ref: str, code: str, seats: int = 100) -> None:
    """Somebody who has been here types a code on the same phone."""
    hall.write(
        lambda session: joining.join(
            session, hall.key, code, seat_ref=ref, fresh_ref="another", seats=seats, now=hall.now()
        )
    )


def test_a_facilitator_who_joined_by_the_link_alone_is_out_when_it_is_revoked(hall: Hall) -> None:
    hall.act(FAY, seats.another_link)
    first, second = (link.id for link in hall.read(lambda session: seats.links(session, hall.id)))
    hall.write(
        lambda session: seats.facilitate(
            session,
            hall.key,
            seats.links(session, hall.id)[1].ref,
            seat_ref=None,
            fresh_ref="finn",
            now=hall.now(),
        )
    )
    hall.act("finn", seats.revoke, first)
    with pytest.raises(NotAllowed):
        seat_of(hall, FAY)
    hall.act("finn", seats.revoke, second)
    with pytest.raises(NotAllowed):
        seat_of(hall, "finn")


def test_a_participant_raised_by_the_link_keeps_the_seat_when_it_is_revoked(hall: Hall) -> None:
    hall.write(
        lambda session: seats.facilitate(
            session, hall.key, seats.links(session, hall.id)[0].ref, seat_ref=ANA, fresh_ref="x", now=hall.now()
        )
    )
    assert hall.read(lambda session: seats.who(session, hall.key, ANA)).facilitates
    link = hall.read(lambda session: seats.links(session, hall.id))[0].id
    hall.act(ANA, seats.revoke, link)
    assert not hall.read(lambda session: seats.who(session, hall.key, ANA)).facilitates
    hall.post(ANA)


def test_joining_again_never_lowers_a_facilitator(hall: Hall) -> None:
    hall.write(
        lambda session: joining.join(
            session, hall.key, hall.code, seat_ref=FAY, fresh_ref="x", speaks_for="nhs", seats=9, now=hall.now()
        )
    )
    assert hall.read(lambda session: seats.who(session, hall.key, FAY)).facilitates


def test_facilitators_acts_are_refused_to_others(hall: Hall) -> None:
    fay = seat_of(hall, FAY)
    for act, values in (
        (seats.remove, [fay.id]),
        (seats.revoke, [fay.link_id]),
        (seats.another_link, []),
        (workshops.replace_code, []),
    ):
        for ref in (ANA, ZED):
            with pytest.raises(NotAllowed):
                hall.act(ref, act, *values)
    for ref in (ANA, ZED):
        with pytest.raises(NotAllowed):
            hall.act(ref, closing.close, on=True)
        with pytest.raises(NotAllowed):
            hall.act(ref, closing.choose_naming, "named")
        with pytest.raises(NotAllowed):
            hall.act(ref, codings.give, "n" * 24, "involve_voice")
    with pytest.raises(Conflict):
        hall.act(FAY, seats.remove, fay.id)


def test_whether_names_are_shown_is_fixed_by_the_first_note(hall: Hall) -> None:
    hall.act(FAY, closing.choose_naming, "choice")
    assert hall.workshop().naming == "choice"
    hall.post(ANA)
    with pytest.raises(Conflict):
        hall.act(FAY, closing.choose_naming, "named")
    with pytest.raises(Invalid):
        hall.act(FAY, closing.choose_naming, "nicknames")


def test_another_workshops_seats_and_links_are_out_of_reach(hall: Hall) -> None:
    other = Hall(hall.database)
    ben = seat_of(other, BEN)
    with pytest.raises(NotFound):
        hall.act(FAY, seats.remove, ben.id)
    with pytest.raises(NotFound):
        hall.act(FAY, seats.revoke, other.read(lambda session: seats.links(session, other.id))[0].id)
