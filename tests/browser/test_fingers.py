"""Fingers on a board and on the mapping page: they scroll, hold and carry, and never do one for the other."""

from typing import Any

from playwright.async_api import expect

from tests.browser.board import note
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.finger import Finger, stop_clock
from tests.browser.mapping import comes_to, element
from tests.browser.places import box, centre, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY

TABLE: dict[str, Any] = {"viewport": {"width": 1100, "height": 800}, "is_mobile": True, "has_touch": True}


async def test_scrolling_by_finger_moves_no_note_and_opens_no_menu(browser_pages: BrowserPages) -> None:
    for number in range(20):
        await browser_pages.post(ANA, f"note {number}")
    before = await browser_pages.order()
    for ref, start in ((ANA, ".words"), (FAY, ".words"), (FAY, ".grip"), (FAY, ".more"), (ANA, ".foot")):
        page = await browser_pages.visit(ref, **PHONE)
        await expect(note(page, "note 19")).to_be_in_viewport(ratio=0.9)
        await settled(page)
        await stop_clock(page)
        top = await page.locator(".paper").first.evaluate("paper => paper.scrollTop")
        async with Finger(page) as finger:
            x, y = await centre(note(page, "note 17").locator(start))
            await finger.down(x, y)
            await finger.move(x, y + 240)
            await finger.up()
            await expect(note(page, "note 19")).not_to_be_in_viewport()
            # Anyone who scrolls slowly rests in the middle of it, for longer than a press has to last.
            x, y = await centre(page.locator(".paper").first)
            await finger.down(x, y - 60)
            await finger.move(x, y)
            await finger.rest()
            await finger.move(x, y + 60)
            await finger.up()
        paper = page.locator(".paper").first
        await fulfils(
            lambda paper=paper: paper.evaluate("paper => paper.scrollTop"), lambda now, top=top: now < top - 160
        )
        await expect(page.locator("dialog[open], [data-ui-dragged], html[data-ui-holding]")).to_have_count(0)
        await page.context.close()
    await becomes(browser_pages.order, before)


async def test_a_reader_who_scrolls_away_while_a_note_arrives_stays_there(browser_pages: BrowserPages) -> None:
    for number in range(20):
        await browser_pages.post(ANA, f"note {number}")
    page = await browser_pages.visit(ANA, **PHONE)
    await expect(note(page, "note 19")).to_be_in_viewport(ratio=0.9)
    await settled(page)
    await stop_clock(page)
    # The page's next frame, in which a reader at the end is taken to the new end, comes after the finger has moved.
    await page.evaluate("""() => {
        window.frames_ = [];
        window.requestAnimationFrame = (frame) => frames_.push(frame);
    }""")
    await browser_pages.post(BEN, "arrives")
    await expect(note(page, "arrives")).to_be_attached()
    async with Finger(page) as finger:
        x, y = await centre(note(page, "note 17"))
        await finger.down(x, y)
        await finger.move(x, y + 240)
        await expect(note(page, "note 19")).not_to_be_in_viewport()
        draw = "() => frames_.splice(0).map((frame) => frame(performance.now())).length"
        await fulfils(lambda: page.evaluate(draw), lambda frames: frames >= 1)
        await expect(note(page, "note 19")).not_to_be_in_viewport()
        await finger.up()
    await expect(note(page, "note 19")).not_to_be_in_viewport()


async def test_a_long_press_opens_the_menu_of_an_own_note(browser_pages: BrowserPages) -> None:
    await browser_pages.post(BEN, "from Ben")
    await browser_pages.post(ANA, "from Ana")
    ana = await browser_pages.visit(ANA, **PHONE)
    menu = ana.get_by_role("dialog", name="Note actions")
    async with Finger(ana) as finger:
        await finger.down(*await centre(note(ana, "from Ana").locator(".words")))
        await finger.stay()
        await expect(menu).to_be_visible()
        # The finger that opened it lets go over one of its buttons, and presses nothing.
        await finger.move(*await centre(menu.get_by_role("button", name="Delete note")))
        await finger.up()
    await expect(menu).to_be_visible()
    await menu.get_by_role("button", name="Edit wording").tap()
    editor = ana.get_by_role("dialog", name="Edit your note")
    await editor.get_by_label("Your note").fill("in other words")
    await editor.get_by_role("button", name="Save").tap()
    await expect(note(ana, "in other words").get_by_text("Saved")).to_be_visible()
    await stop_clock(ana)
    async with Finger(ana) as finger:
        await finger.down(*await centre(note(ana, "from Ben").locator(".words")))
        await finger.rest()
        await finger.up()
    await expect(ana.get_by_role("dialog")).to_have_count(0)
    await ana.clock.resume()

    fay = await browser_pages.visit(FAY, **PHONE)
    async with Finger(fay) as finger:
        await finger.down(*await centre(note(fay, "from Ben").locator(".words")))
        await finger.stay()
        await finger.up()
    await fay.get_by_role("dialog").get_by_role("button", name="Question 2?").tap()
    await expect(ana.locator(f"#notes-{browser_pages.workshop.columns[1]} .words")).to_have_text(["from Ben"])


async def test_a_finger_drags_a_note_by_its_handle(browser_pages: BrowserPages) -> None:
    for text in ("one", "two", "three"):
        await browser_pages.post(ANA, text)
    ben = await browser_pages.visit(BEN)
    columns = [ben.locator(f"#notes-{column} .words") for column in browser_pages.workshop.columns]
    phone = await browser_pages.visit(FAY, **PHONE)
    async with Finger(phone) as finger:
        await finger.down(*await centre(note(phone, "three").locator(".grip")))
        await finger.stay()
        first = await box(note(phone, "one"))
        await finger.move(first.left + 60, first.top + 40)
        await expect(note(phone, "three")).to_have_attribute("data-ui-dragged", "")
        await finger.move(first.left + 60, first.top + 4)
        await finger.up()
    await expect(columns[0]).to_have_text(["three", "one", "two"])
    await expect(phone.get_by_role("dialog")).to_have_count(0)
    table = await browser_pages.visit(FAY, **TABLE)
    async with Finger(table) as finger:
        await finger.down(*await centre(note(table, "one").locator(".grip")))
        await finger.stay()
        await finger.move(*await centre(table.locator(".paper").nth(2)))
        await finger.up()
    await expect(columns[2]).to_have_text(["one"])
    await expect(columns[0]).to_have_text(["three", "two"])


async def test_on_a_phone_a_note_is_dragged_onto_an_element_below_the_fold(browser_pages: BrowserPages) -> None:
    posted = await browser_pages.post(ANA, "note 0")
    page = await browser_pages.visit(FAY, "/map", **PHONE)
    await becomes(lambda: page.evaluate("scrollY"), 0)
    far = element(page, "Evidence, measuring")
    await expect(far).not_to_be_in_viewport()
    async with Finger(page) as finger:
        await finger.down(*await centre(page.locator("#now")))
        await finger.stay()
        # Near the lower edge the page goes by under the finger, until it is where one wants to let go.
        await finger.move(195, 770)
        await expect(far).to_be_in_viewport(ratio=1)
        await finger.move(195, 600)
        await finger.move(*await centre(far))
        await expect(page.locator(".element[data-ui-drop]")).to_contain_text("Evidence, measuring")
        await finger.up()
    await expect(page.locator("#total-sustain_learning")).to_have_text("1")
    await comes_to(browser_pages, {posted: {"sustain_learning"}})
