"""Simulates a slow disk: every commit to SQLite takes 5 ms longer. `python -m benchmarks.load.slow_commits serve`.

The wait comes after the commit, when SQLite has released its lock. Waits of several writers therefore overlap, as in a
database with group commit, so the reference is as fast as possible.
"""

import sqlite3
import sys
import time
from typing import Any

from sqlalchemy import Engine, event

from app.cli import main

SECONDS = 0.005


class SlowConnection(sqlite3.Connection):
    """A connection with slow commits of changes; `commits` counts those of all connections."""

    commits = 0
    _changes = 0

    def commit(self) -> None:
        super().commit()
        if self.total_changes != self._changes:
            self._changes = self.total_changes
            SlowConnection.commits += 1
            time.sleep(SECONDS)


def slow_down() -> None:
    """Make the commits of all later connections slow."""
    event.listen(Engine, "do_connect", _connect_slowly)


def speed_up() -> None:
    """Restore the normal speed of commits for all later connections."""
    event.remove(Engine, "do_connect", _connect_slowly)


def _connect_slowly(_dialect: Any, _record: Any, _positional: list[Any], named: dict[str, Any]) -> None:
    named["factory"] = SlowConnection


if __name__ == "__main__":
    slow_down()
    sys.exit(main(sys.argv[1:]))
