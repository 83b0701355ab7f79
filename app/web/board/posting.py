"""Posting a note, the most frequent action: a plain Starlette route in front of FastAPI's.

FastAPI's dependencies and field validation would cost the event loop more than the rest of a post.
"""

import secrets
from datetime import UTC, datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.domain.board import notes, posting_for
from app.domain.errors import Invalid
from app.domain.workshops import seats
from app.observability import metrics
from app.web.context import context_of, count_action
from app.web.errors import INCOMPLETE
from app.web.security import cookies

MOST_FIELDS = 20
# No column id has more digits, and int() raises ValueError for thousands of digits.
MOST_DIGITS = 10
_ON = {"1", "true", "on", "yes"}


def route(limit: int) -> Route:
    """`POST /w/KEY/notes` with bodies of up to `limit` bytes."""
    return Route("/w/{key}/notes", post, methods=["POST"], max_body_size=limit)


async def post(request: Request) -> Response:
    """Answer a script with 204 and the seq in `x-seq`, and a form with a redirect to the note on the board."""
    key = request.path_params["key"]
    async with request.form(max_fields=MOST_FIELDS, max_files=0) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    text, colour = fields.get("text", ""), fields.get("colour", "")
    note_id, column = _note_id_and_column(fields)
    request.state.kept = {"text": text, "column": column, "id": note_id, "colour": colour}
    context, now = context_of(request), datetime.now(UTC)
    ref = await count_action(request, key, cookies.seat_of(request, context.keys, key))

    def add(session: Session) -> int:
        if fields.get("for_someone", "").lower() in _ON:
            return posting_for.add(
                session,
                seats.load_actor(session, key, ref, hold=True),
                note_id=note_id,
                column_id=column,
                text=text,
                colour=colour,
                group=fields.get("group", ""),
                now=now,
            )
        return notes.add(
            session,
            seats.load_poster(session, key, ref),
            note_id=note_id,
            column_id=column,
            text=text,
            colour=colour,
            show_name=fields.get("show_name", "").lower() in _ON,
            promised=fields.get("naming"),
            now=now,
        )

    try:
        with context.admission.note():
            seq = await context.database.write(add, key)
    except Invalid:
        # No note has these words, and an earlier note may have the id: what is sent again becomes a note of its own.
        request.state.kept["id"] = secrets.token_hex(12)
        raise
    metrics.NOTES.inc()
    if request.headers.get("accept", "").startswith("text/plain"):
        return Response(status_code=204, headers={"x-seq": str(seq)})
    return RedirectResponse(f"/w/{key}#note-{note_id}", 303)


def _note_id_and_column(fields: dict[str, str]) -> tuple[str, int]:
    try:
        return fields["id"], int(fields["column"][:MOST_DIGITS])
    except (KeyError, ValueError):
        raise Invalid(INCOMPLETE) from None
