"""The board as tests use it: its notes, their menus, the box to write in, and boards with many notes."""

from playwright.async_api import Locator, Page

from app.domain.board import notes
from app.domain.mapping import codings
from tests.browser.conftest import BrowserPages
from tests.workshop import ANA, BEN, FAY


def note(page: Page, text: str) -> Locator:
    """The note, or notes, of the board with these words."""
    return page.locator(".notes > [data-rank]", has_text=text)


async def act_on(page: Page, which: Locator, action: str) -> None:
    """Choose something in the menu of a note."""
    await which.get_by_role("button", name="Note actions").click()
    await page.get_by_role("dialog", name="Note actions").get_by_role("button", name=action).click()


async def write(page: Page, text: str, column: int = 0) -> None:
    """Post a note in a column, of which the first is 0."""
    form = page.locator(".composer").nth(column)
    await form.locator("textarea").fill(text)
    await form.get_by_role("button", name="Post").click()


async def filled(browser_pages: BrowserPages, count: int = 24) -> None:
    """Put so many notes of Ben, of one line and more, into the three columns."""
    for number in range(count):
        await browser_pages.post(BEN, f"note {number} " + "and a few words more " * (number % 4), column=number % 3)


async def full(browser_pages: BrowserPages) -> list[str]:
    """Put notes in every state into the three columns: with a link, wide, mapped, hidden and deleted. Returns the ids
    of the first eight."""
    writers = [ANA, BEN] * 4
    ids = [
        await browser_pages.post(ref, f"note {n} https://example.org", column=n % 3) for n, ref in enumerate(writers)
    ]
    await browser_pages.post(ANA, "W" * 300)
    await browser_pages.do(FAY, codings.give, ids[0], "scale_reach")
    await browser_pages.do(FAY, notes.hide, ids[1], on=True)
    await browser_pages.do(ANA, notes.withdraw, ids[2], on=True)
    return ids
