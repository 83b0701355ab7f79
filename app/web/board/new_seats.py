"""How a newcomer gets a seat: the limit on typed codes, the check, the turn, and the seat or a ticket to wait with."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

from fastapi import Request
from sqlmodel import Session

from app.domain.board import joining
from app.domain.board.joining import Asking, Newcomer
from app.domain.text import one_line
from app.domain.workshops import codes
from app.domain.workshops.seats import NAME_LENGTH
from app.web.client import address_of, browser_of
from app.web.context import AppContext
from app.web.security.admission_queue import Stage
from app.web.security.join_turns import is_direct_loopback
from app.web.security.tickets import Ticket


async def seat_or_ticket(
    request: Request, context: AppContext, key: str, secret: str | None, ticket: Ticket, newcomer: Newcomer
) -> str | Ticket:
    """The secret of the newcomer's seat, or the ticket with which they wait. Raises what `joining.join` raises."""
    now = datetime.now(UTC)
    entered = newcomer._replace(device=browser_of(request))
    held = [one for one in (secret, ticket.secret) if one]
    # A cookie holds 4 KB; the names of groups are much shorter than this.
    kept = (codes.entered(newcomer.code)[:40], one_line(newcomer.name, NAME_LENGTH), newcomer.speaks_for[:200])
    waits = Ticket(ticket.secret, ticket.asked_at or now.timestamp(), ticket.turn, *kept)

    def take_seat(session: Session) -> str:
        return joining.join(
            session,
            key,
            entered,
            secret=secret,
            fresh_secret=ticket.secret,
            seats=context.settings.seats_per_workshop,
            group_threshold=context.settings.group_threshold,
            now=now,
        )

    async with context.admission.turn(Stage.FORM_SENT):
        try:
            with limited(request, context, codes.entered(newcomer.code)):
                asking = await context.database.read(lambda session: joining.ask(session, key, entered, held))
        except joining.Paused:
            return waits
        with _Turn(request, context, asking, waits) as turn:
            if not turn.has_come:
                # The token, because a code would count as typed again each time that the page looks.
                return waits._replace(turn=turn.at, code=asking.token)
            return await context.database.write(take_seat, key)


class _Turn:
    """A newcomer's turn to get a new seat. Leaving the block with an error gives back a turn that was taken in it."""

    def __init__(self, request: Request, context: AppContext, asking: Asking, ticket: Ticket) -> None:
        host = address_of(request)
        self._turns = context.join_turns
        self._name = self._turns.name(asking.workshop_id, asking.admitted_at, host)
        self._secret = ticket.secret
        waited = ticket.turn if ticket.turn and self._turns.may_use(ticket.secret, ticket.turn) else 0
        self._taken = asking.new and not waited and not is_direct_loopback(host, request.headers)
        admitted_at = asking.admitted_at.timestamp() if asking.admitted_at else 0
        admitted = ticket.asked_at <= admitted_at and self._turns.may_use(ticket.secret, admitted_at)
        self.at = self._turns.take(self._name) if self._taken else waited
        self.has_come = not asking.new or admitted or self._turns.is_now(self.at)
        # Its turn was counted earlier, or not at all.
        self._once = asking.new and self.has_come and (bool(waited) or admitted)

    def __enter__(self) -> "_Turn":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._once and error is None:
            self._turns.use(self._secret)
        if self._taken and error is not None:
            self._turns.give_back(self._name)
        elif self._taken:
            self._turns.on_taken(self._name)


def limited(request: Request, context: AppContext, given: str) -> AbstractContextManager[None]:
    """Limit a typed code; a token, or an empty field, is not limited."""
    if not given or codes.is_token(given):
        return nullcontext()
    return context.typed_codes.attempt(address_of(request))
