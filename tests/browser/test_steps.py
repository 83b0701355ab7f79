"""Next steps: made from notes by keyboard alone, and looked at in every state, with the public page."""

import asyncio

from playwright.async_api import expect

from app.domain.board import notes
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import looked_at, olga
from tests.browser.places import box, settled
from tests.browser.test_coding import programme
from tests.waiting import fulfils
from tests.workshop import ANA, FAY


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


async def test_the_page_of_a_workshop_follows_the_board_and_moves_nothing_that_is_pointed_at(
    browser_pages: BrowserPages,
) -> None:
    page = await olga(browser_pages)
    name, value = browser_pages.server.cookie(browser_pages.workshop, FAY).split("=", 1)
    await page.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    kept, hidden = [await browser_pages.post(ANA, words, column=-1) for words in ("Pay on time", "A name to hide")]
    await asyncio.to_thread(programme, browser_pages.workshop)
    await page.goto(browser_pages.url("/next-steps"))
    rows, steps = page.locator("[data-list]").first.locator("li"), page.locator("[data-list]").last.locator("li")
    await expect(rows).to_have_count(2)
    await looked_at(page, "next steps of a workshop")
    button = page.get_by_role("button", name="Make a step Pay on time")
    await button.hover()
    before = await box(button)
    # Others write a note, hide one and reword one while the pointer rests on a button.
    late = await browser_pages.post(ANA, "A list of who does what", column=-1)
    await browser_pages.do(FAY, notes.hide, hidden, on=True)
    await expect(rows).to_have_count(3)
    await expect(rows.nth(1)).to_have_text("This note was removed.")
    await browser_pages.do(ANA, notes.edit, late, text="A list of who does what, and by when")
    await expect(rows.nth(2)).to_contain_text("by when")
    await settled(page)
    await fulfils(lambda: box(button), before.near)
    other = rows.nth(2).get_by_role("button")
    below = await box(other)
    # A press makes a step without leaving the page, and focus goes to the way to change it.
    await button.press("Enter")
    await expect(rows.first).to_contain_text("This note is now a step.")
    await expect(steps).to_have_count(1)
    await expect(steps.first).to_contain_text("Pay on time")
    await expect(rows.first.get_by_role("link", name="Change step Pay on time")).to_be_focused()
    await fulfils(lambda: box(other), below.near)
    await looked_at(page, "a step of a workshop")
    # Someone rewords the note that is a step: the words of both lists are those of the note.
    await browser_pages.do(ANA, notes.edit, kept, text="Pay within 30 days")
    await expect(steps.first).to_contain_text("Pay within 30 days")
