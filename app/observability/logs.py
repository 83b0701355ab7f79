"""Log lines on standard error, one per event, as key=value or as JSON.

No line contains people's text, their identity, a key, a code or a link. An exception is therefore logged by its type
and place. Its message is logged only if it comes from the operating system or an unreachable database, because others
quote values.
"""

import json
import logging
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

HERE = Path(__file__).parent.parent.parent
# The database is unreachable, locked or out of space.
DATABASE_TROUBLE = (sqlite3.OperationalError, psycopg.OperationalError)
# The messages of these types name files, disks and connections, but never the content of rows.
SPEAKS_OF_NOBODY = (OSError, *DATABASE_TROUBLE)
SELDOM_SECONDS = 10.0

# The number of the present request, which appears in its log lines, its response and its error page.
_request: ContextVar[str] = ContextVar("request", default="")


def number_request() -> str:
    """Give the present request a random number, short enough to read out on the phone."""
    drawn = int(random.random() * 100_000_000)  # noqa: S311
    number = f"{drawn // 10_000:04d}-{drawn % 10_000:04d}"
    _request.set(number)
    return number


def request() -> str:
    """The number of the present request; "" outside a request."""
    return _request.get()


def set_up(form: str) -> None:
    """Log to standard error from now on, in the form "text" or "json"."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(form))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("commonboard").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").addFilter(_now_and_then)


def loop_exception_handler(_loop: Any, context: dict[str, Any]) -> None:
    """An exception handler for event loops, because asyncio's own prints the message of the exception."""
    logging.getLogger("commonboard.loop").error("a background task failed", exc_info=context.get("exception") or False)


class Lines(logging.Formatter):
    """Formats every record as one line, even if its message contains line breaks."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
        }
        if number := request():
            fields["request"] = number
        if record.exc_info and record.exc_info[1] is not None:
            fields |= exception_fields(record.exc_info[1])
        if self._form == "json":
            return json.dumps(fields, ensure_ascii=False)
        return " ".join(f"{name}={_quoted(str(value))}" for name, value in fields.items())


def exception_fields(error: BaseException) -> dict[str, str]:
    """The fields to log for an exception: `error`, its type and up to four causes; `way`, the places in our code."""
    kinds = []
    present: BaseException | None = error
    while present is not None and len(kinds) < 5:
        words = f": {' '.join(str(present).split())}" if isinstance(present, SPEAKS_OF_NOBODY) else ""
        kinds.append(type(present).__name__ + words)
        present = present.__cause__ or present.__context__
    return {"error": " < ".join(kinds), "way": " > ".join(_way(error.__traceback__))}


def _way(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        in_app = path.is_relative_to(HERE / "app")
        if in_app or trace.tb_next is None:
            name = path.relative_to(HERE).as_posix() if in_app else path.name
            places.append(f"{name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


def _quoted(value: str) -> str:
    plain = value.isprintable() and value and not set(value) & set(' "=')
    return value if plain else json.dumps(value, ensure_ascii=False)


class Seldom:
    """Limits equal log lines to one every few seconds, with a count, so that an attack cannot fill the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}
        self._kept_back: dict[str, int] = {}

    def count(self, kind: str) -> int:
        """Count a line of this kind. Returns the number since the last logged one, or 0 if it must not be logged."""
        many = self._kept_back.get(kind, 0) + 1
        now = self._clock()
        if now - self._last.get(kind, float("-inf")) < SELDOM_SECONDS:
            self._kept_back[kind] = many
            return 0
        self._last[kind] = now
        self._kept_back[kind] = 0
        return many


_seldom = Seldom()


def seldom(log: logging.Logger, kind: str, error: BaseException | None = None, level: int = logging.WARNING) -> None:
    """Log a line of this kind at most every ten seconds. Errors of different types are counted separately."""
    sort = f"{kind} {type(error).__name__} {type(getattr(error, 'orig', None)).__name__}"
    if many := _seldom.count(sort):
        log.log(level, "%s (%d since the last such line)", kind, many, exc_info=error)


def failed(log: logging.Logger, what: str, error: Exception, which: object = "") -> None:
    """Log a failure and its object. If the database is unreachable, log seldom, because then everything fails."""
    if isinstance(getattr(error, "orig", error), DATABASE_TROUBLE):
        seldom(log, what, error, logging.ERROR)
    else:
        log.error("%s%s", what, f": {which}" if which else "", exc_info=error)


def _now_and_then(record: logging.LogRecord) -> bool:
    """A logging filter for lines that strangers can cause: one every few seconds, with a count. Errors always pass."""
    if record.levelno >= logging.ERROR:
        return True
    many = _seldom.count(record.getMessage())
    record.msg, record.args = f"{record.getMessage()} ({many} since the last such line)", ()
    return many > 0
