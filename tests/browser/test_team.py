"""A facilitator and a notetaker at work: links, notes for others, pasting, undo by key, and muting."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from app.domain.board import notes
from app.domain.workshops import muting, seats
from tests.browser.conftest import BrowserPages
from tests.browser.places import box, settled
from tests.waiting import becomes
from tests.workshop import ANA, FAY


async def open_team_link(browser_pages: BrowserPages, fay: Page, name: str, role: str) -> Page:
    """Create a link on Share, and open it in a browser of someone else; returns their board."""
    await fay.get_by_text("Add someone to your team").click()
    await fay.get_by_label("Name", exact=True).fill(name)
    await fay.get_by_label(role, exact=True).check()
    await fay.get_by_role("button", name="Create link").click()
    row = fay.locator(".rows li").filter(has_text=name)
    await expect(row).to_contain_text(f"{role} · not opened yet")
    page = await browser_pages.window()
    await page.goto(await row.locator(".address").text_content() or "")
    await expect(page.get_by_text(f"You will be called {name}.")).to_be_visible()
    async with page.expect_websocket():
        await page.get_by_role("button", name=f"Open the board as {role.lower()}").click()
    return page


async def test_a_notetaker_posts_for_others_and_pastes_notes_that_a_facilitator_sees_marked(
    browser_pages: BrowserPages,
) -> None:
    fay = await browser_pages.visit(FAY, "/share", live=False)
    priya = await open_team_link(browser_pages, fay, "Priya", "Notetaker")
    await expect(priya.locator("#role")).to_have_text("Notetaker")
    await expect(priya.locator("#bar")).to_have_count(0)
    board = await browser_pages.visit(FAY)

    composer = priya.locator(".composer").first
    await composer.locator("textarea").fill("Said on the phone")
    post = composer.get_by_role("button", name="Post")
    await settled(priya)
    before = await box(post)
    await composer.get_by_label("For someone else").check()
    # The group appears above the foot, so the button stays where it is.
    await expect(composer.get_by_label("Their group (optional)")).to_be_visible()
    await becomes(lambda: box(post), before)
    await composer.get_by_label("Their group (optional)").select_option("resident")
    await post.click()
    note = board.locator(".notes:not(.pending) > li")
    await expect(note).to_contain_text("posted by Priya for someone")
    await expect(note).to_contain_text("Resident")

    await composer.get_by_role("link", name="Paste many notes").click()
    await priya.get_by_label("Notes, one on each line").fill("One more\nTwo more\nOne more")
    await priya.get_by_role("button", name="Show preview").click()
    await expect(priya.locator("#preview")).to_contain_text("2 notes go under: Question 1?")
    await expect(priya.locator("#preview")).to_contain_text("1 line repeats another note")
    async with priya.expect_websocket():
        await priya.get_by_role("button", name="Post 2 notes").click()
    await expect(board.locator(".notes:not(.pending) > li")).to_have_count(3)
    # They were pasted under the wrong question.
    await priya.keyboard.press("Control+z")
    await expect(priya.locator("#toast")).to_have_text("Undone: Post for someone else · 2 notes")
    await expect(board.locator(".notes:not(.pending) > li")).to_have_count(1)
    # The key works on the page for pasting too.
    await priya.get_by_role("link", name="Paste notes").click()
    await priya.wait_for_url("**/paste")
    await priya.wait_for_load_state("load")
    await priya.keyboard.press("Control+z")
    await expect(board.locator(".notes:not(.pending) > li")).to_have_count(0)


async def test_a_facilitator_undoes_by_key_but_not_while_typing(browser_pages: BrowserPages) -> None:
    posted = [await browser_pages.post(ANA, f"note {number}") for number in range(2)]
    await browser_pages.do(FAY, notes.hide, posted[0], on=True)
    await browser_pages.do(FAY, notes.hide, posted[1], on=True)
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA)
    shown, toast = ana.locator(".notes:not(.pending) > li"), fay.locator("#toast")
    box = fay.locator(".composer textarea").first
    await box.fill("half a note")
    await box.press("Control+z")
    await fay.get_by_role("heading", name="Question 1?").click()
    # Had the first press undone an action, this would undo the other one.
    await fay.keyboard.press("Control+z")
    await expect(toast).to_have_text("Undone: Hide from participants")
    await expect(shown).to_contain_text(["note 1"])
    await fay.get_by_role("button", name="Undo my last action").click()
    await expect(shown).to_have_count(2)
    await fay.get_by_role("button", name="Undo my last action").press("Control+z")
    await expect(toast).to_have_text("There is nothing to undo.")


@pytest.mark.two_workers
async def test_a_muted_person_reads_it_at_once_and_keeps_their_text(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    box = ana.locator(".composer textarea").first
    await box.fill("My words")
    workshop = browser_pages.workshop
    rows = await asyncio.to_thread(workshop.read, lambda session: seats.rows(session, workshop.id, [ANA]))
    await browser_pages.do(FAY, muting.mute, rows[ANA].id, on=True)
    await expect(ana.locator("#own-muting")).to_have_text("A facilitator has stopped your posts.")
    await expect(ana.locator(".composer .post").first).to_have_css("border-color", "rgba(0, 0, 0, 0)")
    await ana.locator(".composer .post").first.click()
    refused = ana.locator(".pending > li")
    await expect(refused).to_contain_text("The facilitator has stopped your posts.")
    await expect(refused).to_contain_text("My words")
    await browser_pages.do(FAY, muting.mute, rows[ANA].id, on=False)
    await expect(ana.locator("#own-muting")).to_be_hidden()
