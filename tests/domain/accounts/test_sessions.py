"""How long a sign-in lasts, and what ends it."""

import pytest
from sqlmodel import Session, select

from app.domain.accounts import organisers, sessions
from app.domain.accounts.sessions import NotSignedIn
from app.domain.errors import NotFound
from app.domain.models import OrganiserSession
from tests.domain.accounts.office import Office


def test_the_database_contains_only_a_hash_of_the_token(small_office: Office) -> None:
    token = small_office.sign_in(small_office.first())
    (row,) = small_office.read(lambda session: session.exec(select(OrganiserSession)).all())
    assert token not in str(row)
    assert len(row.token_hash) == 64


@pytest.mark.parametrize(
    ("kept", "pauses", "lasts"),
    [
        (False, [11.9], True),
        (False, [12], False),
        (False, [11] * 65, True),
        # No sign-in lasts longer than thirty days.
        (False, [11] * 65 + [5], False),
        (True, [14 * 24 - 1], True),
        (True, [14 * 24], False),
        (True, [7 * 24] * 4, True),
        (True, [7 * 24] * 4 + [48], False),
    ],
)
def test_a_sign_in_expires_after_its_idle_time_and_its_longest_time(
    small_office: Office, kept: bool, pauses: list[float], lasts: bool
) -> None:
    token = small_office.sign_in(small_office.first(), kept=kept)
    for pause in pauses[:-1]:
        small_office.later(hours=pause)
        small_office.write(lambda session: sessions.mark_seen(session, small_office.presented(token)))
    small_office.later(hours=pauses[-1])
    if lasts:
        assert small_office.signed_in_name(token) == "Olga"
    else:
        with pytest.raises(NotSignedIn):
            small_office.signed_in_name(token)


def test_an_unknown_token_gives_no_access(small_office: Office) -> None:
    small_office.first()
    with pytest.raises(NotSignedIn):
        small_office.signed_in_name("invented")
    with pytest.raises(NotSignedIn):
        small_office.read(lambda session: sessions.acting(session, None))


def test_last_seen_is_written_at_most_once_in_five_minutes(small_office: Office) -> None:
    token = small_office.sign_in(small_office.first())

    def seen_at(session: Session) -> object:
        return session.exec(select(OrganiserSession.seen_at)).one()

    written = set()
    for _minute in range(12):
        small_office.later(minutes=1)
        small_office.write(lambda session: sessions.mark_seen(session, small_office.presented(token)))
        written.add(small_office.read(seen_at))
    assert len(written) == 3


def test_an_organiser_can_list_and_end_only_their_own_sign_ins(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    laptop, phone, other = office.sign_in(olga), office.sign_in(olga), office.sign_in(otto)
    listed = office.act(laptop, sessions.listed)
    assert len(listed) == 2
    (others,) = office.act(other, sessions.listed)
    with pytest.raises(NotFound):
        office.act(laptop, sessions.end_own, others.id)
    assert office.signed_in_name(other) == "Otto"
    by_phone = next(row for row in listed if row.token_hash == office.presented(phone).token_hash)
    office.act(laptop, sessions.end_own, by_phone.id)
    with pytest.raises(NotSignedIn):
        office.signed_in_name(phone)
    assert office.signed_in_name(laptop) == "Olga"


def test_ending_all_other_sign_ins_keeps_the_current_one(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    here, *away = [office.sign_in(olga) for _ in range(4)]
    other = office.sign_in(otto)
    office.act(here, sessions.end_others)
    for token in away:
        with pytest.raises(NotSignedIn):
            office.signed_in_name(token)
    assert (office.signed_in_name(here), office.signed_in_name(other)) == ("Olga", "Otto")


def test_a_new_password_ends_every_other_sign_in_and_the_old_token(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    here, away, other = office.sign_in(olga), office.sign_in(olga), office.sign_in(otto)

    def change(session: Session, by: sessions.By) -> None:
        organisers.change_password(session, by, "another hash")
        sessions.renew(session, by, office.presented("renewed").token_hash)

    office.act(here, change)
    for token in (here, away):
        with pytest.raises(NotSignedIn):
            office.signed_in_name(token)
    assert (office.signed_in_name("renewed"), office.signed_in_name(other)) == ("Olga", "Otto")


def test_a_password_that_was_changed_during_the_check_does_not_sign_in(office: Office) -> None:
    """Checking a password takes time, and the account may get a new password in the meantime."""
    olga = office.first()
    office.act(office.sign_in(olga), organisers.change_password, "another hash")
    with pytest.raises(NotSignedIn):
        office.write(lambda session: sessions.with_password(session, olga.id or 0, "hash of a password"))
    found = office.write(lambda session: sessions.with_password(session, olga.id or 0, "another hash"))
    assert found.name == "Olga"


def test_every_sign_in_and_sign_out_is_in_the_security_log(small_office: Office) -> None:
    token = small_office.sign_in(small_office.first())
    small_office.write(lambda session: sessions.sign_out(session, small_office.presented(token)))
    with pytest.raises(NotSignedIn):
        small_office.signed_in_name(token)
    assert small_office.log() == [("account_created", "Olga"), ("signed_in", "Olga"), ("signed_out", "Olga")]
