"""What a password has to be: long enough, hard to guess, and not made from the account's own words.

Source: ASVS 5.0 chapter V6 and NIST SP 800-63B: a minimum length and a check for guessable passwords, but no rules
about capitals, digits or signs. Passwords are hashed elsewhere (`web/security/password_hashing.py`).
"""

import re

from app.domain.errors import Invalid

SHORTEST, LONGEST = 8, 500
# Of zxcvbn's five grades, the first that it calls safe from guessing at a server that is not asked slowly.
STRONG_ENOUGH = 3
# The estimator's time grows faster than the password; what follows can only make it stronger.
ESTIMATED = 64


def check(password: str, *own_words: str) -> str:
    """The password; raises Invalid for one that is short, easy to guess, or made from `own_words` of the account."""
    if len(password) < SHORTEST:
        raise Invalid("Enter a password of at least 8 characters.", field="password")
    if len(password) > LONGEST:
        raise Invalid("This password is too long. Use at most 500 characters.", field="password")
    if not password.strip():
        raise Invalid("Enter a password that is not only spaces.", field="password")
    if _grade(password, []) < STRONG_ENOUGH:
        raise Invalid("This password is easy to guess. Use three random words, or a longer password.", field="password")
    parts = _parts(own_words)
    # The estimator finds "eastf1eld"; two of these words with a hyphen between them it takes for long enough.
    if min(_grade(password, parts), _grade(_without(password, parts), [])) < STRONG_ENOUGH:
        raise Invalid(
            "This password is easy to guess for anyone who knows you. "
            "Leave out your name, your email address and your organisation.",
            field="password",
        )
    return password


def _grade(password: str, own_words: list[str]) -> int:
    # Imported when it is first needed: its word lists take 14 MB, and most processes never see a new password.
    from zxcvbn import zxcvbn

    return zxcvbn(password[:ESTIMATED], user_inputs=own_words)["score"] if password else 0


def _without(password: str, parts: list[str]) -> str:
    """What is left of a password if these words are taken out of it; the password itself where none is in it."""
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
