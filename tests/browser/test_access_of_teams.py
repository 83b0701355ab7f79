"""For everyone: pages with which a team steers are right for axe, for thumbs and for narrow screens."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from app.domain.board import comments
from app.domain.steering import agenda, agenda_editing, attention, locks, screen, signals
from app.domain.workshops import links
from tests.browser.board import full
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import looked_at
from tests.browser.network import with_three_waiting
from tests.workshop import ANA, BEN, FAY

pytestmark = pytest.mark.usefixtures("axe_tries_styles_out")


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
