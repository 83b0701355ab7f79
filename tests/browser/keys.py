"""Someone without a pointer: only keys, and after every one of them focus is somewhere and can be seen."""

import asyncio
import re
from typing import Any

from playwright.async_api import CDPSession, Locator, Page, expect

from tests.waiting import becomes, fulfils

# Where focus is, whether that is the target, and what is seen of it: a ring around it, or around the box it is the
# heart of, and nothing over it.
LOOK = """(target) => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return { name: "" };
  const box = at.getBoundingClientRect();
  const ring = (item) => {
    const style = item && getComputedStyle(item);
    return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  const shadow = getComputedStyle(at).boxShadow !== 'none' && at.matches('#about section');
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const over = left < right && top < bottom && document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return {
    name: at.outerHTML.slice(0, 160),
    there: at === target,
    ring: ring(at) || shadow || ring(at.closest('.composer, label')),
    clear: Boolean(over) && (at.contains(over) || over.contains(at) || at.labels?.[0]?.contains(over)),
  };
}"""
# How many stops of Tab there are from where focus is to the target; fewer than none for Shift+Tab. It may be a few too
# few, because browsers let more have focus, such as what scrolls.
STOPS = """(target) => {
  const radio = (item) => item.matches('input[type=radio]') && [...document.getElementsByName(item.name)];
  const one = (item) => !radio(item) || item === (radio(item).find(({ checked }) => checked) ?? radio(item)[0]);
  const shown = (item) => !item.disabled && item.checkVisibility({ visibilityProperty: true });
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((item) => item.tabIndex >= 0 && shown(item) && one(item));
  const focused = document.activeElement === document.body ? null : document.activeElement;
  const at = focused || document.getElementById(location.hash.slice(1)) || document.body;
  const before = all.filter((item) => at.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_PRECEDING).length;
  const to = all.indexOf(target);
  return to >= before ? to - before + (all.includes(at) ? 0 : 1) : to - before;
}"""


class Keys:
    """A keyboard in front of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._cdp: CDPSession | None = None

    async def look(self) -> None:
        """Focus is on something, and anyone who looks at the screen sees on what."""
        await fulfils(lambda: self.page.evaluate(LOOK), _seen)

    async def press(self, *names: str) -> None:
        for name in names:
            await self.page.keyboard.press(name)

    async def to(self, target: Locator, *, back: bool = False, most: int = 120) -> None:
        """Press Tab, or Shift+Tab, until focus is there; it is seen at every stop on the way."""
        await expect(target).to_be_visible()
        found = await target.evaluate(LOOK)
        for _ in range(most):
            if found.get("there"):
                return
            await self.press("Shift+Tab" if back else "Tab")
            if not _seen(found := await target.evaluate(LOOK)):
                found = await fulfils(lambda: target.evaluate(LOOK), _seen)
        raise AssertionError(f"Tab does not lead to {target}")

    async def reach(self, target: Locator) -> None:
        """As `to`, in the shorter direction and without a look at the stops on the way, for long journeys."""
        stops = await target.evaluate(STOPS)
        self._cdp = cdp = self._cdp or await self.page.context.new_cdp_session(self.page)
        tab = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9, "modifiers": 0 if stops > 0 else 8}
        # All presses are on their way before the first is answered, which takes a third of the time.
        ways = ("rawKeyDown", "keyUp") * abs(stops)
        await asyncio.gather(*(cdp.send("Input.dispatchKeyEvent", {"type": way, **tab}) for way in ways))
        if not (found := await target.evaluate(LOOK)).get("there") or not _seen(found):
            await self.to(target, back=stops < 0)

    async def follow(self, target: Locator, key: str = "Enter") -> None:
        """Go to what leads to another page, press it, and wait for that page: what is typed before is lost."""
        await self.reach(target)
        async with self.page.expect_navigation():
            await self.press(key)

    async def type_into(self, field: Locator, words: str) -> None:
        """Go to a field and type; in a list, that chooses the option that begins so."""
        await self.reach(field)
        await self.page.keyboard.type(words)

    async def through(self, *, back: bool = False, most: int = 200) -> int:
        """Press Tab, or Shift+Tab, to the end of the page; every stop is seen. Returns how many there were."""
        for stops in range(most):
            await self.press("Shift+Tab" if back else "Tab")
            found = await self.page.evaluate(LOOK)
            if not found["name"]:
                return stops
            if not _seen(found):
                await self.look()
        raise AssertionError("Tab does not come to the end of the page")

    async def push(self, target: Locator, *, back: bool = False, key: str = "Enter") -> None:
        """Go to a button or link and press it."""
        await self.to(target, back=back)
        await self.press(key)

    async def leave_by(self, target: Locator, address: str, *, back: bool = False) -> None:
        """Go to what leads to another page, press it, and be there."""
        await self.to(target, back=back)
        await self.press("Enter")
        await self.page.wait_for_url(address)

    async def fill(self, target: Locator, words: str) -> None:
        await self.to(target)
        await self.press("Control+a")
        await self.page.keyboard.type(words)
        await self.look()


def _seen(found: dict[str, Any]) -> bool:
    """Whether something has focus, there is a ring around it, and nothing covers it."""
    return bool(found["name"] and found["ring"] and found["clear"])


async def named(page: Page) -> None:
    """Everything that can have focus has a role and a name for anyone who hears the page."""
    await becomes(lambda: _nameless(page), [])


async def _nameless(page: Page) -> list[tuple[str, Any]]:
    cdp = await page.context.new_cdp_session(page)
    tree = await cdp.send("Accessibility.getFullAXTree")
    await cdp.detach()
    nameless = [node for node in tree["nodes"] if _stops(node) and not node.get("name", {}).get("value", "").strip()]
    return [(node["role"]["value"], node.get("properties")) for node in nameless]


def _stops(node: dict[str, Any]) -> bool:
    facts = {fact["name"]: fact["value"].get("value") for fact in node.get("properties", [])}
    if node["ignored"] or node["role"]["value"] in ("RootWebArea", "generic"):
        return False
    return bool(facts.get("focusable"))


async def hears(page: Page, words: str) -> None:
    """A screen reader is told these words: they stand in a polite live region of the accessibility tree."""
    await expect(page.locator("body")).to_match_aria_snapshot(f"- status: /{re.escape(words)}/")
