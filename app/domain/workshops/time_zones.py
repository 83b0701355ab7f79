"""The time zones that this machine knows."""

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache(maxsize=1)
def known() -> tuple[str, ...]:
    """Their names, sorted. Call it outside `read` and `write`, because the first call reads hundreds of files."""
    return tuple(sorted(available_timezones()))
