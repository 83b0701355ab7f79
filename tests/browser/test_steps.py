"""Next steps: made from notes by keyboard alone, and looked at in every state, with the public page."""

import asyncio

from playwright.async_api import expect

from tests.browser.conftest import BrowserPages
from tests.browser.eyes import looked_at, olga
from tests.browser.test_coding import programme
from tests.workshop import ANA


async def test_a_note_becomes_a_step_with_an_owner_an_update_and_a_public_page(browser_pages: BrowserPages) -> None:
    page = await olga(browser_pages)
    workshop = browser_pages.workshop
    await asyncio.to_thread(workshop.post, ANA, "pay on time! 90 days kills us", column=-1)
    path, _interview = await asyncio.to_thread(programme, workshop)
    await page.goto(f"{browser_pages.server.url}{path}/steps")
    await looked_at(page, "no steps yet")
    await page.get_by_role("link", name="Choose notes").last.press("Enter")
    await page.get_by_role("checkbox").press("Space")
    await looked_at(page, "notes to choose")
    await page.get_by_role("button", name="Make a step of each").press("Enter")
    await expect(page.locator("#open-step")).to_contain_text("From this note")
    await page.get_by_text("Change this step").press("Enter")
    await page.get_by_label("What we will do").fill("Pay small groups within 30 days")
    await page.get_by_role("combobox", name="Owner").fill("Eastfield Council")
    await page.get_by_label("Due date").fill("2020-01-31")
    await page.get_by_role("button", name="Save step").press("Enter")
    await expect(page.locator("#steps-totals")).to_contain_text("1 overdue")
    await page.locator("summary", has_text="Add update").press("Enter")
    await page.get_by_label("What happened").fill("Finance agreed.")
    await page.get_by_label("State").last.select_option("Under way")
    await page.get_by_role("button", name="Save update").press("Enter")
    await expect(page.locator("#open-step .timeline")).to_contain_text("Finance agreed.")
    await looked_at(page, "a step")
    await page.get_by_role("button", name="Make public page").press("Enter")
    await page.locator("#public .address").press("Enter")
    await expect(page.locator("main")).to_contain_text("Pay small groups within 30 days")
    await expect(page.locator("main")).not_to_contain_text("2020")
    await looked_at(page, "the public page of steps")
