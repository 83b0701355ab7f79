"""Letting newcomers in: while there is too much to do they wait, so that notes do not."""

import random

from fastapi.requests import HTTPConnection

from app import measures
from app.domain.errors import said
from app.web.context import context_of
from app.web.security import cookies
from app.web.security.rate_limit import TooFast

# Seconds after which a waiting page tries again: spread out, so that a crowd does not come back all at once.
RETRY_SECONDS = (4.0, 12.0)


class Busy(TooFast):
    """Newcomers have to wait; `seconds` is how long."""

    default = said("Many people are coming in at this moment.")

    def __init__(self) -> None:
        super().__init__(random.uniform(*RETRY_SECONDS))  # noqa: S311


async def admit_newcomer(connection: HTTPConnection) -> None:
    """Raises Busy for a newcomer while this process is overloaded; people with a seat are always let in."""
    context = context_of(connection)
    key = connection.path_params.get("key", "")
    if context.overload.overloaded() and not cookies.seat_of(connection, context.keys, key):
        measures.SHED.labels("joins").inc()
        raise Busy
