"""Reads dates and numbers from the fields of forms."""

from datetime import date

from app.domain.checks import Checks
from app.domain.errors import Invalid

# In place of a date that cannot be read, so that the other fields of its form can be checked too.
EARLY, FAR = date(1900, 1, 1), date(2999, 12, 31)


def day(typed: str, field: str) -> date:
    """A date as forms send it. Raises Invalid with the field."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid("Enter each date with a day, month and year.", field=field) from None


def number(typed: str, field: str) -> int:
    """A whole number that fits into a column. Raises Invalid with the field."""
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 9:
        raise Invalid("Enter a whole number.", field=field)
    return int(typed)


def checked_day(typed: str, field: str, checks: Checks, otherwise: date = FAR) -> date:
    """`day`, or `otherwise` if it cannot be read, which `checks` then knows."""
    return checks.value(lambda: day(typed, field), otherwise)


def checked_number(typed: str, field: str, checks: Checks, otherwise: int = 0) -> int:
    """`number`, or `otherwise` if it cannot be read, which `checks` then knows."""
    return checks.value(lambda: number(typed, field), otherwise)
