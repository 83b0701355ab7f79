"""Messages about the last action cover nothing, and stay as long as they are in use."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.board import act_on, filled, note
from tests.browser.conftest import LAPTOP, PHONE, BrowserPages
from tests.browser.places import covered, settled
from tests.waiting import becomes
from tests.workshop import ANA, FAY


async def test_a_message_stays_while_the_pointer_is_on_it(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "one")
    ana = await browser_pages.visit(ANA)
    await ana.clock.install()
    await act_on(ana, note(ana, "one"), "Delete note")
    toast = ana.locator("#toast")
    await toast.get_by_role("button", name="Undo").hover()
    await ana.clock.fast_forward(8000)
    await expect(toast).to_be_visible()
    await ana.mouse.move(0, 0)
    await ana.clock.fast_forward(8000)
    await expect(toast).to_be_hidden()


@pytest.mark.parametrize(("ref", "options"), [(FAY, LAPTOP), (FAY, PHONE), (ANA, PHONE), (ANA, LAPTOP)])
async def test_a_message_covers_nothing_that_can_be_pressed(
    browser_pages: BrowserPages, ref: str, options: dict[str, Any]
) -> None:
    await filled(browser_pages)
    await browser_pages.post(ref, "about to go")
    page = await browser_pages.visit(ref, **options)
    await act_on(page, note(page, "about to go"), "Delete note")
    toast = page.locator("#toast")
    await expect(toast.get_by_role("button", name="Undo")).to_be_in_viewport(ratio=1)
    await settled(page)
    await becomes(lambda: covered(page, "#toast"), [])
    if ref == FAY:
        return
    # The same for what is said for as long as there is no connection.
    await page.evaluate("document.getElementById('toast').hidden = true")
    await page.evaluate(
        "(banner) => { banner.hidden = false; banner.textContent = document.getElementById('messages').dataset.gone; }",
        await page.query_selector("#banner"),
    )
    await becomes(lambda: covered(page, "#banner"), [])


async def test_a_message_disappears_by_itself_unless_it_is_in_use(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "one")
    await browser_pages.post(ANA, "two")
    page = await browser_pages.visit(ANA)
    await page.clock.install()
    toast = page.locator("#toast")

    async def deleted(text: str) -> None:
        await act_on(page, note(page, text), "Delete note")
        await expect(toast).to_contain_text("Note deleted.")

    await deleted("one")
    await page.clock.fast_forward(9_000)
    await expect(toast).to_be_hidden()
    await deleted("two")
    await toast.hover()
    await page.clock.fast_forward(60_000)
    await expect(toast).to_be_visible()
    await page.mouse.move(700, 500)
    await toast.get_by_role("button", name="Undo").focus()
    await page.clock.fast_forward(60_000)
    await expect(toast).to_be_visible()
    await page.locator(".composer textarea").first.focus()
    await page.clock.fast_forward(9_000)
    await expect(toast).to_be_hidden()
