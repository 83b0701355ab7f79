"""Accents stacked on a letter stay within the words of their note."""

from typing import Any

from playwright.async_api import Page

from tests.browser.conftest import BrowserPages
from tests.browser.places import box, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN

STACKED = "Z" + "\u0301\u0302\u0308" * 30 + "\n" + "z" + "\u0323\u0331" * 30


async def test_stacked_accents_cover_nothing_above_or_below_their_words(browser_pages: BrowserPages) -> None:
    for text in ("above", "plain\nplain", "below"):
        await browser_pages.post(BEN, text)
    page = await browser_pages.visit(ANA)
    words = page.locator(".notes:not(.pending) > li .words").nth(1)
    await settled(page)
    place = await box(words)
    strips: list[Any] = [
        {"x": place.left - 10, "y": place.top - 40, "width": 60, "height": 40},
        {"x": place.left - 10, "y": place.bottom, "width": 60, "height": 60},
    ]
    plain = await _seen(page, strips)
    await words.evaluate("(words, text) => { words.textContent = text; }", STACKED)
    await becomes(lambda: _seen(page, strips), plain)
    # Without the rule the accents are drawn there, so this browser's fonts do stack them.
    await words.evaluate("(words) => { words.style.overflow = 'visible'; }")
    await fulfils(lambda: _seen(page, strips), lambda seen: seen != plain)


async def _seen(page: Page, strips: list[Any]) -> list[bytes]:
    await settled(page)
    return [await page.screenshot(clip=strip) for strip in strips]
