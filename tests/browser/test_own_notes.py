"""Someone writes, edits, deletes and restores their own notes, and no one else's."""

import pytest
from playwright.async_api import expect

from app.domain.board import notes
from tests.browser.board import act_on, note, write
from tests.browser.conftest import BrowserPages
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY


@pytest.mark.two_workers
async def test_writers_edit_delete_and_restore_their_own_notes(browser_pages: BrowserPages) -> None:
    ana, ben = await browser_pages.visit(ANA), await browser_pages.visit(BEN)
    await write(ana, "First words")
    await expect(note(ben, "First words")).to_be_visible()
    await act_on(ana, note(ana, "First words"), "Edit wording")
    editor = ana.get_by_role("dialog", name="Edit your note")
    await editor.get_by_label("Your note").fill("Second words")
    await editor.get_by_label("Blue").check()
    await editor.get_by_role("button", name="Save").click()
    await expect(note(ben, "Second words")).to_have_attribute("data-colour", "sky")
    await expect(note(ben, "Second words")).to_contain_text("edited")
    await act_on(ana, note(ana, "Second words"), "Delete note")
    await expect(note(ben, "Second words")).to_have_count(0)
    await expect(ben.locator(".empty").first).to_be_visible()
    await ana.locator("#toast").get_by_role("button", name="Undo").click()
    await expect(note(ben, "Second words")).to_be_visible()
    await act_on(ana, note(ana, "Second words"), "Delete note")
    await expect(note(ana, "Second words")).to_have_count(0)
    await ana.locator("#private-fragment .to-own").click()
    await ana.locator("#private-fragment").get_by_role("button", name="Restore note").click()
    await expect(note(ben, "Second words")).to_be_visible()


async def test_participants_cannot_change_notes_of_others(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "Mine")
    ben = await browser_pages.visit(BEN)
    await expect(note(ben, "Mine")).to_be_visible()
    await expect(note(ben, "Mine").get_by_role("button")).to_have_count(0)


async def test_a_note_that_is_too_long_is_counted_and_kept(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    form = ana.locator(".composer").first
    await form.locator("textarea").fill("x" * 1790)
    await expect(form.locator(".left")).to_be_empty()
    await form.locator("textarea").fill("x" * 1990)
    await expect(form.locator(".left")).to_have_text("10 characters left")
    await form.locator("textarea").fill("x" * 2003)
    await expect(form.locator(".left")).to_have_text("3 characters too many")
    await form.get_by_role("button", name="Post").click()
    await expect(form.locator("textarea")).to_have_value("x" * 2003)
    # The next note is sent, so the long one would have been sent before it.
    await write(ana, "short enough", 1)
    await expect(note(ana, "short enough").get_by_text("Saved")).to_be_visible()
    await becomes(browser_pages.order, [])
    await expect(form.locator("textarea")).to_have_value("x" * 2003)


async def test_a_draft_survives_a_reload(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    await ana.locator(".composer textarea").nth(2).fill("half a thought")
    await ana.reload()
    await expect(ana.locator(".composer textarea").nth(2)).to_have_value("half a thought")
    await write(ana, "half a thought and the rest", 2)
    await expect(note(ana, "and the rest").get_by_text("Saved")).to_be_visible()
    await ana.reload()
    await expect(ana.locator(".composer textarea").nth(2)).to_have_value("")


async def test_an_empty_note_is_refused_beside_its_box(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(ANA)
    form = page.locator(".composer").first
    await form.get_by_role("button", name="Post").click()
    await expect(form).to_contain_text("Write something first.")
    words = form.get_by_role("textbox")
    await expect(words).to_be_focused()
    await expect(words).to_have_attribute("aria-invalid", "true")
    # The browser says nothing of its own.
    await expect(form).to_have_js_property("noValidate", True)
    await words.fill("something")
    await expect(form).not_to_contain_text("Write something first.")
    await write(page, "something")
    await expect(note(page, "something")).to_be_visible()


async def test_an_unsaved_edit_is_marked_on_its_note(browser_pages: BrowserPages) -> None:
    mine = await browser_pages.post(ANA, "before")
    page = await browser_pages.visit(ANA)
    await page.route("**/notes/*", lambda route: route.abort())
    await act_on(page, note(page, "before"), "Edit wording")
    editor = page.get_by_role("dialog", name="Edit your note")
    await editor.get_by_label("Your note").fill("after")
    await editor.get_by_role("button", name="Save").click()
    await expect(note(page, "after")).to_contain_text("Not saved yet. We’ll keep trying to send it.")
    # An update of that note takes neither the words nor the state away.
    await browser_pages.do(FAY, notes.hide, mine, on=False)
    await browser_pages.post(BEN, "from Ben")
    await expect(note(page, "from Ben")).to_be_visible()
    await expect(note(page, "after")).to_contain_text("Not saved yet.")
    await page.unroute("**/notes/*")
    await expect(note(page, "after")).to_contain_text("Yours · Saved ✓")
    await fulfils(lambda: browser_pages.stored(mine), lambda stored: stored.text == "after")
