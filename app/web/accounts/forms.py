"""Shared by the account forms: problems by field, and checking and hashing passwords."""

from typing import Annotated

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import organisers, passwords
from app.domain.accounts.acting import By
from app.domain.errors import Invalid
from app.web.client import address_of
from app.web.context import AppContext
from app.web.security import cookies
from app.web.security.rate_limit import TooFast
from app.web.security.sign_in_limits import Attempt

Field = Annotated[str, Form()]
# Field name → problem in English; the key "" holds a problem that concerns no single field.
Problems = dict[str, str]


def attempt_of(request: Request, context: AppContext, account: str, organiser_id: int | None) -> Attempt:
    """This request as one attempt on an account: its address, and the browser if the account has signed in from it."""
    device = cookies.device_of(request, context.keys)
    known = device[0] if device and organiser_id in device[1] else None
    return Attempt(address_of(request), account, known)


def too_fast(response: Response, seconds: float) -> Response:
    """Turn a response into a 429 with Retry-After in whole seconds."""
    response.status_code = 429
    response.headers["retry-after"] = str(max(1, round(seconds)))
    return response


async def hashed(context: AppContext, password: str, *own_words: str) -> str:
    """The hash of a new password. Raises Invalid if it is too weak, TooFast if too many passwords are being hashed."""
    async with context.hashing.turn():
        await context.hashing.run(lambda: passwords.check(password, *own_words))
        return await context.hashing.hash(password)


async def own_words(context: AppContext, name: str, email: str) -> tuple[str, str, str]:
    """The words that a password of this account must not contain: its name, its email address and the organisation."""

    def organisation(session: Session) -> str:
        return organisers.organisation(session).name

    return name, email, await context.database.read(organisation)


async def check_current(request: Request, context: AppContext, by: By, typed: str) -> None:
    """Check the password of the signed-in organiser. Raises Invalid if it is wrong, TooFast after too many failures."""
    if not typed:
        raise Invalid("Enter your current password.", field="current")
    attempt = attempt_of(request, context, organisers.email_key(by.account.email), by.account.id)
    async with context.hashing.turn():
        if wait := context.sign_in_limits.wait(attempt):
            raise TooFast(wait)
        if not await context.hashing.check(typed, by.account.password):
            context.sign_in_limits.failed(attempt)
            raise Invalid("The current password is incorrect.", field="current")
