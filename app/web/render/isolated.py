"""Isolates rendering failures: a failure is logged and affects one audience or one seat only."""

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from app.observability import logs

log = logging.getLogger("commonboard.render")
Rendered = TypeVar("Rendered")


def attempt(render: Callable[[], Rendered], description: str) -> Rendered | None:
    """Return the result of `render`, or None after logging its failure. `description` goes to the log: name no seat.

    DBAPIError is raised on, because the database may refuse everything else in the same transaction.
    """
    try:
        return render()
    except DBAPIError:
        raise
    except Exception as error:
        # On a busy board every note may fail, so one line every few seconds gives the count.
        logs.seldom(log, f"could not render {description}", error, logging.ERROR)
        return None
