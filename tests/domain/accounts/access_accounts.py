"""The model's actions on accounts: invite, end, activate, and change passwords and second factors."""

import pyotp
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.domain.accounts import invitations, organisers, second_factor, sessions
from app.domain.accounts.sessions import NotSignedIn
from app.domain.errors import Conflict, NotFound
from tests.domain.accounts.access_model import ACCOUNT, ACTING, ANY, Account, Link, pick
from tests.domain.accounts.access_sessions import Sessions
from tests.domain.accounts.office import KEYS


class Accounts(Sessions):
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
            assert not account.active or self.actor(browser).account is account
        else:
            assert made is None or self.actor(browser).account is not account
            self.link(browser, made, account)

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
            assert not account.key or self.actor(browser).account is account
            return
        if done:
            assert self.actor(browser).account is not account
            account.key, account.recovery = "", []

    @rule(browser=ACTING, on=st.booleans())
    def require_a_second_factor(self, browser: str, on: bool) -> None:
        if self.tries(browser, organisers.require_second_factor, on=on):
            self.required = on
