"""The time zones that this machine knows."""

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache(maxsize=1)
def known() -> tuple[str, ...]:
    """Their names, in order. The first call looks through hundreds of files: make it outside `read` and `write`."""
    return tuple(sorted(available_timezones()))
