"""A facilitator drags notes onto elements by mouse and by finger."""

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import BrowserPages
from tests.browser.finger import Finger, stop_clock
from tests.browser.mapping import comes_to, element, shown
from tests.browser.places import box, centre, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, FAY


async def test_a_note_is_dragged_onto_an_element_or_a_slice_by_mouse(browser_pages: BrowserPages) -> None:
    posted = [await browser_pages.post(ANA, f"note {number}") for number in range(3)]
    page = await browser_pages.visit(FAY, "/map")
    await page.mouse.move(*await centre(page.locator("#now")))
    await page.mouse.down()
    x, y = await centre(page.locator("#wheel [data-slice=scale_reach] .band"))
    await page.mouse.move(x, y, steps=8)
    await expect(page.locator("#carried")).to_have_text("note 0")
    # Beside the pointer, wherever it goes.
    await fulfils(lambda: box(page.locator("#carried")), lambda at: abs(at.left - x) < 20 and abs(at.top - y) < 20)
    await expect(page.locator("[data-slice=scale_reach][data-ui-drop]")).to_have_count(1)
    await page.keyboard.press("Escape")
    await page.mouse.up()
    await expect(page.locator("#carried")).to_be_hidden()
    await comes_to(browser_pages, {})
    await page.mouse.move(*await centre(page.locator("#now")))
    await page.mouse.down()
    await page.mouse.move(x, y, steps=8)
    await page.mouse.up()
    await expect(page.locator("#total-scale_reach")).to_have_text("1")
    # A note of the queue goes where it is dropped; the one in large type stays.
    await page.locator("#queue .entry", has_text="note 2").drag_to(element(page, "Community voice"))
    await expect(page.locator("#total-involve_voice")).to_have_text("1")
    await expect(shown(page)).to_have_text("note 0")
    await page.locator("#queue .entry", has_text="note 1").drag_to(page.locator("#progress"))
    await page.locator("#queue .entry", has_text="note 2").drag_to(page.locator("#wheel [data-slice=value_trust]"))
    await expect(page.locator("#total-value_trust")).to_have_text("1")
    codes = {posted[0]: {"scale_reach"}, posted[2]: {"involve_voice", "value_trust"}}
    await comes_to(browser_pages, codes)
    await page.locator("#now").focus()
    await page.keyboard.press("Backspace")
    await page.keyboard.press("Backspace")
    await expect(page.locator("#total-involve_voice")).to_have_text("0")
    await comes_to(browser_pages, {posted[0]: {"scale_reach"}})


TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1100}, "is_mobile": True, "has_touch": True}


async def test_a_swipe_over_notes_scrolls_and_drags_nothing(browser_pages: BrowserPages) -> None:
    for number in range(20):
        await browser_pages.post(ANA, f"note {number}")
    page = await browser_pages.visit(FAY, "/map", **TABLET)
    await settled(page)
    await stop_clock(page)
    async with Finger(page) as finger:
        x, y = await centre(page.locator("#queue .entry", has_text="note 5"))
        await finger.down(x, y)
        await finger.move(x, y - 150)
        await finger.move(*await centre(element(page, "Community voice")))
        await expect(page.locator("#carried")).to_be_hidden()
        await finger.up()
    await expect(page.locator("#queue .entry", has_text="note 0")).not_to_be_in_viewport()
    await expect(shown(page)).to_have_text("note 0")
    await comes_to(browser_pages, {})


async def test_a_long_press_picks_up_a_note(browser_pages: BrowserPages) -> None:
    posted = [await browser_pages.post(ANA, f"note {number}") for number in range(20)]
    page = await browser_pages.visit(FAY, "/map", **TABLET)
    target = element(page, "Community voice")
    async with Finger(page) as finger:
        for lets_go, codes in ((False, {}), (True, {posted[2]: {"involve_voice"}})):
            await finger.down(*await centre(page.locator("#queue .entry", has_text=re.compile(r"note 2\b"))))
            await finger.stay()
            await finger.move(*await centre(target))
            await expect(page.locator(".element[data-ui-drop]")).to_contain_text("Community voice")
            if lets_go:
                await finger.up()
                await expect(page.locator("#total-involve_voice")).to_have_text("1")
            else:
                await page.keyboard.press("Escape")
                await finger.up()
            await comes_to(browser_pages, codes)
        await becomes(lambda: page.evaluate("[scrollY, document.getElementById('queue').scrollTop]"), [0, 0])
        await finger.down(*await centre(page.locator("#now")))
        await finger.stay()
        await finger.move(*await centre(element(page, "Shared power")))
        await finger.up()
        await expect(page.locator("#total-involve_decisions")).to_have_text("1")
