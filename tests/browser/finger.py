"""A finger on the glass: touch events that scroll and hold as the browser itself decides."""

from types import TracebackType
from typing import Any, Self

from playwright.async_api import CDPSession, Page


async def stop_clock(page: Page) -> None:
    """The page's clock stands still: a finger that moves late on a busy machine has held nothing meanwhile."""
    await page.clock.install(time=0)
    await page.clock.pause_at(10)


class Finger:
    """One finger on a page; positions are of the viewport."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._cdp: CDPSession | None = None
        self._at = (0.0, 0.0)

    async def __aenter__(self) -> Self:
        self._cdp = await self._page.context.new_cdp_session(self._page)
        return self

    async def __aexit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._cdp is not None:
            await self._cdp.detach()

    async def down(self, x: float, y: float) -> None:
        # What was held before has been let go.
        await self._page.wait_for_selector("html:not([data-ui-holding])")
        self._at = (x, y)
        await self._touch("touchStart", [{"x": x, "y": y}])

    async def stay(self) -> None:
        """Rest where it is until the page has picked something up."""
        await self._page.wait_for_selector("html[data-ui-holding]")

    async def rest(self) -> None:
        """Rest where it is for a second, by the clock of the page (`stop_clock`), whatever becomes of it."""
        await self._page.clock.fast_forward(1000)

    async def move(self, x: float, y: float, steps: int = 8) -> None:
        before_x, before_y = self._at
        for step in range(1, steps + 1):
            part = step / steps
            await self._touch(
                "touchMove", [{"x": before_x + (x - before_x) * part, "y": before_y + (y - before_y) * part}]
            )
        self._at = (x, y)

    async def up(self) -> None:
        await self._touch("touchEnd", [])

    async def _touch(self, kind: str, points: list[dict[str, Any]]) -> None:
        assert self._cdp is not None
        await self._cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
