"""One failure in rendering affects one audience or one seat: it is logged, and the others go on."""

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from app.observability import logs

log = logging.getLogger("commonboard.render")
Rendered = TypeVar("Rendered")


def attempt(render: Callable[[], Rendered], what: str) -> Rendered | None:
    """What `render` returns; None where it fails, which is logged. `what` says what is rendered, and names no seat.

    Raises DBAPIError: after one, the database may refuse everything else in the same transaction.
    """
    try:
        return render()
    except DBAPIError:
        raise
    except Exception as error:
        # On a busy board it may fail for each note: a line every few seconds says how often it did.
        logs.seldom(log, f"could not render {what}", error, logging.ERROR)
        return None
