"""`python -m tests.servers.bad_network FAULT serve`: the product with one thing wrong, for a rehearsal to find."""

import sys
from typing import Any

from app.cli import main
from app.domain.board import notes
from app.live.connection import Connection
from app.live.update import Frame

push, add = Connection.push, notes.add
count = 0


def drop_one(connection: Connection, frame: Frame) -> None:
    """One common frame to one screen is never sent."""
    global count
    count += frame.seq is not None
    if frame.seq is None or count != 7:
        push(connection, frame)


def twice(session: Any, person: Any, *, note_id: str, **named: Any) -> int:
    """Every fifth note is kept a second time under another number."""
    global count
    count += 1
    if count % 5 == 0:
        add(session, person, note_id=note_id[::-1], **named)
    return add(session, person, note_id=note_id, **named)


def lose(session: Any, person: Any, *, note_id: str, **named: Any) -> int:
    """Every fifth note is said to be saved and is not."""
    global count
    count += 1
    return 1 if count % 5 == 0 else add(session, person, note_id=note_id, **named)


if sys.argv[1] == "drops":
    Connection.push = drop_one
else:
    notes.add = {"doubles": twice, "loses": lose}[sys.argv[1]]
sys.exit(main(sys.argv[2:]))
