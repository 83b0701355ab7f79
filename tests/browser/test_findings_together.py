"""Two people in two browsers work on the same theme, cell and text at the same time, and no one loses anything."""

import asyncio

from playwright.async_api import Page, expect

from app.domain.models import Organiser
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import signed_in
from tests.browser.test_findings import THEME, opened  # noqa: F401  (a fixture)


async def ravi_beside(browser_pages: BrowserPages, ravi: int) -> Page:
    return await signed_in(browser_pages, lambda session, _shown: session.get_one(Organiser, ravi))


async def reword(page: Page, address: str, name: str) -> None:
    """Open the theme's form, and write another name without saving it."""
    await page.goto(address)
    await page.get_by_text("Reword this theme").click()
    await page.get_by_label("Name", exact=True).fill(name)


async def test_two_people_in_one_theme_cell_and_text_lose_nothing(
    browser_pages: BrowserPages,
    opened: tuple[Page, str, int],  # noqa: F811
) -> None:
    olga, path, ravi_id = opened
    ravi = await ravi_beside(browser_pages, ravi_id)
    theme = f"{path}/themes?theme={THEME}"
    # The theme: the second to save sees both versions, and keeps their own.
    await asyncio.gather(reword(olga, theme, "Olga's name"), reword(ravi, theme, "Ravi's name"))
    await expect(olga.get_by_text("Ravi is writing here").first).to_be_visible()
    await ravi.get_by_role("button", name="Save theme").click()
    await expect(ravi.locator(".theme-name")).to_have_text("Ravi's name")
    await expect(olga.locator(".theme-name")).to_have_text("Ravi's name")
    await expect(olga.get_by_label("Name", exact=True)).to_have_value("Olga's name")
    await olga.get_by_role("button", name="Save theme").click()
    await expect(olga.locator("#open-theme")).to_contain_text("The saved version")
    await expect(olga.locator(".theme-name")).to_have_text("Ravi's name")
    await expect(olga.get_by_label("Name", exact=True)).to_have_value("Olga's name")
    await olga.get_by_role("button", name="Save theme").click()
    await expect(olga.locator(".theme-name")).to_have_text("Olga's name")
    await olga.get_by_text("Former versions").click()
    await expect(olga.get_by_text("Ravi's name")).to_be_visible()
    # The evidence: what one person has selected stays selected while the other moves something.
    boxes = olga.locator("#evidence input")
    await boxes.nth(1).check()
    await ravi.goto(theme)
    await ravi.locator("#evidence input").first.check()
    await ravi.get_by_role("button", name="For", exact=True).click()
    await expect(boxes).to_have_count(1)
    await expect(olga.locator("#evidence-title")).to_contain_text("1 of 2")
    await expect(boxes.first).to_be_checked()
    await olga.get_by_role("button", name="For", exact=True).click()
    await expect(olga.locator("#open-theme .piece")).to_have_count(2)
    # A quote that is typed and not saved stays while the other one changes the theme.
    await olga.locator("#open-theme summary").first.click()
    quote = olga.locator("#open-theme .piece textarea").first
    await quote.fill("Our contact …")
    await olga.locator("#open-theme summary").first.focus()
    await ravi.get_by_text("Reword this theme").click()
    await ravi.get_by_label("Name", exact=True).fill("Another name")
    await ravi.get_by_role("button", name="Save theme").click()
    await expect(olga.locator("#stacks")).to_contain_text("Another name")
    await expect(quote).to_have_value("Our contact …")
    await quote.fill(await quote.evaluate("(field) => field.defaultValue"))
    await olga.locator("#open-theme summary").first.focus()
    await expect(olga.locator(".theme-name")).to_have_text("Another name")
    await expect(olga.locator("#open-theme .piece details[open]")).to_have_count(1)
    # The cell: the matrix says who is writing in which.
    for page in (olga, ravi):
        await page.goto(f"{path}/matrix")
    await ravi.locator("#c1-1").click()
    await ravi.locator("#summary").fill("Ravi's summary")
    await expect(olga.locator("#c1-1")).to_contain_text("Ravi is writing here")
    await olga.locator("#c1-1").click()
    await olga.locator("#summary").fill("Olga's summary")
    await ravi.get_by_role("button", name="Save cell").click()
    await expect(ravi.locator("#c1-1")).to_contain_text("Ravi's summary")
    await olga.get_by_role("button", name="Save cell").click()
    await expect(olga.locator("main")).to_contain_text("Ravi's summary")
    await expect(olga.locator("#summary")).to_have_value("Olga's summary")
    # The text: both code the same sentence at the same moment.
    for page in (olga, ravi):
        await page.goto(f"{path}/interviews/{'1' * 24}")
        await page.locator("#s2").focus()
        await page.keyboard.press("ArrowDown")
        await expect(page.locator("#selection")).to_contain_text("1 sentence selected")
    await asyncio.gather(olga.keyboard.press("q"), ravi.keyboard.press("w"))
    for page in (olga, ravi):
        for element in ("involve_voice", "involve_decisions"):
            await expect(page.locator(f".margin [data-codes~={element}]")).to_have_count(1)
