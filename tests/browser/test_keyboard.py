"""Whole workshops by keyboard alone, one for each role, with what a screen reader is told of them."""

import asyncio
from datetime import datetime
from pathlib import Path

import openpyxl
from playwright.async_api import Browser, expect
from sqlmodel import Session

from app.domain.board import notes
from app.domain.workshops import closing
from app.domain.workshops.seats import Actor
from tests.browser.board import note
from tests.browser.conftest import BrowserPages
from tests.browser.keys import Keys, hears, named
from tests.browser.mapping import given
from tests.browser.places import all_answered
from tests.servers.server import Server
from tests.waiting import fulfils
from tests.workshop import ANA, BEN, FAY


async def test_an_organiser_needs_no_pointer_from_the_first_link_to_the_records(
    chromium: Browser, own_server: Server, tmp_path: Path
) -> None:
    await asyncio.to_thread(own_server.start)
    browser_pages = BrowserPages(chromium, own_server, None)  # there is no workshop yet
    page = await browser_pages.window(accept_downloads=True)
    keys = Keys(page)
    await page.goto(own_server.keys.setup_link(own_server.url))
    for label, words in (
        ("Your organisation", "Eastfield Council"),
        ("Your name", "Olga"),
        ("Email address", "olga@council.example"),
        ("Password", "four words put together"),
    ):
        await keys.fill(page.get_by_label(label), words)
    await named(page)
    await keys.leave_by(page.get_by_role("button", name="Create account"), "**/workshops")
    await named(page)
    await keys.leave_by(page.get_by_role("link", name="The three discussion questions"), "**/workshops/new*")
    await keys.fill(page.get_by_label("Title", exact=True), "Health in Westfield")
    await keys.to(page.get_by_role("radio", name="Anonymous"))
    await keys.press("ArrowRight")
    await expect(page.get_by_role("radio", name="Named")).to_be_checked()
    await keys.press("ArrowLeft")
    await keys.look()
    await keys.push(page.locator("summary", has_text="Groups people can choose"))
    await keys.to(page.get_by_role("checkbox", name="Resident"))
    await keys.press("Space", "Space")
    await named(page)
    await keys.leave_by(page.get_by_role("button", name="Create workshop"), "**/details*")
    await expect(page.get_by_role("status")).to_contain_text("Workshop created.")
    await keys.leave_by(page.get_by_role("button", name="Code and links"), "**/share")
    await named(page)
    await keys.push(page.locator("summary", has_text="First facilitator link"))
    await expect(page.locator(".rows .address").first).to_be_visible()
    await keys.look()
    await keys.to(page.get_by_role("button", name="Copy the code"), back=True)
    await keys.press("Enter")
    await expect(page.locator("main")).to_match_aria_snapshot("- status: Copied ✓")
    await keys.look()
    await keys.leave_by(page.get_by_role("link", name="Print handout"), "**/handout")
    await expect(page.locator(".big.code")).to_be_visible()
    await named(page)
    await keys.leave_by(page.get_by_role("link", name="Back"), "**/share")
    await keys.leave_by(page.get_by_role("link", name="Records"), "**/records")
    await named(page)
    await keys.to(page.get_by_role("link", name="Download Excel"))
    async with page.expect_download() as file:
        await keys.press("Enter")
    saved = tmp_path / "workbook.xlsx"
    await (await file.value).save_as(saved)
    assert openpyxl.load_workbook(saved)["Workshop"]["B1"].value is not None
    await keys.look()
    await page.context.close()
    assert browser_pages.complaints == []


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


def post_two(session: Session, person: Actor, column: int, now: datetime) -> None:
    """Two notes in one update: of those that come apart, each may be announced alone."""
    for number in range(2):
        notes.add(session, person, note_id=f"{number:x}" * 24, column_id=column, text=f"from Ben {number}", now=now)


