"""One action of a seat in a write transaction. Most routes are this and one function of the domain.

A script gets 204 with the seq in `x-seq`; a form without JavaScript gets a redirect to the board.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.records import facilitators
from app.domain.records.security_log import Kind
from app.domain.workshops import seats
from app.web.context import ActingSeat, AppContext, Context, Key
from app.web.security import devices

Fn = Callable[[Session, seats.Actor, datetime], int]


@dataclass(frozen=True)
class Act:
    """`act` for the seat of one request, which is counted as one action."""

    request: Request
    context: AppContext
    key: str
    secret: str

    async def __call__(self, fn: Fn, back: str = "", kind: Kind | None = None, **details: int | str) -> Response:
        return await act(self.request, self.context, self.key, self.secret, fn, back, kind, **details)


async def acting(request: Request, context: Context, key: Key, ref: ActingSeat) -> Act:
    return Act(request, context, key, ref)


Acting = Annotated[Act, Depends(acting)]


async def act(
    request: Request,
    context: AppContext,
    key: str,
    ref: str,
    fn: Fn,
    back: str = "",
    kind: Kind | None = None,
    **details: int | str,
) -> Response:
    """Run `fn` in a write transaction as this seat. `fn` returns the seq, which answers a script in `x-seq`.

    With a `kind`, the security log records that a facilitator did it, with these ids and keys.
    """
    now = datetime.now(UTC)
    device = devices.in_words(request.headers.get("user-agent"))

    def acted(session: Session) -> int:
        person = seats.load_actor(session, key, ref, hold=True)
        seq = fn(session, person, now)
        if kind is not None:
            facilitators.record(session, kind, person, device, now, **details)
        return seq

    with context.admission.note():
        seq = await context.database.write(acted, key)
    if request.headers.get("accept", "").startswith("text/plain"):
        return Response(status_code=204, headers={"x-seq": str(seq)})
    return RedirectResponse(f"/w/{key}{back}", 303)
