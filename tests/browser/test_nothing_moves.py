"""Two hundred random actions of others, on the board and on the mapping page, and windows that change their size:
nothing that is under the pointer or has focus moves."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import BrowserPages
from tests.browser.others import Others
from tests.browser.places import Box, box, settled
from tests.browser.test_board import note
from tests.browser.test_layout import use_workshop_with_long_questions
from tests.waiting import fulfils
from tests.workshop import ANA, BEN, FAY

ROUNDS, ACTIONS = 20, 10
# Every fifth round the window has another of these sizes.
SIZES = [(1440, 900), (1100, 700), (1366, 768), (1440, 620)]


async def where(controls: list[Locator]) -> list[Box]:
    return [await box(control) for control in controls]


async def nothing_moves(
    page: Page, others: Others, controls: list[Locator], pointed: Locator, focused: Locator
) -> None:
    """Let others act in rounds; in each, compare where the controls, what is pointed at and what has focus are."""
    for round_ in range(ROUNDS):
        if round_ % 5 == 0:
            width, height = SIZES[round_ // 5]
            await page.set_viewport_size({"width": width, "height": height})
            await settled(page)
            await pointed.hover()
            before = await where([*controls, pointed, focused])
        for _ in range(ACTIONS):
            await others.act()
        last = await others.post(f"round {round_}", 2)
        await expect(page.locator(f"#note-{last}")).to_have_count(1)
        await settled(page)
        await fulfils(
            lambda: where([*controls, pointed, focused]),
            lambda now, before=before: all(one.near(other) for one, other in zip(before, now, strict=True)),
        )
        await expect(focused).to_be_focused()


@pytest.mark.parametrize("search", [False, True], ids=["while writing", "while searching"])
async def test_actions_of_others_move_nothing_on_the_board(browser_pages: BrowserPages, search: bool) -> None:
    await use_workshop_with_long_questions(browser_pages)
    others = Others(browser_pages, seed=16)
    for number in range(12):
        for column in range(3):
            await others.post(f"note {number}", column)
    await browser_pages.post(ANA, "mine to point at", column=1)
    page = await browser_pages.visit(ANA)
    find, box_in_use = page.get_by_label("Search the notes"), page.locator(".composer textarea").first
    await box_in_use.fill("half a thought")
    if search:
        await find.fill("o")
    mine = note(page, "mine to point at")
    await mine.hover()
    controls = [box_in_use, page.get_by_role("button", name="Post").first, find]
    controls += [page.get_by_role("button", name="Filter"), page.get_by_role("link", name="Help")]
    controls += [page.locator(".composer textarea").nth(2)]
    pointed = mine.get_by_role("button", name="Note actions")
    await nothing_moves(page, others, controls, pointed=pointed, focused=find if search else box_in_use)


async def test_actions_of_others_move_nothing_on_the_mapping_page(browser_pages: BrowserPages) -> None:
    browser_pages.workshop.raise_up(BEN, "Ben")
    others = Others(browser_pages, seed=17)
    first = await browser_pages.post(ANA, "the one that is being mapped")
    for number in range(12):
        await others.post(f"note {number}", number % 3)
    page = await browser_pages.visit(FAY, "/map")
    await expect(page.locator("#now .words")).to_have_text("the one that is being mapped")
    controls = await page.locator(".book button, .turns button, #find-words, .to-filters").all()
    entry = page.locator(f"#queue #note-{first} .pick")
    await entry.focus()
    await nothing_moves(page, others, controls, pointed=page.get_by_role("button", name="Next note"), focused=entry)
