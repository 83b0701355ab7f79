"""A newcomer's ticket: the signed cookie that a browser holds from the join form until it has a seat.

It shows that the browser keeps cookies, so that no seat is made which no one can return to. It holds the secret for
the new seat, so that the same form sent twice makes one seat. For a newcomer who waits, it holds what they entered.
"""

import secrets
from typing import NamedTuple

from fastapi import Request
from starlette.responses import Response

from app.domain.board.joining import Newcomer
from app.web.security import cookies
from app.web.security.keys import Keys


class Ticket(NamedTuple):
    """The `secret` for the new seat. `asked_at` and `turn` are Unix times in seconds; 0 if the newcomer does not wait.

    `turn` is 0 while joining is paused, because no one has a turn then.
    """

    secret: str
    asked_at: float = 0
    turn: float = 0
    code: str = ""
    name: str = ""
    speaks_for: str = ""

    @property
    def newcomer(self) -> Newcomer:
        """What the newcomer entered, without their device."""
        return Newcomer(self.code, self.name, self.speaks_for)


def ticket_of(request: Request, keys: Keys, key: str) -> Ticket | None:
    """The ticket that this browser presents for a workshop, if any."""
    match keys.ticket(key, cookies.ticket_value(request, key)):
        case [
            str(secret),
            float() | int() as asked_at,
            float() | int() as turn,
            str(code),
            str(name),
            str(speaks_for),
        ]:
            return Ticket(secret, asked_at, turn, code, name, speaks_for)
    return None


def fresh_secret() -> str:
    """A new random secret for a browser (128 bits)."""
    return secrets.token_hex(16)


def offer_ticket(request: Request, response: Response, keys: Keys, key: str) -> None:
    """Give the browser a ticket, unless it presents one."""
    if ticket_of(request, keys, key) is None:
        keep(request, response, keys, key, Ticket(fresh_secret()))


def keep(request: Request, response: Response, keys: Keys, key: str, ticket: Ticket) -> None:
    """Set the cookie with this ticket."""
    cookies.keep_ticket(request, response, key, keys.ticket_cookie(key, list(ticket)))
