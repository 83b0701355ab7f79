"""Two hundred random actions of others, and windows that change their size: nothing that is under the pointer or has
focus moves, on the board and on the mapping page."""

from dataclasses import dataclass, field

from playwright.async_api import ElementHandle, Locator, Page, expect

from tests.browser.board import note
from tests.browser.conftest import BrowserPages
from tests.browser.mapping import LASTING_NEWS
from tests.browser.others import Others
from tests.browser.places import Box, settled
from tests.browser.test_layout import use_workshop_with_long_questions
from tests.waiting import fulfils
from tests.workshop import ANA, BEN, FAY

ROUNDS, ACTIONS = 20, 10
# Every fifth round the window has another of these sizes.
SIZES = [(1440, 900), (1100, 700), (1366, 768), (1440, 620)]

# Where these elements are; null if there are none, or if one is no longer part of the page.
WHERE = """(all) => all.length && all.every((one) => one.isConnected) ? all.map((one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return [left, top, right, bottom];
}) : null"""


@dataclass
class Reader:
    """A page, some of its controls, what the pointer is on, and what has focus."""

    page: Page
    controls: list[Locator]
    pointed: Locator
    focused: Locator
    _watched: list[ElementHandle] = field(default_factory=list)

    async def begin(self, width: int, height: int) -> None:
        """Give the window a size, and remember where everything is."""
        await self.page.set_viewport_size({"width": width, "height": height})
        await settled(self.page)
        await self.pointed.hover()
        self.before = await self._where()

    async def sees(self, posted: str) -> None:
        """A note arrives, and everything is where it was."""
        await expect(self.page.locator(f"#note-{posted}")).to_have_count(1)
        await settled(self.page)
        await fulfils(self._where, self._as_before)
        await expect(self.focused).to_be_focused()

    async def _where(self) -> list[Box]:
        """Where all of these are, read at once; found again only if one of them was replaced."""
        while (found := await self.page.evaluate(WHERE, self._watched)) is None:
            self._watched = [await one.element_handle() for one in (*self.controls, self.pointed, self.focused)]
        return [Box(*at) for at in found]

    def _as_before(self, now: list[Box]) -> bool:
        return all(one.near(other) for one, other in zip(self.before, now, strict=True))


async def on_board(browser_pages: BrowserPages, ref: str, *, search: bool) -> Reader:
    """This person writes, or searches, and points at a note of Ana's."""
    page = await browser_pages.visit(ref)
    find, box_in_use = page.get_by_role("searchbox", name="Search the notes"), page.locator(".composer textarea").first
    await box_in_use.fill("half a thought")
    if search:
        await find.fill("o")
    mine = note(page, "mine to point at")
    await mine.hover()
    controls = [box_in_use, page.get_by_role("button", name="Post").first, find]
    controls += [page.get_by_role("button", name="Filter"), page.get_by_role("link", name="Help")]
    controls += [page.locator(".composer textarea").nth(2)]
    return Reader(page, controls, mine.get_by_role("button", name="Note actions"), find if search else box_in_use)


async def on_mapping_page(browser_pages: BrowserPages, first: str) -> Reader:
    """Fay maps the first note, has chosen it in the list, and points at the button for the next."""
    page = await browser_pages.visit(FAY, "/map")
    await page.add_init_script(LASTING_NEWS)
    await page.reload()
    await expect(page.locator("#now .words")).to_have_text("the one that is being mapped")
    controls = await page.locator(".book button, .turns button, #find-words, .to-filters").all()
    entry = page.locator(f"#queue #note-{first} .pick")
    await entry.focus()
    return Reader(page, controls, page.get_by_role("button", name="Next note"), entry)


async def test_actions_of_others_move_nothing_on_the_board_and_on_the_mapping_page(browser_pages: BrowserPages) -> None:
    await use_workshop_with_long_questions(browser_pages)
    browser_pages.workshop.raise_up(BEN, "Ben")
    others = Others(browser_pages, seed=16)
    first = await browser_pages.post(ANA, "the one that is being mapped")
    for number in range(12):
        for column in range(3):
            await others.post(f"note {number}", column)
    await browser_pages.post(ANA, "mine to point at", column=1)
    readers = [await on_board(browser_pages, ANA, search=False), await on_board(browser_pages, FAY, search=True)]
    readers.append(await on_mapping_page(browser_pages, first))
    for round_ in range(ROUNDS):
        if round_ % 5 == 0:
            for reader in readers:
                await reader.begin(*SIZES[round_ // 5])
        for _ in range(ACTIONS):
            await others.act()
        posted = await others.post(f"round {round_}", 2)
        for reader in readers:
            await reader.sees(posted)
