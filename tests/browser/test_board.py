"""What people see of a board: joining, the first note, and being removed or closed out."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from app.domain.workshops import seats
from tests.browser.board import note, write
from tests.browser.conftest import PHONE, BrowserPages
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY


@pytest.mark.two_workers
async def test_a_person_joins_by_code_and_their_note_appears_on_every_screen(browser_pages: BrowserPages) -> None:
    laptop = await browser_pages.visit(BEN)
    phone = await browser_pages.window(**PHONE)
    await phone.goto(browser_pages.server.url)
    await phone.get_by_label("Join code").fill(browser_pages.workshop.code.lower())
    await phone.get_by_role("button", name="Join").click()
    await phone.get_by_label("NHS").check()
    await phone.get_by_role("button", name="Join").click()
    await expect(phone.get_by_role("heading", name="Question 1?")).to_be_visible()
    await expect(phone.get_by_role("heading", name="Question 2?")).to_be_hidden()
    deleted = browser_pages.workshop.in_words(browser_pages.workshop.keep_until)
    promise = f"Your name is not shown. Notes are deleted on {deleted}."
    await expect(phone.locator(".composer:visible")).to_contain_text(promise)
    await write(phone, "From a phone 👋\nsecond line https://example.org/x.")
    mine = note(phone, "From a phone")
    await expect(mine.get_by_text("Saved")).to_be_visible()
    await expect(mine).to_be_in_viewport()
    theirs = note(laptop, "From a phone")
    await expect(theirs).to_contain_text("NHS")
    await expect(theirs.get_by_text("Saved")).to_be_hidden()
    await expect(theirs.get_by_role("link")).to_have_attribute("href", "https://example.org/x")
    await expect(laptop.locator("#count-" + str(browser_pages.workshop.columns[0]))).to_contain_text("1")
    await expect(phone.get_by_role("link", name=re.compile("Question 1"))).to_contain_text("1")
    await expect(laptop.locator("#presence")).to_have_text(re.compile("[2-9] here"))


@pytest.mark.parametrize("ref", [ANA, FAY])
async def test_an_empty_board_says_the_first_thing_to_do(browser_pages: BrowserPages, ref: str) -> None:
    page = await browser_pages.visit(ref)
    first = page.locator(".column").first
    await expect(first.get_by_text("No notes yet")).to_be_visible()
    if ref == ANA:
        await expect(first).to_contain_text("Write the first note below.")
        return
    code = browser_pages.workshop.code
    await expect(first.locator(".code")).to_have_text(f"{code[:3]} {code[3:]}")
    await expect(first.get_by_role("img")).to_have_js_property("complete", True)
    await expect(first.get_by_role("link", name="Share the code")).to_be_visible()
    await browser_pages.post(ANA, "the first")
    await expect(first.get_by_text("No notes yet")).to_be_hidden()


async def test_actions_without_undo_ask_for_confirmation(browser_pages: BrowserPages) -> None:
    fay = await browser_pages.visit(FAY, "/share", live=False)
    code = browser_pages.workshop.code
    confirmation = fay.get_by_role("dialog")
    replace = fay.locator("main").get_by_role("button", name="Replace code", exact=True)
    await fay.get_by_text("If the wrong people have the code").click()
    await replace.click()
    await expect(confirmation).to_have_accessible_name("Replace the code of “A workshop”?")
    await expect(confirmation.get_by_role("button", name="Cancel")).to_be_focused()
    await fay.keyboard.press("Enter")
    await expect(confirmation).to_be_hidden()
    await expect(replace).to_be_focused()
    await fay.get_by_role("button", name="(the link you used)").click()
    await expect(confirmation).to_contain_text("Turn off “First facilitator link”, the link you used")
    await fay.keyboard.press("Escape")
    await fay.reload()
    await expect(fay.get_by_role("button", name="(the link you used)")).to_be_visible()
    await becomes(browser_pages.code, code)
    await fay.get_by_text("If the wrong people have the code").click()
    await replace.click()
    await confirmation.get_by_role("button", name="Replace code", exact=True).click()
    await expect(fay.locator("main")).not_to_contain_text(f"{code[:3]} {code[3:]}")
    await fulfils(browser_pages.code, lambda now: now != code)


@pytest.mark.two_workers
async def test_a_removed_person_is_told_disconnected_and_stays_out(browser_pages: BrowserPages) -> None:
    stored = await asyncio.to_thread(browser_pages.workshop.workshop)
    old = [f"{browser_pages.server.url}/j/{secret}" for secret in (stored.code, stored.join_token)]
    ben = await browser_pages.visit(BEN)
    fay = await browser_pages.visit(FAY, "/participants", live=False)
    present = await browser_pages.do(FAY, lambda session, person, now: seats.seats(session, browser_pages.workshop.id))
    number = [seat.ref for seat in present].index(BEN)
    await fay.locator(".people tbody tr").nth(number).get_by_role("button", name="Remove").click()
    await fay.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(fay.locator("#emergency")).to_contain_text("can join again as a new person")
    await expect(ben.locator("#banner")).to_contain_text("no longer in this workshop")
    await browser_pages.post(ANA, "not for Ben")
    await ben.reload()
    await expect(ben.get_by_role("main")).to_contain_text("no longer in this workshop")
    await expect(ben.locator("body")).not_to_contain_text("not for Ben")
    # The same browser is not let in again with the code.
    await ben.goto(old[0])
    await ben.get_by_role("button", name="Join workshop").click()
    await expect(ben.get_by_role("main")).to_contain_text("no longer in this workshop")
    # Once the code is replaced, neither the old code nor the old QR code opens the workshop for any browser.
    await fay.locator("#emergency").get_by_role("button", name="Replace code", exact=True).click()
    await fay.get_by_role("dialog").get_by_role("button", name="Replace code").click()
    await expect(fay.locator("#emergency")).to_have_count(0)
    other = await browser_pages.window()
    for address in old:
        await other.goto(address)
        await expect(other.get_by_role("button", name="Join workshop")).to_have_count(0)
        await expect(other.get_by_role("main")).to_contain_text("code")


@pytest.mark.two_workers
async def test_closing_shows_at_once_and_ends_writing(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    fay = await browser_pages.visit(FAY, "/participants", live=False)
    await fay.get_by_role("button", name="Close workshop").click()
    await fay.get_by_role("dialog").get_by_role("button", name="Close workshop").click()
    await expect(ana.locator("#stage")).to_contain_text("This workshop is closed.")
    await expect(ana.locator(".composer").first).to_be_hidden()
