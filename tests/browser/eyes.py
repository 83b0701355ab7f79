"""A page as different people have it: on a laptop and a phone, in light and dark, narrow, and four times as large."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Page
from sqlmodel import Session

from app.domain.accounts import organisers, sessions
from app.domain.accounts.acting import By
from app.domain.accounts.sessions import Presented
from app.domain.models import Organiser
from tests.browser.conftest import LAPTOP, PHONE, BrowserPages
from tests.waiting import becomes

OLGA = "olga@council.example"
AXE = next((Path(__file__).parent.parent / "vendor").glob("axe-*.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# 320 pixels wide is also what is left of 1280 at 400 %, where the height shrinks too. On a small phone every page has
# words of 60 letters (`test_long_words`), which are harder to fit.
SIZES = ((768, 640), (320, 256))

# What can be pressed and is smaller than it should be. A link within a sentence may be as high as its line; whatever
# has a label is as large as that. What is over the edge of what scrolls is looked at as if it were not.
SMALL = """([least, thumb]) => {
  const inline = (item) => item.matches('a') && getComputedStyle(item).display === 'inline';
  const thumbs = '.composer .primary, .tabs a, .note button, .note .grip, .private-fragment summary,'
    + ' .private-fragment button, .private-fragment .button, dialog button, .seek, .find button, .newer, .element,'
    + ' .turns button, .pick, .bar nav a, .toast button';
  const wrong = [];
  const pressed = 'a[href], button, input:not([type=hidden]), select, textarea, summary, .grip';
  for (const item of document.querySelectorAll(pressed)) {
    if (!item.checkVisibility({ visibilityProperty: true }) || inline(item) || item.closest('.skip')) continue;
    const whole = item.matches('input[type=radio], input[type=checkbox]') && item.closest('label') || item;
    const { width, height } = whole.getBoundingClientRect();
    const should = item.matches(thumbs) ? thumb : least;
    if (Math.min(width, height) >= should - 0.01) continue;
    wrong.push(`${width}x${height} < ${should}: ${whole.outerHTML.slice(0, 120)}`);
  }
  return wrong;
}"""
# Words that are smaller than 14 pixels, or than 13 in what shows a key. A drawing has a scale of its own.
TINY = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || parent.closest('svg, script, style, template, noscript, .unseen')) continue;
    if (!parent.checkVisibility({ visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < (parent.closest('kbd, .suggested') ? 13 : 14)) found.push(`${size}: ${parent.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""
# Only what is wrong is made into results: describing all that is right took most of the time.
RUN = """async ([only, where]) => {
  const wanted = { preload: false, runOnly: only, reporter: 'no-passes', resultTypes: ['violations'] };
  const { violations } = await axe.run(where ? { include: where } : document, wanted);
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]);
}"""
# Marks what has other colours than the last time, or was hidden then, so that axe looks at it again. Returns true if
# there is anything of that kind.
CHANGED = """() => {
  const before = window.colours, now = window.colours = new Map();
  let found = false;
  for (const item of [document.documentElement, document.body, ...document.body.querySelectorAll('*')]) {
    item.toggleAttribute('data-changed', false);
    if (!item.checkVisibility({ visibilityProperty: true })) continue;
    const { color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity } = getComputedStyle(item);
    const large = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
    now.set(item, [color, backgroundColor, backgroundImage, opacity, large].join());
    if (!before || before.get(item) === now.get(item)) continue;
    item.toggleAttribute('data-changed', true);
    found = true;
  }
  return found;
}"""
FORGET = """() => {
  delete window.colours;
  for (const item of document.querySelectorAll('[data-changed]')) item.removeAttribute('data-changed');
}"""
# How wide the page is, if it is wider than its window.
WIDER = "[document.documentElement.scrollWidth].filter((width) => width > innerWidth)"
# Only colours differ in the dark.
ALL = {"type": "tag", "values": RULES}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


async def looked_at(page: Page, name: str) -> None:
    """The page, as it stands open, is right for everyone; its window is a laptop in light again afterwards."""
    cdp = await page.context.new_cdp_session(page)
    if not await page.evaluate("'axe' in window"):
        words = AXE.read_text(encoding="utf-8")
        await page.evaluate(words)
        # For the pages that this window opens next.
        await page.add_init_script(words)
    await page.set_viewport_size(LAPTOP["viewport"])
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    await _whole(page, (name, "laptop", "light"), least=24)
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    await page.evaluate(CHANGED)
    await _axe(page, (name, "laptop", "dark"), COLOURS)
    # Still in the dark, because each change of colours draws the page again. With a finger the mouse is gone too: sizes
    # follow `pointer: coarse`.
    await cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
    await page.set_viewport_size(PHONE["viewport"])
    if await page.evaluate(CHANGED):
        await _axe(page, (name, "phone", "dark"), COLOURS, where="[data-changed]")
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    await _whole(page, (name, "phone", "light"), least=44)
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        await _fits(page, name)
    await cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": False, "maxTouchPoints": 1})
    await page.set_viewport_size(LAPTOP["viewport"])
    await page.evaluate(FORGET)
    await cdp.detach()


async def _whole(page: Page, how: tuple[str, str, str], *, least: int) -> None:
    """The whole page has no fault, what a thumb presses has at least so many pixels, and no words are tiny."""
    await _axe(page, how, ALL)
    await _right(page, (*how[:2], "sizes"), SMALL, [24, least])
    await _right(page, (*how[:2], "words"), TINY)
    await _fits(page, how[0])


async def accessible(page: Page, name: str) -> None:
    """The page, as it stands open on a laptop in light, has no fault that axe finds."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    await _axe(page, (name, "laptop", "light"), ALL)


async def _axe(page: Page, how: tuple[str, str, str], rules: dict[str, Any], where: str = "") -> None:
    """Axe finds nothing wrong, in the whole page or `where` this selector matches."""
    await _right(page, how, RUN, [rules, where])


async def _right(page: Page, how: tuple[str, ...], faults: str, value: Any = None) -> None:
    """The script finds no faults, as soon as all that is on its way to the page has arrived."""

    async def read() -> tuple[tuple[str, ...], list[Any]]:
        return how, await page.evaluate(faults, value)

    await becomes(read, (how, []))


async def _fits(page: Page, name: str) -> None:
    """The page is as wide as its window, and never scrolls sideways."""
    await _right(page, (name, str(page.viewport_size)), WIDER)


async def olga(browser_pages: BrowserPages) -> Page:
    """A window of the organiser of this server."""

    def account(session: Session, shown: Presented) -> Organiser:
        return organisers.by_email(session, OLGA) or organisers.make_first(
            session,
            By(None, shown.device, shown.at),
            organisation="Eastfield Council",
            name="Olga",
            email=OLGA,
            password="nobody signs in by it",
        )

    return await signed_in(browser_pages, account)


async def signed_in(browser_pages: BrowserPages, account: Callable[[Session, Presented], Organiser]) -> Page:
    """A window, in a browser of its own, of the account that this function returns."""
    token = sessions.fresh_token()

    def sign_in(session: Session) -> None:
        shown = Presented(sessions.hash_of(token), datetime.now(UTC), "Chrome, Linux")
        sessions.begin(session, account(session, shown), shown, kept=False)

    await asyncio.to_thread(browser_pages.workshop.write, sign_in)
    page = await browser_pages.window()
    await page.context.add_cookies([{"name": "organiser", "value": token, "url": browser_pages.server.url}])
    return page
