"""The menu of a note: beside its note, over nothing that someone needs, and usable by keys."""

import pytest
from playwright.async_api import Locator, Page, expect

from app.domain.board import notes
from tests.browser.board import filled, note
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import Box, box, composers_under, overlap, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, FAY

# Chromium has anchors; so that it uses what other engines use, it says that it has none.
WITHOUT_ANCHORS = (
    "const supports = CSS.supports; CSS.supports = (...what) => !/anchor/.test(what) && supports(...what);"
)


async def beside(menu: Locator, note: Locator) -> bool:
    """Whether at most 16 pixels are between the two."""
    at = await box(menu)
    return Box(at.left - 16, at.top - 16, at.right + 16, at.bottom + 16).covers(await box(note))


@pytest.mark.parametrize("anchors", [True, False])
async def test_the_menu_covers_neither_its_note_nor_a_composer(browser_pages: BrowserPages, anchors: bool) -> None:
    await filled(browser_pages)
    page = await browser_pages.window()
    if not anchors:
        await page.add_init_script(WITHOUT_ANCHORS)
    name, value = browser_pages.server.cookie(browser_pages.workshop, FAY).split("=", 1)
    await page.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    await page.goto(browser_pages.url())
    for width, height in ((1440, 900), (1000, 640), (390, 780)):
        await page.set_viewport_size({"width": width, "height": height})
        await settled(page)
        await menu_keeps_clear(page, width)


async def menu_keeps_clear(page: Page, width: int) -> None:
    """The menus of the first and the last note that are shown lie beside their notes, and over nothing else."""
    menu = page.get_by_role("dialog", name="Note actions")
    shown = page.locator(".notes:not(.pending) > li:visible")
    for which in [await shown.first.get_attribute("id"), await shown.last.get_attribute("id")]:
        one = page.locator(f"#{which}")
        await one.scroll_into_view_if_needed()
        button = one.get_by_role("button", name="Note actions")
        await button.click()
        await expect(menu).to_be_visible()
        await settled(page)
        await becomes(lambda one=one: overlap(menu, one), False)
        await becomes(lambda one=one: beside(menu, one), True)
        await becomes(lambda: composers_under(page, menu), [])
        await fulfils(lambda: box(menu), lambda at: at.left >= 0 and at.top >= 0 and at.right <= width)
        # Nothing is dimmed, and the note it is about can be told.
        dims = "getComputedStyle(document.querySelector('#menu'), '::backdrop').backgroundColor"
        await fulfils(
            lambda dims=dims: page.evaluate(dims), lambda colour: colour in ("rgba(0, 0, 0, 0)", "transparent")
        )
        await expect(one).to_have_css("outline-style", "solid")
        await page.keyboard.press("Escape")
        await expect(menu).to_be_hidden()
        await expect(button).to_be_focused()
    # A second press on the same button closes it again.
    await button.click()
    await expect(menu).to_be_visible()
    await button.click()
    await expect(menu).to_be_hidden()


async def test_arrow_keys_move_through_the_menu(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "one")
    page = await browser_pages.visit(FAY)
    await note(page, "one").get_by_role("button", name="Note actions").click()
    menu = page.get_by_role("dialog", name="Note actions")
    await expect(menu.get_by_role("button", name="Move up")).to_be_focused()
    for name in ("Delete permanently", "Hide many notes", "Hide from participants"):
        await page.keyboard.press("ArrowUp")
        await expect(menu.get_by_role("button", name=name)).to_be_focused()
    for _ in range(4):
        await page.keyboard.press("ArrowDown")
    await expect(menu.get_by_role("button", name="Move down")).to_be_focused()


async def test_grip_and_menu_appear_on_hover_and_always_on_touch_screens(
    browser_pages: BrowserPages,
) -> None:
    await browser_pages.post(ANA, "one")
    page = await browser_pages.visit(FAY)
    tools = note(page, "one").locator(".tools")
    await expect(tools).to_have_css("opacity", "0")
    await settled(page)
    before = await box(note(page, "one"))
    await note(page, "one").hover()
    await expect(tools).to_have_css("opacity", "1")
    await fulfils(lambda: box(note(page, "one")), lambda now: now.height == before.height)
    await page.mouse.move(5, 5)
    await note(page, "one").get_by_role("button", name="Note actions").focus()
    await expect(tools).to_have_css("opacity", "1")
    phone = await browser_pages.visit(FAY, **PHONE)
    more = note(phone, "one").get_by_role("button", name="Note actions")
    await fulfils(lambda: box(more), lambda at: min(at.width, at.height) >= 44)
    await expect(note(phone, "one").locator(".tools")).to_have_css("opacity", "1")


async def test_a_note_deleted_while_its_menu_is_open_is_announced(browser_pages: BrowserPages) -> None:
    goes = await browser_pages.post(ANA, "gone in a moment")
    await browser_pages.post(ANA, "stays")
    fay = await browser_pages.visit(FAY)
    await note(fay, "gone in a moment").get_by_role("button", name="Note actions").click()
    await browser_pages.do(ANA, notes.withdraw, goes, on=True)
    await expect(note(fay, "gone in a moment")).to_have_count(0)
    await fay.get_by_role("dialog").get_by_role("button", name="Move to top").click()
    await expect(fay.locator("#toast")).to_have_text("This note is no longer on the board.")
    await note(fay, "stays").get_by_role("button", name="Note actions").click()
    await fay.get_by_role("dialog").get_by_role("button", name="Question 2?").click()
    await expect(fay.locator(f"#notes-{browser_pages.workshop.columns[1]} .words")).to_have_text(["stays"])
    assert browser_pages.complaints == []
