"""How a newcomer gets a seat: the limit on typed codes, the check, the turn, and the seat or a ticket to wait with."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
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
        with _turn(request, context, asking, waits) as later:
            if later is not None:
                # The token, because a code would count as typed again each time that the page looks.
                return waits._replace(turn=later, code=asking.token)
            return await context.database.write(take_seat, key)


@contextmanager
def _turn(request: Request, context: AppContext, asking: Asking, ticket: Ticket) -> Generator[float | None]:
    """The Unix time of this newcomer's turn, or None if it has come and they may take their seat inside the block.

    An error in the block gives back a turn that was taken for it.
    """
    if not asking.new:
        yield None
        return
    turns, host, secret = context.join_turns, address_of(request), ticket.secret
    name = turns.name(asking.workshop_id, asking.admitted_at, host)
    waited = ticket.turn if ticket.turn and turns.may_use(secret, ticket.turn) else 0
    admitted_at = asking.admitted_at.timestamp() if asking.admitted_at else 0
    admitted = ticket.asked_at <= admitted_at and turns.may_use(secret, admitted_at)
    taken = not waited and not is_direct_loopback(host, request.headers)
    turn = turns.take(name) if taken else waited
    has_come = admitted or turns.is_now(turn)
    try:
        yield None if has_come else turn
    except BaseException:
        if taken:
            turns.give_back(name)
        raise
    # Its turn was counted earlier, or not at all.
    if has_come and (waited or admitted):
        turns.use(secret)
    if taken:
        turns.on_taken(name)


def limited(request: Request, context: AppContext, given: str) -> AbstractContextManager[None]:
    """Limit a typed code; a token, or an empty field, is not limited."""
    if not given or codes.is_token(given):
        return nullcontext()
    return context.typed_codes.attempt(address_of(request))
