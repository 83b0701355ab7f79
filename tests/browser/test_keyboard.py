"""A facilitator runs a whole workshop by keyboard alone; and at every page size, focus is seen."""

from playwright.async_api import expect

from app.domain.board import notes
from tests.browser.board import note
from tests.browser.conftest import BrowserPages
from tests.browser.keys import Keys, hears, named
from tests.browser.mapping import given
from tests.browser.places import all_answered
from tests.waiting import fulfils
from tests.workshop import ANA, BEN, FAY


async def test_a_facilitator_needs_no_pointer_to_steer_map_and_close(browser_pages: BrowserPages) -> None:
    first = [await browser_pages.post(ANA, text) for text in ("one", "two", "three")]
    ben = await browser_pages.visit(BEN)
    order = ben.locator(f"#notes-{browser_pages.workshop.columns[0]} .words")
    page = await browser_pages.visit(FAY)
    keys = Keys(page)
    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the questions")).to_be_focused()
    await keys.press("Enter")
    await keys.fill(page.locator(".composer textarea").first, "from the front of the room")
    await keys.press("Control+Enter")
    await expect(order).to_have_text(["one", "two", "three", "from the front of the room"])
    await hears(page, "Saved")
    await keys.look()
    await named(page)

    # By the note's menu: focus is in it, and then on the note's own button again, wherever the note is now.
    steer = note(page, "three").get_by_role("button", name="Note actions")
    await keys.push(steer, back=True)
    await expect(page.get_by_role("dialog").get_by_role("button", name="Move up")).to_be_focused()
    await keys.look()
    await named(page)
    await keys.press("ArrowDown")
    await keys.push(page.get_by_role("dialog").get_by_role("button", name="Move to top"))
    await expect(order).to_have_text(["three", "one", "two", "from the front of the room"])
    await hears(page, "Note moved.")
    await expect(steer).to_be_focused()
    await keys.look()
    await keys.press("Enter")
    await keys.push(page.get_by_role("dialog").get_by_role("button", name="Question 2?"))
    await expect(ben.locator(f"#notes-{browser_pages.workshop.columns[1]} .words")).to_have_text(["three"])
    await expect(steer).to_be_focused()
    await keys.look()
    await keys.press("Enter", "Escape")
    await expect(steer).to_be_focused()

    # By keys.
    await keys.press("Shift+ArrowLeft")
    await expect(order).to_have_text(["one", "two", "from the front of the room", "three"])
    await keys.press("Shift+ArrowUp")
    await expect(order).to_have_text(["one", "two", "three", "from the front of the room"])
    await expect(steer).to_be_focused()
    await keys.press("h")
    await expect(order).to_have_text(["one", "two", "from the front of the room"])
    await expect(note(page, "three")).to_contain_text("Hidden")
    await keys.look()
    await keys.press("h")
    await expect(order).to_have_text(["one", "two", "three", "from the front of the room"])
    await expect(note(page, "three")).not_to_contain_text("Hidden")
    await keys.press("h")
    await expect(note(page, "three")).to_contain_text("Hidden")
    await expect(page.locator("#toast")).to_contain_text("Note hidden.")
    # What can be taken back stands in a message at the head of the page; after it, one is where one was.
    await keys.push(page.locator("#toast").get_by_role("button", name="Undo"), back=True)
    await expect(order).to_have_text(["one", "two", "three", "from the front of the room"])
    await expect(steer).to_be_focused()
    await keys.look()

    # A note that goes away under one's fingers takes no one along.
    await browser_pages.do(ANA, notes.withdraw, first[2], on=True)
    await expect(note(page, "three")).to_have_count(0)
    await expect(page.get_by_role("region", name="Notes for question 1")).to_be_focused()
    await keys.look()

    await keys.leave_by(page.get_by_role("link", name="Mapping"), "**/map", back=True)
    await expect(page.locator("#now .words")).to_have_text("one")
    await expect(page.locator("#now")).to_be_focused()
    await keys.press("q")
    await hears(page, "Community voice and insight: added")
    await keys.press("Enter", "w")
    await expect(page.locator("#now .words")).to_have_text("two")
    await named(page)
    await keys.push(page.get_by_role("button", name="Undo"))
    await expect(page.locator("#progress")).to_contain_text("1 of 3")
    await keys.look()
    element = page.get_by_role("button", name="Workforce skills")
    await keys.push(element, key="Space")
    await expect(element).to_have_attribute("aria-pressed", "true")
    await keys.look()
    await keys.press("?")
    await expect(page.get_by_role("dialog").get_by_role("heading", name="Workforce skills")).to_be_in_viewport()
    await keys.look()
    await keys.press("Escape")
    await expect(element).to_be_focused()
    await keys.to(page.get_by_label("Search the notes"), back=True)
    await keys.fill(page.get_by_label("Search the notes"), "front")
    await hears(page, "1 of 3 notes")
    await keys.push(page.get_by_role("button", name="Filter"))
    await keys.to(page.locator("#find-column"))
    await named(page)
    await keys.push(page.get_by_role("button", name="Show all notes"))
    await expect(page.locator("#queue > li:visible")).to_have_count(3)
    await keys.press("Escape")
    await expect(page.get_by_role("button", name="Filter")).to_be_focused()
    await keys.to(page.locator(".pick[tabindex='0']"))
    await keys.press("ArrowUp")
    await keys.look()
    await keys.press("Enter")
    await expect(page.locator("#now .words")).to_have_text("from the front of the room")
    await expect(page.locator(".pick[tabindex='0']")).to_be_focused()
    await keys.press("a")
    await expect(page.locator("#progress")).to_contain_text("3 of 3 notes mapped")
    codes = await fulfils(lambda: given(browser_pages), lambda codes: len(codes) == 3)
    assert (codes.pop(first[0]), codes.pop(first[1])) == ({"involve_voice"}, {"strengthen_workforce"})
    assert [len(elements) for elements in codes.values()] == [1]

    await all_answered(page)
    await keys.leave_by(page.get_by_role("link", name="Participants"), "**/participants", back=True)
    await keys.push(page.get_by_role("button", name="Close workshop"))
    await keys.push(page.get_by_role("dialog").get_by_role("button", name="Close workshop"))
    await expect(page.get_by_role("button", name="Reopen workshop")).to_be_visible()
    await expect(ben.locator("#stage")).to_contain_text("This workshop is closed.")


