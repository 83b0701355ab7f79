"""What a page does with words and actions that the server refuses, or that never reach it."""

import asyncio
import re
from functools import partial

import pytest
from playwright.async_api import Dialog, Route, expect

from app.domain.workshops import closing, columns
from tests.browser.board import act_on, note, write
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.network import STRANGERS, held, let_in
from tests.browser.places import all_answered
from tests.waiting import fulfils
from tests.workshop import ANA, BEN, FAY

OURS = {"x-answered-by": "commonboard"}


async def test_a_refused_note_can_be_changed_and_posted_again(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    await ana.route("**/notes", lambda route: route.fulfill(status=409, body="This workshop is closed.", headers=OURS))
    await write(ana, "my words")
    pending = ana.locator(".pending > li")
    await expect(pending).to_contain_text("Not saved: This workshop is closed.")
    await pending.get_by_role("button", name="Edit text").click()
    await expect(ana.locator(".composer textarea").first).to_have_value("my words")
    await expect(pending).to_have_count(0)


async def stranger_answers(status: int, body: str, route: Route) -> None:
    await route.fulfill(status=status, body=body, content_type="text/html")


async def test_an_answer_of_another_server_neither_saves_nor_refuses_a_note(browser_pages: BrowserPages) -> None:
    ana, ben = await browser_pages.visit(ANA), await browser_pages.visit(BEN)
    pending = ana.locator(".pending > li")
    for who, (status, body) in STRANGERS.items():
        await ana.route("**/notes", partial(stranger_answers, status, body))
        await write(ana, f"held up by {who}")
        await expect(pending).to_contain_text("Not saved yet. We’ll keep trying to send it.")
        await expect(pending).not_to_contain_text("Saved ✓")
        await ana.unroute("**/notes")
        await expect(note(ana, f"held up by {who}").get_by_text("Saved")).to_be_visible()
        await expect(note(ben, f"held up by {who}")).to_have_count(1)
        await expect(pending).to_have_count(0)


async def test_a_note_written_without_a_name_is_not_shown_with_one(browser_pages: BrowserPages) -> None:
    browser_pages.workshop = await asyncio.to_thread(browser_pages.server.workshop, naming="choice")
    ana, ben = await browser_pages.visit(ANA), await browser_pages.visit(BEN)
    await ana.route("**/notes", lambda route: route.abort())
    await write(ana, "between you and me")
    pending = ana.locator(".pending > li")
    await expect(pending).to_contain_text("Not saved yet")
    await browser_pages.do(FAY, closing.choose_naming, "named")
    for number in range(3):
        promise = ana.locator(".composer").nth(number).locator(".promised")
        await expect(promise).to_contain_text("Your name is shown with your notes.")
        await expect(promise.locator("[name=naming]")).to_have_value("named")
    await ana.unroute("**/notes")
    await expect(pending).to_contain_text("Not saved: Names are now shown. They were not shown when you wrote this.")
    await pending.get_by_role("button", name="Edit text").click()
    await expect(ana.locator(".composer textarea").first).to_have_value("between you and me")
    await expect(note(ben, "between you")).to_have_count(0)
    # Told of it, she may.
    await ana.locator(".composer").first.get_by_role("button", name="Post").click()
    await expect(note(ben, "between you")).to_contain_text("Ana")


async def test_a_note_for_a_removed_question_is_returned_to_its_writer(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA, **PHONE)
    await ana.route("**/notes", lambda route: route.abort())
    await ana.locator("[data-tab]").nth(2).click()
    await write(ana, "for the third question", 2)
    pending = ana.locator(".pending > li")
    await expect(pending).to_contain_text("Not saved yet")
    await browser_pages.do(FAY, columns.remove, browser_pages.workshop.columns[2])
    await expect(ana.locator(".column")).to_have_count(2)
    await ana.unroute("**/notes")
    # On a phone one question is in sight, and so is the note that has lost its own.
    await expect(pending).to_contain_text("Not saved: ")
    await pending.get_by_role("button", name="Edit text").click()
    box = ana.locator(".composer textarea:visible")
    await expect(box).to_have_count(1)
    await expect(box).to_have_value("for the third question")
    await expect(pending).to_have_count(0)
    assert browser_pages.complaints == []


async def test_the_last_of_two_unsaved_edits_is_kept(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "v0")
    ana = await browser_pages.visit(ANA)
    edits = re.compile(r"/notes/\w+$")
    held: asyncio.Queue[Route] = asyncio.Queue()
    await ana.route(edits, held.put)

    async def change(words: str, before: str) -> None:
        await act_on(ana, ana.locator("[data-rank]"), "Edit wording")
        box = ana.locator("#editor textarea")
        await expect(box).to_have_value(before)
        await box.fill(words)
        await ana.locator("#editor").get_by_role("button", name="Save").click()

    await change("v1", "v0")
    first = await asyncio.wait_for(held.get(), 30)
    # The editor goes on from what was last written, whether it has been saved or not.
    await change("v2", "v1")
    await first.fulfill(status=409, body="This workshop is closed.", headers=OURS)
    second = await asyncio.wait_for(held.get(), 30)
    assert "v2" in (second.request.post_data or "")
    await second.fulfill(status=409, body="This workshop is closed.", headers=OURS)
    pending = ana.locator(".pending > li")
    await expect(pending).to_contain_text("Not saved: This workshop is closed.")
    await pending.get_by_role("button", name="Edit text").click()
    await ana.keyboard.press("Escape")
    # Closed without saving, the words are still there.
    await expect(note(ana, "v0")).to_be_visible()
    await act_on(ana, note(ana, "v0"), "Edit wording")
    await expect(ana.locator("#editor textarea")).to_have_value("v2")


async def test_a_note_that_a_filter_blocks_delays_no_other(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)

    async def dislike(route: Route) -> None:
        if "select" in (route.request.post_data or ""):
            await route.fulfill(status=403, body="<h1>Access denied</h1>", content_type="text/html")
        else:
            await route.continue_()

    await ana.route("**/notes", dislike)
    await write(ana, "we select who gets help from a list")
    await write(ana, "another")
    await expect(note(ana, "another").get_by_text("Saved")).to_be_visible()
    await expect(ana.locator(".pending > li")).to_have_count(1)
    await expect(ana.locator(".pending > li")).to_contain_text("Not saved yet")


async def test_an_action_answered_by_another_server_is_reported_as_failed(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "one")
    fay = await browser_pages.visit(FAY)
    await fay.route("**/hiding", lambda route: route.fulfill(status=200, body="<h1>Welcome to our Wi-Fi!</h1>"))
    await note(fay, "one").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("h")
    await expect(fay.locator("#toast")).to_have_text("That did not work. Try again.")
    await fay.unroute("**/hiding")
    await fay.keyboard.press("h")
    await expect(note(fay, "one")).to_contain_text("Hidden")


async def test_an_action_without_an_answer_is_reported_as_failed(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "one")
    await browser_pages.post(ANA, "two")
    fay = await browser_pages.visit(FAY)
    asked = asyncio.Event()
    await fay.route("**/hiding", lambda _route: asked.set())
    await fay.clock.install()
    await note(fay, "one").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("h")
    await asyncio.wait_for(asked.wait(), 30)
    await fay.clock.fast_forward(20_000)
    await expect(fay.locator("#toast")).to_have_text("That did not work. Try again.")
    # It is over: the next press has not to wait for it.
    await fay.keyboard.press("Shift+ArrowDown")
    await expect(fay.locator(f"#notes-{browser_pages.workshop.columns[0]} .words")).to_have_text(["two", "one"])


@pytest.mark.parametrize(("rest", "key"), [("/map", "q"), ("", "Shift+ArrowUp")])
async def test_leaving_a_page_with_unanswered_actions_asks_first(
    browser_pages: BrowserPages, rest: str, key: str
) -> None:
    for text in ("one", "two", "three"):
        await browser_pages.post(ANA, text)
    page = await browser_pages.visit(FAY, rest)
    asked: asyncio.Queue[str] = asyncio.Queue()
    answers = asyncio.Semaphore(0)

    async def no(dialog: Dialog) -> None:
        await dialog.dismiss()
        asked.put_nowait(dialog.type)

    async def later(route: Route) -> None:
        await answers.acquire()
        await route.continue_()

    async def leave() -> None:
        await page.get_by_role("link", name="Records").click()

    page.on("dialog", no)
    await page.route(re.compile("/(codings|place)$"), later)
    # Only answers come, no news: on the board the second press waits for the news of the first.
    await held(page)
    if not rest:
        await note(page, "three").get_by_role("button", name="Note actions").focus()
    await all_answered(page)
    for _ in range(2):
        await page.keyboard.press(key)
    await leave()
    assert await asyncio.wait_for(asked.get(), 30) == "beforeunload"
    async with page.expect_response(re.compile("/(codings|place)$")):
        answers.release()
    if not rest:
        await expect(page.locator("#toast")).to_contain_text("Note moved.")
    await leave()
    assert await asyncio.wait_for(asked.get(), 30) == "beforeunload"
    async with page.expect_response(re.compile("/(codings|place)$")):
        answers.release()
        await let_in(page)
    # Both are answered: nothing asks any more, and nothing listens.
    await all_answered(page)
    await leave()
    await page.wait_for_url("**/records")
    assert asked.empty()


async def test_a_fault_while_showing_one_note_delays_no_other(
    browser_pages: BrowserPages,
) -> None:
    ana = await browser_pages.visit(ANA)
    messages = ana.locator("#messages")
    waiting = await messages.get_attribute("data-waiting")
    await messages.evaluate("messages => messages.removeAttribute('data-waiting')")
    await ana.route("**/notes", lambda route: route.abort())
    async with ana.expect_event("pageerror"):
        await write(ana, "first")
    await messages.evaluate("(messages, waiting) => messages.setAttribute('data-waiting', waiting)", waiting)
    await ana.unroute("**/notes")
    await write(ana, "second")
    for text in ("first", "second"):
        await expect(note(ana, text).get_by_text("Saved")).to_be_visible()
    await expect(ana.locator(".pending > li")).to_have_count(0)
    await fulfils(browser_pages.order, lambda order: len(order) == 2)
    # The failure is told to the browser, as any other is.
    assert browser_pages.complaints != []
    browser_pages.complaints.clear()


async def test_an_unreadable_entry_in_the_outbox_delays_no_note(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    await ana.evaluate(
        "base => localStorage.setItem(`outbox:${base}:addbroken`, '{')", f"/w/{browser_pages.workshop.key}"
    )
    await ana.reload()
    await write(ana, "readable")
    await expect(note(ana, "readable").get_by_text("Saved")).to_be_visible()
    await fulfils(browser_pages.order, lambda order: len(order) == 1)
