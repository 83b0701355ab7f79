"""What the server says of itself, one line each on standard error: as key=value, or as JSON for a machine to read.

No line holds what people wrote, who they are, or anything that opens a door. So an exception is told by its type and by
where it came from; its words only where they are the operating system's or the database's own, for others quote values.
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
# A database that is away, or locked, or has no room left.
DATABASE_TROUBLE = (sqlite3.OperationalError, psycopg.OperationalError)
# Their messages speak of files, disks and connections, never of rows.
SPEAKS_OF_NOBODY = (OSError, *DATABASE_TROUBLE)
SELDOM_SECONDS = 10.0

# The number of the request that is being answered: in its log lines, in its answer, on its error page.
_request: ContextVar[str] = ContextVar("request", default="")


def number_request() -> str:
    """A number for the request that is beginning, short enough to be said on the telephone."""
    drawn = int(random.random() * 100_000_000)  # noqa: S311
    number = f"{drawn // 10_000:04d}-{drawn % 10_000:04d}"
    _request.set(number)
    return number


def request() -> str:
    """The number of the request that is being answered here; empty outside one."""
    return _request.get()


def set_up(form: str) -> None:
    """Log to standard error from now on; `form` is "text" or "json"."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(form))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("commonboard").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").addFilter(_now_and_then)


def trouble(_loop: Any, context: dict[str, Any]) -> None:
    """An event loop's exception handler: asyncio's own prints the exception with its words."""
    logging.getLogger("commonboard.loop").error(
        "something failed in the background", exc_info=context.get("exception") or False
    )


class Lines(logging.Formatter):
    """One line for each record, whatever is in it."""

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
    """What may be said of an exception: what kind it is, what caused it, and the way it took through our code."""
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
    """Lets one of many alike through every few seconds, with how many there were: an attack must not fill the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}
        self._kept_back: dict[str, int] = {}

    def often(self, kind: str) -> int:
        """How many of this kind there were since the last one that was told, this one included; 0: say nothing now."""
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
    """Tell of one more of this kind, a line every few seconds at most; of errors one of each sort, whole."""
    sort = f"{kind} {type(error).__name__} {type(getattr(error, 'orig', None)).__name__}"
    if many := _seldom.often(sort):
        log.log(level, "%s (%d since the last such line)", kind, many, exc_info=error)


def failed(log: logging.Logger, what: str, error: Exception, which: object = "") -> None:
    """Tell of what went wrong each time, and with which; while a database is away, seldom, for then everything does."""
    if isinstance(getattr(error, "orig", error), DATABASE_TROUBLE):
        seldom(log, what, error, logging.ERROR)
    else:
        log.error("%s%s", what, f": {which}" if which else "", exc_info=error)


def _now_and_then(record: logging.LogRecord) -> bool:
    """A logging filter for what strangers can cause as often as they like: a line every few seconds, with a count."""
    if record.levelno >= logging.ERROR:
        return True
    many = _seldom.often(record.getMessage())
    record.msg, record.args = f"{record.getMessage()} ({many} since the last such line)", ()
    return many > 0
