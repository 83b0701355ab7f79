"""Codes from an app and recovery codes: each works once, for its own account."""

from datetime import timedelta

import pyotp
import pytest
from sqlmodel import select

from app.domain.accounts import notices, organisers, second_factor, sessions
from app.domain.accounts.sessions import NotSignedIn, SecondFactorMissing
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.models import RecoveryCode, SecondFactor
from tests.domain.accounts.office import KEYS, Office


def code(office: Office, key: str, steps: int = 0) -> str:
    """The app's code now, or this many 30-second steps later."""
    return pyotp.TOTP(key).at(office.now, counter_offset=steps)


def set_up(office: Office, token: str) -> tuple[str, list[str]]:
    """Turn the second factor on; returns the app's key and the recovery codes."""
    office.act(token, second_factor.begin)
    key = office.key(token)
    office.act(token, second_factor.confirm, code(office, key), KEYS.derived)
    return key, office.act(token, second_factor.codes_to_show, KEYS.derived)


def give(office: Office, token: str, typed: str) -> None:
    """Finish a sign-in that waits for a code, under a new token."""

    def finish(session: sessions.Session) -> None:
        by = sessions.waiting_for_code(session, office.presented(token))
        sessions.finish(session, by, office.presented(f"{token}, finished").token_hash, typed, KEYS.derived)

    office.write(finish)


def test_with_a_second_factor_a_password_alone_gives_no_access(office: Office) -> None:
    olga = office.first()
    key, _codes = set_up(office, office.sign_in(olga))
    office.later(minutes=1)
    token = office.sign_in(olga)
    with pytest.raises(NotSignedIn):
        office.signed_in_name(token)
    give(office, token, code(office, key))
    assert office.signed_in_name(f"{token}, finished") == "Olga"
    # The token from before the code was given has no access.
    with pytest.raises(NotSignedIn):
        office.signed_in_name(token)


def test_an_app_code_works_once_and_up_to_30_seconds_early_or_late(office: Office) -> None:
    olga = office.first()
    key, _codes = set_up(office, office.sign_in(olga))
    used_to_set_up = code(office, key)
    with pytest.raises(Invalid):
        give(office, office.sign_in(olga), used_to_set_up)
    office.later(minutes=5)
    early, now, late = (code(office, key, steps) for steps in (1, 0, -1))
    for too_far in (code(office, key, 2), code(office, key, -2)):
        with pytest.raises(Invalid):
            give(office, office.sign_in(olga), too_far)
    give(office, office.sign_in(olga), late)
    give(office, office.sign_in(olga), f" {now[:3]} {now[3:]} ")
    give(office, office.sign_in(olga), early)
    for used in (early, now, late):
        with pytest.raises(Invalid):
            give(office, office.sign_in(olga), used)


def test_a_recovery_code_works_once_in_any_spelling(office: Office) -> None:
    olga = office.first()
    _key, codes = set_up(office, office.sign_in(olga))
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    give(office, office.sign_in(olga), codes[0])
    give(office, office.sign_in(olga), codes[1].lower().replace("-", " "))
    for used in codes[:2]:
        with pytest.raises(Invalid):
            give(office, office.sign_in(olga), used)
    assert office.read(lambda session: second_factor.codes_left(session, olga)) == 8
    assert ("recovery_code_used", "Olga") in office.log()


