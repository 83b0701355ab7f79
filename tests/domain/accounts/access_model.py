"""The simplest correct model of the access that each token, link and seat gives."""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
from hypothesis import strategies as st

from app.domain.accounts import invitations, sessions
from app.domain.accounts.sessions import NotSignedIn, SecondFactorMissing
from app.domain.errors import NotAllowed, Refused
from app.domain.workshops import seats
from app.storage.database import Database
from tests.domain.accounts.office import Office
from tests.workshop import SampleWorkshop

MEMORY = Path("/dev/shm")
BROWSERS = ("laptop", "tablet", "phone")


@dataclass(eq=False)
class Account:
    """The expected state of an account."""

    id: int
    name: str
    password: str
    old_password: str = "never used"
    active: bool = True
    removed: bool = False
    key: str = ""
    # Used codes must not work again.
    used: list[str] = field(default_factory=list)
    recovery: list[str] = field(default_factory=list)


@dataclass(eq=False)
class SignIn:
    """The expected state of the sign-in with a token."""

    token: str
    account: Account
    kept: bool
    made: float
    seen: float
    needs_code: bool
    ended: bool = False


@dataclass(eq=False)
class Link:
    """The expected state of the link with a secret."""

    secret: str
    maker: Account
    account: Account | None
    made: float
    over: bool = False


@dataclass(eq=False)
class Seat:
    """The expected owner of a seat, and the sign-in through which it facilitates."""

    id: int
    ref: str
    secret: str
    account: Account
    by: SignIn


