"""Reads the fields of forms in programmes."""

from datetime import date

from app.domain.errors import Invalid


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
