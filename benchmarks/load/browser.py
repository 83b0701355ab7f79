"""Pages in Chromium with a slow CPU, and the time until a change is drawn."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.servers.server import Server, browser_path

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
SLOWER = 4
# Bytes per second: 1.6 Mbit/s down, 750 kbit/s up. 150 ms latency.
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
PATIENCE_MS = 60_000

# Collects in `window.delays` the milliseconds from a key press until its effect is drawn: from the time stamp of the
# event until the main thread has finished the frame after the page called `changed()`.
_RECORD = """() => {
  window.delays = [];
  let pressed = 0;
  addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  window.changed = () => {
    if (!pressed) return;
    const from = pressed;
    pressed = 0;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => delays.push(performance.now() - from);
      channel.port2.postMessage(0);
    });
  };
}"""
_WHEN_CHANGED = """(element) => new MutationObserver(() => changed()).observe(element, {
  attributes: true, characterData: true, childList: true, subtree: true })"""
_WHEN_TYPED = "() => addEventListener('input', () => changed(), true)"


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """Start this machine's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def slow_page(
    browser: Browser,
    server: Server,
    cookie: str,
    device: dict[str, Any],
    *,
    scripts: bool = True,
    slow_line: bool = False,
) -> AsyncGenerator[Page]:
    """Open an empty page with this seat's cookie and a CPU slowed four times. Without `scripts`, ours are blocked."""
    context = await browser.new_context(**device)
    name, value = cookie.split("=", 1)
    await context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    devtools = await context.new_cdp_session(page)
    await devtools.send("Network.enable")
    if slow_line:
        await devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
    if not scripts:
        await devtools.send("Network.setBlockedURLs", {"urls": ["*.js"]})
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page
    await context.close()


async def record_changes(page: Page, *selectors: str) -> None:
    """Record from now on the time from a key press until a change in one of these elements is drawn."""
    await page.evaluate(_RECORD)
    for selector in selectors:
        await page.locator(selector).first.evaluate(_WHEN_CHANGED)


async def record_typing(page: Page) -> None:
    """Record from now on the time from a key press until its letter is drawn in the text box."""
    await page.evaluate(_RECORD)
    await page.evaluate(_WHEN_TYPED)


async def press(page: Page, key: str, pause_ms: float) -> float:
    """Press a key and pause as a person does; return the milliseconds until its effect was drawn."""
    before = await page.evaluate("delays.length")
    await page.keyboard.press(key)
    await page.wait_for_function("before => delays.length > before", arg=before)
    found = await page.evaluate("delays.at(-1)")
    await page.wait_for_timeout(pause_ms)
    return found


async def press_all(page: Page, keys: Iterable[str], pause_ms: float) -> list[float]:
    """Press keys one after the other; return the milliseconds of each."""
    return [await press(page, key, pause_ms) for key in keys]
