"""A participant joins, writes and changes by keyboard alone, with what a screen reader is told."""

from datetime import datetime

from playwright.async_api import expect
from sqlmodel import Session

from app.domain.board import notes
from app.domain.workshops import closing
from app.domain.workshops.seats import Actor
from tests.browser.board import note
from tests.browser.conftest import BrowserPages
from tests.browser.keys import Keys, hears, named
from tests.workshop import BEN, FAY


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