def test_a_code_of_another_account_is_refused(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    key, codes = set_up(office, office.sign_in(olga))
    set_up(office, office.sign_in(otto))
    office.later(minutes=1)
    token = office.sign_in(otto)
    for typed in (code(office, key), codes[0], "", "000000", "x" * 200, "١٢٣٤٥٦"):
        with pytest.raises(Invalid):
            give(office, token, typed)
    with pytest.raises(NotSignedIn):
        office.signed_in_name(token)


def test_a_sign_in_without_a_code_expires_after_ten_minutes(office: Office) -> None:
    olga = office.first()
    key, _codes = set_up(office, office.sign_in(olga))
    token = office.sign_in(olga, kept=True)
    office.later(minutes=10)
    with pytest.raises(NotSignedIn):
        give(office, token, code(office, key))


def test_the_database_contains_neither_the_key_nor_a_recovery_code(small_office: Office) -> None:
    key, codes = set_up(small_office, small_office.sign_in(small_office.first()))
    rows = small_office.read(
        lambda session: [*session.exec(select(SecondFactor)).all(), *session.exec(select(RecoveryCode)).all()]
    )
    kept = str(rows)
    assert key not in kept
    assert not any(found in kept or found.replace("-", "") in kept for found in codes)


def test_only_the_sign_in_that_made_recovery_codes_can_show_them_for_ten_minutes(office: Office) -> None:
    olga = office.first()
    here, there = office.sign_in(olga), office.sign_in(olga)
    _key, codes = set_up(office, here)
    office.later(minutes=9)
    assert office.act(here, second_factor.codes_to_show, KEYS.derived) == codes
    assert office.act(there, second_factor.codes_to_show, KEYS.derived) == []
    office.act(here, second_factor.confirm_codes_written_down)
    assert office.act(here, second_factor.codes_to_show, KEYS.derived) == []
    office.act(here, second_factor.renew_codes, KEYS.derived)
    renewed = office.act(here, second_factor.codes_to_show, KEYS.derived)
    assert not set(renewed) & set(codes)
    office.later(minutes=10)
    assert office.act(here, second_factor.codes_to_show, KEYS.derived) == []
    with pytest.raises(Invalid):
        give(office, office.sign_in(olga), codes[0])
    give(office, office.sign_in(olga), renewed[0])


def test_a_reload_keeps_the_key_and_a_wrong_code_does_not_turn_it_on(office: Office) -> None:
    olga = office.first()
    token = office.sign_in(olga)
    office.act(token, second_factor.begin)
    key = office.key(token)
    assert office.key(token) == key
    with pytest.raises(Invalid):
        office.act(token, second_factor.confirm, code(office, key, 5), KEYS.derived)
    assert office.signed_in_name(office.sign_in(olga)) == "Olga"
    office.act(token, second_factor.confirm, code(office, key), KEYS.derived)
    with pytest.raises(NotFound):
        office.key(token)
    with pytest.raises(Conflict):
        office.act(token, second_factor.begin)


def test_an_account_without_a_required_second_factor_can_only_set_it_up(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    hers, his = office.sign_in(olga), office.sign_in(otto)
    set_up(office, hers)
    office.act(hers, organisers.require_second_factor, on=True)
    with pytest.raises(SecondFactorMissing):
        office.signed_in_name(his)
    assert office.signed_in_name(hers) == "Olga"
    with pytest.raises(Conflict):
        office.act(hers, second_factor.turn_off)
    setting_up = office.read(lambda session: sessions.acting(session, office.presented(his), setting_up=True))
    assert setting_up.name == "Otto"
    office.act(hers, organisers.require_second_factor, on=False)
    assert office.signed_in_name(his) == "Otto"
    office.act(hers, second_factor.turn_off)
    assert office.signed_in_name(office.sign_in(olga)) == "Olga"


def test_another_organiser_can_reset_it_and_the_account_gets_a_notice(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    set_up(office, office.sign_in(otto))
    office.about(office.sign_in(olga), second_factor.reset, otto)
    assert office.signed_in_name(office.sign_in(otto)) == "Otto"
    (notice,) = office.read(lambda session: notices.waiting(session, otto))
    assert (notice.kind, notice.by_name) == ("second_factor_reset", "Olga")
    assert office.log()[-2:] == [("second_factor_reset", "Olga"), ("signed_in", "Otto")]
    assert office.read(lambda session: session.exec(select(RecoveryCode)).all()) == []


def test_the_otpauth_address_contains_the_accounts_email(small_office: Office) -> None:
    address = second_factor.address("A" * 32, "olga@x.example")
    parsed = pyotp.parse_uri(address)
    assert (parsed.name, parsed.issuer) == ("olga@x.example", "Commonboard")
    assert timedelta(seconds=parsed.interval if isinstance(parsed, pyotp.TOTP) else 0) == timedelta(seconds=30)
