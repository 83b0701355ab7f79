"""The tab and the paper: a title that counts, links that can be copied, pages that print."""

import pytest
from playwright.async_api import Page, expect

from app.domain.board import notes
from app.domain.mapping import codings
from tests.browser.board import note
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import connected
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY


async def look_away(page: Page, hidden: bool) -> None:
    await page.evaluate(
        f"Object.defineProperty(document, 'hidden', {{get: () => {str(hidden).lower()}, configurable: true}});"
        "document.dispatchEvent(new Event('visibilitychange'));"
    )


@pytest.mark.parametrize(("ref", "rest"), [(ANA, ""), (FAY, ""), (FAY, "/map")], ids=["board", "steer", "map"])
async def test_the_tab_title_counts_new_notes_while_hidden(browser_pages: BrowserPages, ref: str, rest: str) -> None:
    first = await browser_pages.post(BEN, "here already")
    page = await browser_pages.visit(ref, rest)
    plain = await page.title()
    await browser_pages.post(BEN, "seen")
    await expect(page.locator(".note", has_text="seen")).to_have_count(1)
    await expect(page).to_have_title(plain)
    await look_away(page, True)
    await browser_pages.post(BEN, "one")
    await expect(page).to_have_title(f"(1) {plain}")
    await browser_pages.do(BEN, notes.edit, first, text="changed, and nothing new")
    await browser_pages.post(BEN, "two")
    await expect(page).to_have_title(f"(2) {plain}")
    if not rest:
        # One's own, from another device, is not news.
        await browser_pages.post(ref, "mine")
        await expect(page.locator("[data-ui-mine]", has_text="mine")).to_have_count(1)
        await expect(page).to_have_title(f"(2) {plain}")
    await look_away(page, False)
    await expect(page).to_have_title(plain)


async def test_a_hidden_phone_closes_its_socket_and_catches_up(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(ANA, **PHONE)
    await connected(page)
    async with page.expect_event("websocket") as back:
        await look_away(page, True)
        await browser_pages.post(BEN, "meanwhile")
        await look_away(page, False)
    assert await back.value
    await expect(note(page, "meanwhile")).to_be_visible()


@pytest.mark.parametrize("clipboard", [True, False], ids=["https", "plain http in a workshop"])
async def test_links_and_the_code_can_be_copied(browser_pages: BrowserPages, clipboard: bool) -> None:
    page = await browser_pages.visit(FAY, "/share", live=False, permissions=["clipboard-read", "clipboard-write"])
    if not clipboard:
        await page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    await page.get_by_role("button", name="Copy the link").click()
    await expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    other = await page.context.new_page()
    await other.goto(browser_pages.url())
    box = other.locator("textarea").first
    await box.focus()
    await other.keyboard.press("Control+V")
    await expect(box).to_have_value(f"{browser_pages.server.url}/j/{browser_pages.workshop.workshop().join_token}")


async def test_without_scripts_links_are_text_to_select(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(FAY, "/share", live=False, java_script_enabled=False)
    await expect(page.locator("#way-in-link")).to_be_visible()
    await expect(page.get_by_role("button", name="Copy")).to_have_count(0)


PAPERS = {"A4": 703, "A3": 1032}  # what is left between the margins, in CSS pixels


@pytest.mark.parametrize("width", PAPERS.values(), ids=PAPERS)
async def test_a_board_prints_every_note(browser_pages: BrowserPages, width: int) -> None:
    for number in range(60):
        await browser_pages.post(
            ANA if number % 2 else BEN, f"note {number} that says a little more", column=number % 3
        )
    page = await browser_pages.visit(FAY)
    await page.set_viewport_size({"width": width, "height": 700})
    await page.emulate_media(media="print")
    held_on = browser_pages.workshop.in_words(browser_pages.workshop.held_on)
    for words in ("A workshop", f"The workshop · {held_on}", "Question 1?", "Question 2?", "Question 3?"):
        await expect(page.get_by_text(words, exact=True).locator("visible=true")).to_have_count(1)
    await expect(page.locator(".note .words").locator("visible=true")).to_have_count(60)
    await expect(page.locator(".note time").locator("visible=true")).to_have_count(60)
    await expect(page.locator("button, textarea, nav").locator("visible=true")).to_have_count(0)
    cut = (
        "[...document.querySelectorAll('body, body *')].filter(item => item.checkVisibility()"
        " && getComputedStyle(item).overflow !== 'visible' && item.scrollHeight > item.clientHeight + 1"
        " && !item.closest('.unseen')).map(item => item.className || item.tagName)"
    )
    await becomes(lambda: page.evaluate(cut), [])
    # A sheet cuts through the lines of what has a size for containers.
    sized = (
        "[...document.querySelectorAll('body, body *')].filter(item => item.checkVisibility()"
        " && getComputedStyle(item).containerType !== 'normal').map(item => item.className || item.tagName)"
    )
    await becomes(lambda: page.evaluate(sized), [])
    columns = "new Set(Array.from(document.querySelectorAll('.note'), n => n.offsetLeft)).size"
    await becomes(lambda: page.evaluate(columns), {703: 2, 1032: 3}[width])


@pytest.mark.parametrize("rest", ["/tables", "/records"])
async def test_tables_print_every_row(browser_pages: BrowserPages, rest: str) -> None:
    note_id = await browser_pages.post(ANA)
    await browser_pages.do(FAY, codings.give, note_id, "scale_reach")
    page = await browser_pages.visit(FAY, rest, live=False, viewport={"width": 703, "height": 900})
    await page.emulate_media(media="print")
    await fulfils(lambda: page.evaluate("document.documentElement.scrollWidth"), lambda wide: wide <= 703)
    right = "tables => Math.max(...tables.map((table) => table.getBoundingClientRect().right))"
    await fulfils(lambda: page.locator("table").evaluate_all(right), lambda edge: edge <= 703)
    await expect(page.locator("nav, .foot-of-page, [download]").locator("visible=true")).to_have_count(0)
