"""Log lines on standard error, one for each event: as key=value, or as JSON for a machine to read.

No line holds what people wrote, who they are, or a key, code or link. An exception is therefore logged by its type and
its place. Its message is logged only if it comes from the operating system or a database that is away; others quote
values.
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
# A database that is away, is locked, or has no space left.
DATABASE_TROUBLE = (sqlite3.OperationalError, psycopg.OperationalError)
# Their messages name files, disks and connections, and never the content of rows.
SPEAKS_OF_NOBODY = (OSError, *DATABASE_TROUBLE)
SELDOM_SECONDS = 10.0

# The number of the request that is being answered: in its log lines, in its answer, on its error page.
_request: ContextVar[str] = ContextVar("request", default="")


def number_request() -> str:
    """Give the request that starts here a number, short enough to read out on the phone."""
    drawn = int(random.random() * 100_000_000)  # noqa: S311
    number = f"{drawn // 10_000:04d}-{drawn % 10_000:04d}"
    _request.set(number)
    return number


def request() -> str:
    """The number of the request that is being answered; empty outside a request."""
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


def trouble(_loop: Any, context: dict[str, Any]) -> None:
    """The exception handler of an event loop. asyncio's own would print the message of the exception."""
    logging.getLogger("commonboard.loop").error(
        "something failed in the background", exc_info=context.get("exception") or False
    )


class Lines(logging.Formatter):
    """Formats a record as one line, whatever it contains."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
        }
        if number := request():
            said["request"] = number
        if record.exc_info and record.exc_info[1] is not None:
            said |= told(record.exc_info[1])
        if self._form == "json":
            return json.dumps(said, ensure_ascii=False)
        return " ".join(f"{name}={_quoted(str(value))}" for name, value in said.items())


def told(error: BaseException) -> dict[str, str]:
    """What may be logged of an exception: `error`, its type and up to four causes; `way`, the places in our code."""
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
        ours = path.is_relative_to(HERE / "app")
        if ours or trace.tb_next is None:
            name = path.relative_to(HERE).as_posix() if ours else path.name
            places.append(f"{name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


def _quoted(value: str) -> str:
    plain = value.isprintable() and value and not set(value) & set(' "=')
    return value if plain else json.dumps(value, ensure_ascii=False)


class Seldom:
    """Lets one of many equal lines through every few seconds, with a count, so that an attack cannot fill the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}
        self._kept_back: dict[str, int] = {}

    def often(self, kind: str) -> int:
        """The number of this kind since the last one that was logged, including this one; 0: log nothing now."""
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
    """Log one more of this kind, at most one line every ten seconds; errors of different types count apart."""
    sort = f"{kind} {type(error).__name__} {type(getattr(error, 'orig', None)).__name__}"
    if many := _seldom.often(sort):
        log.log(level, "%s (%d since the last such line)", kind, many, exc_info=error)


def failed(log: logging.Logger, what: str, error: Exception, which: object = "") -> None:
    """Log a failure and what it failed on; while a database is away, seldom, because then everything fails."""
    if isinstance(getattr(error, "orig", error), DATABASE_TROUBLE):
        seldom(log, what, error, logging.ERROR)
    else:
        log.error("%s%s", what, f": {which}" if which else "", exc_info=error)


def _now_and_then(record: logging.LogRecord) -> bool:
    """A logging filter for lines that strangers can cause: one every few seconds, with a count. Errors all pass."""
    if record.levelno >= logging.ERROR:
        return True
    many = _seldom.often(record.getMessage())
    record.msg, record.args = f"{record.getMessage()} ({many} since the last such line)", ()
    return many > 0
