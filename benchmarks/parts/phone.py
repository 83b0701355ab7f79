"""T15: a board on a phone with slow CPU and line: the time until it is usable, and fifty notes that arrive at once."""

import asyncio
import time

from playwright.async_api import Page

from benchmarks.figures import Sample
from benchmarks.load.boards import Board, new_board
from benchmarks.load.browser import PHONE, chromium, slow_page
from benchmarks.load.posting import at_once
from benchmarks.targets import PHONE_FRAME, PHONE_USABLE
from tests.servers.server import Server

NOTES = 50
ARRIVAL_SECONDS = 30
SETTLED_MS, LAST_FRAMES_MS = 1500, 400
_NOTE = "main li[id^=note-]"
# Keeps in `window.longest` the longest time between two frames from now on, in milliseconds.
_WATCH_FRAMES = """() => {
  window.longest = 0;
  let last = performance.now();
  const tick = (now) => {
    window.longest = Math.max(window.longest, now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
# The reference is three lines of script, without order, own notes or scroll positions.
_INSERT = """(notes) => {
  const list = document.querySelector("main li[id^=note-]").parentNode;
  for (const note of notes) list.insertAdjacentHTML("beforeend", note);
}"""


async def measure(server: Server) -> list[Sample]:
    """Measure both beside the same page without our scripts."""
    board = new_board(server, NOTES)
    await at_once(board, NOTES)
    cookie = board.cookies[0]
    # Each page has its own browser with an empty cache.
    async with chromium() as browser, slow_page(browser, server, cookie, PHONE, scripts=False, slow_line=True) as plain:
        plain_usable = await _until_usable(plain, server, board)
        async with slow_page(browser, server, cookie, PHONE, slow_line=True) as page:
            usable = await _until_usable(page, server, board)
            frame, arrived = await _longest_frame_of_arrivals(page, board)
        plain_frame = await _longest_frame_of_insertion(plain, arrived)
    return [Sample(PHONE_USABLE, usable, plain_usable), Sample(PHONE_FRAME, frame, plain_frame)]


async def _until_usable(page: Page, server: Server, board: Board) -> float:
    """Return the seconds from nothing until all scripts have run and a text box takes text."""
    started = time.perf_counter()
    await page.goto(f"{server.url}/w/{board.key}", wait_until="domcontentloaded")
    await page.locator("main textarea[name=text]").first.fill("Usable")
    return time.perf_counter() - started


async def _longest_frame_of_arrivals(page: Page, board: Board) -> tuple[float, list[str]]:
    """Post fifty notes; return the longest frame in ms and the HTML of what arrived."""
    await page.wait_for_timeout(SETTLED_MS)
    before = set(await _ids(page))
    await page.evaluate(_WATCH_FRAMES)
    await at_once(board, NOTES)
    async with asyncio.timeout(ARRIVAL_SECONDS):
        while len(new := [name for name in await _ids(page) if name not in before]) < NOTES:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    await page.wait_for_timeout(LAST_FRAMES_MS)
    longest = await page.evaluate("window.longest")
    html = await page.evaluate("(names) => names.map((name) => document.getElementById(name).outerHTML)", new)
    return longest, html


async def _longest_frame_of_insertion(page: Page, notes: list[str]) -> float:
    await page.evaluate(_WATCH_FRAMES)
    await page.evaluate(_INSERT, notes)
    await page.wait_for_timeout(LAST_FRAMES_MS)
    return await page.evaluate("window.longest")


async def _ids(page: Page) -> list[str]:
    return await page.locator(_NOTE).evaluate_all("(notes) => notes.map((note) => note.id)")
