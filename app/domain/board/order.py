"""Order keys (fractional indexing): text that sorts by code point, with a key between any two keys.

A key is an integer part, whose first letter gives its length, and an optional fraction. Appending adds one to the
integer, so five hundred notes at the end keep short keys. Sources: Figma's "Realtime editing of ordered sequences",
and the length-prefixed integers of rocicorp's fractional-indexing.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE = len(DIGITS)
FIRST = "a0"


def between(low: str | None, high: str | None) -> str:
    """A key after `low` and before `high`; None means no bound. Raises ValueError unless low < high."""
    if low is not None and high is not None and low >= high:
        raise ValueError(f"no room between {low!r} and {high!r}")
    if low is None and high is None:
        return FIRST
    if low is None:
        assert high is not None
        whole, fraction = _split(high)
        if fraction:
            return whole
        return _step(whole, -1)
    whole, fraction = _split(low)
    if high is None:
        return _step(whole, +1)
    above, above_fraction = _split(high)
    if whole == above:
        return whole + _middle(fraction, above_fraction)
    following = _step(whole, +1)
    if following < high:
        return following
    return whole + _middle(fraction, "")


def is_key(text: str) -> bool:
    """True if `text` is an order key."""
    try:
        _whole, fraction = _split(text)
    except ValueError:
        return False
    return set(text) <= set(DIGITS) and not fraction.endswith("0")


def _split(key: str) -> tuple[str, str]:
    """Integer part and fraction. The integer part has 2 characters after 'a', 3 after 'b'; below zero 2 after 'Z'."""
    head = key[:1]
    if "a" <= head <= "z":
        length = ord(head) - ord("a") + 2
    elif "A" <= head <= "Z":
        length = ord("Z") - ord(head) + 2
    else:
        raise ValueError(f"not an order key: {key!r}")
    if len(key) < length:
        raise ValueError(f"not an order key: {key!r}")
    return key[:length], key[length:]


def _step(whole: str, by: int) -> str:
    """The next (`by` 1) or previous (-1) integer part, one digit longer where the digits run out."""
    head, digits = whole[0], whole[1:]
    number = 0
    for digit in digits:
        number = number * BASE + DIGITS.index(digit)
    number += by
    count = len(digits)
    if number >= BASE**count:
        head = "a" if head == "Z" else chr(ord(head) + 1)
        count = len(_zero(head))
        number = 0
    elif number < 0:
        head = "Z" if head == "a" else chr(ord(head) - 1)
        count = len(_zero(head))
        number = BASE**count - 1
    if not head.isalpha():
        raise ValueError("order keys have run out")
    text = ""
    for _ in range(count):
        number, digit = divmod(number, BASE)
        text = DIGITS[digit] + text
    return head + text


def _zero(head: str) -> str:
    count = ord(head) - ord("a") + 1 if head >= "a" else ord("Z") - ord(head) + 1
    return "0" * count


def _middle(low: str, high: str) -> str:
    """A fraction between two fractions; `high` '' is no upper bound. It never ends in 0, so a key fits before it."""
    position = 0
    prefix = ""
    while True:
        below = DIGITS.index(low[position]) if position < len(low) else 0
        above = DIGITS.index(high[position]) if position < len(high) else BASE
        if high and position >= len(high):
            raise ValueError("no room")
        if below == above:
            prefix += DIGITS[below]
            position += 1
            continue
        if above - below > 1:
            return prefix + DIGITS[(below + above) // 2]
        # Nothing fits between neighbouring digits, but everything after the lower digit is below `high`.
        prefix += DIGITS[below]
        position += 1
        high = ""
