"""Devices of one seat: what a promotion changes, how access ends, and what the database holds."""

import pytest
from sqlmodel import select

from app.domain.board import joining, notes
from app.domain.errors import Conflict, NotFound
from app.domain.models import DeviceCode, Seat, SeatDevice
from app.domain.workshops import device_codes, links, seat_devices, seat_secrets, seats
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

TABLET, FRESH = "tablet", "fresh"


def actor(workshop: SampleWorkshop, secret: str) -> seats.Actor:
    return workshop.read(lambda session: seats.load_actor(session, workshop.key, secret))


def code_of(workshop: SampleWorkshop, secret: str) -> str:
    return workshop.act(secret, device_codes.make)


def continue_on(workshop: SampleWorkshop, secret: str, code: str) -> None:
    """Use a device code in the browser with this secret."""
    workshop.write(
        lambda session: device_codes.use(session, workshop.key, code, fresh_secret=secret, now=workshop.now())
    )


def promote(workshop: SampleWorkshop, secret: str, fresh: str = FRESH) -> str:
    """Open the first facilitator link in the browser with this secret; returns its secret from then on."""

    def act(session: seats.Session) -> str:
        link = links.links(session, workshop.id)[0].ref
        return links.facilitate(
            session, workshop.key, link, secret=secret, fresh_secret=fresh, now=workshop.now()
        ).secret

    return workshop.write(act)


def test_a_device_code_sent_twice_by_one_browser_opens_the_same_seat(sqlite_workshop: SampleWorkshop) -> None:
    code = code_of(sqlite_workshop, ANA)
    for _ in range(2):
        continue_on(sqlite_workshop, TABLET, code)
    assert actor(sqlite_workshop, TABLET).seat.id == actor(sqlite_workshop, ANA).seat.id
    with pytest.raises(NotFound):
        continue_on(sqlite_workshop, "another browser", code)


def test_a_device_code_opens_nothing_at_another_workshop_and_is_not_used_up(sqlite_workshop: SampleWorkshop) -> None:
    elsewhere = SampleWorkshop(sqlite_workshop.database)
    code = code_of(sqlite_workshop, ANA)
    with pytest.raises(NotFound):
        continue_on(elsewhere, TABLET, code)
    continue_on(sqlite_workshop, TABLET, code)
    assert actor(sqlite_workshop, TABLET).seat.id == actor(sqlite_workshop, ANA).seat.id


def test_a_promoted_browser_gets_a_new_secret_and_its_old_secret_opens_nothing(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    before = actor(workshop, ANA).seat.id
    assert promote(workshop, ANA) == FRESH
    assert actor(workshop, FRESH).facilitates
    assert actor(workshop, FRESH).seat.id == before
    workshop.act(FRESH, notes.edit, note, text="Still mine")
    with pytest.raises(seats.Stranger):
        actor(workshop, ANA)


def test_the_other_device_of_a_promoted_person_stays_a_participant(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    continue_on(workshop, TABLET, code_of(workshop, ANA))
    promote(workshop, TABLET)
    assert actor(workshop, FRESH).facilitates
    assert actor(workshop, FRESH).seat.speaks_for == "resident"
    assert not actor(workshop, ANA).facilitates
    workshop.act(ANA, notes.edit, note, text="Still mine")
    with pytest.raises(seats.Stranger):
        actor(workshop, TABLET)


def test_a_device_code_made_before_a_promotion_gives_no_facilitator_rights(workshop: SampleWorkshop) -> None:
    code = code_of(workshop, ANA)
    promote(workshop, ANA)
    with pytest.raises(NotFound):
        continue_on(workshop, TABLET, code)


def test_the_form_of_a_facilitator_link_sent_twice_gives_the_same_seat(workshop: SampleWorkshop) -> None:
    assert promote(workshop, ANA) == promote(workshop, ANA) == FRESH
    seat = actor(workshop, FRESH).seat.id
    assert promote(workshop, FRESH, "another") == FRESH
    assert actor(workshop, FRESH).seat.id == seat
    assert promote(workshop, "no seat", "new") == promote(workshop, "no seat", "new") == "new"
    people = workshop.read(lambda session: seats.seats(session, workshop.id))
    # Fay, Ana, Ben and the new person.
    assert len(people) == 4


def test_ending_a_device_ends_only_that_devices_access(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    continue_on(workshop, TABLET, code_of(workshop, ANA))
    code = code_of(workshop, ANA)
    listed = workshop.read(
        lambda session: seat_devices.own_devices(session, seats.load_actor(session, workshop.key, ANA), ANA)
    )
    assert [one.this for one in listed] == [True, False]
    before = actor(workshop, ANA).seat
    workshop.act(ANA, seat_devices.end_device, listed[1].id)
    with pytest.raises(seats.Stranger):
        actor(workshop, TABLET)
    with pytest.raises(NotFound):
        continue_on(workshop, "third", code)
    workshop.act(ANA, notes.edit, note, text="Still mine")
    after = actor(workshop, ANA).seat
    # Open connections know the seat by this reference, so those of the ended device close.
    assert after.id == before.id
    assert workshop.read(lambda session: seats.seats_that_may(session, workshop.id, {before.ref, after.ref})) == {
        after.ref: False
    }


def test_nobody_can_end_a_device_of_someone_else(workshop: SampleWorkshop) -> None:
    bens = workshop.read(
        lambda session: seat_devices.own_devices(session, seats.load_actor(session, workshop.key, BEN), BEN)
    )
    for other in (ANA, FAY):
        with pytest.raises(NotFound):
            workshop.act(other, seat_devices.end_device, bens[0].id)
    actor(workshop, BEN)


def test_leaving_a_device_keeps_the_seat_and_its_notes(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    continue_on(workshop, TABLET, code_of(workshop, ANA))
    workshop.act(TABLET, seat_devices.leave, TABLET)
    with pytest.raises(seats.Stranger):
        actor(workshop, TABLET)
    workshop.act(ANA, notes.edit, note, text="Still mine")
    workshop.act(ANA, seat_devices.leave, ANA)
    assert workshop.order() == [note]
    # A person who left everywhere can join again, as a new person.
    workshop.join(ANA)


def test_a_person_has_at_most_ten_devices(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    for number in range(seat_secrets.MOST_DEVICES - 1):
        continue_on(workshop, f"device {number}", code_of(workshop, ANA))
    with pytest.raises(Conflict):
        continue_on(workshop, "one more", code_of(workshop, ANA))


def test_the_database_holds_no_browsers_secret(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    secret = "5" * 32
    workshop.write(
        lambda session: seats_joined(session, workshop, secret),
    )
    continue_on(workshop, "6" * 32, code_of(workshop, secret))

    def stored(session: seats.Session) -> str:
        tables = (Seat, SeatDevice, DeviceCode)
        return str([row.model_dump() for table in tables for row in session.exec(select(table))])

    found = workshop.read(stored)
    assert secret not in found
    assert "6" * 32 not in found


def seats_joined(session: seats.Session, workshop: SampleWorkshop, secret: str) -> None:
    newcomer = joining.Newcomer(workshop.code)
    joining.join(session, workshop.key, newcomer, secret=None, fresh_secret=secret, seats=9, now=workshop.now())