class Model:
    """An office on the real domain, and the expected state beside it."""

    # A migrated database to copy, because migrating one for each sequence would take most of the time.
    template = Path()

    def __init__(self) -> None:
        super().__init__()
        # In memory if possible, because each commit would wait for the disk.
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        shutil.copy(self.template, self.folder / "board.sqlite3")
        self.database = Database(f"sqlite:///{self.folder / 'board.sqlite3'}")
        self.office = Office(SampleWorkshop(self.database))
        self.hours = 0.0
        self.names = 0
        # No secret of a browser is made twice.
        self.openings = 0
        self.required = False
        self.here: dict[str, SignIn | None] = dict.fromkeys(BROWSERS)
        self.seat_of_browser: dict[str, Seat | None] = dict.fromkeys(BROWSERS)
        self.all_accounts: list[Account] = []
        self.all_sign_ins: list[SignIn] = []
        self.all_links: list[Link] = []
        self.all_seats: list[Seat] = []

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    def since(self, then: float) -> float:
        """The hours since then, without the error of adding up decimals: exactly 14 days are 14 days."""
        return round(self.hours - then, 6)

    def lasts(self, sign_in: SignIn) -> bool:
        if sign_in.ended:
            return False
        if sign_in.needs_code:
            return self.since(sign_in.made) < 1 / 6
        return self.since(sign_in.seen) < (14 * 24 if sign_in.kept else 12) and self.since(sign_in.made) < 30 * 24

    def may_act(self, sign_in: SignIn | None) -> bool:
        return (
            sign_in is not None
            and self.lasts(sign_in)
            and not sign_in.needs_code
            and (bool(sign_in.account.key) or not self.required)
        )

    def is_open(self, link: Link) -> bool:
        return not link.over and self.since(link.made) < (1 if link.account else 14 * 24)

    def end_access(self, account: Account, keep: SignIn | None = None) -> None:
        for sign_in in self.all_sign_ins:
            if sign_in.account is account and sign_in is not keep:
                sign_in.ended = True
        for link in self.all_links:
            if account in (link.maker, link.account):
                link.over = True

    def actor(self, browser: str) -> SignIn:
        sign_in = self.here[browser]
        assert sign_in is not None
        return sign_in

    def new_account(self, id: int, name: str, password: str) -> Account:
        assert id not in [account.id for account in self.all_accounts], "a number was given to a second person"
        account = Account(id, name, password)
        self.all_accounts.append(account)
        return account

    def begin(self, browser: str, account: Account, kept: bool, find) -> bool:
        token = f"token {len(self.all_sign_ins)}"
        before = self.here[browser]
        shown = self.office.presented(before.token) if before else None

        def write(session: sessions.Session) -> None:
            organiser = find(session)
            sessions.sign_out(session, shown)
            sessions.begin(session, organiser, self.office.presented(token), kept=kept)

        try:
            self.office.write(write)
        except Refused:
            return False
        if before:
            before.ended = True
        sign_in = SignIn(token, account, kept, self.hours, self.hours, needs_code=bool(account.key))
        self.here[browser] = sign_in
        self.all_sign_ins.append(sign_in)
        return True

    def code(self, account: Account) -> str:
        return pyotp.TOTP(account.key or "A" * 32).at(self.office.now)

    def move_on(self, browser: str, token: str, made: float | None = None) -> None:
        """Continue this browser's sign-in under another token."""
        before = self.actor(browser)
        after = SignIn(token, before.account, before.kept, before.made, before.seen, needs_code=False)
        if made is not None:
            after.made = after.seen = made
        before.ended = True
        for seat in self.all_seats:
            if seat.by is before:
                seat.by = after
        self.here[browser] = after
        self.all_sign_ins.append(after)

    def tries(self, browser: str, fn, *values, **named):
        """The result of an action from this browser; None if it was refused as expected."""
        sign_in = self.here[browser]
        allowed = self.may_act(sign_in)
        try:
            done = self.office.act(sign_in.token if sign_in else "none", fn, *values, **named)
        except (NotSignedIn, SecondFactorMissing):
            assert not allowed, "somebody was signed out who should not be"
            return None
        assert allowed, "somebody acted who should be signed out"
        return done or True

    def link(self, browser: str, made: Any, account: Account | None) -> None:
        if made is not None:
            self.all_links.append(Link(made.secret, self.actor(browser).account, account, self.hours))

    def check(self, session: sessions.Session) -> None:
        for sign_in in self.all_sign_ins:
            try:
                name = sessions.acting(session, self.office.presented(sign_in.token)).name
            except (NotSignedIn, SecondFactorMissing):
                assert not self.may_act(sign_in)
            else:
                assert self.may_act(sign_in)
                assert name == sign_in.account.name
                assert sign_in.account.active
        for link in self.all_links:
            try:
                _row, account = invitations.find(session, link.secret, self.office.now)
            except NotAllowed:
                assert not self.is_open(link)
            else:
                assert self.is_open(link)
                assert (account.id if account else None) == (link.account.id if link.account else None)
        rights = seats.seats_that_may(session, self.office.workshop.id, {seat.ref for seat in self.all_seats})
        for seat in self.all_seats:
            assert rights.get(seat.ref, False) == (self.lasts(seat.by) and not seat.by.needs_code)


# Long enough for each time limit: a code, a password link, a sign-in, a kept sign-in, and an invitation.
PAUSES = st.sampled_from([0.02, 0.02, 0.3, 0.3, 1, 5, 12, 8 * 24, 14 * 24])


def pick(found: Callable[[Model], Iterable[Any]], otherwise: Callable[[Model], Iterable[Any]]) -> st.SearchStrategy:
    """Usually an item that can take the action, and sometimes any item."""
    return st.runner().flatmap(
        lambda self: st.sampled_from((list(found(self)) or list(otherwise(self))) * 3 + list(otherwise(self)))
    )


def browsers(self: Model) -> Iterable[str]:
    return BROWSERS


# Any browser, one that is signed in, and one that waits for a code.
ANY = st.sampled_from(BROWSERS)
ACTING = pick(lambda self: [name for name in BROWSERS if self.may_act(self.here[name])], browsers)
WAITING = pick(lambda self: [name for name, found in self.here.items() if found and found.needs_code], browsers)
ACCOUNT = pick(lambda self: [one for one in self.all_accounts if one.active], lambda self: self.all_accounts)