async def test_focus_is_never_covered_at_any_page_size(browser_pages: BrowserPages) -> None:
    for number in range(6):
        await browser_pages.post(ANA, f"note {number} " + "with many words " * 12, column=number % 2)
    ana, fay = await browser_pages.visit(ANA), await browser_pages.visit(FAY)
    for page, rest in ((ana, ""), (fay, ""), (fay, "/map")):
        # The second is what is left of 1280 by 1024 at four times the size.
        for width, height in ((390, 780), (320, 256)):
            await page.set_viewport_size({"width": width, "height": height})
            await page.goto(browser_pages.url(rest))
            await page.locator(".column[data-ui-current], [data-ui-current] .pick").first.wait_for(state="attached")
            # From the page's beginning.
            await page.locator(".skip").focus()
            await page.keyboard.press("Shift+Tab")
            forward, backward = await Keys(page).through(), await Keys(page).through(back=True)
            assert forward == backward > 8, (page.url, width, height)


async def test_one_key_goes_past_a_hundred_notes_to_the_next_question_and_back_to_the_bar(
    browser_pages: BrowserPages,
) -> None:
    for place in range(3):
        await browser_pages.post(ANA, "one", column=place)
    page = await browser_pages.visit(FAY)
    await note(page, "one").first.get_by_role("button", name="Note actions").focus()
    for name in ("question 2", "question 3"):
        await page.keyboard.press("F6")
        await expect(page.get_by_role("region", name=f"Notes for {name}")).to_be_focused()
    for name in ("question 2", "question 1"):
        await page.keyboard.press("Shift+F6")
        await expect(page.get_by_role("region", name=f"Notes for {name}")).to_be_focused()
    await page.keyboard.press("Shift+F6")
    await expect(page.locator(".steering :focus")).to_be_visible()
