"""The board and the mapping page as people set their system: with forced colours, and without motion."""

from playwright.async_api import Locator, expect

from app.domain.mapping import codings
from tests.browser.board import note
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY

# What is left of how an element looks where the system decides its colours.
LOOK = """(item) => {
  const { borderTop, borderBottom, fontWeight, outlineStyle } = getComputedStyle(item);
  return [borderTop, borderBottom, fontWeight, outlineStyle];
}"""


async def differ(one: Locator, other: Locator) -> None:
    """These two look different, although the system decides their colours."""
    await fulfils(lambda: _looks(one, other), lambda looks: looks[0] != looks[1])


async def _looks(one: Locator, other: Locator) -> list[list[str]]:
    return [await item.evaluate(LOOK) for item in (one, other)]


async def test_what_colours_say_is_also_said_by_lines_where_the_system_forces_its_colours(
    browser_pages: BrowserPages,
) -> None:
    mine, other = await browser_pages.post(ANA, "mine"), await browser_pages.post(BEN, "of someone else")
    await browser_pages.do(FAY, codings.give, mine, "involve_voice")
    ana = await browser_pages.visit(ANA, forced_colors="active", **PHONE)
    await differ(ana.locator(f"#note-{mine}"), ana.locator(f"#note-{other}"))
    tabs = ana.locator(".tabs a")
    await differ(tabs.first, tabs.last)
    box = ana.locator(".composer textarea").first
    await box.focus()
    await becomes(lambda: box.evaluate("box => getComputedStyle(box).outlineStyle"), "solid")
    fay = await browser_pages.visit(FAY, "/map", forced_colors="active")
    entry = fay.locator(f"#queue #note-{mine}")
    await entry.click()
    await expect(entry).to_have_attribute("data-ui-current", "")
    await differ(entry, fay.locator(f"#queue #note-{other}"))
    pressed = fay.locator("[data-element=involve_voice]")
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    await differ(pressed, fay.locator("[data-element=scale_reach]"))
    await fay.goto(browser_pages.url("/tables"))
    segments = fay.locator(".segments a")
    await differ(segments.first, segments.last)


async def test_a_new_note_fades_in_unless_a_person_wants_no_motion(browser_pages: BrowserPages) -> None:
    still = await browser_pages.visit(ANA, reduced_motion="reduce")
    moving = await browser_pages.visit(ANA, reduced_motion="no-preference")
    for page in (still, moving):
        await page.evaluate("""{
          window.begun = 0;
          for (const kind of ["animationstart", "transitionrun"]) addEventListener(kind, () => window.begun++);
        }""")
    await browser_pages.post(BEN, "a new note")
    for page in (still, moving):
        await expect(note(page, "a new note")).to_be_visible()
    await fulfils(lambda: moving.evaluate("begun"), lambda begun: begun > 0)
    await settled(still)
    await becomes(lambda: still.evaluate("begun"), 0)
