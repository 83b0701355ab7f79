"""T17: a board with 1,000 notes on a slow phone: the time from a typed letter until it is drawn."""

import statistics

from playwright.async_api import Browser, Page

from benchmarks.figures import Sample, percentile
from benchmarks.load.boards import Board, new_board
from benchmarks.load.browser import PHONE, chromium, press_all, record_typing, slow_page
from benchmarks.load.posting import at_once
from benchmarks.load.texts import sample_texts
from benchmarks.targets import TYPE_NOTE, TYPE_SEARCH
from tests.servers.server import Server

NOTES = 1000
# Each letter of the search leaves fewer notes, the last ones none.
SENTENCE, WORDS = "We need a bus in the evening", "the bus in the evening"
SETTLED_MS, PAUSE_MS = 2000, 120
_COMPOSER, _SEARCH = "main textarea[name=text]", "input[type=search]"


async def measure(server: Server) -> list[Sample]:
    """Measure typing in the composer and in the search, beside a text box on the same page without our scripts."""
    board = new_board(server, 50)
    await at_once(board, NOTES, texts=sample_texts())
    async with chromium() as browser:
        composer = await _typed(browser, server, board, _COMPOSER, SENTENCE)
        search = await _typed(browser, server, board, _SEARCH, WORDS)
        plain = statistics.median(await _typed(browser, server, board, _COMPOSER, SENTENCE, scripts=False))
    return [
        Sample(target, statistics.median(delays), plain, tail=percentile(delays, 0.95))
        for target, delays in ((TYPE_NOTE, composer), (TYPE_SEARCH, search))
    ]


async def _typed(
    browser: Browser, server: Server, board: Board, box: str, words: str, *, scripts: bool = True
) -> list[float]:
    """Open the board, type these words into a text box, and return the milliseconds of each letter."""
    async with slow_page(browser, server, board.cookies[0], PHONE, scripts=scripts) as page:
        await page.goto(f"{server.url}/w/{board.key}")
        await page.wait_for_timeout(SETTLED_MS)
        if not await page.locator(box).first.is_visible():
            await _unfold(page, box)
        await page.locator(box).first.focus()
        await record_typing(page)
        return await press_all(page, words, PAUSE_MS)


async def _unfold(page: Page, box: str) -> None:
    """Show the form of this text box, which one of its buttons unfolds. On a phone, that button may be in a menu."""
    name = await page.locator(box).first.evaluate("(box) => box.form.id")
    await page.locator(f'button[data-unfold="{name}"]').first.evaluate("(button) => button.click()")
    await page.locator(box).first.wait_for(state="visible")
