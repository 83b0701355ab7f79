"""An organiser sets up a workshop by keyboard alone, with what a screen reader is told."""

import asyncio
from pathlib import Path

import openpyxl
from playwright.async_api import Browser, expect

from tests.browser.conftest import BrowserPages
from tests.browser.keys import Keys, named
from tests.servers.server import Server


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
