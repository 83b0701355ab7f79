"""Who is asking: signed cookies and the secrets of links. Only signatures are checked here; what a seat may do is
read in the same transaction as the rest of an act (`domain/people.py`)."""

import hashlib
import hmac
import random
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.requests import HTTPConnection
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from app import measures, text
from app.database import Database
from app.domain.errors import Refused, said
from app.live.hub import Hub
from app.load import Load
from app.settings import Settings
from app.web.guard import Bucket, CodeFailures

COOKIE_SECONDS = 400 * 24 * 3600
LANGUAGE_COOKIE = "language"


class TooFast(Refused):
    """More acts than a person makes; `seconds` says how long to wait."""

    default = said("That was a little fast. Please wait a moment and try again.")

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Busy(TooFast):
    """Newcomers wait while there is too much to do; `seconds` says how long."""

    default = said("Many people are coming in at this moment.")


LONGEST_COOKIE = 300


class Keys:
    """What SECRET_KEY signs."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._blur = hashlib.sha256(b"blur:" + self._secret).digest()
        self._seat = URLSafeSerializer(secret, salt="seat")
        # The same cookie comes with everything a phone does.
        self._seat_of = lru_cache(maxsize=20_000)(self._read_seat)
        self._fresh = URLSafeSerializer(secret, salt="fresh seat")
        self._organiser = URLSafeSerializer(secret, salt="organiser")

    def seat_cookie(self, key: str, ref: str) -> str:
        return str(self._seat.dumps([key, ref]))

    def seat(self, key: str, cookie: str | None) -> str | None:
        """The seat a cookie names at this workshop; None for none or a forged one."""
        # Longer ones are none of ours, and are not to be remembered.
        return self._seat_of(key, cookie) if cookie and len(cookie) <= LONGEST_COOKIE else None

    def _read_seat(self, key: str, cookie: str) -> str | None:
        found = _loaded(self._seat, cookie)
        return found[1] if isinstance(found, list) and len(found) == 2 and found[0] == key else None

    def fresh_seat(self) -> str:
        """A seat for whoever sends this form: the same form sent twice is the same seat."""
        return str(self._fresh.dumps(secrets.token_hex(16)))

    def fresh(self, offered: str) -> str:
        """The seat's reference behind `fresh_seat()`; another one if it is not ours."""
        found = _loaded(self._fresh, offered)
        return found if isinstance(found, str) else secrets.token_hex(16)

    def organiser_cookie(self, id: int, stamp: str) -> str:
        return str(self._organiser.dumps([id, stamp]))

    def organises(self, cookie: str | None) -> tuple[int, str] | None:
        """Whose account a cookie names, and its stamp when it was signed; None for none or a forged one."""
        found = _loaded(self._organiser, cookie)
        return (found[0], found[1]) if isinstance(found, list) and len(found) == 2 else None

    def facilitator_link(self, base: str, key: str, ref: str) -> str:
        """The address that makes its holder a facilitator; the same at every start."""
        return f"{base}/w/{key}/facilitate/{ref}.{self._derived('facilitator', ref)}"

    def facilitates(self, token: str) -> str | None:
        """The link reference behind a facilitator address; None if it is not ours."""
        ref, _, secret = token.partition(".")
        return ref if hmac.compare_digest(secret.encode(), self._derived("facilitator", ref).encode()) else None

    def setup_link(self, base: str) -> str:
        """The address that makes the first account; the same at every start, until there is one."""
        return f"{base}/o/{self._derived('organiser', '')}"

    def is_setup_link(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self._derived("organiser", "").encode())

    def blurred(self, name: str) -> str:
        """What a seat or an address is called between workers: the same everywhere, and nobody's name."""
        return hashlib.blake2b(name.encode(), key=self._blur, digest_size=9).hexdigest()

    def _derived(self, purpose: str, ref: str) -> str:
        return hmac.new(self._secret, f"{purpose}:{ref}".encode(), hashlib.sha256).hexdigest()[:40]


