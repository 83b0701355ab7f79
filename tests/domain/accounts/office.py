"""Sample organisers for tests of accounts: Olga has the first account, and others join by invitation."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from app.domain.accounts import invitations, openings, organisers, second_factor, sessions
from app.domain.accounts.acting import By
from app.domain.accounts.sessions import Presented, hash_of
from app.domain.models import Organiser, SecurityEntry
from app.storage.database import Answer
from app.web.security.keys import Keys
from tests.workshop import START, SampleWorkshop

PHONE = "Safari, iPhone"
HASH = "hash of a password"
KEYS = Keys("k" * 40)


class Office:
    """A workshop with accounts, whose clock `now` moves only when a test moves it."""

    def __init__(self, workshop: SampleWorkshop) -> None:
        self.workshop = workshop
        self.now = START
        self._tokens = 0

    def later(self, **units: float) -> datetime:
        self.now += timedelta(**units)
        return self.now

    def host(self) -> By:
        return By(None, PHONE, self.now)

    def write(self, fn: Callable[[Session], Answer]) -> Answer:
        return self.workshop.write(fn)

    def read(self, fn: Callable[[Session], Answer]) -> Answer:
        return self.workshop.read(fn)

    def first(self) -> Organiser:
        """Create the first account, Olga's."""
        details = {"organisation": "Eastfield Council", "name": "Olga", "email": "olga@x.example", "password": HASH}
        return self.write(lambda session: organisers.make_first(session, self.host(), **details))

    def colleague(self, name: str) -> Organiser:
        """Create another account with an invitation from the host."""
        details = {"name": name, "email": f"{name.lower()}@x.example", "password": HASH}

        def make(session: Session) -> Organiser:
            made = invitations.invite(session, self.host(), KEYS.derived)
            return organisers.accept(session, self.host(), made.secret, **details)

        return self.write(make)

    def sign_in(self, organiser: Organiser, *, kept: bool = False) -> str:
        """Sign this account in; returns the token."""
        self._tokens += 1
        token = f"token {self._tokens}"

        def begin(session: Session) -> None:
            found = organisers.by_id(session, organiser.id or 0)
            sessions.begin(session, found, self.presented(token), kept=kept)

        self.write(begin)
        return token

    def presented(self, token: str) -> Presented:
        return Presented(hash_of(token), self.now, PHONE)

    def signed_in_name(self, token: str) -> str:
        """The name of the organiser signed in with this token. Raises the errors of `sessions.acting`."""
        return self.read(lambda session: sessions.acting(session, self.presented(token)).name)

    def act(self, token: str, fn: Callable[..., Answer], *values: Any, **named: Any) -> Answer:
        """Call `fn(session, by, *values, **named)` as the organiser with this token."""

        def run(session: Session) -> Answer:
            return fn(session, sessions.acting(session, self.presented(token), lock=True), *values, **named)

        return self.write(run)

    def about(self, token: str, fn: Callable[..., None], organiser: Organiser) -> None:
        """Call `fn(session, by, organiser)` on another account as the organiser with this token."""
        self.act(token, lambda session, by: fn(session, by, organisers.by_id(session, organiser.id or 0)))

    def open_board(self, token: str, seat: str | None, fresh: str) -> str:
        """Open the workshop's board as the organiser with this token; returns the browser's secret.

        The secret also becomes the seat's reference, so that a test can name it.
        """
        secret = self.act(token, openings.open_board, self.workshop.key, secret=seat, fresh_secret=fresh).secret
        self.write(lambda session: self.workshop.name_seat(session, secret))
        return secret

    def key(self, token: str) -> str:
        """The unconfirmed key for the app."""
        return self.act(token, second_factor.key_to_confirm, KEYS.derived)

    def log(self) -> list[tuple[str, str]]:
        """The security log as (kind, name) pairs."""
        rows = self.read(lambda session: list(session.exec(select(SecurityEntry).order_by(SecurityEntry.id))))
        return [(row.kind, row.name) for row in rows]
