"""What every route needs: the parts that `main.py` created, and the FastAPI dependencies that read a request."""

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path
from fastapi.requests import HTTPConnection
from sqlmodel import Session

from app.domain.accounts import sessions
from app.domain.accounts.sessions import Presented
from app.domain.workshops import seat_devices, seats
from app.downloads.maker import FileMaker
from app.live.hub import Hub
from app.live.overload import Overload
from app.live.writing_now import WritingNow
from app.presentation import translations
from app.settings import Settings
from app.storage.database import Database
from app.suggestions.suggester import Suggester
from app.web.bounded_cache import BoundedCache
from app.web.client import address_of
from app.web.render.fragments import Fragments
from app.web.render.skeletons import Skeletons
from app.web.security import cookies
from app.web.security.admission import Admission, Busy
from app.web.security.admission_queue import Stage
from app.web.security.join_turns import JoinTurns
from app.web.security.keys import Keys
from app.web.security.last_seen import LastSeen
from app.web.security.password_hashing import PasswordHashing
from app.web.security.public_pages import PublicPages
from app.web.security.rate_limit import RateLimiter, TooFast
from app.web.security.sign_in_limits import SignInLimits
from app.web.security.typed_codes import TypedCodes


@dataclass(frozen=True)
class AppContext:
    """The parts of the running product, created once by `main.py`."""

    settings: Settings
    database: Database
    hub: Hub
    keys: Keys
    overload: Overload
    admission: Admission
    fragments: Fragments
    skeletons: Skeletons
    actions: RateLimiter
    # The name of each browser's seat for `actions`, by workshop key and secret.
    seat_names: BoundedCache[str]
    typed_codes: TypedCodes
    join_turns: JoinTurns
    sign_in_limits: SignInLimits
    public_pages: PublicPages
    hashing: PasswordHashing
    last_seen: LastSeen
    writing_now: WritingNow
    files: FileMaker
    # None if the extra is not installed or cannot run here.
    suggester: Suggester | None


# The dependencies are `async` although none awaits: FastAPI runs others in a thread, which costs more than they do.


async def app_context(connection: HTTPConnection) -> AppContext:
    return context_of(connection)


def context_of(connection: HTTPConnection) -> AppContext:
    """The AppContext of the app that serves this request."""
    return connection.app.state.context


async def language(connection: HTTPConnection) -> str:
    return language_of(connection)


def language_of(connection: HTTPConnection) -> str:
    """The tag of the language that this browser chose or asks for; English if none of those is available."""
    wanted = cookies.language_choice(connection) or connection.headers.get("accept-language")
    return translations.choose(wanted, translations.SOURCE)


async def seat_secret(connection: HTTPConnection, key: Annotated[str, Path()]) -> str | None:
    """The browser's secret from the signed cookie for this workshop, if any."""
    return cookies.seat_secret(connection, context_of(connection).keys, key)


async def acting_secret(
    connection: HTTPConnection, key: Annotated[str, Path()], secret: Annotated[str | None, Depends(seat_secret)]
) -> str:
    """`seat_secret` for an action; counts it, and raises what `count_action` raises."""
    return await count_action(connection, key, secret)


async def count_action(connection: HTTPConnection, key: str, secret: str | None) -> str:
    """Count one action of this browser's seat, and return the browser's secret.

    Raises TooFast over the limit, which is per seat, whichever of its devices act, and never per address. Raises
    NotFound or Stranger without a seat. A reader checks the seat, so that a request without one never waits for the
    writer or takes its lock.
    """
    context = context_of(connection)
    if secret is None:
        await context.database.read(lambda session: seats.find(session, key))
        raise seats.Stranger
    name = context.seat_names.get((key, secret))
    if name is None:
        seat = await context.database.read(lambda session: seat_devices.seat_id(session, key, secret))
        name = remember_seat(context, key, secret, seat)
    if wait := context.actions.take(name):
        raise TooFast(wait)
    return secret


def remember_seat(context: AppContext, key: str, secret: str, seat_id: int) -> str:
    """Keep and return the name under which `count_action` counts the seat of the browser with this secret."""
    name = context.keys.pseudonym(f"seat {seat_id}")
    context.seat_names.keep((key, secret), name)
    return name


def admit_newcomer(connection: HTTPConnection) -> AbstractAsyncContextManager[None]:
    """Wait for a turn to be shown a form for joining. Raises Busy if none comes in time, or at once under overload.

    A browser that has a seat already is not a newcomer and does not wait.
    """
    context = context_of(connection)
    if cookies.seat_secret(connection, context.keys, connection.path_params.get("key", "")):
        return nullcontext()
    if context.overload.overloaded():
        raise Busy
    return context.admission.turn(Stage.FORM)


async def organiser_cookie(connection: HTTPConnection) -> Presented | None:
    """The sign-in that this browser presents, marked as seen now and then. `sessions.signed_in` checks its validity."""
    context = context_of(connection)
    presented = cookies.organiser_of(connection)
    # Read first: a forged token must not reach the writer.
    if (
        presented is not None
        and context.last_seen.is_due(presented)
        and await context.database.read(lambda session: sessions.is_due(session, presented))
    ):
        await context.database.write(lambda session: sessions.mark_seen(session, presented))
    return presented


async def unattended_cookie(connection: HTTPConnection) -> Presented | None:
    """`organiser_cookie` for what an open page asks automatically. That is no activity, so the sign-in can end."""
    return cookies.organiser_of(connection)


async def acting_organiser(
    connection: HTTPConnection, presented: Annotated[Presented | None, Depends(organiser_cookie)]
) -> Presented:
    """The valid sign-in of an organiser behind an action. Raises NotSignedIn if there is none, NotAllowed for analysts.

    A reader checks this, so that a request without an account never waits for the writer or takes its lock.
    """
    return await _acting(connection, presented, analysts=False)


async def acting_account(
    connection: HTTPConnection, presented: Annotated[Presented | None, Depends(organiser_cookie)]
) -> Presented:
    """`acting_organiser` for what analysts do too: in programmes, and with their own account."""
    return await _acting(connection, presented, analysts=True)


async def _acting(connection: HTTPConnection, presented: Presented | None, *, analysts: bool) -> Presented:
    def read(session: Session) -> None:
        sessions.acting(session, presented, setting_up=True, analysts=analysts)

    await context_of(connection).database.read(read)
    assert presented is not None
    return presented


async def public_page(connection: HTTPConnection) -> None:
    """Count a page that anyone can open. Raises ManyReaders."""
    context_of(connection).public_pages.page(address_of(connection))


Context = Annotated[AppContext, Depends(app_context)]
Language = Annotated[str, Depends(language)]
SeatSecret = Annotated[str | None, Depends(seat_secret)]
ActingSecret = Annotated[str, Depends(acting_secret)]
OrganiserCookie = Annotated[Presented | None, Depends(organiser_cookie)]
UnattendedCookie = Annotated[Presented | None, Depends(unattended_cookie)]
ActingOrganiser = Annotated[Presented, Depends(acting_organiser)]
ActingAccount = Annotated[Presented, Depends(acting_account)]
Key = Annotated[str, Path(min_length=4, max_length=64)]
