"""What a page says while something takes longer than 300 ms."""

import asyncio

from playwright.async_api import Page, Route, expect

from tests.browser.conftest import BrowserPages
from tests.workshop import ANA, FAY


async def slow_until_announced(page: Page, address: str) -> list[str]:
    """Hold the server's answers from this address until the page says something; returns what it says, as a list."""
    said: list[str] = []
    announced = asyncio.Event()

    def note(text: str) -> None:
        said.append(text)
        announced.set()

    async def wait(route: Route) -> None:
        await announced.wait()
        await route.continue_()

    await page.route(address, wait)
    await page.expose_function("note", note)
    await page.evaluate(
        """() => new MutationObserver(([{ target }]) => target.textContent && note(target.textContent))
          .observe(document.getElementById("busy"), { childList: true })"""
    )
    return said


async def test_a_file_that_takes_long_is_announced_until_it_is_saved(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA)
    page = await browser_pages.visit(FAY, "/records", live=False, accept_downloads=True)
    held_on = browser_pages.workshop.held_on
    said = await slow_until_announced(page, "**/records/*.xlsx")
    async with page.expect_download() as file:
        await page.get_by_role("link", name="Download Excel").click()
    assert (await file.value).suggested_filename.startswith(f"commonboard-{held_on}-a-workshop-")
    assert said == ["Preparing the file…"]
    await expect(page.locator("#busy")).to_have_text("")


async def test_a_page_that_takes_long_is_announced(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(FAY, "/records", live=False)
    said = await slow_until_announced(page, "**/tables")
    await page.get_by_role("link", name="Tables").click()
    await page.wait_for_url("**/tables")
    assert said == ["Opening the page…"]


async def test_a_form_that_takes_long_to_send_is_announced(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(FAY, "/share", live=False)
    said = await slow_until_announced(page, "**/links")
    await page.get_by_text("Add someone to your team").click()
    await page.get_by_label("Name", exact=True).fill("Priya")
    await page.get_by_role("button", name="Create link").click()
    await expect(page.locator("bdi", has_text="Priya")).to_be_visible()
    assert said == ["Sending…"]


async def test_what_the_server_says_instead_of_a_file_is_shown(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(FAY, "/records", live=False)
    link = page.get_by_role("link", name="Download Excel")
    await link.evaluate("link => { link.href = link.href.replace('.xlsx', '.doc'); }")
    await link.click()
    await expect(page.get_by_role("alert")).to_contain_text("Page not found.")


async def test_an_action_and_a_page_that_take_long_are_announced_on_the_board(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(ANA)
    said = await slow_until_announced(page, "**/hand")
    await page.get_by_role("button", name="Raise hand").click()
    await expect(page.get_by_role("button", name="Raise hand", pressed=True)).to_be_visible()
    await expect(page.locator("#busy")).to_have_text("")
    assert said == ["Sending…"]
    fay = await browser_pages.visit(FAY)
    said = await slow_until_announced(fay, "**/tables")
    await fay.get_by_role("link", name="Tables").click()
    await fay.wait_for_url("**/tables")
    assert said == ["Opening the page…"]
