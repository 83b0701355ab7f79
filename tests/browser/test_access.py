"""For everyone: every page, in every state it can be in, is right for axe, for thumbs and for narrow screens."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime

import pyotp
import pytest_asyncio
from playwright.async_api import Page, expect
from sqlmodel import Session, col, select

from app.domain.accounts import invitations, organisers, second_factor
from app.domain.accounts.acting import By
from app.domain.board import comments
from app.domain.models import OrganiserSession
from app.domain.steering import agenda, agenda_editing, attention, locks, screen, signals
from app.domain.workshops import closing, device_codes, links, saved_plans, seats
from tests.browser.board import act_on, full, note
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import OLGA, looked_at, olga
from tests.browser.network import with_three_waiting
from tests.workshop import ANA, BEN, FAY


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def axe_tries_styles_out(browser_pages: BrowserPages) -> AsyncGenerator[None]:
    """The pages' own policy forbids what axe tries; that is no complaint about them."""
    yield
    browser_pages.complaints[:] = [said for said in browser_pages.complaints if "inline style" not in said]


async def test_public_pages_are_accessible(browser_pages: BrowserPages) -> None:
    link = browser_pages.workshop.read(lambda session: links.links(session, browser_pages.workshop.id))[0]
    code = await browser_pages.do(
        ANA, lambda session, person, now: device_codes.make(session, person, datetime.now(UTC))
    )
    page = await browser_pages.window()
    for name, address in (
        ("front", "/"),
        ("a wrong code", "/j/AAAAAA"),
        ("join", f"/j/{browser_pages.workshop.code}"),
        ("facilitate", browser_pages.server.keys.facilitator_link("", browser_pages.workshop.key, link.ref)),
        ("rejoin", f"/r/{code}"),
        ("open it again", "/o"),
        ("sign in", "/sign-in"),
        ("nothing there", "/nothing"),
        ("accessibility statement", "/accessibility"),
        *(
            (rest, f"/{rest}?from={browser_pages.workshop.key}")
            for rest in ("help", "help/facilitator", "help/organiser")
        ),
    ):
        await page.goto(browser_pages.server.url + address)
        await looked_at(page, name)
    await browser_pages.do(FAY, closing.close, on=True)
    await page.goto(f"{browser_pages.server.url}/w/{browser_pages.workshop.key}/join")
    await expect(page.get_by_role("alert")).to_contain_text("closed")
    await looked_at(page, "join, closed")


