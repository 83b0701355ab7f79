"""For everyone: every page of organisers is right for axe, for thumbs and for narrow screens."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.async_api import Page, expect
from sqlmodel import Session, col, select

from app.domain.accounts import invitations, organisers, second_factor
from app.domain.accounts.acting import By
from app.domain.models import OrganiserSession
from app.domain.workshops import saved_plans, seats
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import OLGA, looked_at, olga

pytestmark = pytest.mark.usefixtures("axe_tries_styles_out")


async def test_pages_of_organisers_are_accessible(browser_pages: BrowserPages) -> None:
    page = await olga(browser_pages)

    def kept(session: object) -> str:
        organiser = organisers.by_email(session, OLGA)
        now = datetime.now(UTC)
        saved_plans.keep(session, organiser, seats.find(session, browser_pages.workshop.key), "Warm spaces", now)
        return invitations.invite(session, By(organiser, "", now), browser_pages.server.keys.derived).secret

    secret = await asyncio.to_thread(browser_pages.workshop.write, kept)
    for name, address in (
        ("workshops", "/workshops"),
        ("workshops, none found", "/workshops?q=nowhere"),
        ("new workshop", "/workshops/new?plan=discussion"),
        ("new workshop, blank", "/workshops/new?plan=blank"),
        ("details", f"/w/{browser_pages.workshop.key}/details"),
        ("framework", f"/w/{browser_pages.workshop.key}/framework"),
        ("offered workshop", f"/w/{browser_pages.workshop.key}/tables"),
        ("account", "/account"),
        ("account details", "/account/details"),
        ("new password", "/account/password"),
        ("second factor", "/account/second-factor"),
        ("organisers", "/organisers"),
        ("invited", f"/i/{secret}"),
    ):
        await page.goto(browser_pages.server.url + address)
        await looked_at(page, name)
    await page.goto(f"{browser_pages.server.url}/account/details")
    await page.get_by_label("Your name").fill("")
    await page.get_by_role("button", name="Save details").click()
    await expect(page.get_by_role("alert")).to_contain_text("Enter your name.")
    await looked_at(page, "account details, with problems")
    await page.goto(f"{browser_pages.server.url}/organisers")
    await page.get_by_role("button", name="Invite a colleague").click()
    await expect(page.locator("#passed-on")).to_be_visible()
    await looked_at(page, "link to pass on")
    await looked_at_second_factor(browser_pages, page)
    await page.goto(f"{browser_pages.server.url}/workshops/new?plan=discussion")
    await page.get_by_role("button", name="Create workshop").click()
    await expect(page.get_by_role("alert")).to_contain_text("Enter a title")
    await looked_at(page, "new workshop, with problems")
    await page.get_by_label("Title", exact=True).fill("Health in Westfield")
    await page.get_by_role("button", name="Create workshop").click()
    await expect(page.get_by_role("status")).to_be_visible()
    await looked_at(page, "details, just made")


async def looked_at_second_factor(browser_pages: BrowserPages, page: Page) -> None:
    """The pages to set it up, without the password; afterwards it is off, for others sign in to this account."""

    def act(session: Session, fn: Callable[..., None], *values: object) -> None:
        organiser = organisers.by_email(session, OLGA)
        assert organiser is not None
        here = session.exec(select(OrganiserSession).order_by(col(OrganiserSession.id).desc())).first()
        fn(session, By(organiser, "", datetime.now(UTC), here), *values)

    await asyncio.to_thread(browser_pages.workshop.write, lambda session: act(session, second_factor.begin))
    await page.goto(f"{browser_pages.server.url}/account/second-factor/set-up")
    await looked_at(page, "set up second factor")
    key = (await page.locator("#key").text_content() or "").replace(" ", "")
    await page.get_by_label("Code from your app").fill(pyotp.TOTP(key).now())
    await page.get_by_role("button", name="Turn on second factor").click()
    await expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    await looked_at(page, "recovery codes")
    await page.goto(f"{browser_pages.server.url}/account/second-factor")
    await looked_at(page, "second factor, on")
    await asyncio.to_thread(browser_pages.workshop.write, lambda session: act(session, second_factor.turn_off))
