"""Mapping moves no control: the note, its chips, the news and the list keep their places until *Next note*."""

from playwright.async_api import Page, expect

from app.domain.mapping import codings
from tests.browser.conftest import BrowserPages
from tests.browser.mapping import LASTING_NEWS, two
from tests.browser.places import Box, box, boxes, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY

# The top of every control, by what it says; entries of the list by their ids.
POSITIONS = """() => Object.fromEntries([...document.querySelectorAll(
  ".turns button, #find-words, .to-filters, .book button .name, #queue .entry"
)].map((one) => [one.id || one.textContent.trim(), Math.round(one.getBoundingClientRect().top)]))"""


async def positions(page: Page, without: set[str]) -> list[tuple[str, int]]:
    return [(name, top) for name, top in (await page.evaluate(POSITIONS)).items() if name not in without]


async def test_mapping_a_note_moves_no_control_and_no_note_of_the_list(browser_pages: BrowserPages) -> None:
    posted = [await browser_pages.post(ANA, f"note {number}") for number in range(6)]
    fay, _ben = await two(browser_pages)
    await fay.add_init_script(LASTING_NEWS)
    await fay.reload()
    await expect(fay.locator("#now .words")).to_have_text("note 0")
    await settled(fay)
    # The chips make the entry of the current note higher, which nothing above it notices.
    below = {f"note-{note}" for note in posted[1:]}
    before, order = await positions(fay, below), list(await fay.evaluate(POSITIONS))
    # The names of these are the longest: in bold they would need another line.
    for key in ("o", "i", "t", "q"):
        await fay.keyboard.press(key)
    current = fay.locator("#queue .entry[data-ui-current]")
    await expect(current).to_have_attribute("data-mapped", "")
    await browser_pages.do(BEN, codings.give, posted[0], "value_trust")
    await expect(fay.locator("#news")).to_contain_text("added Trust")
    await settled(fay)
    await becomes(lambda: positions(fay, below), before)
    await fulfils(lambda: fay.evaluate(POSITIONS), lambda now: list(now) == order)
    await fay.keyboard.press("Enter")
    await expect(fay.locator("#now .words")).to_have_text("note 1")
    await expect(fay.locator("#queue .entry").last).to_contain_text("note 0")
    await expect(fay.locator("#news")).to_be_empty()


async def test_a_mapped_note_takes_its_place_without_moving_the_entry_that_is_pointed_at(
    browser_pages: BrowserPages,
) -> None:
    for number in range(30):
        await browser_pages.post(ANA, f"note {number}")
    fay, _ben = await two(browser_pages)
    entries = fay.locator("#queue .entry")
    await entries.filter(has_text="note 20").click()
    pointed_at = entries.filter(has_text="note 21")
    await pointed_at.hover()
    await fay.keyboard.press("o")
    await expect(entries.filter(has_text="note 20")).to_have_attribute("data-mapped", "")
    await settled(fay)
    before = await box(pointed_at)
    await fay.keyboard.press("Enter")
    await expect(entries.last).to_contain_text("note 20")
    await settled(fay)
    await fulfils(lambda: box(pointed_at), lambda after: abs(after.top - before.top) < 1)


# What is cut off in the list, of that which wraps.
CLIPPED = """list => [...list.querySelectorAll('.pick, .words, .by, .codes, .codes li')]
  .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth).map((part) => part.textContent)"""


async def test_the_list_is_as_wide_as_the_window_allows_after_the_window_has_changed(
    browser_pages: BrowserPages,
) -> None:
    note = await browser_pages.post(ANA, "a note with words for more than one line of a narrow list " * 2)
    await browser_pages.do(FAY, codings.give, note, "sustain_resources")
    fay = await browser_pages.visit(FAY, "/map")
    queue = fay.locator("#queue")
    # 720 pixels are what is left of 1440 at 200 %.
    for width in (1440, 720, 320, 1440):
        await fay.set_viewport_size({"width": width, "height": 900})

        def inside(found: list[Box], width: int = width) -> bool:
            return found != [] and all(0 <= one.left < one.right <= width for one in found)

        await fulfils(lambda: boxes(queue.locator(".entry, .words, .codes li")), inside)
        await becomes(lambda: queue.evaluate(CLIPPED), [])


async def test_the_meaning_of_the_pressed_element_is_shown_in_a_space_of_fixed_size(
    browser_pages: BrowserPages,
) -> None:
    await browser_pages.post(ANA, "note 0")
    fay, _ben = await two(browser_pages)
    meaning = fay.locator("#meaning")
    await settled(fay)
    size = await box(meaning)
    await fay.keyboard.press("o")
    await expect(meaning).to_contain_text("Commissioning, procurement and social value")
    await fay.get_by_role("button", name="Community voice").hover()
    await expect(meaning).to_contain_text("Community voice and insight")
    await becomes(lambda: box(meaning), size)


async def test_letters_of_other_alphabets_use_the_position_of_the_key(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "note 0")
    fay, _ben = await two(browser_pages)
    press = """([key, code]) => document.getElementById("now").dispatchEvent(
      new KeyboardEvent("keydown", { key, code, bubbles: true }))"""
    for key, code, name in (
        ("й", "KeyQ", "Community voice"),
        ("ς", "KeyW", "Shared power"),
        ("&", "Digit1", "Trust"),
        # Where the letter is on the key, the letter counts: A on a French keyboard is where Q is on an English one.
        ("a", "KeyQ", "Evidence"),
    ):
        await fay.evaluate(press, [key, code])
        await expect(fay.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    await expect(fay.get_by_text("Press the key in the same position.")).to_be_visible()
