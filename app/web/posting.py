"""Posting a note: what is asked for most by far, on a way of its own.

FastAPI's way to a route (matching every address before it, dependencies, a form checked field by field) is three
quarters of what a post costs the event loop. This is ASGI in front of it: one address, one form, one act.
"""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app import measures
from app.domain import notes, people
from app.domain.errors import Invalid, Refused
from app.web.errors import INCOMPLETE, NO_DATABASE_HOLDS, cannot_be_kept, refusal, too_large
from app.web.signin import house_of, slow_down

_ADDRESS = re.compile(r"/w/([^/]{4,64})/notes")
_ON = {"1", "true", "on", "yes"}
FIELDS = 20


class Posting:
    """ASGI: answers `POST /w/KEY/notes`: a script with 204 and the seq, a form with the board again.

    `limit` is for bodies that do not say how long they are; the guard has seen to the others.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _ADDRESS.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["path_params"] = {"key": found[1]}
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
                await too_large(scope, receive, send)
                return
        request = Request(scope)
        try:
            response = await _post(request, found[1], bytes(body))
        except Refused as error:
            response = refusal(request, error)
        except NO_DATABASE_HOLDS:
            response = cannot_be_kept(request)
        await response(scope, receive, send)


async def _post(request: Request, key: str, body: bytes) -> Response:
    words = _fields(request, body)
    text, colour = words.get("text", ""), words.get("colour", "")
    try:
        note_id, column = words["id"], int(words["column"][:10])
    except (KeyError, ValueError):
        raise Invalid(INCOMPLETE) from None
    request.state.kept = {"text": text, "column": column, "id": note_id, "colour": colour}
    house, now = house_of(request), datetime.now(UTC)
    ref = house.keys.seat(key, request.cookies.get(f"seat-{key}"))
    slow_down(request, ref)
    seat = people.acting(ref)

    def add(session: Session) -> int:
        return notes.add(
            session,
            people.who_posts(session, key, seat),
            note_id=note_id,
            column_id=column,
            text=text,
            colour=colour,
            show_name=words.get("show_name", "").lower() in _ON,
            promised=words.get("naming"),
            now=now,
        )

    seq = await house.database.write(add, key)
    measures.NOTES.inc()
    if request.headers.get("accept", "").startswith("text/plain"):
        return Response(status_code=204, headers={"x-seq": str(seq)})
    return RedirectResponse(f"/w/{key}#note-{note_id}", 303)


def _fields(request: Request, body: bytes) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind.strip().lower() != "application/x-www-form-urlencoded":
        raise Invalid(INCOMPLETE)
    try:
        return dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=FIELDS, errors="replace"))
    except ValueError:
        raise Invalid(INCOMPLETE) from None
