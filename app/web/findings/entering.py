"""How every route of a programme begins: the member behind the request, read where the rest is read."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import Session

from app.domain.accounts import sessions
from app.domain.accounts.sessions import Presented
from app.domain.findings import programmes, regions, rights
from app.domain.findings.rights import Colleague, Right
from app.web.context import AppContext

Answer = TypeVar("Answer")


def enter(session: Session, cookie: Presented | None, key: str, right: Right = Right.READ) -> Colleague:
    """The member who reads a page. Raises NotSignedIn, NotFound for everyone outside the programme, and NotAllowed."""
    return rights.load(session, sessions.acting(session, cookie, analysts=True), key, right)


async def act(context: AppContext, cookie: Presented, key: str, fn: Callable[[Session, Colleague], Answer]) -> Answer:
    """The result of `fn(session, person)` in a write that has locked the programme. Raises as `enter` does."""

    def write(session: Session) -> Answer:
        by = sessions.acting(session, cookie, analysts=True)
        return fn(session, rights.load(session, by, key, hold=True))

    return await context.database.write(write, key)


def facts(session: Session, person: Colleague) -> dict[str, Any]:
    """The template values of the header that every page of a programme has."""
    return {
        "programme": person.programme,
        "me": person,
        "places": programmes.places(session, person.programme),
        "may": {right.value for right in Right if person.may(right)},
        "now": person.now,
        "stamp": regions.stamp(session, person.programme),
    }
