"""A slow disk: every commit to SQLite takes 5 ms longer. `python -m benchmarks.load.slow_commits serve` serves on one.

The wait comes once the commit is done and SQLite has released its lock. So the waits of several writers overlap, as
they would where a database commits for several writers together: the reference is as fast as it can be.
"""

import sqlite3
import sys
import time
from typing import Any

from sqlalchemy import Engine, event

from app.cli import main

SECONDS = 0.005


class SlowConnection(sqlite3.Connection):
    """A connection whose commits are slow where they changed anything; `commits` counts them in all connections."""

    commits = 0
    _changes = 0

    def commit(self) -> None:
        super().commit()
        if self.total_changes != self._changes:
            self._changes = self.total_changes
            SlowConnection.commits += 1
            time.sleep(SECONDS)


def slow_down() -> None:
    """Make the commits of every engine slow that connects from now on."""
    event.listen(Engine, "do_connect", _connect_slowly)


def speed_up() -> None:
    """Make the commits of engines that connect from now on as fast as they are."""
    event.remove(Engine, "do_connect", _connect_slowly)


def _connect_slowly(_dialect: Any, _record: Any, _positional: list[Any], named: dict[str, Any]) -> None:
    named["factory"] = SlowConnection


if __name__ == "__main__":
    slow_down()
    sys.exit(main(sys.argv[1:]))