async def test_a_participant_needs_no_pointer_to_join_write_and_change(browser_pages: BrowserPages) -> None:
    page = await browser_pages.window()
    keys = Keys(page)
    await page.goto(browser_pages.server.url)
    await keys.fill(page.get_by_label("Join code"), browser_pages.workshop.code)
    await named(page)
    await keys.press("Enter")
    await keys.to(page.get_by_role("radio").first)
    while not await page.get_by_role("radio", name="NHS").is_checked():
        await keys.press("ArrowDown")
        await keys.look()
    await named(page)
    await keys.leave_by(page.get_by_role("button", name="Join"), "**/w/*")
    await expect(page.locator(".column").first).to_match_aria_snapshot(
        """
        - region "Question 1?":
          - heading "Question 1?" [level=2]
          - text: 0 notes
          - region "Notes for question 1":
            - paragraph:
              - strong: No notes yet
              - text: Write the first note below.
          - 'textbox "Your note: Question 1?"'
        """
    )
    box = page.locator(".composer textarea").first
    await keys.fill(box, "by keyboard alone")
    await keys.press("Control+Enter")
    mine = note(page, "by keyboard alone")
    await expect(mine.get_by_text("Saved")).to_be_visible()
    await hears(page, "Saved")
    await expect(box).to_be_focused()
    await keys.fill(box, "and one more")
    swatch = page.locator(".composer").first.get_by_role("button", name="Note colour")
    await keys.push(swatch)
    await keys.push(page.locator(".composer").first.get_by_role("radio", checked=True), key="ArrowRight")
    await keys.press("Escape")
    await expect(swatch).to_be_focused()
    await keys.push(page.locator(".composer").first.get_by_role("button", name="Post"))
    await expect(note(page, "and one more")).to_have_attribute("data-colour", "sky")
    await expect(box).to_be_focused()
    await keys.look()
    await named(page)
    # Others are heard as a number, and nothing that one writes is disturbed.
    await page.keyboard.type("half a thought")
    await browser_pages.do(BEN, post_two, browser_pages.workshop.columns[0])
    await hears(page, "2 new notes")
    await expect(box).to_have_value("half a thought")
    await keys.look()

    actions = mine.get_by_role("button", name="Note actions")
    await keys.push(actions, back=True)
    await keys.push(page.get_by_role("dialog").get_by_role("button", name="Edit wording"))
    editor = page.get_by_role("dialog", name="Edit your note")
    await expect(editor.get_by_label("Your note")).to_be_focused()
    await named(page)
    await keys.fill(editor.get_by_label("Your note"), "with other words")
    await keys.press("Control+Enter")
    mine = note(page, "with other words")
    await expect(mine.get_by_text("edited")).to_be_visible()
    await expect(mine.get_by_role("button", name="Note actions")).to_be_focused()
    await keys.look()
    await keys.press("Enter")
    await keys.push(page.get_by_role("dialog").get_by_role("button", name="Delete note"))
    await expect(mine).to_have_count(0)
    await expect(page.get_by_role("region", name="Notes for question 1")).to_be_focused()
    await expect(page.locator("body")).to_match_aria_snapshot(
        """
        - status:
          - text: Note deleted.
          - button "Undo"
        """
    )
    await keys.look()
    await keys.push(page.get_by_role("button", name="Your notes"), back=True)
    await expect(page.locator("#private-fragment")).to_contain_text("Deleted. Only you see it here.")
    await keys.push(page.locator("#private-fragment").get_by_role("button", name="Restore note"))
    await expect(mine).to_be_visible()
    await keys.look()
    await named(page)
    # Closed while there is text in the box: it stays in place, and can be copied.
    await keys.to(box)
    await browser_pages.do(FAY, closing.close, on=True)
    await expect(page.locator("#stage")).to_contain_text("This workshop is closed.")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("half a thought")
    await keys.to(page.get_by_role("button", name="Copy text").locator("visible=true").first)


async def test_focus_is_never_covered_at_any_page_size(browser_pages: BrowserPages) -> None:
    for number in range(6):
        await browser_pages.post(ANA, f"note {number} " + "with many words " * 12, column=number % 2)
    for ref, rest in ((ANA, ""), (FAY, ""), (FAY, "/map")):
        # The second is what is left of 1280 by 1024 at four times the size.
        for width, height in ((390, 780), (320, 256)):
            page = await browser_pages.visit(ref, rest, viewport={"width": width, "height": height})
            await page.locator(".column[data-ui-current], [data-ui-current] .pick").first.wait_for(state="attached")
            # From the page's beginning.
            await page.locator(".skip").focus()
            await page.keyboard.press("Shift+Tab")
            forward, backward = await Keys(page).through(), await Keys(page).through(back=True)
            assert forward == backward > 8, (ref, rest, width, height)
            await page.context.close()