@dataclass(frozen=True)
class House:
    """What every route needs, made once by `main.py`."""

    settings: Settings
    database: Database
    hub: Hub
    keys: Keys
    load: Load
    acts: Bucket
    code_failures: CodeFailures
    password_failures: CodeFailures


# Dependencies are `async` though they wait for nothing: FastAPI hands others to a thread, which costs more than they.


async def house(connection: HTTPConnection) -> House:
    return house_of(connection)


def house_of(connection: HTTPConnection) -> House:
    """What `main.py` made, for this request."""
    return connection.app.state.house


async def language(connection: HTTPConnection) -> str:
    return language_of(connection)


def language_of(connection: HTTPConnection) -> str:
    """The language this browser chose or asked for; English where it asked for none of ours."""
    chosen = connection.cookies.get(LANGUAGE_COOKIE) or connection.headers.get("accept-language")
    return text.choose(chosen, text.SOURCE)


async def seat_ref(connection: HTTPConnection, key: Annotated[str, Path()]) -> str | None:
    """The seat whose signed cookie came with this request, if any."""
    return house_of(connection).keys.seat(key, connection.cookies.get(f"seat-{key}"))


async def room(connection: HTTPConnection) -> None:
    """Raises Busy for a newcomer while this process has more to do than it can; whoever has a seat gets to it."""
    rooms = house_of(connection)
    key = connection.path_params.get("key", "")
    if rooms.load.overloaded() and not rooms.keys.seat(key, connection.cookies.get(f"seat-{key}")):
        measures.SHED.labels("joins").inc()
        # Not all at once again.
        raise Busy(random.uniform(4, 12))  # noqa: S311


async def acting_seat(connection: HTTPConnection, ref: Annotated[str | None, Depends(seat_ref)]) -> str | None:
    """`seat_ref` for something done: raises TooFast over the limit, which is the seat's and never the address's."""
    slow_down(connection, ref)
    return ref


def slow_down(connection: HTTPConnection, ref: str | None) -> None:
    """Count one act of this seat; raises TooFast where it is one too many."""
    rooms = house_of(connection)
    if ref is not None and (wait := rooms.acts.take(rooms.keys.blurred(ref))):
        raise TooFast(wait)


async def organiser(connection: HTTPConnection) -> tuple[int, str] | None:
    """What the signed cookie says of an account; `accounts.signed_in` reads whether it still holds."""
    return house_of(connection).keys.organises(connection.cookies.get("organiser"))


def keep_seat(request: Request, response: Response, key: str, ref: str) -> None:
    """Let this browser come back as the same seat."""
    _keep(request, response, f"seat-{key}", house_of(request).keys.seat_cookie(key, ref), f"/w/{key}")


def keep_organiser(request: Request, response: Response, id: int, stamp: str) -> None:
    """Let this browser come back as this organiser, until its password changes or it signs out."""
    _keep(request, response, "organiser", house_of(request).keys.organiser_cookie(id, stamp), "/")


def keep_language(request: Request, response: Response, language: str) -> None:
    """Answer this browser in this language from now on."""
    _keep(request, response, LANGUAGE_COOKIE, language, "/")


def _keep(request: Request, response: Response, name: str, value: str, path: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=COOKIE_SECONDS, path=path, secure=secure, httponly=True, samesite="lax")


def _loaded(serializer: URLSafeSerializer, value: str | None) -> object:
    try:
        return serializer.loads(value) if value else None
    except BadSignature:
        return None


HouseHere = Annotated[House, Depends(house)]
Language = Annotated[str, Depends(language)]
SeatRef = Annotated[str | None, Depends(seat_ref)]
ActingSeat = Annotated[str | None, Depends(acting_seat)]
OrganiserCookie = Annotated[tuple[int, str] | None, Depends(organiser)]
Key = Annotated[str, Path(min_length=4, max_length=64)]
