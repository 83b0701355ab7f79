"""Two facilitators map the same notes at the same time."""

import asyncio
from functools import partial

import pytest
from playwright.async_api import expect

from app.domain.mapping import codings
from tests.browser.conftest import BrowserPages
from tests.browser.mapping import comes_to, element, shown, two
from tests.browser.network import held, let_in
from tests.waiting import becomes
from tests.workshop import ANA, FAY


async def test_two_facilitators_see_each_others_codings_at_once(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "note 0")
    await browser_pages.post(ANA, "note 1")
    one, other = await browser_pages.visit(FAY, "/map"), await browser_pages.visit(FAY, "/map")
    await one.get_by_role("button", name="Community voice and insight").click()
    await expect(other.get_by_role("button", name="Community voice and insight")).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(shown(other)).to_have_text("note 0")
    await other.get_by_role("button", name="Not about the framework").click()
    await expect(one.get_by_role("button", name="Community voice and insight")).to_have_attribute(
        "aria-pressed", "false"
    )
    await browser_pages.post(ANA, "note 2")
    await expect(one.locator("#queue .entry", has_text="note 2")).to_be_visible()
    await expect(shown(one)).to_have_text("note 0")


@pytest.mark.two_workers
async def test_codings_of_two_facilitators_are_merged_and_announced(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note 0")
    fay, ben = await two(browser_pages)
    await fay.clock.install()
    await fay.keyboard.press("q")
    await ben.keyboard.press("w")
    for page in (fay, ben):
        for name in ("Community voice", "Shared power"):
            await expect(element(page, name)).to_have_attribute("aria-pressed", "true")
    await expect(fay.locator("#news")).to_have_text("Ben added Shared power and co-production.")
    await expect(ben.locator("#news")).to_have_text("Facilitator added Community voice and insight.")
    await expect(fay.locator("#announcer")).to_contain_text("Ben added Shared power and co-production.")
    await element(ben, "Shared power").click()
    await expect(fay.locator("#news")).to_have_text("Ben removed Shared power and co-production.")
    await element(ben, "Shared power").click()
    await expect(fay.locator("#news")).to_have_text("Ben added Shared power and co-production.")
    await element(ben, "Not about the framework").click()
    await expect(fay.locator("#news")).to_have_text(
        "Ben added Not about the framework. Ben removed Community voice and insight. "
        "Ben removed Shared power and co-production."
    )
    await fay.clock.fast_forward(12_000)
    await expect(fay.locator("#news")).to_be_empty()
    await element(ben, "Shared power").click()
    workshop = browser_pages.workshop
    coders = partial(asyncio.to_thread, workshop.read, lambda session: codings.coders(session, workshop.id))
    await becomes(coders, {note: {"involve_decisions": "Ben"}})


@pytest.mark.two_workers
async def test_undo_keeps_a_coding_that_another_facilitator_gave(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note 0")
    fay, ben = await two(browser_pages)
    await held(ben)
    await fay.keyboard.press("q")
    await expect(element(fay, "Community voice")).to_have_attribute("aria-pressed", "true")
    await expect(fay.locator("#total-involve_voice")).to_have_text("1")
    # Ben has not seen it yet and gives the same; his undo is not about Fay's.
    await ben.keyboard.press("q")
    await ben.keyboard.press("Backspace")
    await expect(ben.locator("#toast")).to_contain_text(
        "Community voice and insight stays, because someone else also added it."
    )
    await let_in(ben)
    await expect(element(ben, "Community voice")).to_have_attribute("aria-pressed", "true")
    # Fay gives, Ben takes it away and gives it again: it is Ben's now.
    await element(ben, "Community voice").click(delay=0)
    await expect(fay.locator("#total-involve_voice")).to_have_text("0")
    await element(ben, "Community voice").click()
    await expect(fay.locator("#total-involve_voice")).to_have_text("1")
    await fay.keyboard.press("Backspace")
    await expect(fay.locator("#toast")).to_contain_text("You cannot undo this, because someone has changed it since.")
    await expect(element(fay, "Community voice")).to_have_attribute("aria-pressed", "true")
    await comes_to(browser_pages, {note: {"involve_voice"}})


async def test_not_about_the_framework_removes_only_codings_that_were_on_screen(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note 0")
    fay, ben = await two(browser_pages)
    await held(ben)
    await fay.keyboard.press("q")
    await expect(fay.locator("#total-involve_voice")).to_have_text("1")
    await ben.keyboard.press("0")
    await expect(ben.locator("#toast")).to_contain_text("Someone has just changed the elements of this note.")
    await expect(element(ben, "Not about the framework")).to_have_attribute("aria-pressed", "false")
    await let_in(ben)
    await expect(ben.locator("#news")).to_contain_text("Facilitator added Community voice")
    await comes_to(browser_pages, {note: {"involve_voice"}})
    # Now that it was seen, it is a decision; and undoing it brings back what it took.
    await ben.keyboard.press("0")
    await expect(fay.locator("#total-none")).to_have_text("1")
    await comes_to(browser_pages, {note: {"none"}})
    await ben.keyboard.press("Backspace")
    await expect(fay.locator("#total-involve_voice")).to_have_text("1")
    await comes_to(browser_pages, {note: {"involve_voice"}})


async def test_a_press_right_after_the_same_press_of_another_changes_nothing(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note 0")
    fay, ben = await two(browser_pages)
    # Ben means to give what Fay has given a moment ago: his key comes in the very frame that shows it.
    await ben.evaluate(
        """() => document.addEventListener('htmx:ws:after:message:incoming', function press() {
          if (document.querySelector('[data-element=involve_voice]').ariaPressed !== 'true') return;
          document.removeEventListener('htmx:ws:after:message:incoming', press);
          document.getElementById('now').dispatchEvent(new KeyboardEvent('keydown', { key: 'q', bubbles: true }));
        })"""
    )
    await fay.keyboard.press("q")
    await expect(ben.locator("#news")).to_contain_text("Facilitator added Community voice")
    await fay.keyboard.press("w")
    await expect(element(ben, "Shared power")).to_have_attribute("aria-pressed", "true")
    await comes_to(browser_pages, {note: {"involve_voice", "involve_decisions"}})
