"""The mapping page as tests use it: the note in large type, the elements, and what is given."""

from functools import partial

from playwright.async_api import Locator, Page, expect

from app.domain.mapping import codings
from tests.browser.conftest import BrowserPages
from tests.waiting import becomes
from tests.workshop import BEN, FAY

# On such a page no news goes by itself, which would let everything return to where it was before.
LASTING_NEWS = """{
  const real = setTimeout;
  window.setTimeout = (act, after, ...values) => real(act, after === 12000 ? 1e9 : after, ...values);
}"""


def shown(page: Page) -> Locator:
    """The words of the note in large type."""
    return page.locator("#now .words")


def element(page: Page, name: str) -> Locator:
    """The button of an element."""
    return page.get_by_role("button", name=name)


async def given(browser_pages: BrowserPages) -> dict[str, set[str]]:
    """The elements of each mapped note, as they are in the database, by the note's id."""
    return await browser_pages.do(FAY, lambda session, person, now: codings.codes(session, browser_pages.workshop.id))


async def comes_to(browser_pages: BrowserPages, codes: dict[str, set[str]]) -> None:
    """What is given becomes this: a page shows what was pressed before the last of it has arrived."""
    await becomes(partial(given, browser_pages), codes)


async def two(browser_pages: BrowserPages) -> tuple[Page, Page]:
    """Fay and Ben, who facilitates too, on the same note."""
    browser_pages.workshop.raise_up(BEN, "Ben")
    fay, ben = await browser_pages.visit(FAY, "/map"), await browser_pages.visit(BEN, "/map")
    await expect(shown(fay)).to_have_text("note 0")
    await expect(shown(ben)).to_have_text("note 0")
    return fay, ben
