"""One action of a seat in a write transaction. Most routes are this and one function of the domain.

A script gets 204 with the seq in `x-seq`; a form without JavaScript gets a redirect to the board.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.records import facilitators
from app.domain.records.security_log import Kind
from app.domain.workshops import seats
from app.web.client import browser_of, is_script
from app.web.context import ActingSecret, AppContext, Context, Key, SeatSecret, count_action

# The fields of a form with words that the page of an error sends again.
KEPT = ("text", "colour", "id")
Fn = Callable[[Session, seats.Actor, datetime], int]


@dataclass(frozen=True)
class Act:
    """Runs an action as the seat of one request, which is the seat of the browser with this secret."""

    request: Request
    context: AppContext
    key: str
    secret: str

    async def __call__(self, fn: Fn, back: str = "", kind: Kind | None = None, **details: int | str) -> Response:
        """Run `fn` in a write transaction. `fn` returns the seq, which answers a script in `x-seq`.

        With a `kind`, the security log records that a facilitator did it, with these ids and keys.
        """
        now = datetime.now(UTC)
        device = browser_of(self.request)

        def acted(session: Session) -> int:
            person = seats.load_actor(session, self.key, self.secret, hold=True)
            seq = fn(session, person, now)
            if kind is not None:
                facilitators.record(session, kind, person, device, now, **details)
            return seq

        with self.context.admission.note():
            seq = await self.context.database.write(acted, self.key)
        if is_script(self.request):
            return Response(status_code=204, headers={"x-seq": str(seq)})
        return RedirectResponse(f"/w/{self.key}{back}", 303)


async def acting(request: Request, context: Context, key: Key, secret: ActingSecret) -> Act:
    """An action of the form's seat, counted. Raises what `count_action` raises."""
    return Act(request, context, key, secret)


async def writing(request: Request, context: Context, key: Key, secret: SeatSecret) -> Act:
    """`acting` for a form with words. If the action is refused, for any reason, the page of the error shows them."""
    form = await request.form()
    request.state.kept = {name: value for name in KEPT if isinstance(value := form.get(name), str)}
    return Act(request, context, key, await count_action(request, key, secret))


Acting = Annotated[Act, Depends(acting)]
Writing = Annotated[Act, Depends(writing)]

# Fields of the forms of actions. No id in the database is larger.
Id = Annotated[int, Form(ge=0, lt=10**9)]
On = Annotated[bool, Form()]
Text = Annotated[str, Form()]
