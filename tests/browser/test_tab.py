"""The tab and the paper: a title that counts, links that can be copied, pages that print."""

import pytest
from playwright.async_api import Page, expect

from app.domain import notes
from tests.browser.conftest import PHONE, Stage
from tests.browser.test_board import note
from tests.hall import ANA, BEN, FAY


async def look_away(page: Page, hidden: bool) -> None:
    await page.evaluate(
        f"Object.defineProperty(document, 'hidden', {{get: () => {str(hidden).lower()}, configurable: true}});"
        "document.dispatchEvent(new Event('visibilitychange'));"
    )


@pytest.mark.parametrize(("ref", "rest"), [(ANA, ""), (FAY, ""), (FAY, "/map")], ids=["board", "steer", "map"])
async def test_the_title_counts_what_arrives_while_the_tab_is_hidden(stage: Stage, ref: str, rest: str) -> None:
    first = await stage.post(BEN, "here already")
    page = await stage.visit(ref, rest)
    plain = await page.title()
    await stage.post(BEN, "seen")
    await expect(page.locator("[data-rank]", has_text="seen")).to_have_count(1)
    await expect(page).to_have_title(plain)
    await look_away(page, True)
    await stage.post(BEN, "one")
    await expect(page).to_have_title(f"(1) {plain}")
    await stage.do(BEN, notes.edit, first, text="changed, and nothing new")
    await stage.post(BEN, "two")
    await expect(page).to_have_title(f"(2) {plain}")
    if not rest:
        # One's own, from another device, is not news.
        await stage.post(ref, "mine")
        await expect(page.locator("[data-ui-mine]", has_text="mine")).to_have_count(1)
        await expect(page).to_have_title(f"(2) {plain}")
    await look_away(page, False)
    await expect(page).to_have_title(plain)


async def test_a_phone_that_is_put_away_puts_its_socket_away_and_catches_up(stage: Stage) -> None:
    page = await stage.visit(ANA, **PHONE)
    async with page.expect_event("websocket") as back:
        await look_away(page, True)
        await stage.post(BEN, "meanwhile")
        await look_away(page, False)
    assert await back.value
    await expect(note(page, "meanwhile")).to_be_visible()


@pytest.mark.parametrize("clipboard", [True, False], ids=["https", "plain http in a hall"])
async def test_links_and_the_code_can_be_copied(stage: Stage, clipboard: bool) -> None:
    page = await stage.visit(FAY, "/people", live=False, permissions=["clipboard-read", "clipboard-write"])
    if not clipboard:
        await page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    await page.get_by_role("button", name="Copy the link").click()
    await expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    other = await page.context.new_page()
    await other.goto(stage.url())
    box = other.locator("textarea").first
    await box.focus()
    await other.keyboard.press("Control+V")
    await expect(box).to_have_value(f"{stage.server.url}/j/{stage.hall.code}")


async def test_without_scripts_links_are_text_to_select(stage: Stage) -> None:
    page = await stage.visit(FAY, "/people", live=False, java_script_enabled=False)
    await expect(page.locator("#way-in-link")).to_be_visible()
    await expect(page.get_by_role("button", name="Copy")).to_have_count(0)
