"""Stacks, several selected notes, and the reader's own order, in a real browser."""

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import centre, overlap
from tests.waiting import becomes
from tests.workshop import ANA, BEN, FAY


def note(page: Page, note_id: str) -> Locator:
    return page.locator(f"#note-{note_id}")


async def shown(page: Page) -> list[str]:
    """The words of the notes that are shown, in their order."""
    return await page.locator(".notes:not(.pending) > li:visible .words").all_text_contents()


async def test_a_facilitator_stacks_notes_and_everyone_opens_the_stack(browser_pages: BrowserPages) -> None:
    first, second, third = [await browser_pages.post(ref, words) for ref, words in ((ANA, "a"), (BEN, "b"), (ANA, "c"))]
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    # By keys: G on the note's button, then the note to put it with.
    await note(fay, second).get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("g")
    await expect(fay.locator("#stacking-words")).to_be_focused()
    await fay.locator("#stacking").get_by_role("button", name="a", exact=True).click()
    for page in (fay, ana):
        await expect(note(page, first).locator(".stacked")).to_contain_text("2 notes")
        await expect(note(page, second)).to_be_hidden()
    await note(fay, first).get_by_role("button", name="Note actions").click()
    await fay.get_by_role("button", name="Name stack…").click()
    await fay.locator("#stack-name").fill("Core costs")
    await fay.get_by_role("button", name="Save name").click()
    for page in (fay, ana):
        await expect(note(page, first).locator(".stacked")).to_contain_text("Core costs · 2 notes")
    await note(ana, first).get_by_role("button", name="Open stack").tap()
    await expect(note(ana, second)).to_be_visible()
    await expect(note(ana, first).get_by_role("button", name="Close stack", expanded=True)).to_be_visible()
    # A stack stays open while others change it.
    await note(fay, third).hover()
    await note(fay, third).locator(".grip").hover()
    await fay.mouse.down()
    await fay.mouse.move(*await centre(note(fay, first)), steps=8)
    await fay.mouse.up()
    await expect(note(ana, first).locator(".stacked")).to_contain_text("3 notes")
    await expect(note(ana, third)).to_be_visible()
    await becomes(lambda: shown(ana), ["a", "b", "c"])
    await note(fay, first).get_by_role("button", name="Note actions").click()
    await fay.get_by_role("button", name="Take stack apart").click()
    for page in (fay, ana):
        await expect(page.locator(".stacked")).to_have_count(0)
        await expect(note(page, second)).to_be_visible()


async def test_several_notes_are_selected_and_moved_stacked_and_hidden(browser_pages: BrowserPages) -> None:
    ids = [await browser_pages.post(BEN, f"note {number}") for number in range(4)]
    fay = await browser_pages.visit(FAY)
    bar = fay.locator("#selection")
    await note(fay, ids[0]).locator(".words").click(modifiers=["Control"])
    await note(fay, ids[2]).locator(".words").click(modifiers=["Shift"])
    await expect(bar).to_contain_text("3 notes selected")
    # It covers no box in which the facilitator may be writing.
    for width in (768, 1440):
        await fay.set_viewport_size({"width": width, "height": 900})
        for part in ("textarea", ".post"):
            await becomes(lambda part=part: overlap(bar, fay.locator(f".composer {part}").first), False)
    await note(fay, ids[1]).get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("x")
    await expect(bar).to_contain_text("2 notes selected")
    await bar.get_by_label("Move to question").select_option(label="2. Question 2?")
    for moved in (ids[0], ids[2]):
        await expect(fay.locator(f".column:nth-child(2) #note-{moved}")).to_be_visible()
    await expect(bar).to_be_hidden()
    # One request moved them, so one press of Undo brings them back.
    toast = fay.locator("#toast")
    await toast.get_by_role("button", name="Undo").click()
    await expect(toast).to_have_text("Undone: Move note · 2 notes")
    await becomes(lambda: shown(fay), [f"note {number}" for number in range(4)])
    for selected in (ids[1], ids[3]):
        await note(fay, selected).locator(".words").click(modifiers=["Control"])
    await bar.get_by_role("button", name="Stack").click()
    await expect(note(fay, ids[1]).locator(".stacked")).to_contain_text("2 notes")
    await toast.get_by_role("button", name="Undo").click()
    await expect(fay.locator(".stacked")).to_have_count(0)
    await note(fay, ids[0]).locator(".words").click(modifiers=["Control"])
    await bar.get_by_role("button", name="Hide").click()
    await expect(note(fay, ids[0])).to_have_attribute("data-hidden", "")


async def test_a_reader_sorts_notes_without_changing_them_for_others(browser_pages: BrowserPages) -> None:
    for number in range(3):
        await browser_pages.post(BEN, f"note {number}")
    ana, ben = await browser_pages.visit(ANA), await browser_pages.visit(BEN)
    await ana.get_by_role("button", name="Filter").click()
    await ana.get_by_label("Sort").select_option("newest")
    await becomes(lambda: shown(ana), ["note 2", "note 1", "note 0"])
    await browser_pages.post(BEN, "note 3")
    await expect(ben.locator(".notes:not(.pending) > li")).to_have_count(4)
    await expect(ana.locator(".notes:not(.pending) > li").first).to_contain_text("note 3")
    await becomes(lambda: shown(ben), [f"note {number}" for number in range(4)])
    await ana.get_by_label("Sort").select_option("arranged")
    await becomes(lambda: shown(ana), [f"note {number}" for number in range(4)])
