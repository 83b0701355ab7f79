"""Independent coding, themes and the matrix: by keyboard alone, and looked at in every state."""

import asyncio
from datetime import UTC, datetime

import pytest_asyncio
from playwright.async_api import Page, expect
from sqlmodel import Session

from app.domain.accounts import organisers
from app.domain.accounts.acting import By
from app.domain.findings import members, outlines, rights
from app.domain.findings.coding import facets, rounds
from app.domain.findings.themes import themes
from app.domain.mapping import codings
from app.domain.models import Organiser
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import OLGA, looked_at, olga
from tests.browser.test_coding import programme
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

ROUND, THEME = "r" * 24, "a" * 24


def prepared(workshop: SampleWorkshop) -> tuple[str, int]:
    """The path of a programme with two notes, a theme and a round of Olga and Ravi; and Ravi's account."""
    workshop.post(ANA, "Our contact left the council.")
    workshop.post(BEN, "We meet every month.")
    path, _interview = programme(workshop)

    def make(session: Session) -> int:
        account = organisers.by_email(session, OLGA)
        assert account is not None
        now = datetime.now(UTC)
        ravi = Organiser(
            organisation_id=account.organisation_id, email=f"{path}@x.example", name="Ravi", password="", made_at=now
        )
        session.add(ravi)
        session.flush()
        assert ravi.id is not None
        assert account.id is not None
        person = rights.load(session, By(account, "Chrome", now), path.removeprefix("/p/"), hold=True)
        members.add(session, person, ravi.id, "analyst")
        rounds.draw(session, person, ROUND, rounds.Draft("Round 1", (account.id, ravi.id), size=2, seed=1))
        themes.add(session, person, THEME, themes.Wording("Goodwill leaves when people leave"))
        return ravi.id

    return path, workshop.write(make)


def ravi_codes(workshop: SampleWorkshop, path: str, ravi: int) -> None:
    """Ravi gives every note of the sample another element than Olga, and is done."""

    def act(session: Session) -> None:
        by = By(session.get_one(Organiser, ravi), "Chrome", datetime.now(UTC))
        person = rights.load(session, by, path.removeprefix("/p/"), hold=True)
        for unit in rounds.sample(session, person.programme, ROUND):
            rounds.give(session, person, ROUND, unit.name, "involve_decisions", on=True)
        rounds.finish(session, person, ROUND, on=True)

    workshop.write(act)


@pytest_asyncio.fixture(loop_scope="session")
async def opened(browser_pages: BrowserPages) -> tuple[Page, str, int]:
    page = await olga(browser_pages)
    path, ravi = await asyncio.to_thread(prepared, browser_pages.workshop)
    return page, browser_pages.server.url + path, ravi


async def test_a_sample_is_coded_and_its_differences_settled_by_keyboard_alone(
    browser_pages: BrowserPages, opened: tuple[Page, str, int]
) -> None:
    page, path, ravi = opened
    await page.goto(f"{path}/rounds/{ROUND}/coding")
    for number in (1, 2):
        await expect(page.locator("#unit-number")).to_have_text(f"{number} of 2")
        await expect(page.locator("#blind")).to_be_focused()
        if number == 1:
            await page.keyboard.press("q")
        else:
            # A code can be found by its name too.
            await page.locator("#find-code").focus()
            await page.keyboard.type("voice")
            await expect(page.locator(".code-lists li:visible")).to_have_count(1)
            await page.keyboard.press("Enter")
        await expect(page.locator("#coded-meter")).to_have_js_property("value", number)
        await page.keyboard.press("Enter")
    await looked_at(page, "coding alone")
    await asyncio.to_thread(ravi_codes, browser_pages.workshop, path.removeprefix(browser_pages.server.url), ravi)
    await page.get_by_role("button", name="My coding is done").press("Enter")
    await page.get_by_role("button", name="Close round").press("Enter")
    await expect(page.locator("#differences")).to_have_text("Difference 1 of 2")
    await looked_at(page, "agreement")
    await page.locator("#settling").focus()
    await page.keyboard.press("3")
    await expect(page.get_by_label("All of these codes")).to_be_checked()
    await page.locator("#reason").focus()
    await page.keyboard.type("It is about both. 1 of 2.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#differences")).to_have_text("Difference 2 of 2")
    await expect(page.locator("#settling")).to_contain_text("1 settled, 1 to go")


