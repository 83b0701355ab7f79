"""The password policy: long enough, hard to guess, and not built from the account's own words.

Source: ASVS 5.0 chapter V6 and NIST SP 800-63B: a minimum length and a check for guessable passwords, but no rules
about capitals, digits or signs. `web/security/password_hashing.py` hashes passwords.
"""

import re

from app.domain.errors import Invalid

SHORTEST, LONGEST = 8, 500
# zxcvbn's scores run from 0 to 4; 3 is "safely unguessable" even offline against a slow hash.
STRONG_ENOUGH = 3
# zxcvbn's time grows faster than the length, and the characters after these can only make a password stronger.
ESTIMATED = 64


def check(password: str, *own_words: str) -> str:
    """Return the password. Raises Invalid if it is too short, too long, easy to guess, or built from `own_words`."""
    if len(password) < SHORTEST:
        raise Invalid("Enter a password of at least 8 characters.", field="password")
    if len(password) > LONGEST:
        raise Invalid("This password is too long. Use at most 500 characters.", field="password")
    if not password.strip():
        raise Invalid("Enter a password that is not only spaces.", field="password")
    if _grade(password, []) < STRONG_ENOUGH:
        raise Invalid("This password is easy to guess. Use three random words, or a longer password.", field="password")
    parts = _parts(own_words)
    # zxcvbn recognises "eastf1eld" as one of these words, but accepts two of them joined by a hyphen.
    if min(_grade(password, parts), _grade(_without(password, parts), [])) < STRONG_ENOUGH:
        raise Invalid(
            "This password is easy to guess for anyone who knows you. "
            "Leave out your name, your email address and your organisation.",
            field="password",
        )
    return password


def _grade(password: str, own_words: list[str]) -> int:
    # A late import: the word lists take 14 MB, and most processes never check a new password.
    from zxcvbn import zxcvbn

    return zxcvbn(password[:ESTIMATED], user_inputs=own_words)["score"] if password else 0


def _without(password: str, parts: list[str]) -> str:
    """The password in lower case with these words removed, or unchanged if it contains none of them."""
    left = password.casefold()
    for part in sorted(parts, key=len, reverse=True):
        left = left.replace(part, "")
    return password if left == password.casefold() else left


def _parts(own_words: tuple[str, ...]) -> list[str]:
    """Each phrase, its words, and all of its words together."""
    parts: set[str] = set()
    for phrase in own_words:
        words = [word for word in re.split(r"[\W_]+", phrase.casefold()) if len(word) > 2]
        parts |= {phrase.casefold(), *words, "".join(words)}
    return sorted(parts - {""})
