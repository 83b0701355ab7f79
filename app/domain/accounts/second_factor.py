"""The second factor: codes from an app (TOTP, RFC 6238), and recovery codes for a lost device."""

import base64
import re
import secrets
import unicodedata
from datetime import datetime, timedelta

import pyotp
from sqlmodel import Session, col, delete, select

from app.domain.accounts import notices
from app.domain.accounts.acting import By, Derive
from app.domain.accounts.notices import Notice
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.models import Organisation, Organiser, RecoveryCode, SecondFactor
from app.domain.records.security_log import Kind

RECOVERY_CODES = 10
# The sign-in that made recovery codes can show them again for this long, so that a reload does not lose them.
SHOWN = timedelta(minutes=10)
STEP_SECONDS = 30
# A device's clock may be up to 30 seconds fast or slow.
STEPS_APART = (0, -1, 1)
WRONG = gettext_noop("The code is incorrect. Wait for your app to show a new code, and enter that one.")
_APP_CODE = re.compile(r"[0-9]{6}")


def is_on(session: Session, organiser: Organiser) -> bool:
    """True if this account needs a code to sign in."""
    factor = session.get(SecondFactor, organiser.id)
    return factor is not None and factor.confirmed_at is not None


def accounts_with(session: Session) -> set[int]:
    """The ids of the accounts that have a confirmed second factor."""
    query = select(SecondFactor.organiser_id).where(col(SecondFactor.confirmed_at).is_not(None))
    return set(session.exec(query))


def begin(session: Session, by: By) -> None:
    """Make a key for the acting account's app, which takes effect in `confirm`. Raises Conflict if one is in effect."""
    organiser = by.account
    if is_on(session, organiser):
        raise Conflict("Your second factor is on already. Turn it off first to set up another device.")
    forget(session, organiser)
    session.add(SecondFactor(organiser_id=organiser.id, ref=secrets.token_hex(16), made_at=by.now))


def key_to_confirm(session: Session, by: By, derive: Derive) -> str:
    """The unconfirmed key, as base32 for an app. Raises NotFound if there is none."""
    factor = session.get(SecondFactor, by.account.id)
    if factor is None or factor.confirmed_at:
        raise NotFound
    return _key(factor, derive)


def address(key: str, email: str) -> str:
    """The otpauth:// address that an app reads from the QR code."""
    return pyotp.TOTP(key).provisioning_uri(name=email, issuer_name="Commonboard")


def confirm(session: Session, by: By, typed: str, derive: Derive) -> None:
    """Turn the second factor on with the app's first code, and make recovery codes.

    Raises Invalid for a wrong code, NotFound without an unconfirmed key.
    """
    organiser = by.account
    factor = _held(session, organiser)
    if factor is None or factor.confirmed_at:
        raise NotFound
    _use_app_code(factor, _plain(typed), derive, by.now)
    factor.confirmed_at = by.now
    session.add(factor)
    _make_codes(session, by, factor, derive)
    by.record(session, Kind.SECOND_FACTOR_ON)


def use_code(session: Session, by: By, typed: str, derive: Derive) -> None:
    """Use one code from the app or one recovery code.

    Raises Invalid for a wrong or used code, NotFound without a confirmed second factor.
    """
    organiser = by.account
    factor = _held(session, organiser)
    if factor is None or not factor.confirmed_at:
        raise NotFound
    plain = _plain(typed)
    if _APP_CODE.fullmatch(plain):
        _use_app_code(factor, plain, derive, by.now)
        session.add(factor)
        return
    hashed = derive("recovery code", plain)
    mine = select(RecoveryCode).where(RecoveryCode.organiser_id == organiser.id, RecoveryCode.code_hash == hashed)
    code = session.exec(mine).first()
    if code is None or code.used_at:
        raise Invalid(WRONG, field="code")
    code.used_at = by.now
    session.add(code)
    by.record(session, Kind.RECOVERY_CODE_USED)


def renew_codes(session: Session, by: By, derive: Derive) -> None:
    """Replace the recovery codes with RECOVERY_CODES new ones. Raises NotFound without a confirmed second factor."""
    factor = _held(session, by.account)
    if factor is None or not factor.confirmed_at:
        raise NotFound
    _make_codes(session, by, factor, derive)
    by.record(session, Kind.RECOVERY_CODES_MADE)


