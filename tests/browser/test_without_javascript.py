"""Someone whose browser runs no scripts joins, writes and edits."""

from playwright.async_api import expect

from app.domain.workshops import columns
from tests.browser.board import note
from tests.browser.conftest import BrowserPages
from tests.browser.places import boxes
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY


async def test_without_javascript_people_join_and_post(browser_pages: BrowserPages) -> None:
    ben = await browser_pages.visit(BEN)
    plain = await browser_pages.window(java_script_enabled=False)
    await plain.goto(f"{browser_pages.server.url}/j/{browser_pages.workshop.code}")
    await plain.get_by_role("button", name="Join").click()
    form = plain.locator(".composer").nth(1)
    await form.locator("textarea").fill("By a plain form")
    await form.get_by_role("button", name="Post").click()
    await expect(note(plain, "By a plain form")).to_be_visible()
    await expect(note(ben, "By a plain form")).to_be_visible()
    await plain.locator("#private-fragment .to-own").click()
    await plain.locator("#private-fragment").get_by_role("link", name="Edit note").click()
    await plain.get_by_label("Your note").fill("Changed by a plain form")
    await plain.get_by_role("button", name="Save").click()
    await expect(note(ben, "Changed by a plain form")).to_be_visible()


async def test_without_javascript_own_notes_are_marked_and_empty_ones_are_refused(
    browser_pages: BrowserPages,
) -> None:
    mine = await browser_pages.post(ANA, "mine")
    await browser_pages.post(BEN, "theirs")
    # A question of several lines, beside others of one.
    await browser_pages.do(FAY, columns.word, browser_pages.workshop.columns[1], "And what else do we need? " * 9, {})
    page = await browser_pages.visit(ANA, live=False, java_script_enabled=False)
    one, other = page.locator(f"#note-{mine}"), page.locator(".notes > li", has_text="theirs")
    await expect(one.get_by_text("Saved")).to_be_visible()
    await expect(other.get_by_text("Saved")).to_be_hidden()
    rings = "notes => notes.filter((note) => getComputedStyle(note).boxShadow.includes('inset')).map((note) => note.id)"
    await becomes(lambda: page.locator(".notes > li").evaluate_all(rings), [f"note-{mine}"])
    for row in (".head h2", ".paper"):
        await fulfils(
            lambda row=row: boxes(page.locator(row)), lambda found: len({round(one.top) for one in found}) == 1
        )
    form = page.locator(".composer").first
    await form.get_by_role("button", name="Post").click()
    await expect(page.get_by_role("alert")).to_have_text("Write something first.")
    await page.get_by_role("textbox").fill("this time with words")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator(".notes > li", has_text="this time with words").get_by_text("Saved")).to_be_visible()
