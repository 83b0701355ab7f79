"""The mapping page: its buttons, its filters, the wheel, and a phone."""

import asyncio

from playwright.async_api import expect

from app.domain.mapping import codings
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.mapping import element, shown
from tests.workshop import ANA, FAY


async def test_the_mapping_page_says_that_names_are_working_labels(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(FAY, "/map")
    await expect(page.locator("main")).to_contain_text("Element names are provisional.")
    await expect(page.locator("main")).to_contain_text("New notes will appear here.")


async def test_filters_are_per_facilitator_and_a_table_cell_opens_its_notes(browser_pages: BrowserPages) -> None:
    reach = await browser_pages.post(ANA, "a note about reach")
    await asyncio.to_thread(browser_pages.workshop.join, "nora", speaks_for=None)
    await browser_pages.post("nora", "another", column=1)
    await browser_pages.do(FAY, codings.give, reach, "scale_reach")
    other = await browser_pages.visit(FAY, "/map")
    tables = await browser_pages.visit(FAY, "/tables", live=False)
    row = tables.get_by_role("row", name="Range and reach").first
    await row.get_by_role("link", name="1").first.click()
    shown_entries = tables.locator("#queue > li:visible .words")
    await expect(shown_entries).to_have_text(["a note about reach"])
    # The note in large type is one of those that are listed, though it is mapped and another is not.
    await expect(tables.locator("#now .words")).to_have_text("a note about reach")
    await tables.get_by_role("button", name="Filter: 2").click()
    await tables.get_by_role("button", name="Show all notes").click()
    await expect(shown_entries).to_have_count(2)
    await tables.get_by_label("Search the notes").fill("ANOTH")
    await expect(shown_entries).to_have_text(["another"])
    await tables.get_by_label("Search the notes").fill("nothing like it")
    await expect(tables.locator("#find")).to_contain_text("No matching notes")
    await expect(other.locator("#queue > li:visible")).to_have_count(2)
    await tables.goto(browser_pages.url("/tables"))
    await tables.get_by_role("row", name="Not mapped yet").get_by_role("link", name="1").last.click()
    await expect(tables.get_by_role("button", name="Filter: 2")).to_be_visible()
    await expect(shown_entries).to_have_text(["another"])
    await tables.get_by_role("button", name="Filter: 2").click()
    await expect(tables.locator("#filters").get_by_label("No group")).to_be_checked()


async def test_the_wheel_fills_as_notes_are_mapped_and_can_be_pressed(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "note")
    page = await browser_pages.visit(FAY, "/map")
    await expect(page.locator("#wheel .filled")).to_have_count(0)
    await page.locator("#wheel [data-slice=scale_reach] .room").click()
    await expect(page.locator("#wheel [data-slice=scale_reach] .many")).to_have_text("1")
    await expect(page.locator("#wheel .filled")).to_have_count(1)


async def test_previous_next_and_undo_are_buttons_too(browser_pages: BrowserPages) -> None:
    for number in range(3):
        await browser_pages.post(ANA, f"note {number}")
    page = await browser_pages.visit(FAY, "/map")
    await element(page, "Community voice").click()
    await element(page, "Next").click()
    await expect(shown(page)).to_have_text("note 1")
    await element(page, "Next").click()
    await element(page, "Previous").click()
    await expect(shown(page)).to_have_text("note 1")
    await page.locator("#now").focus()
    await page.keyboard.press("Shift+Enter")
    await expect(shown(page)).to_have_text("note 0")
    await element(page, "Undo").click()
    await expect(element(page, "Community voice")).to_have_attribute("aria-pressed", "false")
    await expect(page.locator("#progress")).to_contain_text("0 of 3")
    await element(page, "Undo").click()
    await expect(page.locator("#toast")).to_contain_text("There is nothing to undo.")


async def test_on_a_phone_the_note_stays_in_view_while_the_elements_scroll(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "note 0")
    page = await browser_pages.visit(FAY, "/map", **PHONE)
    await element(page, "Evidence, measuring").scroll_into_view_if_needed()
    await expect(shown(page)).to_be_in_viewport()
    await element(page, "Evidence, measuring").tap()
    await expect(page.locator("#given")).to_contain_text("Evidence, measuring and learning")
