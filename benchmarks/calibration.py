"""Measures the machine's speed with a fixed workload like the product's, on one core."""

import json
import sqlite3
import time

SECONDS, TRIES = 0.5, 3


def operations_per_second(seconds: float = SECONDS, tries: int = TRIES) -> float:
    """Return the fixed operations per second, in the best of a few tries.

    The best, because other load on a shared machine can only slow it down.
    """
    return max(_operations(seconds) / seconds for _ in range(tries))


def _operations(seconds: float) -> int:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        _operation(connection, count)
        count += 1
    connection.close()
    return count


def _operation(connection: sqlite3.Connection, number: int) -> None:
    """Encode a note as JSON, save it, read it back, and draw it as HTML."""
    note = {"id": number, "text": f"note {number}", "words": [f"word {n}" for n in range(20)]}
    connection.execute("INSERT INTO note VALUES (?, ?)", (number, json.dumps(note)))
    ((body,),) = connection.execute("SELECT body FROM note WHERE id = ?", (number,))
    found = json.loads(body)
    drawn = "".join(f"<li>{word.replace('&', '&amp;')}</li>" for word in found["words"])
    assert len(drawn) > len(found["text"])
