"""T16: the mapping page with 1,000 notes on a slow laptop: from a key press until its effect is drawn."""

import statistics

from playwright.async_api import Browser

from benchmarks.figures import Sample, percentile
from benchmarks.load.boards import Board, new_board
from benchmarks.load.browser import LAPTOP, chromium, press, press_all, record_changes, slow_page
from benchmarks.load.posting import at_once
from benchmarks.load.texts import sample_texts
from benchmarks.targets import MAP_MARK, MAP_NEXT
from tests.servers.server import Server

NOTES, PRESSES = 1000, 16
# A facilitator reads a note between two presses; meanwhile the answer to the last one arrives.
SETTLED_MS, PAUSE_MS = 2000, 200
_ELEMENT = "button[aria-pressed][aria-keyshortcuts]"
_CURRENT = 'main [aria-live="polite"]'
# The reference: a key toggles a class, and the class draws a line around the button that our key would mark.
_TOGGLE = """(element) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".toggled { outline: 3px solid currentColor }");
  document.adoptedStyleSheets = [sheet];
  addEventListener("keydown", () => element.classList.toggle("toggled"));
}"""


async def measure(server: Server) -> list[Sample]:
    """Measure a letter key and Enter in turns, then the reference on the same page without our scripts."""
    board = new_board(server, 50)
    await at_once(board, NOTES, texts=sample_texts())
    async with chromium() as browser:
        marks, nexts = await _ours(browser, server, board)
        toggle = statistics.median(await _reference(browser, server, board))
    return [
        Sample(target, statistics.median(delays), toggle, tail=percentile(delays, 0.95))
        for target, delays in ((MAP_MARK, marks), (MAP_NEXT, nexts))
    ]


async def _ours(browser: Browser, server: Server, board: Board) -> tuple[list[float], list[float]]:
    marks: list[float] = []
    nexts: list[float] = []
    async with slow_page(browser, server, board.facilitator, LAPTOP) as page:
        await page.goto(f"{server.url}/w/{board.key}/map")
        await page.wait_for_timeout(SETTLED_MS)
        letter = await page.locator(_ELEMENT).first.get_attribute("aria-keyshortcuts")
        assert letter is not None
        await record_changes(page, _ELEMENT, _CURRENT)
        for _ in range(PRESSES):
            marks.append(await press(page, letter.lower(), PAUSE_MS))
            nexts.append(await press(page, "Enter", PAUSE_MS))
    return marks, nexts


async def _reference(browser: Browser, server: Server, board: Board) -> list[float]:
    async with slow_page(browser, server, board.facilitator, LAPTOP, scripts=False) as page:
        await page.goto(f"{server.url}/w/{board.key}/map")
        await page.wait_for_timeout(SETTLED_MS)
        await page.locator(_ELEMENT).first.evaluate(_TOGGLE)
        await record_changes(page, _ELEMENT)
        return await press_all(page, "q" * PRESSES, PAUSE_MS)
