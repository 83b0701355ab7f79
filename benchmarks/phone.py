"""T15: a board in a phone: Chromium with a processor slowed four times and a line of 1.6 Mbit/s and 150 ms."""

import asyncio
import time
from typing import Any

from playwright.async_api import async_playwright

from benchmarks.figures import Sample
from benchmarks.load import outstanding
from benchmarks.places import Place, board
from tests.serving import Server, browser_path

SLOWER = 4
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
BURST = 50
# The longest time between two frames, once somebody looks.
FRAMES = """() => {
  window.longest = 0;
  let last = performance.now();
  const tick = (now) => {
    window.longest = Math.max(window.longest, now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""


async def measure(server: Server) -> list[Sample]:
    """From nothing to a board one can write on, with fifty notes on it; then fifty more at once."""
    hall, place = board(server, BURST)
    await outstanding(place, BURST)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=["--disable-gpu"])
        context = await browser.new_context(viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True)
        name, value = place.cookies[0].split("=", 1)
        await context.add_cookies([{"name": name, "value": value, "url": server.url}])
        page = await context.new_page()
        slow = await context.new_cdp_session(page)
        await slow.send("Network.enable")
        await slow.send("Network.emulateNetworkConditions", LINE)
        await slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        started = time.perf_counter()
        # Which is when all scripts have run.
        await page.goto(f"{server.url}/w/{hall.key}", wait_until="domcontentloaded")
        await page.locator(".composer textarea").first.fill("Usable")
        usable = time.perf_counter() - started
        frame = await _burst(page, place)
        await browser.close()
    return [
        Sample("T15", "board usable in a phone (s)", usable),
        Sample("T15", f"longest frame while {BURST} notes arrive at once (ms)", frame),
    ]


async def _burst(page: Any, place: Place) -> float:
    await page.wait_for_timeout(3000)
    await page.evaluate(FRAMES)
    before = await page.locator("li.note[id]").count()
    await outstanding(place, BURST)
    async with asyncio.timeout(30):
        while await page.locator("li.note[id]").count() < before + BURST:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    await page.wait_for_timeout(500)
    return await page.evaluate("window.longest")
