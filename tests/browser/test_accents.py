"""Accents stacked on a letter stay within the words of their note."""

from typing import Any

from playwright.async_api import Page

from tests.browser.conftest import BrowserPages
from tests.browser.places import settled
from tests.workshop import ANA, BEN

STACKED = "Z" + "\u0301\u0302\u0308" * 30 + "\n" + "z" + "\u0323\u0331" * 30


async def test_stacked_accents_cover_nothing_above_or_below_their_words(browser_pages: BrowserPages) -> None:
    for text in ("above", "plain\nplain", "below"):
        await browser_pages.post(BEN, text)
    page = await browser_pages.visit(ANA)
    words = page.locator(".notes:not(.pending) > li .words").nth(1)
    place = await words.bounding_box()
    assert place
    strips: list[Any] = [
        {"x": place["x"] - 10, "y": place["y"] - 40, "width": 60, "height": 40},
        {"x": place["x"] - 10, "y": place["y"] + place["height"], "width": 60, "height": 60},
    ]
    plain = await _seen(page, strips)
    await words.evaluate("(words, text) => { words.textContent = text; }", STACKED)
    assert await _seen(page, strips) == plain
    # Without the rule the accents are drawn there, so this browser's fonts do stack them.
    await words.evaluate("(words) => { words.style.overflow = 'visible'; }")
    assert await _seen(page, strips) != plain


async def _seen(page: Page, strips: list[Any]) -> list[bytes]:
    await settled(page)
    return [await page.screenshot(clip=strip) for strip in strips]
