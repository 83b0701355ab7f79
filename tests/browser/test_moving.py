"""A facilitator moves notes by the menu, by keys, by mouse and by finger."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.board import filled, note
from tests.browser.conftest import BrowserPages
from tests.browser.finger import Finger
from tests.browser.places import box, centre, put_message_away, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY


async def test_a_facilitator_hides_and_moves_notes_by_menu_and_by_keys(browser_pages: BrowserPages) -> None:
    for text in ("one", "two", "three"):
        await browser_pages.post(ANA, text)
    fay, ben, ana = await browser_pages.visit(FAY), await browser_pages.visit(BEN), await browser_pages.visit(ANA)
    order = ben.locator(f"#notes-{browser_pages.workshop.columns[0]} .words")
    await note(fay, "three").get_by_role("button", name="Note actions").click()
    await fay.get_by_role("dialog").get_by_role("button", name="Move to top").click()
    await expect(order).to_have_text(["three", "one", "two"])
    await note(fay, "three").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("Shift+ArrowDown")
    await expect(order).to_have_text(["one", "three", "two"])
    await expect(note(fay, "three").get_by_role("button", name="Note actions")).to_be_focused()
    await fay.keyboard.press("Shift+ArrowRight")
    await expect(order).to_have_text(["one", "two"])
    await expect(ben.locator(f"#notes-{browser_pages.workshop.columns[1]} .words")).to_have_text(["three"])
    await note(fay, "two").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("h")
    await expect(order).to_have_text(["one"])
    await expect(note(fay, "two")).to_contain_text("Hidden")
    await expect(fay.locator("#toast")).to_contain_text("Note hidden.")
    await ana.locator("#private-fragment .to-own").click()
    await expect(ana.locator("#private-fragment")).to_contain_text("Hidden by the facilitator")
    await fay.locator("#toast").get_by_role("button", name="Undo").click()
    await expect(order).to_have_text(["one", "two"])


async def test_three_quick_presses_move_a_note_three_steps(browser_pages: BrowserPages) -> None:
    for text in ("one", "two", "three", "four"):
        await browser_pages.post(ANA, text)
    fay = await browser_pages.visit(FAY)
    order = fay.locator(f"#notes-{browser_pages.workshop.columns[0]} .words")
    await note(fay, "four").get_by_role("button", name="Note actions").focus()
    for _ in range(3):
        await fay.keyboard.press("Shift+ArrowUp")
    await expect(order).to_have_text(["four", "one", "two", "three"])
    await fay.keyboard.press("Shift+ArrowRight")
    await fay.keyboard.press("Shift+ArrowLeft")
    await fay.keyboard.press("Shift+ArrowUp")
    await expect(order).to_have_text(["one", "two", "four", "three"])
    await fay.keyboard.press("h")
    await fay.keyboard.press("h")
    await expect(fay.locator("#toast")).to_contain_text("Note shown again.")
    await expect(note(fay, "four")).not_to_contain_text("Hidden")


async def test_undo_returns_a_moved_note_to_its_old_position(browser_pages: BrowserPages) -> None:
    for text in ("one", "two", "three"):
        await browser_pages.post(ANA, text)
    fay = await browser_pages.visit(FAY)
    first, second, _third = (fay.locator(f"#notes-{column} .words") for column in browser_pages.workshop.columns)
    undo = fay.locator("#toast").get_by_role("button", name="Undo")
    await note(fay, "two").locator(".grip").drag_to(fay.locator(".paper").nth(1), target_position={"x": 80, "y": 200})
    await expect(second).to_have_text(["two"])
    await undo.click()
    await expect(first).to_have_text(["one", "two", "three"])
    # What was taken back can be done again.
    await undo.click()
    await expect(second).to_have_text(["two"])
    await put_message_away(fay)
    await note(fay, "one").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("Shift+ArrowDown")
    await expect(first).to_have_text(["three", "one"])
    await undo.click()
    await expect(first).to_have_text(["one", "three"])
    await expect(note(fay, "one").get_by_role("button", name="Note actions")).to_be_focused()


async def test_in_a_search_a_step_moves_a_note_past_the_next_match(browser_pages: BrowserPages) -> None:
    for text in ("park one", "trust", "hope", "park two"):
        await browser_pages.post(ANA, text)
    fay = await browser_pages.visit(FAY)
    await fay.get_by_role("searchbox", name="Search the notes").fill("park")
    await expect(fay.locator(".notes > li:visible")).to_have_count(2)
    order = fay.locator(f"#notes-{browser_pages.workshop.columns[0]} .words")
    await note(fay, "park two").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("Shift+ArrowUp")
    await expect(order).to_have_text(["park two", "park one", "trust", "hope"])
    await fay.keyboard.press("Shift+ArrowDown")
    await expect(order).to_have_text(["park one", "park two", "trust", "hope"])
    # Below it stand only such as are put aside.
    await fay.keyboard.press("Shift+ArrowDown")
    await fay.keyboard.press("Shift+ArrowRight")
    await expect(order).to_have_text(["park one", "trust", "hope"])


async def test_a_facilitator_drags_a_note_by_its_handle(browser_pages: BrowserPages) -> None:
    for text in ("one", "two", "three"):
        await browser_pages.post(ANA, text)
    await browser_pages.post(ANA, "elsewhere", column=1)
    fay, ben = await browser_pages.visit(FAY), await browser_pages.visit(BEN)
    columns = [ben.locator(f"#notes-{column} .words") for column in browser_pages.workshop.columns]
    await note(fay, "three").locator(".grip").hover()
    await fay.mouse.down()
    first = await box(note(fay, "one"))
    await fay.mouse.move(first.left + 60, first.top + 40, steps=5)
    await fay.mouse.move(first.left + 60, first.top + 4, steps=5)
    await fay.mouse.up()
    await expect(columns[0]).to_have_text(["three", "one", "two"])
    await note(fay, "one").locator(".grip").drag_to(fay.locator(".paper").nth(2), target_position={"x": 80, "y": 200})
    await expect(columns[2]).to_have_text(["one"])
    await expect(columns[0]).to_have_text(["three", "two"])
    await note(fay, "two").locator(".grip").hover()
    await fay.mouse.down()
    await fay.mouse.move(700, 300, steps=5)
    await fay.keyboard.press("Escape")
    await fay.mouse.up()
    await browser_pages.post(ANA, "later")
    await expect(columns[0]).to_have_text(["three", "two", "later"])


TABLE: dict[str, Any] = {"viewport": {"width": 1100, "height": 800}, "is_mobile": True, "has_touch": True}


async def seen_at(page: Page, x: float, y: float) -> bool:
    """Whether what is carried is drawn at this point, over everything else."""
    return await page.evaluate(
        """([x, y]) => {
          const lifted = document.querySelector('.lifted');
          if (!lifted) return false;
          lifted.inert = false;
          lifted.style.pointerEvents = 'auto';
          const seen = Boolean(document.elementFromPoint(x, y)?.closest('.lifted'));
          lifted.style.pointerEvents = '';
          lifted.inert = true;
          return seen;
        }""",
        [x, y],
    )


async def test_a_note_follows_the_mouse_out_of_its_column(browser_pages: BrowserPages) -> None:
    await filled(browser_pages)
    page = await browser_pages.visit(FAY)
    one = note(page, "note 21")
    await one.hover()
    x, y = await centre(one.locator(".grip"))
    width = (await box(one)).width
    await page.mouse.move(x, y)
    await page.mouse.down()
    for to_x, to_y in ((700, 400), (1200, 300), (1200, 60), (400, 850)):
        await page.mouse.move(to_x, to_y, steps=6)
        await settled(page)
        # Left of and below the pointer, as where it was picked up.
        await becomes(lambda x=to_x, y=to_y: seen_at(page, x - 30, y + 12), True)
        await fulfils(lambda: box(page.locator(".lifted .note")), lambda at: abs(at.width - width) < 12)
    await page.mouse.move(1200, 300)
    # Between two notes, or on the middle of one.
    target = page.locator(".column").nth(2).locator(":is([data-ui-drop], [data-ui-onto])")
    await expect(target).to_have_count(1)
    await page.mouse.up()
    await expect(page.locator(f"#notes-{browser_pages.workshop.columns[2]}")).to_contain_text("note 21")
    await expect(page.locator(".lifted")).to_have_count(0)


async def test_a_note_follows_a_finger_out_of_its_column(browser_pages: BrowserPages) -> None:
    await filled(browser_pages)
    page = await browser_pages.visit(FAY, **TABLE)
    one = note(page, "note 21")
    await one.scroll_into_view_if_needed()
    async with Finger(page) as finger:
        await finger.down(*await centre(one.locator(".grip")))
        await finger.stay()
        await finger.move(900, 300)
        await settled(page)
        await becomes(lambda: seen_at(page, 860, 310), True)
        await finger.up()
    await expect(page.locator(f"#notes-{browser_pages.workshop.columns[2]}")).to_contain_text("note 21")
