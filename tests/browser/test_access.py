"""For everyone: pages of a workshop, in every state, are right for axe, for thumbs and for narrow screens."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from app.domain.workshops import closing, device_codes, links
from tests.browser.board import act_on, full, note
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import looked_at
from tests.workshop import ANA, BEN, FAY

pytestmark = pytest.mark.usefixtures("axe_tries_styles_out")


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
    async with page.expect_websocket():
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


async def test_arrivals_are_announced_once_as_a_count(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(ANA)
    await browser_pages.post(BEN, "one")
    await expect(page.locator("#announcer")).to_have_text("1 new note")
    await expect(page.locator("#announcer")).to_have_attribute("role", "status")
