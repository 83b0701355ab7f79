"""A facilitator hides many notes at once from the menu of a note, and undoes it."""

import asyncio

from playwright.async_api import expect

from tests.browser.conftest import BrowserPages
from tests.workshop import ANA, BEN, FAY


async def test_a_facilitator_hides_everything_since_a_note_and_undoes_it(browser_pages: BrowserPages) -> None:
    posted = [await browser_pages.post(ref, f"note {ref}") for ref in (ANA, BEN)]
    fay, ben = await browser_pages.visit(FAY), await browser_pages.visit(BEN)
    first = fay.locator(f"#note-{posted[0]}")
    time = await first.locator("time").text_content()
    await first.get_by_role("button", name="Note actions").click()
    await fay.get_by_role("button", name="Hide many notes").click()
    await expect(fay.get_by_role("button", name="Hide everything from Resident")).to_be_visible()
    await fay.get_by_role("button", name=f"Hide everything since {time}").click()
    await expect(ben.locator(".notes:not(.pending) > li")).to_have_count(0)
    toast = fay.locator("#toast")
    await expect(toast).to_contain_text("2 notes hidden.")
    await toast.get_by_role("button", name="Undo").click()
    await expect(ben.locator(".notes:not(.pending) > li")).to_have_count(2)


async def test_a_group_of_too_few_people_cannot_be_hidden(browser_pages: BrowserPages) -> None:
    browser_pages.workshop = await asyncio.to_thread(browser_pages.server.workshop, shown=())
    note = await browser_pages.post(BEN, "note of Ben")
    fay = await browser_pages.visit(FAY)
    await fay.locator(f"#note-{note}").get_by_role("button", name="Note actions").click()
    await fay.get_by_role("button", name="Hide many notes").click()
    await expect(fay.get_by_role("button", name="Hide everything since")).to_be_visible()
    await expect(fay.get_by_role("button", name="Hide everything from")).to_be_hidden()
