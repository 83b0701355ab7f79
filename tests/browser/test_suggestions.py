"""Suggestions on the mapping page, for a facilitator who chooses to see them."""

import asyncio
from collections.abc import AsyncGenerator

import httpx
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from sqlmodel import Session, select

from app.domain.mapping import codings
from app.domain.models import Coding
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import looked_at
from tests.browser.mapping import shown
from tests.browser.places import all_answered
from tests.servers.server import Server
from tests.waiting import PATIENCE_SECONDS, becomes
from tests.workshop import ANA, FAY

FIRST, SECOND, THIRD = "Long-term resourcing", "money for the long term, and a plan", "Workforce skills"


@pytest_asyncio.fixture(loop_scope="session")
async def suggesting(chromium: Browser, own_server: Server) -> AsyncGenerator[BrowserPages]:
    """A workshop on a server with suggestions."""
    await asyncio.to_thread(own_server.start, "tests.servers.suggesting")
    workshop = await asyncio.to_thread(own_server.workshop)
    made = BrowserPages(chromium, own_server, workshop)
    yield made
    for context in made.contexts:
        await context.close()
    # What axe tries is forbidden by the page's own policy.
    assert [said for said in made.complaints if "inline style" not in said] == []


async def suggestions(pages: BrowserPages, *ids: str) -> list[list[str]]:
    """The five elements suggested for each note."""
    name, value = pages.server.cookie(pages.workshop, FAY).split("=", 1)
    async with httpx.AsyncClient(cookies={name: value}, timeout=PATIENCE_SECONDS) as browser:
        found = (await browser.get(pages.url("/suggestions"), params={"note": list(ids)})).json()["notes"]
    return [found[note]["elements"] for note in ids]


async def numbered(page: Page) -> list[str | None]:
    """The keys of the elements with the numbers 1 to 3, in the order of the numbers."""
    marks = page.locator("#book .suggested")
    await expect(marks).to_have_count(3)
    found = await marks.evaluate_all("all => all.map(one => [one.dataset.number, one.parentElement.dataset.element])")
    return [element for _number, element in sorted(found)]


async def letters(page: Page) -> object:
    """Each element's letter and place on the page."""
    return await page.locator("#book [data-element]:not([data-value])").evaluate_all(
        "all => all.map(one => [one.textContent.trim()[0], one.dataset.element, one.getBoundingClientRect().top])"
    )


async def test_a_facilitator_maps_with_suggestions_and_looks_again_at_surprising_notes(
    suggesting: BrowserPages,
) -> None:
    ids = [await suggesting.post(ANA, words) for words in (FIRST, SECOND, THIRD)]
    page = await suggesting.visit(FAY, "/map")
    await expect(shown(page)).to_have_text(FIRST)
    before = await letters(page)
    await expect(page.locator(".suggested")).to_have_count(0)
    # Chosen in the "?" menu; the list stays as it was, with numbers in it.
    await page.keyboard.press("?")
    await page.get_by_label("Show suggestions").check()
    await page.keyboard.press("Escape")
    one, two, three = await suggestions(suggesting, *ids)
    await becomes(lambda: numbered(page), one[:3])
    await becomes(lambda: letters(page), before)
    await expect(page.locator("#announcer")).to_contain_text("Suggestions: 1 Long-term resourcing, 2 ")
    await looked_at(page, "mapping with suggestions")
    # Keys 1 to 3 add them, values have the keys from 4, and Enter goes on.
    await page.keyboard.press("1")
    await page.keyboard.press("4")
    await page.keyboard.press("Enter")
    await expect(shown(page)).to_have_text(SECOND)
    await becomes(lambda: numbered(page), two[:3])
    # A press on the element itself followed the suggestion too, for its number was there.
    await page.locator(f"#book [data-element={two[1]}]").click()
    await page.keyboard.press("Enter")
    await expect(page.locator("#progress")).to_contain_text("2 of 3 notes mapped")
    other = next(
        key for key in ("scale_reach", "scale_strategy", "involve_voice", "sustain_learning") if key not in three
    )
    await page.locator(f"#book [data-element={other}]").click()
    await expect(page.locator("#progress")).to_contain_text("3 of 3 notes mapped")

    def ranks(session: Session) -> set[tuple[str, str, int | None]]:
        return {(row.note_id, row.element, row.suggested) for row in session.exec(select(Coding))}

    expected = {(ids[0], one[0], 1), (ids[0], "value_trust", None), (ids[1], two[1], 2), (ids[2], other, None)}
    await becomes(lambda: asyncio.to_thread(suggesting.workshop.read, ranks), expected)
    await all_answered(page)
    # The choice is kept, and the notes whose element was not suggested can be listed.
    await page.reload()
    await numbered(page)
    await page.locator("#find .to-filters").click()
    again = page.get_by_label("Second look")
    await expect(again.locator("xpath=..").locator("[data-count]")).to_have_text("1")
    await again.check()
    await page.keyboard.press("Escape")
    await expect(page.locator("#queue .entry:visible")).to_have_count(1)
    await expect(page.locator("#queue .entry:visible .words")).to_have_text(THIRD)
    await page.locator("#now").focus()
    await page.keyboard.press("Enter")
    await expect(shown(page)).to_have_text(THIRD)
    # Without suggestions, everything is as before.
    await page.keyboard.press("?")
    await page.get_by_label("Show suggestions").uncheck()
    await page.keyboard.press("Escape")
    await expect(page.locator("#queue .entry:visible")).to_have_count(3)
    await expect(page.locator(".suggested")).to_have_count(0)
    await page.locator("#now").focus()
    await page.keyboard.press("1")
    await expect(page.locator("#given")).to_contain_text("Trust")


async def test_the_most_certain_notes_come_first_if_a_facilitator_chooses_that_order(suggesting: BrowserPages) -> None:
    unlike = await suggesting.post(ANA, "zzz qqq")
    like = await suggesting.post(ANA, "Evidence, measuring and learning")
    page = await suggesting.visit(FAY, "/map")
    await page.keyboard.press("?")
    await page.get_by_label("Show suggestions").check()
    await page.keyboard.press("Escape")
    await numbered(page)
    await page.locator("#find .to-filters").click()
    await page.get_by_label("Order").select_option("certain")
    entries = page.locator("#queue .entry")
    await expect(entries.first).to_have_id(f"note-{like}")
    # Updates keep the order, for new notes too once their suggestion has come.
    await suggesting.do(FAY, codings.give, unlike, "value_trust")
    await expect(page.locator(f"#note-{unlike} .codes")).to_be_visible()
    await expect(entries.first).to_have_id(f"note-{like}")
    surer = await suggesting.post(ANA, "Evidence, measuring and learning. Evidence and learning over time")
    await expect(page.locator(f"#note-{surer}")).to_be_attached()
    await expect(entries.last).to_have_id(f"note-{unlike}")
    await page.get_by_label("Order").select_option("")
    await expect(entries.first).to_have_id(f"note-{unlike}")
    # While notes are coded independently, the page says why there are none.
    told = {"notes": {}, "withheld": True}
    await page.route("**/suggestions?*", lambda route: route.fulfill(json=told, headers={"x-answered-by": "test"}))
    await page.reload()
    await page.locator("#now").focus()
    await page.keyboard.press("?")
    await expect(page.locator("#suggestions-news")).to_contain_text("notes of this workshop are being coded")
    await expect(page.locator(".suggested")).to_have_count(0)
