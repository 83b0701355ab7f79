"""Where things are on a page: boxes, what covers what, what has moved, and when a page has come to rest."""

from typing import NamedTuple

from playwright.async_api import Locator, Page, expect

from tests.waiting import becomes

# What can be pressed now and where it is, without what is inside the selector.
PRESSABLE = """(without) => [...document.querySelectorAll('a[href], button, input, textarea, select')]
  .filter((item) => item.checkVisibility({ visibilityProperty: true }) && !item.closest(`${without}, .skip`))
  .map((item) => {
    const { left, top, right, bottom } = item.getBoundingClientRect();
    return [item.outerHTML.slice(0, 100), left, top, right, bottom];
  })
  .filter(([, left, top, right, bottom]) => right > 0 && bottom > 0 && left < innerWidth && top < innerHeight)"""

BOXES = """(all) => all.map((one) => one.getBoundingClientRect())
  .map(({ left, top, right, bottom }) => [left, top, right, bottom])"""


class Box(NamedTuple):
    """A box in pixels of the viewport."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def covers(self, other: "Box") -> bool:
        """Whether the two have more than half a pixel in common."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.5 and down > 0.5

    def near(self, other: "Box", pixels: float = 1.5) -> bool:
        """Whether the two are the same, but for so many pixels."""
        return all(abs(one - two) <= pixels for one, two in zip(self, other, strict=True))


async def box(found: Locator) -> Box:
    """Where an element is, as soon as it is shown."""
    at = await found.bounding_box()
    if at is None:
        await expect(found).to_be_visible()
        at = await found.bounding_box()
    assert at is not None, f"{found} is no longer shown"
    return Box(at["x"], at["y"], at["x"] + at["width"], at["y"] + at["height"])


async def boxes(found: Locator) -> list[Box]:
    """Where these elements are, without those that are not shown."""
    return [Box(*at) for at in await found.locator("visible=true").evaluate_all(BOXES)]


async def covered(page: Page, selector: str) -> list[str]:
    """What could be pressed if this element were not over it."""
    over = await box(page.locator(selector))
    return [name for name, *where in await page.evaluate(PRESSABLE, selector) if over.covers(Box(*where))]


async def composers_under(page: Page, over: Locator) -> list[Box]:
    """Where the composers are that this element covers."""
    at = await box(over)
    return [composer for composer in await boxes(page.locator(".composer")) if at.covers(composer)]


async def overlap(one: Locator, other: Locator) -> bool:
    """Whether two elements cover each other."""
    return (await box(one)).covers(await box(other))


async def centre(target: Locator) -> tuple[float, float]:
    """The middle of an element that has come to rest in the viewport."""
    await target.scroll_into_view_if_needed()
    at = await box(target)
    return (at.left + at.right) / 2, (at.top + at.bottom) / 2


async def settled(page: Page) -> None:
    """Until fonts are there, what has come last is drawn, and whatever follows from it in the next frames."""
    await page.evaluate(
        """document.fonts.ready.then(() => new Promise((done) => {
          let n = 4;
          const next = () => (n-- ? requestAnimationFrame(next) : done());
          next();
        }))"""
    )


async def nowhere(page: Page, words: str) -> None:
    """The page holds these words nowhere, shown or hidden. Call it after what would have brought them is seen."""
    await settled(page)
    assert words not in await page.content()


async def connected(page: Page) -> None:
    """Until the page's socket is open: one that is still opening is not put away."""
    await page.wait_for_function("document.getElementById('live')._htmx?.ws?.connection?.socket?.readyState === 1")


async def put_message_away(page: Page) -> None:
    """Wait for the message about the last action and hide it, so that the next one is about the next action."""
    toast = page.locator("#toast")
    await expect(toast).to_be_visible()
    await toast.evaluate("toast => { toast.hidden = true; }")


async def asks_before_leaving(page: Page) -> bool:
    """Whether something on the page listens for its being left."""
    cdp = await page.context.new_cdp_session(page)
    window = (await cdp.send("Runtime.evaluate", {"expression": "window"}))["result"]["objectId"]
    there = (await cdp.send("DOMDebugger.getEventListeners", {"objectId": window}))["listeners"]
    await cdp.detach()
    return "beforeunload" in [listener["type"] for listener in there]


async def all_answered(page: Page) -> None:
    """Until the server has answered every action of the page, so that leaving it asks nothing and loses nothing."""
    await becomes(lambda: asks_before_leaving(page), False)
