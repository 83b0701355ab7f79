"""The code that people type to join a workshop, and the long token in its QR code and links."""

import re
import secrets
import unicodedata

from sqlmodel import Session, select

from app.domain.errors import NotFound, gettext_noop
from app.domain.models import Workshop

# Leaves out characters that look alike: 0 O, 1 I L, 2 Z, 5 S, 8 B and U V.
CODE_LETTERS = "34679ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 6
TOKEN_BYTES = 16
WRONG_CODE = gettext_noop("The code is incorrect. Check it and try again.")
NO_CODE = gettext_noop("Enter the code.")
_TOKEN = re.compile(r"[0-9a-f]{32}")
_IN_LINK = re.compile(r"/[jr]/([^/?#\s]+)", re.IGNORECASE)
# Three letters and three more, or three times three for a device, with at most one space or dash between them.
_CODE = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{3}[\W_]?[A-Z0-9]{3}(?:[\W_]?[A-Z0-9]{3})?(?![A-Z0-9])")


def fresh_token() -> str:
    """A new random token: 32 hexadecimal digits (128 bits), too many to guess."""
    return secrets.token_hex(TOKEN_BYTES)


def free_code(session: Session) -> str:
    """A code that no workshop uses."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if session.exec(select(Workshop.id).where(Workshop.code == code)).first() is None:
            return code


def entered(text: str) -> str:
    """The token or the code in a text that a person typed or pasted, such as a link or "Code: ABC DEF".

    A token is in lower case. A code has only ASCII letters and digits, in upper case; it is "" if there are none.
    """
    text = unicodedata.normalize("NFKC", text)
    token = _TOKEN.search(text.lower())
    if token:
        return token[0]
    in_link = _IN_LINK.search(text)
    return plain_code(in_link[1] if in_link else text)


def plain_code(text: str) -> str:
    """The code in a text, as it is stored: only ASCII letters and digits, in upper case, without words beside it."""
    upper = unicodedata.normalize("NFKC", text).upper()
    found = _CODE.findall(upper)
    return "".join(letter for letter in (found[-1] if found else upper) if letter.isascii() and letter.isalnum())


def is_token(text: str) -> bool:
    """True if this is a token and not a code."""
    return _TOKEN.fullmatch(text) is not None


def by_code(session: Session, text: str) -> Workshop:
    """The workshop that this code, token or link opens, ignoring case, spaces and dashes. Raises NotFound."""
    code = entered(text)
    wanted = Workshop.join_token == code if is_token(code) else Workshop.code == code
    workshop = session.exec(select(Workshop).where(wanted)).first() if code else None
    if workshop is None:
        raise NotFound(WRONG_CODE if code else NO_CODE)
    return workshop
