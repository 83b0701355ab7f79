"""`python -m tests.servers.fail_a_request serve`: the app with failures whose errors contain people's text."""

import asyncio
import sys
from typing import Any

from fastapi import Request
from sqlalchemy import text as sql

from app import main as product
from app.cli import main
from app.domain.board import note_rows, notes
from app.domain.steering.visibility import Who
from app.web import live
from app.web.board import board

render, position = product.render, live.journal.position
renders = 0


def add(session: Any, person: Any, *, note_id: str, text: str, **named: Any) -> int:
    """Make note 0 violate a database constraint, with its text in the error, and note 1 fail; store the others."""
    if int(note_id) == 0:
        session.execute(sql("INSERT INTO note (workshop_id, text) VALUES (1, :words)"), {"words": text})
    if int(note_id) == 1:
        raise ValueError(f"{person.seat.name} ({person.seat.id}) wrote {text}, in {person.workshop}")
    return kept(session, person, note_id=note_id, text=text, **named)


def rendered(fragments: Any, session: Any, workshop_id: int, *rest: Any) -> Any:
    """Make every other render fail with all the workshop's text in the message."""
    global renders
    renders += 1
    if renders % 2:
        words = [note.text for note in note_rows.on_board(session, workshop_id, Who.FACILITATORS)]
        raise RuntimeError(f"cannot render {words}")
    return render(fragments, session, workshop_id, *rest)


def place(session: Any, workshop_id: int) -> Any:
    raise KeyError("MARKER in a socket")


async def forgotten(request: Request) -> str:
    async def fail() -> None:
        raise LookupError(f"MARKER {request.cookies}")

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task
    asyncio.get_running_loop().call_soon(lambda: 1 / len(""))
    return "done"


kept, notes.add = notes.add, add
product.render = rendered
if sys.argv[1] == "sockets":
    live.journal.position = place
board.router.add_api_route("/forgotten", forgotten)
sys.exit(main(sys.argv[2:]))
