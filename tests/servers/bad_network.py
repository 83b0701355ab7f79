"""`python -m tests.servers.bad_network FAULT serve`: the app with one fault, for a rehearsal to find."""

import sys
from typing import Any

from app.cli import main
from app.domain.board import notes
from app.live.connection import Connection
from app.live.update import Frame

push, add = Connection.push, notes.add
count = 0


def drop_one_frame(connection: Connection, frame: Frame) -> None:
    """Never send one screen one frame with a note that it does not have yet."""
    global count
    new = frame.seq is not None and frame.seq > connection.sent and "data-rank" in frame.fields.get("content", "")
    count += new
    if not new or count != 7:
        push(connection, frame)


def store_twice(session: Any, person: Any, *, note_id: str, **named: Any) -> int:
    """Store every fifth note a second time under another id."""
    global count
    count += 1
    if count % 5 == 0:
        add(session, person, note_id=note_id[::-1], **named)
    return add(session, person, note_id=note_id, **named)


def lose_notes(session: Any, person: Any, *, note_id: str, **named: Any) -> int:
    """Report every fifth note as saved without storing it."""
    global count
    count += 1
    return 1 if count % 5 == 0 else add(session, person, note_id=note_id, **named)


if sys.argv[1] == "drops":
    Connection.push = drop_one_frame
else:
    notes.add = {"doubles": store_twice, "loses": lose_notes}[sys.argv[1]]
sys.exit(main(sys.argv[2:]))
