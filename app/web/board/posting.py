"""Posting a note, the most frequent action: a plain Starlette route in front of FastAPI's.

FastAPI's dependencies and field validation would cost the event loop more than the rest of a post. So would
Starlette's form parser, which exists to stream uploads.
"""

import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.domain.board import notes, posting_for
from app.domain.errors import Invalid
from app.domain.findings.asks import helping
from app.domain.workshops import seats
from app.observability import metrics
from app.web.client import is_script
from app.web.context import context_of, count_action
from app.web.errors import INCOMPLETE
from app.web.security import cookies

MOST_FIELDS = 20
# No column id has more digits, and int() raises ValueError for thousands of digits.
MOST_DIGITS = 10
_ON = {"1", "true", "on", "yes"}


def route(limit: int) -> Route:
    """`POST /w/KEY/notes` with bodies of up to `limit` bytes."""
    return Route("/w/{key}/notes", _Posting(limit), methods=["POST"])


class _Posting:
    """ASGI, because Starlette's wrappers for a function and for the limit cost a tenth of a post."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        response = await _post(request, await self._body(request))
        await response(scope, receive, send)

    async def _body(self, request: Request) -> bytes:
        """The whole body. Raises HTTPException 413 over the limit, for bodies without a Content-Length."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > self._limit:
                raise HTTPException(413)
        return body


async def _post(request: Request, body: bytes) -> Response:
    """Answer a script with 204 and the seq in `x-seq`, and a form with a redirect to the note on the board."""
    key = request.path_params["key"]
    fields = _fields(request, body)
    text, colour = fields.get("text", ""), fields.get("colour", "")
    note_id, column = _note_id_and_column(fields)
    partner = fields.get("partner", "")
    request.state.kept = {"text": text, "column": column, "id": note_id, "colour": colour, "partner": partner}
    context, now = context_of(request), datetime.now(UTC)
    secret = await count_action(request, key, cookies.seat_secret(request, context.keys, key))

    for_someone = fields.get("for_someone", "").lower() in _ON

    def add(session: Session) -> int:
        if for_someone:
            return posting_for.add(
                session,
                seats.load_actor(session, key, secret, hold=True),
                note_id=note_id,
                column_id=column,
                text=text,
                colour=colour,
                group=fields.get("group", ""),
                now=now,
            )
        written: dict[str, Any] = {
            "note_id": note_id,
            "column_id": column,
            "text": text,
            "colour": colour,
            "now": now,
            "show_name": fields.get("show_name", "").lower() in _ON,
            "promised": fields.get("naming"),
        }
        if partner:
            return helping.add(session, seats.load_actor(session, key, secret, hold=True), partner, **written)
        return notes.add(session, seats.load_poster(session, key, secret), **written)

    try:
        with context.admission.note():
            seq = await context.database.write(add, key, prepared=not (for_someone or partner))
    except Invalid:
        # No note has these words, and an earlier note may have the id: what is sent again becomes a note of its own.
        request.state.kept["id"] = secrets.token_hex(12)
        raise
    metrics.NOTES.inc()
    if is_script(request):
        return Response(status_code=204, headers={"x-seq": str(seq)})
    return RedirectResponse(f"/w/{key}#note-{note_id}", 303)


def _fields(request: Request, body: bytes) -> dict[str, str]:
    """The fields of the form. Raises Invalid for another type of body, or for too many fields."""
    content_type = request.headers.get("content-type", "").partition(";")[0]
    if content_type.strip().lower() != "application/x-www-form-urlencoded":
        raise Invalid(INCOMPLETE)
    try:
        # Latin-1 decodes any bytes; percent signs stand for bytes of UTF-8.
        return dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Invalid(INCOMPLETE) from None


def _note_id_and_column(fields: dict[str, str]) -> tuple[str, int]:
    try:
        return fields["id"], int(fields["column"][:MOST_DIGITS])
    except (KeyError, ValueError):
        raise Invalid(INCOMPLETE) from None
