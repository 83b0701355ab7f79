"""A search and filters show one person some of the notes, and move nothing else."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from app.domain.board import notes
from tests.browser.board import filled
from tests.browser.conftest import LAPTOP, PHONE, BrowserPages
from tests.browser.places import Box, box, composers_under, settled
from tests.waiting import becomes
from tests.workshop import ANA, BEN, FAY


async def test_a_search_filters_notes_for_the_searcher_only(browser_pages: BrowserPages) -> None:
    for text in ("parking at the hub", "a park for all", "trust"):
        await browser_pages.post(ANA, text)
    ana, ben = await browser_pages.visit(ANA), await browser_pages.visit(BEN)
    await ana.get_by_role("searchbox", name="Search the notes").fill("PARK hub")
    await expect(ana.locator(".notes > li:visible .words")).to_have_text(["parking at the hub"])
    again = await browser_pages.post(BEN, "the park at the hub again")
    await expect(ana.locator(".notes > li:visible .words")).to_have_count(2)
    await expect(ben.locator(".notes > li:visible .words")).to_have_count(4)
    await browser_pages.do(BEN, notes.edit, again, text="trust at the hub")
    await expect(ana.locator(".notes > li:visible .words")).to_have_text(["parking at the hub"])


async def test_a_search_finds_texts_and_names_but_no_labels(
    browser_pages: BrowserPages,
) -> None:
    browser_pages.workshop = await asyncio.to_thread(browser_pages.server.workshop, naming="named")
    for ref, text in ((ANA, "parking at the hub"), (BEN, "trust")):
        await browser_pages.post(ref, text)
    for page in (
        await browser_pages.visit(ANA),
        await browser_pages.visit(FAY),
        await browser_pages.visit(FAY, "/map"),
    ):
        found = page.locator(":is(.notes, .queue) > li:visible .words")
        for words in ("saved", "edit", "10:0", "resident", "question", "⋯"):
            await page.get_by_role("searchbox", name="Search the notes").fill(words)
            await expect(found).to_have_count(0)
        # The way back is beside the words that say so, on the mapping page too.
        await expect(page.get_by_text("No matching notes").locator("visible=true").first).to_be_visible()
        await page.get_by_role("button", name="Show all notes").locator("visible=true").first.click()
        await expect(found).to_have_count(2)
        for words, text in (("ben", "trust"), ("ana hub", "parking at the hub"), ("TRUST", "trust")):
            await page.get_by_role("searchbox", name="Search the notes").fill(words)
            await expect(found).to_have_text([text])


@pytest.mark.parametrize("options", [LAPTOP, PHONE])
async def test_searching_and_filtering_move_nothing_and_show_counts(
    browser_pages: BrowserPages, options: dict[str, Any]
) -> None:
    await filled(browser_pages)
    await browser_pages.post(ANA, "mine, about parking")
    page = await browser_pages.visit(ANA, **options)
    if options is PHONE:
        await page.locator(".to-own").click()
        await page.locator("#private-fragment").get_by_role("button", name="Find notes").click()
    words, head = page.get_by_label("Search the notes"), page.locator(".head:visible").first
    fixed = (".header", ".steering", ".head:visible", ".composer:visible", ".to-filters", "#find-words")

    async def places() -> list[Box]:
        return [await box(page.locator(part).first) for part in fixed]

    await settled(page)
    before = await places()
    await words.fill("parking")
    await expect(head).to_contain_text("1 of 9 notes")
    if options is LAPTOP:
        other = page.locator(".column").nth(1)
        await expect(other.get_by_text("No matching notes")).to_be_visible()
    await words.fill("nothing like it")
    await expect(page.locator(".column:visible").first.get_by_text("No matching notes")).to_be_visible()
    await settled(page)
    await becomes(places, before)
    await page.locator(".column:visible").first.get_by_role("button", name="Show all notes").click()
    await expect(page.locator(".notes:not(.pending) > li:visible")).to_have_count(25 if options is LAPTOP else 9)

    await page.get_by_role("button", name="Filter").click()
    filters = page.get_by_role("dialog", name="Filter")
    await expect(filters.locator(".chip", has_text="My notes")).to_contain_text("1")
    await filters.get_by_label("My notes").check()
    await expect(page.get_by_role("button", name="Filter: 1")).to_be_visible()
    await expect(filters).to_contain_text("1 of 25 notes")
    await becomes(places, before)
    await becomes(lambda: composers_under(page, filters), [])
    await filters.get_by_role("button", name="Show all notes").click()
    await expect(page.get_by_role("button", name="Filter", exact=True)).to_be_visible()
    await filters.get_by_role("button", name="Close").click()
    await settled(page)
    if options is LAPTOP:
        await becomes(places, before)
