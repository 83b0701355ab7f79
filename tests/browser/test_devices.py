"""Several devices of one person, a new code while people write, and leaving a borrowed device."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from app.domain.workshops import workshops
from tests.browser.board import note
from tests.browser.conftest import PHONE, BrowserPages
from tests.workshop import ANA, BEN, FAY


async def second_device(browser_pages: BrowserPages) -> Page:
    """Ana's second device, on the board."""
    page = await browser_pages.visit(ANA, "/device", live=False)
    await page.get_by_role("button", name="Create code").click()
    code = (await page.locator(".code.big").inner_text()).replace(" ", "")
    tablet = await browser_pages.window(**PHONE)
    await tablet.goto(f"{browser_pages.server.url}/r/{code}")
    async with tablet.expect_websocket():
        await tablet.get_by_role("button", name="Continue on this device").click()
    return tablet


@pytest.mark.two_workers
async def test_ending_a_device_cuts_it_off_and_the_other_device_stays_connected(browser_pages: BrowserPages) -> None:
    tablet = await second_device(browser_pages)
    board, list_of_devices = await browser_pages.visit(ANA), await browser_pages.visit(ANA, "/device", live=False)
    await list_of_devices.get_by_role("button", name="End access").click()
    await list_of_devices.get_by_role("dialog").get_by_role("button", name="End access").click()
    await expect(list_of_devices.get_by_role("button", name="End access")).to_have_count(0)
    await expect(tablet.locator("#banner")).to_contain_text("no longer in this workshop")
    await browser_pages.post(BEN, "after the end")
    await expect(note(board, "after the end")).to_be_visible()
    await expect(board.locator("#banner")).to_be_hidden()
    await expect(note(tablet, "after the end")).to_have_count(0)


@pytest.mark.two_workers
async def test_a_new_code_is_entered_in_place_and_the_draft_stays(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA, **PHONE)
    box = ana.locator(".composer textarea").first
    await box.fill("half a thought")
    await browser_pages.do(FAY, workshops.replace_code_and_require_it)
    field = ana.get_by_label("The code has changed. Enter the new code.")
    await expect(field).to_be_visible()
    await expect(box).to_have_value("half a thought")
    code = (await asyncio.to_thread(browser_pages.workshop.workshop)).code
    await field.fill(code or "")
    async with ana.expect_websocket():
        await ana.get_by_role("button", name="Continue").click()
    await expect(ana.locator(".composer textarea").first).to_have_value("half a thought")
    await expect(ana).to_have_url(browser_pages.url())


async def test_the_page_for_the_new_code_shows_the_draft(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA, **PHONE)
    await ana.locator(".composer textarea").first.fill("half a thought")
    await browser_pages.do(FAY, workshops.replace_code_and_require_it)
    await ana.goto(browser_pages.url())
    await expect(ana.get_by_role("heading", level=1)).to_have_text("The code has changed. Enter the new code")
    await expect(ana.locator("#kept-drafts")).to_contain_text("half a thought")
    await ana.get_by_label("New code").fill("wrong 7")
    await ana.get_by_role("button", name="Continue").click()
    await expect(ana.get_by_role("alert")).to_contain_text("The code is incorrect")
    await expect(ana.locator("#kept-drafts")).to_contain_text("half a thought")


async def test_leaving_a_device_deletes_the_texts_of_this_workshop_only(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA, **PHONE)
    await ana.locator(".composer textarea").first.fill("half a thought")
    await ana.evaluate("localStorage.setItem('draft:/w/another:1', 'not of this workshop')")
    await ana.goto(browser_pages.url("/departure"))
    await expect(ana.get_by_role("status")).to_contain_text("1 unsent text is on this device.")
    await ana.get_by_role("button", name="Leave this device").click()
    await expect(ana.get_by_role("heading", level=1)).to_have_text("You have left this device")
    kept = "Object.keys(localStorage).filter((name) => name.includes('/w/')).join()"
    await ana.wait_for_function(f"{kept} === 'draft:/w/another:1'")
    await ana.goto(browser_pages.url())
    await expect(ana).to_have_url(re.compile("/join$"))
