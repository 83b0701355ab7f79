"""An organiser facilitates the boards they opened for as long as their sign-in lasts."""

import pytest
from sqlmodel import select

from app.domain import journal
from app.domain.accounts import organisers, sessions, upkeep
from app.domain.events import LinkRevoked
from app.domain.models import Link
from app.domain.workshops import links, seats
from tests.domain.accounts.office import Office
from tests.workshop import ANA, FAY


def seat_of(office: Office, secret: str) -> int | None:
    """The id of the seat from which the browser with this secret acts."""
    return office.read(lambda session: seats.load_actor(session, office.workshop.key, secret)).seat.id


def facilitates(office: Office, seat: str) -> bool:
    """True if this seat facilitates, as read by every action and by every open connection."""
    by_act = False
    try:
        person = office.read(lambda session: seats.load_actor(session, office.workshop.key, seat))
        seats.require(person, "hide")
        by_act = True
    except seats.NotAllowed:
        by_act = False
    by_connection = office.read(lambda session: seats.seats_that_may(session, office.workshop.id, {seat}))
    assert by_connection.get(seat, False) == by_act
    return by_act


def events(office: Office) -> list[object]:
    return [event for _seq, event in office.read(lambda session: journal.since(session, office.workshop.id, 0, 100))]


def sign_out(office: Office, token: str) -> None:
    office.write(lambda session: sessions.sign_out(session, office.presented(token)))


def test_signing_out_ends_facilitation_only_for_seats_that_the_sign_in_opened(
    office: Office,
) -> None:
    olga = office.first()
    laptop, tablet = office.sign_in(olga), office.sign_in(olga)
    opened, there = office.open_board(laptop, None, "seat one"), office.open_board(tablet, None, "seat two")
    assert facilitates(office, opened)
    before = office.workshop.workshop().seq
    sign_out(office, laptop)
    assert not facilitates(office, opened)
    assert facilitates(office, there)
    assert facilitates(office, FAY)
    # This event makes followers check open connections again.
    assert office.workshop.workshop().seq == before + 1
    assert isinstance(events(office)[-1], LinkRevoked)


def test_a_participant_who_opened_the_board_as_organiser_stays_a_participant(office: Office) -> None:
    token = office.sign_in(office.first())
    before = seat_of(office, ANA)
    assert office.open_board(token, ANA, "fresh") == "fresh"
    assert seat_of(office, "fresh") == before
    assert facilitates(office, "fresh")
    sign_out(office, token)
    assert not facilitates(office, "fresh")
    office.workshop.post("fresh")


def test_a_seat_with_a_shared_facilitator_link_facilitates_after_signing_out(office: Office) -> None:
    token = office.sign_in(office.first())
    assert office.open_board(token, FAY, "fresh") == FAY
    sign_out(office, token)
    assert facilitates(office, FAY)


def test_an_expired_sign_in_no_longer_facilitates_its_boards(office: Office) -> None:
    token = office.sign_in(office.first())
    seat = office.open_board(token, None, "seat one")
    now = office.later(hours=11)
    assert not office.read(lambda session: upkeep.is_due(session, now))
    now = office.later(hours=1)
    assert office.read(lambda session: upkeep.is_due(session, now))
    office.write(lambda session: upkeep.tidy(session, now))
    assert not facilitates(office, seat)
    assert not office.read(lambda session: upkeep.is_due(session, now))


def test_after_signing_in_again_an_organiser_has_the_same_seat(office: Office) -> None:
    olga = office.first()
    first = office.sign_in(olga)
    seat = office.open_board(first, None, "seat one")
    before = seat_of(office, seat)
    sign_out(office, first)
    again = office.sign_in(olga)
    renewed = office.open_board(again, seat, "seat two")
    assert seat_of(office, renewed) == before
    assert facilitates(office, renewed)
    assert not facilitates(office, seat)


def test_another_organiser_in_the_same_browser_gets_a_seat_of_their_own(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    hers = office.sign_in(olga)
    seat = office.open_board(hers, None, "seat one")
    sign_out(office, hers)
    his = office.sign_in(otto)
    assert office.open_board(his, seat, "seat two") == "seat two"
    assert not facilitates(office, seat)


@pytest.mark.parametrize("removed_first", [False, True])
def test_another_organiser_gets_their_own_seat_even_after_the_first_account_is_removed(
    office: Office, removed_first: bool
) -> None:
    office.first()
    olga, otto = office.colleague("Ola"), office.colleague("Otto")
    seat = office.open_board(office.sign_in(olga), None, "seat one")
    his = office.sign_in(otto)
    act = organisers.remove if removed_first else organisers.deactivate
    office.about(his, act, olga)
    assert not facilitates(office, seat)
    # The next account must not reuse the removed one's id.
    ines = office.colleague("Ines")
    assert ines.id not in (olga.id, otto.id)
    assert office.open_board(office.sign_in(ines), seat, "seat two") == "seat two"


def test_an_organisers_own_link_is_not_listed_for_sharing(office: Office) -> None:
    before = office.read(lambda session: [link.id for link in links.links(session, office.workshop.id)])
    office.open_board(office.sign_in(office.first()), None, "seat one")
    assert office.read(lambda session: [link.id for link in links.links(session, office.workshop.id)]) == before


def test_opening_a_board_again_makes_no_second_link(office: Office) -> None:
    token = office.sign_in(office.first())
    seat = office.open_board(token, None, "seat one")
    assert office.open_board(token, seat, "seat two") == seat
    stored = office.read(lambda session: session.exec(select(Link)).all())
    assert len([link for link in stored if link.organiser_id]) == 1