async def test_evidence_moves_into_a_theme_by_keyboard_alone(opened: tuple[Page, str, int]) -> None:
    page, path, _ravi = opened
    await page.goto(f"{path}/themes")
    await page.locator("#evidence input").first.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Space")
    await expect(page.locator("#picked")).to_contain_text("2 selected")
    await looked_at(page, "themes")
    await page.keyboard.press("t")
    await page.keyboard.press("a")
    await expect(page.locator("#open-theme .piece")).to_have_count(2)
    await looked_at(page, "a theme with evidence")
    await page.locator("#open-theme .context-link").first.click()
    await expect(page.locator("#here")).to_contain_text("For the theme")
    await looked_at(page, "a note in context")


async def test_notes_of_a_code_get_a_facet_and_lose_it_again_by_keyboard_alone(
    browser_pages: BrowserPages, opened: tuple[Page, str, int]
) -> None:
    page, path, _ravi = opened

    def give_a_code(session: Session) -> None:
        account = organisers.by_email(session, OLGA)
        assert account is not None
        key = path.rpartition("/p/")[2]
        person = rights.load(session, By(account, "Chrome", datetime.now(UTC)), key, hold=True)
        names = [unit.name for unit in outlines.outlines(session, person.programme)]
        facets.set_for(session, person, names, "facet_challenge", on=True)

    await asyncio.to_thread(browser_pages.workshop.write, give_a_code)
    await page.goto(f"{path}/codebook/facet_challenge")
    await page.locator("#evidence input").first.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Space")
    await expect(page.locator("#picked")).to_contain_text("2 selected")
    await looked_at(page, "a code with selected notes")
    # T moves evidence to a theme on another page; here it must not swallow the next key.
    await page.keyboard.press("t")
    await page.keyboard.press("k")
    await expect(page.locator("#picked")).to_contain_text("Now press the number of a kind.")
    await page.keyboard.press("1")
    await expect(page.locator("#undo")).to_contain_text("Kind added to 2 notes and excerpts.")
    await expect(page.locator("#evidence label", has_text="Role")).to_have_count(2)
    await expect(page.locator("#evidence input").first).to_be_focused()
    await page.keyboard.press("Control+z")
    await expect(page.locator("#evidence label", has_text="Role")).to_have_count(0)
    await expect(page.locator("#evidence label")).to_have_count(2)


async def test_the_matrix_is_walked_and_written_by_keyboard_alone(
    browser_pages: BrowserPages, opened: tuple[Page, str, int]
) -> None:
    page, path, _ravi = opened
    note = await asyncio.to_thread(browser_pages.workshop.post, ANA, "They did a survey.")
    await asyncio.to_thread(browser_pages.workshop.act, FAY, codings.give, note, "involve_voice")
    await page.goto(f"{path}/matrix")
    await looked_at(page, "matrix")
    await page.locator("#c1-1").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#c1-2")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.press("Home")
    await expect(page.locator("#c1-1")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.locator("#summary").focus()
    await page.keyboard.type("Residents rarely hear back.")
    # A kind for the evidence leaves what is typed, and K in a text field is a letter.
    await page.locator("[data-piece]").first.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("k")
    await page.keyboard.press("1")
    await expect(page.locator(".piece")).to_contain_text("· Role")
    await expect(page.locator("#summary")).to_have_value("Residents rarely hear back.")
    await page.get_by_label("Words of the quote").press("k")
    await expect(page.locator("#picked")).to_have_text("0 selected")
    await looked_at(page, "cell with its evidence")
    await page.locator("#summary").press("Control+Enter")
    await expect(page.locator("h1")).to_contain_text("Shared power")
    await looked_at(page, "cell")
    await page.goto(f"{path}/matrix")
    await expect(page.locator("#c1-1")).to_contain_text("Residents rarely hear back.")
    await page.goto(f"{path}/rounds")
    await looked_at(page, "rounds")
