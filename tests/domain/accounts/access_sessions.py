"""The model's actions on sign-ins: begin, use, wait and end."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.domain.accounts import openings, organisers, sessions, upkeep
from app.domain.accounts.sessions import NotSignedIn
from app.domain.errors import Invalid
from app.domain.workshops import links
from tests.domain.accounts.access_model import ACCOUNT, ACTING, ANY, PAUSES, WAITING, Account, Model, Seat, pick
from tests.domain.accounts.office import KEYS


class Sessions(Model):
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
        if self.lasts(sign_in) and self.since(sign_in.seen) >= 1 / 12:
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

    @rule(browser=WAITING, other=ACCOUNT, kind=st.sampled_from(["app", "app", "recovery", "used", "another's"]))
    def give_a_code(self, browser: str, other: Account, kind: str) -> None:
        sign_in = self.here[browser]
        if sign_in is None:
            return
        account = sign_in.account
        if kind != "used":
            # The app shows a new code each time.
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
            # It may have been reset since the password was given.
            and bool(account.key)
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

    @rule(browser=ANY)
    def sign_out(self, browser: str) -> None:
        sign_in = self.here[browser]
        if sign_in is not None:
            self.office.write(lambda session: sessions.sign_out(session, self.office.presented(sign_in.token)))
            sign_in.ended = True

    @rule(browser=ACTING)
    def end_other_sign_ins(self, browser: str) -> None:
        if self.tries(browser, sessions.end_others):
            mine = self.actor(browser)
            for sign_in in self.all_sign_ins:
                if sign_in.account is mine.account and sign_in is not mine:
                    sign_in.ended = True

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
    def open_the_board(self, browser: str) -> None:
        held = self.seat_of_browser[browser]
        self.openings += 1
        fresh = f"seat {self.openings}"
        secret = held.secret if held else None
        opened = self.tries(browser, openings.open_board, self.office.workshop.key, secret=secret, fresh_secret=fresh)
        if opened is None:
            return
        sign_in = self.actor(browser)
        seat = self.office.read(lambda session: links.seat_of(session, self.office.workshop.workshop(), opened.secret))
        assert seat is not None
        if held is not None and held.account is sign_in.account:
            assert seat.id == held.id
            held.by, held.ref, held.secret = sign_in, seat.ref, opened.secret
            return
        assert opened.secret == fresh, "somebody was given another's seat"
        assert seat.id not in {other.id for other in self.all_seats}
        made = Seat(seat.id or 0, seat.ref, opened.secret, sign_in.account, sign_in)
        self.seat_of_browser[browser] = made
        self.all_seats.append(made)