def codes_to_show(session: Session, by: By, derive: Derive) -> list[str]:
    """The recovery codes; empty after ten minutes, and for every sign-in except the one that made them."""
    factor = session.get(SecondFactor, by.account.id)
    if factor is None or factor.codes_ref is None or factor.codes_at is None or by.sign_in is None:
        return []
    if factor.codes_session_id != by.sign_in.id or by.now - factor.codes_at >= SHOWN:
        return []
    return _codes(factor.codes_ref, derive)


def confirm_codes_written_down(session: Session, by: By) -> None:
    """Confirm that the person has written the recovery codes down; they are never shown again."""
    factor = session.get(SecondFactor, by.account.id)
    if factor is not None:
        factor.codes_ref = factor.codes_session_id = None
        session.add(factor)


def codes_left(session: Session, organiser: Organiser) -> int:
    """The number of this account's unused recovery codes."""
    unused = select(RecoveryCode.id).where(
        RecoveryCode.organiser_id == organiser.id, col(RecoveryCode.used_at).is_(None)
    )
    return len(session.exec(unused).all())


def turn_off(session: Session, by: By) -> None:
    """Remove the acting account's second factor. Raises Conflict if the organisation requires one."""
    organiser = by.account
    owner = session.get(Organisation, organiser.organisation_id)
    if owner is not None and owner.second_factor_required:
        raise Conflict("Your organisation requires a second factor, so you cannot turn it off.")
    forget(session, organiser)
    by.record(session, Kind.SECOND_FACTOR_OFF)


def reset(session: Session, by: By, organiser: Organiser) -> None:
    """Remove another account's second factor after its device was lost, and store a notice for its organiser.

    Raises Conflict if the account has none, and for the acting account itself.
    """
    by.check_is_another(organiser)
    if not is_on(session, organiser):
        raise Conflict("This account has no second factor.")
    forget(session, organiser)
    notices.add(session, organiser, Notice.SECOND_FACTOR_RESET, by.name, by.now)
    by.record(session, Kind.SECOND_FACTOR_RESET, account=organiser.id)


def forget(session: Session, organiser: Organiser) -> None:
    """Delete everything about this account's second factor."""
    for kind in (RecoveryCode, SecondFactor):
        session.exec(delete(kind).where(col(kind.organiser_id) == organiser.id))


def _make_codes(session: Session, by: By, factor: SecondFactor, derive: Derive) -> None:
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.organiser_id) == factor.organiser_id))
    ref = secrets.token_hex(16)
    for code in _codes(ref, derive):
        hashed = derive("recovery code", _plain(code))
        session.add(RecoveryCode(organiser_id=factor.organiser_id, code_hash=hashed))
    factor.codes_ref, factor.codes_at = ref, by.now
    factor.codes_session_id = by.sign_in.id if by.sign_in else None
    session.add(factor)


def _codes(ref: str, derive: Derive) -> list[str]:
    """Ten codes of 50 random bits, as `ABCDE-FGH23`; base32 has no 0 and 1 to be mixed up with O and I."""
    codes = []
    for number in range(RECOVERY_CODES):
        letters = base64.b32encode(bytes.fromhex(derive("recovery", f"{ref}:{number}"))).decode()[:10]
        codes.append(f"{letters[:5]}-{letters[5:]}")
    return codes


def _use_app_code(factor: SecondFactor, plain: str, derive: Derive, now: datetime) -> None:
    if not _APP_CODE.fullmatch(plain):
        raise Invalid(WRONG, field="code")
    app = pyotp.TOTP(_key(factor, derive), interval=STEP_SECONDS)
    present = int(now.timestamp()) // STEP_SECONDS
    for apart in STEPS_APART:
        # Only a later time step than the last one used is accepted, so no one can reuse a code they saw.
        if present + apart > factor.last_step and secrets.compare_digest(app.at(now, counter_offset=apart), plain):
            factor.last_step = present + apart
            return
    raise Invalid(WRONG, field="code")


def _key(factor: SecondFactor, derive: Derive) -> str:
    return base64.b32encode(bytes.fromhex(derive("second factor", factor.ref))).decode()


def _held(session: Session, organiser: Organiser) -> SecondFactor | None:
    # The lock refuses one of two requests that use the same code at the same moment.
    return session.exec(select(SecondFactor).where(SecondFactor.organiser_id == organiser.id).with_for_update()).first()


def _plain(typed: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed[:80])).upper()
