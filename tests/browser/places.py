"""Where things are on a page: boxes, what covers what, and what has moved."""

from typing import NamedTuple

from playwright.async_api import Locator, Page

# What can be pressed now and where it is, without what is inside the selector.
PRESSABLE = """(without) => [...document.querySelectorAll('a[href], button, input, textarea, select')]
  .filter((item) => item.checkVisibility({ visibilityProperty: true }) && !item.closest(`${without}, .skip`))
  .map((item) => {
    const { left, top, right, bottom } = item.getBoundingClientRect();
    return [item.outerHTML.slice(0, 100), left, top, right, bottom];
  })
  .filter(([, left, top, right, bottom]) => right > 0 && bottom > 0 && left < innerWidth && top < innerHeight)"""


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
    """Where an element is; it must be there."""
    at = await found.bounding_box()
    assert at is not None, f"{found} is not shown"
    return Box(at["x"], at["y"], at["x"] + at["width"], at["y"] + at["height"])


async def boxes(found: Locator) -> list[Box]:
    return [await box(one) for one in await found.locator("visible=true").all()]


async def covered(page: Page, selector: str) -> list[str]:
    """What could be pressed if this element were not over it."""
    over = await box(page.locator(selector))
    return [name for name, *where in await page.evaluate(PRESSABLE, selector) if over.covers(Box(*where))]


async def settled(page: Page) -> None:
    """Until what has come last is drawn, and whatever follows from it in the next frames."""
    await page.evaluate(
        "new Promise((done) => { let n = 4; const next = () => (n-- ? requestAnimationFrame(next) : done()); next(); })"
    )
