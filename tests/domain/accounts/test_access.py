"""Whatever organisers do in whatever order: nobody acts as another, and no access survives what should end it.

Hypothesis makes up the sequences. The model beside the product is the simplest that can be right: what each token, link
and seat is worth now. After every step each of them, also of long ago, is tried.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.domain.accounts import invitations, openings, organisers, second_factor, sessions, upkeep
from app.domain.accounts.sessions import NotSignedIn, SecondFactorMissing
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from app.domain.workshops import seats
from app.storage import migrations
from app.storage.database import Database
from tests.domain.accounts.office import HASH, KEYS, Office
from tests.workshop import SampleWorkshop

MEMORY = Path("/dev/shm")
# Set by the fixture below.
TEMPLATE = Path()
BROWSERS = ("laptop", "tablet", "phone")
# Long enough for each kind of time to run out: a code, a password link, a sign-in, one that is kept, an invitation.
PAUSES = st.sampled_from([0.02, 0.02, 0.3, 0.3, 1, 5, 12, 8 * 24, 14 * 24])


def pick(
    found: Callable[["Access"], Iterable[Any]], otherwise: Callable[["Access"], Iterable[Any]]
) -> st.SearchStrategy:
    """Mostly one of those with which something can happen; now and then any."""
    return st.runner().flatmap(
        lambda self: st.sampled_from((list(found(self)) or list(otherwise(self))) * 3 + list(otherwise(self)))
    )


def browsers(self: "Access") -> Iterable[str]:
    return BROWSERS


# A browser: any, one that can act, one that waits for a code.
ANY = st.sampled_from(BROWSERS)
ACTING = pick(lambda self: [name for name in BROWSERS if self.may_act(self.here[name])], browsers)
WAITING = pick(lambda self: [name for name, found in self.here.items() if found and found.needs_code], browsers)
ACCOUNT = pick(lambda self: [one for one in self.all_accounts if one.active], lambda self: self.all_accounts)


@dataclass(eq=False)
class Account:
    """What is true of an account."""

    id: int
    name: str
    password: str
    old_password: str = "never used"
    active: bool = True
    removed: bool = False
    key: str = ""
    # Codes that were used: none of them works again.
    used: list[str] = field(default_factory=list)
    recovery: list[str] = field(default_factory=list)


@dataclass(eq=False)
class SignIn:
    """What a token is worth."""

    token: str
    account: Account
    kept: bool
    made: float
    seen: float
    needs_code: bool
    ended: bool = False


@dataclass(eq=False)
class Link:
    """What a secret is worth."""

    secret: str
    maker: Account
    account: Account | None
    made: float
    over: bool = False


@dataclass(eq=False)
class Seat:
    """Whose a seat at the board is, and the sign-in that it facilitates by."""

    ref: str
    account: Account
    by: SignIn


class Access(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        # In memory where there is such a folder: each commit would wait for the disk.
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        shutil.copy(TEMPLATE, self.folder / "board.sqlite3")
        self.database = Database(f"sqlite:///{self.folder / 'board.sqlite3'}")
        self.office = Office(SampleWorkshop(self.database))
        self.hours = 0.0
        self.names = 0
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

    # What the model says.

    def lasts(self, sign_in: SignIn) -> bool:
        if sign_in.ended:
            return False
        if sign_in.needs_code:
            return self.hours - sign_in.made < 1 / 6
        if sign_in.kept:
            return self.hours - sign_in.seen < 14 * 24 and self.hours - sign_in.made < 30 * 24
        return self.hours - sign_in.seen < 12

    def may_act(self, sign_in: SignIn | None) -> bool:
        return (
            sign_in is not None
            and self.lasts(sign_in)
            and not sign_in.needs_code
            and (bool(sign_in.account.key) or not self.required)
        )

    def is_open(self, link: Link) -> bool:
        return not link.over and self.hours - link.made < (1 if link.account else 14 * 24)

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

    # What people do.

    @initialize()
    def two_organisers_are_at_work(self) -> None:
        olga = self.new_account(self.office.first().id or 0, "Olga", HASH)
        otto = self.new_account(self.office.colleague("Otto").id or 0, "Otto", HASH)
        self.sign_in("laptop", olga, kept=False, password="right")
        self.sign_in("phone", olga, kept=True, password="right")
        self.sign_in("tablet", otto, kept=True, password="right")
        self.set_up_a_second_factor("tablet")

    def new_account(self, id: int, name: str, password: str) -> Account:
        assert id not in [account.id for account in self.all_accounts], "a number was given to a second person"
        account = Account(id, name, password)
        self.all_accounts.append(account)
        return account

    @rule(hours=PAUSES)
    def time_passes(self, hours: float) -> None:
        self.hours += hours
        now = self.office.later(hours=hours)
        self.office.write(lambda session: upkeep.tidy(session, now))

    @rule(browser=ANY)
    def look_at_a_page(self, browser: str) -> None:
        sign_in = self.here[browser]
        if sign_in is None:
            return
        shown = self.office.presented(sign_in.token)
        self.office.write(lambda session: sessions.mark_seen(session, shown))
        if self.lasts(sign_in) and self.hours - sign_in.seen >= 1 / 12:
            sign_in.seen = self.hours

    @rule(browser=ACTING, weeks=st.sampled_from([1, 2, 5]))
    def somebody_looks_every_week(self, browser: str, weeks: int) -> None:
        for _week in range(weeks):
            self.time_passes(7 * 24)
            self.look_at_a_page(browser)

    @rule(
        browser=ANY,
        account=pick(lambda self: self.all_accounts, lambda self: self.all_accounts),
        kept=st.booleans(),
        password=st.sampled_from(["right", "right", "old"]),
    )
    def sign_in(self, browser: str, account: Account, kept: bool, password: str) -> None:
        typed = account.password if password == "right" else account.old_password
        began = self.begin(browser, account, kept, lambda session: sessions.with_password(session, account.id, typed))
        right = password == "right" and account.active
        assert began == right, "a password opened an account that it does not open, or not one that it does"

    @rule(browser=ANY, account=ACCOUNT, kinds=st.sampled_from([["app"], ["app", "used"], ["recovery", "used"]]))
    def sign_in_with_a_code(self, browser: str, account: Account, kinds: list[str]) -> None:
        for kind in kinds:
            self.sign_in(browser, account, kept=False, password="right")
            self.give_a_code(browser, account, kind)

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

    @rule(browser=WAITING, other=ACCOUNT, kind=st.sampled_from(["app", "app", "recovery", "used", "another's"]))
    def give_a_code(self, browser: str, other: Account, kind: str) -> None:
        sign_in = self.here[browser]
        if sign_in is None:
            return
        account = sign_in.account
        if kind != "used":
            # Each code of the app is a new one.
            self.time_passes(0.02)
        whose = other if kind == "another's" else account
        if kind == "recovery" and account.recovery:
            typed = account.recovery[0]
        elif kind == "used" and account.used:
            typed = account.used[-1]
        else:
            typed = self.code(whose)
        right = (
            self.lasts(sign_in)
            and sign_in.needs_code
            and typed not in account.used
            and (typed in account.recovery or typed == self.code(account))
        )
        token = f"{sign_in.token}, with a code"

        def write(session: sessions.Session) -> None:
            by = sessions.waiting_for_code(session, self.office.presented(sign_in.token))
            sessions.finish(session, by, self.office.presented(token).token_hash, typed, KEYS.derived)

        try:
            self.office.write(write)
        except (NotSignedIn, Invalid):
            assert not right, "a right code was refused"
            return
        assert right, "a wrong code was taken"
        account.used.append(typed)
        account.recovery = [code for code in account.recovery if code != typed]
        self.move_on(browser, token, made=self.hours)

    def code(self, account: Account) -> str:
        return pyotp.TOTP(account.key or "A" * 32).at(self.office.now)

    def move_on(self, browser: str, token: str, made: float | None = None) -> None:
        """The sign-in of this browser goes on under another token."""
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

    @rule(browser=ANY)
    def sign_out(self, browser: str) -> None:
        sign_in = self.here[browser]
        if sign_in is not None:
            self.office.write(lambda session: sessions.sign_out(session, self.office.presented(sign_in.token)))
            sign_in.ended = True

    def tries(self, browser: str, fn, *values, **named):
        """What comes of an act of who sits at this browser; None if it was refused, as it has to be."""
        sign_in = self.here[browser]
        allowed = self.may_act(sign_in)
        try:
            done = self.office.act(sign_in.token if sign_in else "none", fn, *values, **named)
        except (NotSignedIn, SecondFactorMissing):
            assert not allowed, "somebody was signed out who should not be"
            return None
        assert allowed, "somebody acted who should be signed out"
        return done or True

    @rule(browser=ACTING)
    def invite(self, browser: str) -> None:
        self.link(browser, self.tries(browser, invitations.invite, KEYS.derived), None)

    @rule(browser=ACTING, account=ACCOUNT)
    def link_for_password(self, browser: str, account: Account) -> None:
        def make(session: invitations.Session, by: invitations.By) -> invitations.Made:
            organiser = organisers.by_id(session, account.id)
            return invitations.link_for_password(session, by, organiser, KEYS.derived)

        try:
            made = self.tries(browser, make)
        except (Conflict, NotFound):
            assert not account.active
        else:
            self.link(browser, made, account)

    def link(self, browser: str, made: Any, account: Account | None) -> None:
        if made is not None:
            self.all_links.append(Link(made.secret, self.actor(browser).account, account, self.hours))

    @precondition(lambda self: self.all_links)
    @rule(link=pick(lambda self: filter(self.is_open, self.all_links), lambda self: self.all_links), browser=ANY)
    def use_a_link(self, link: Link, browser: str) -> None:
        self.names += 1
        name, password = f"Person {self.names}", f"hash {self.names}"
        was_open = self.is_open(link)
        found: list[organisers.Organiser] = []

        def accept(session: sessions.Session) -> organisers.Organiser:
            by = self.office.host()
            email = f"person{self.names}@x.example"
            found.append(organisers.accept(session, by, link.secret, name=name, email=email, password=password))
            return found[0]

        account = link.account or Account(0, name, password)
        if not self.begin(browser, account, False, accept):
            assert not was_open, "a link that works was refused"
            return
        assert was_open, "a link worked that was over"
        link.over = True
        if link.account is None:
            self.actor(browser).account = self.new_account(found[0].id or 0, name, password)
        else:
            assert found[0].id == link.account.id
            link.account.old_password, link.account.password = link.account.password, password
            self.end_access(link.account, keep=self.actor(browser))

    @rule(browser=ACTING)
    def change_password(self, browser: str) -> None:
        self.names += 1
        password = f"hash {self.names}"
        token = f"changed {self.names}"

        def change(session: sessions.Session, by: sessions.By) -> bool:
            organisers.change_password(session, by, password)
            sessions.renew(session, by, self.office.presented(token).token_hash)
            return True

        if self.tries(browser, change):
            sign_in = self.actor(browser)
            sign_in.account.old_password, sign_in.account.password = sign_in.account.password, password
            self.end_access(sign_in.account, keep=sign_in)
            self.move_on(browser, token)

    @rule(browser=ACTING)
    def end_other_sign_ins(self, browser: str) -> None:
        if self.tries(browser, sessions.end_others):
            mine = self.actor(browser)
            for sign_in in self.all_sign_ins:
                if sign_in.account is mine.account and sign_in is not mine:
                    sign_in.ended = True

    @rule(browser=ACTING, account=ACCOUNT, removes=st.sampled_from([False, False, True]), by_mistake=st.booleans())
    def end_an_account(self, browser: str, account: Account, removes: bool, by_mistake: bool) -> None:
        act = organisers.remove if removes else organisers.deactivate
        try:
            done = self.tries(browser, lambda s, by: act(s, by, organisers.by_id(s, account.id)))
        except Conflict:
            assert self.actor(browser).account is account
            return
        except NotFound:
            assert account.removed
            return
        if done:
            account.active, account.removed = False, account.removed or removes
            self.end_access(account)
            if removes:
                account.key, account.recovery, account.password = "", [], "none that anyone has"
            elif by_mistake:
                self.activate(browser, account)

    @rule(
        browser=ACTING,
        account=pick(lambda self: [one for one in self.all_accounts if not one.active], lambda self: self.all_accounts),
    )
    def activate(self, browser: str, account: Account) -> None:
        try:
            done = self.tries(browser, lambda s, by: organisers.activate(s, by, organisers.by_id(s, account.id)))
        except NotFound:
            assert account.removed
            return
        if done:
            account.active = True

    @rule(browser=ACTING)
    def set_up_a_second_factor(self, browser: str) -> None:
        sign_in = self.here[browser]
        if sign_in is None:
            return
        self.time_passes(0.02)
        shown = self.office.presented(sign_in.token)
        allowed = self.lasts(sign_in) and not sign_in.needs_code

        def write(session: sessions.Session) -> tuple[str, list[str]]:
            by = sessions.acting(session, shown, setting_up=True, lock=True)
            second_factor.begin(session, by)
            session.flush()
            key = second_factor.key_to_confirm(session, by, KEYS.derived)
            second_factor.confirm(session, by, pyotp.TOTP(key).at(by.now), KEYS.derived)
            return key, second_factor.codes_to_show(session, by, KEYS.derived)

        try:
            key, codes = self.office.write(write)
        except NotSignedIn:
            assert not allowed
        except Conflict:
            assert sign_in.account.key
        else:
            assert allowed
            assert not sign_in.account.key
            sign_in.account.key, sign_in.account.recovery = key, codes
            sign_in.account.used = [self.code(sign_in.account)]

    @rule(browser=ACTING, account=ACCOUNT)
    def reset_a_second_factor(self, browser: str, account: Account) -> None:
        try:
            done = self.tries(browser, lambda s, by: second_factor.reset(s, by, organisers.by_id(s, account.id)))
        except (Conflict, NotFound):
            assert not account.key
            return
        if done:
            account.key, account.recovery = "", []

    @rule(browser=ACTING, on=st.booleans())
    def require_a_second_factor(self, browser: str, on: bool) -> None:
        if self.tries(browser, organisers.require_second_factor, on=on):
            self.required = on

    @rule(browser=ACTING)
    def open_the_board(self, browser: str) -> None:
        held = self.seat_of_browser[browser]
        fresh = f"seat {len(self.all_seats)}"
        seat = self.tries(
            browser, openings.open_board, self.office.workshop.key, seat_ref=held.ref if held else None, fresh_ref=fresh
        )
        if seat is None:
            return
        sign_in = self.actor(browser)
        if held is not None and held.account is sign_in.account:
            assert seat.ref == held.ref
            held.by = sign_in
            return
        assert seat.ref == fresh, "somebody was given another's seat"
        made = Seat(fresh, sign_in.account, sign_in)
        self.seat_of_browser[browser] = made
        self.all_seats.append(made)

    # What has to hold after every step.

    @invariant()
    def everything_is_worth_what_it_should_be(self) -> None:
        self.office.read(self.check)

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

    @precondition(lambda self: self.all_accounts)
    @invariant()
    def somebody_can_still_sign_in(self) -> None:
        assert any(account.active for account in self.all_accounts)


@pytest.fixture(autouse=True)
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migrated database to copy: migrating one for each sequence would take most of the time."""
    file = tmp_path / "template.sqlite3"
    migrations.upgrade(f"sqlite:///{file}")
    monkeypatch.setattr("tests.domain.accounts.test_access.TEMPLATE", file)


def run(sequences: int, steps: int) -> None:
    run_state_machine_as_test(
        Access,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            # Making a failure shorter takes minutes; its steps are printed as they are.
            phases=(Phase.generate,),
        ),
    )


def test_no_sequence_lets_one_act_as_another_or_access_survive() -> None:
    run(40, 40)