async def test_pages_of_participants_are_accessible(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(ANA)
    await looked_at(page, "board, empty")
    ids = await full(browser_pages)
    await expect(note(page, "note 7")).to_be_visible()
    await looked_at(page, "board")
    await page.locator(".composer textarea").first.fill("x" * 2003)
    for button in (".to-own", ".to-filters"):
        await page.locator(button).click()
        await looked_at(page, f"board, {button} open")
    await page.keyboard.press("Escape")
    await act_on(page, note(page, "note 4"), "Edit wording")
    await expect(page.get_by_role("dialog", name="Edit your note")).to_be_visible()
    await looked_at(page, "board, editor")
    await page.get_by_role("button", name="Cancel").click()
    await act_on(page, note(page, "note 4"), "Delete note")
    await expect(page.locator("#toast")).to_be_visible()
    await looked_at(page, "board, deleted")
    await browser_pages.do(FAY, closing.close, on=True)
    await expect(page.locator("#stage")).to_contain_text("closed")
    await looked_at(page, "board, closed")
    await browser_pages.do(FAY, closing.close, on=False)
    await page.goto(browser_pages.url("/device"))
    await looked_at(page, "device")
    await page.get_by_role("button", name="Create code").click()
    await expect(page.locator(".big.code")).to_be_visible()
    await looked_at(page, "device, code")
    mine = await browser_pages.post(ANA, "mine")
    await page.goto(browser_pages.url(f"/notes/{mine}/edit"))
    await looked_at(page, "edit")
    await page.goto(browser_pages.url("/map"))
    await looked_at(page, "not allowed")
    assert ids


async def test_pages_of_facilitators_are_accessible(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(FAY, "/map")
    await looked_at(page, "map, empty")
    await page.goto(browser_pages.url("/records"))
    await looked_at(page, "records, empty")
    await page.goto(browser_pages.url("/participants"))
    await looked_at(page, "participants, before the first note")
    await full(browser_pages)
    await page.goto(browser_pages.url())
    await looked_at(page, "steering")
    await note(page, "note 0").get_by_role("button", name="Note actions").click()
    await looked_at(page, "steering, menu")
    await page.goto(browser_pages.url("/map"))
    await page.keyboard.press("w")
    await expect(page.locator("#total-involve_decisions")).to_have_text("1")
    await page.locator(".to-filters").click()
    await looked_at(page, "map, filter open")
    await page.get_by_role("button", name="What each element means").click()
    await looked_at(page, "map, meanings")
    for name in (
        "tables",
        "tables?show=values",
        "questions",
        "share",
        "share/screen",
        "participants",
        "handout",
        "records",
    ):
        await page.goto(browser_pages.url(f"/{name}"))
        await looked_at(page, name)
    await browser_pages.do(FAY, closing.close, on=True)
    for name in ("questions", "share", "participants"):
        await page.goto(browser_pages.url(f"/{name}"))
        await looked_at(page, f"{name}, closed")


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


async def test_arrivals_are_announced_once_as_a_count(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(ANA)
    await browser_pages.post(BEN, "one")
    await expect(page.locator("#announcer")).to_have_text("1 new note")
    await expect(page.locator("#announcer")).to_have_attribute("role", "status")


async def test_pages_of_the_team_are_accessible(browser_pages: BrowserPages) -> None:
    workshop = browser_pages.workshop
    for name, role in (("Priya", "notetaker"), ("Tom", "facilitator")):
        await browser_pages.do(FAY, links.add_link, name=name, role=role)
    priya, tom = await asyncio.to_thread(
        workshop.read, lambda session: [link.ref for link in links.links(session, workshop.id)[1:]]
    )
    page = await browser_pages.window()
    await page.goto(browser_pages.server.keys.facilitator_link(browser_pages.server.url, workshop.key, priya))
    await looked_at(page, "notetaker's link")
    await page.get_by_role("button", name="Open the board as notetaker").click()
    await full(browser_pages)
    await page.get_by_label("For someone else").first.check()
    await expect(page.get_by_label("Their group (optional)").first).to_be_visible()
    await looked_at(page, "notetaker's board")
    await page.goto(browser_pages.url("/paste"))
    await looked_at(page, "paste")
    await page.get_by_label("Notes, one on each line").fill("Nr\tIdea\n1\tOne\n2\tOne\n3\t" + "x" * 2001)
    await page.get_by_role("button", name="Show preview").click()
    await expect(page.locator("#preview")).to_be_visible()
    await looked_at(page, "paste, preview")

    other = await browser_pages.window()
    await other.goto(browser_pages.server.keys.facilitator_link(browser_pages.server.url, workshop.key, tom))
    await other.get_by_role("button", name="Open the board as facilitator").click()
    await expect(other.locator("#bar")).to_be_visible()
    fay = await browser_pages.visit(FAY, "/share", live=False)
    for summary in await fay.locator("details > summary").all():
        await summary.click()
    await looked_at(fay, "share, opened")
    await fay.get_by_role("button", name="Create recovery code").click()
    await expect(fay.locator("#recovery-code")).to_be_visible()
    await looked_at(fay, "recovery code")
    await fay.goto(f"{browser_pages.server.url}/recover")
    await fay.get_by_label("Recovery code").fill("AAAA")
    await fay.get_by_role("button", name="Recover link").click()
    await expect(fay.get_by_role("alert")).to_be_visible()
    await looked_at(fay, "recover")
    await fay.goto(browser_pages.url("/share"))
    await fay.locator("summary", has_text="Hand over").click()
    await fay.get_by_role("button", name="Hand over and leave").click()
    await fay.get_by_role("dialog").get_by_role("button", name="Hand over and leave").click()
    await expect(fay.get_by_role("heading", name="You have handed over")).to_be_visible()
    await looked_at(fay, "handed over")


async def test_attention_and_the_big_screen_are_accessible(browser_pages: BrowserPages) -> None:
    ids = await full(browser_pages)
    await browser_pages.do(FAY, attention.spotlight, ids[0], on=True)
    await browser_pages.do(FAY, attention.announce, "Coffee at 11:00. Please be back at 11:15.")
    await browser_pages.do(ANA, signals.raise_hand, on=True)
    ana = await browser_pages.visit(ANA)
    await looked_at(ana, "shown note, message and raised hand")
    fay = await browser_pages.visit(FAY)
    await fay.get_by_role("button", name="Attention").click()
    await looked_at(fay, "attention")
    await fay.keyboard.press("Escape")
    await fay.get_by_role("button", name="1 hand raised").click()
    await looked_at(fay, "raised hands")
    await looked_at(await browser_pages.visit(FAY, "/preview"), "preview")
    wall = await browser_pages.visit(FAY, "/screen")
    for shows in (*screen.SHOWS[:5], str(browser_pages.workshop.columns[0])):
        await browser_pages.do(FAY, screen.switch, shows)
        kind = shows if shows in screen.SHOWS else "board"
        await expect(wall.locator("#screen")).to_have_attribute("data-shows", kind)
        await looked_at(wall, f"screen, {shows}")


async def test_the_agenda_and_what_waits_for_the_team_are_accessible(browser_pages: BrowserPages) -> None:
    first = await browser_pages.post(BEN, "a note")
    for draft in (
        agenda_editing.Draft("Comment", asked="What would you add?", may=["write", "comment"], minutes=10),
        agenda_editing.Draft("Vote", may=["vote"], veiled=True),
    ):
        await browser_pages.do(FAY, agenda_editing.add, draft)
    shop = browser_pages.workshop
    phases = await asyncio.to_thread(shop.read, lambda session: agenda.phases(session, shop.id))
    await browser_pages.do(FAY, agenda.enter, phases[0].id, seen=None)
    await browser_pages.do(FAY, locks.approve_first, on=True)
    await browser_pages.do(ANA, comments.add, first, comment_id="c" * 24, text="We do this too")
    await browser_pages.post(ANA, "a note that waits")

    fay = await browser_pages.visit(FAY)
    await fay.get_by_role("button", name="2 waiting for approval").click()
    waits = fay.locator("#approval-queue > li")
    await expect(waits).to_have_count(2)
    await looked_at(fay, "approval queue")
    await waits.filter(has_text="We do this too").get_by_role("button", name="Decline").click()
    await expect(fay.locator("#reasons")).to_be_visible()
    await looked_at(fay, "approval queue, reasons")
    await fay.keyboard.press("Escape")
    await fay.keyboard.press("Escape")
    await fay.get_by_role("button", name="Agenda and modes").click()
    await looked_at(fay, "agenda and modes")
    await fay.keyboard.press("Escape")
    await fay.get_by_role("button", name="Actions for question 3").press("Enter")
    await looked_at(fay, "menu of a question")
    await fay.goto(browser_pages.url(f"/agenda?phase={phases[0].id}"))
    await looked_at(fay, "agenda page")
    for name in ("participants", "share"):
        await fay.route(re.compile(f"/{name}$"), with_three_waiting)
        await fay.goto(browser_pages.url(f"/{name}"))
        await expect(fay.get_by_role("button", name="Let everyone in now")).to_be_visible()
        await looked_at(fay, f"people who wait to join, {name}")
