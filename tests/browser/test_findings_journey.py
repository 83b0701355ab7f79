"""From a new programme to a written cell by keyboard alone; every page on the way is accessible."""

import asyncio
from datetime import UTC, datetime

from playwright.async_api import expect
from sqlmodel import Session

from app.domain.accounts import organisers
from app.domain.accounts.acting import By
from app.domain.findings import members, rights
from app.domain.findings.coding import rounds
from app.domain.models import Organiser
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import OLGA, accessible, olga
from tests.browser.keys import Keys
from tests.workshop import ANA, BEN

TALK = "Sam: How do you work together?\nAnn: We talk most weeks. Small groups we hardly know."


def colleague(session: Session, key: str) -> int:
    """Make Ravi an analyst of the programme; returns his account's number."""
    olga_ = organisers.by_email(session, OLGA)
    assert olga_ is not None
    now = datetime.now(UTC)
    ravi = Organiser(
        organisation_id=olga_.organisation_id, email=f"{key}@x.example", name="Ravi", password="", made_at=now
    )
    session.add(ravi)
    session.flush()
    assert ravi.id is not None
    members.add(session, rights.load(session, By(olga_, "Chrome", now), key, hold=True), ravi.id, "analyst")
    return ravi.id


def ravi_is_done(session: Session, key: str, ravi: int) -> None:
    """Ravi says that his coding of the only round is done."""
    person = rights.load(session, By(session.get_one(Organiser, ravi), "Chrome", datetime.now(UTC)), key, hold=True)
    rounds.finish(session, person, rounds.listed(session, person.programme)[0].round.id, on=True)


async def fill(keys: Keys, fields: dict[str, str]) -> None:
    """Type into these fields of the page, each found by its id, in their order."""
    for name, words in fields.items():
        await keys.to(keys.page.locator(f"#{name}"))
        await keys.page.keyboard.type(words)


async def press(keys: Keys, name: str, *, role: str = "button", back: bool = False) -> None:
    """Go to the first button or link with this name, and press it."""
    target = keys.page.locator("#main").get_by_role(role, name=name)  # ty: ignore[invalid-argument-type]
    await keys.to(target.first, back=back)
    await onward(keys, "Enter")


async def onward(keys: Keys, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    async with keys.page.expect_navigation():
        await keys.press(key)


async def page_of(keys: Keys, name: str) -> None:
    """Go to a page of the programme by its link in the header."""
    page = keys.page
    await keys.follow(page.locator("header nav").get_by_role("link", name=name))
    await expect(page.locator("header [aria-current=page]")).to_have_text(name)


async def test_a_programme_goes_from_its_name_to_a_cell_of_the_matrix_by_keyboard_alone(
    browser_pages: BrowserPages,
) -> None:
    workshop = browser_pages.workshop
    for who, words in ((ANA, "Our contact left the council."), (BEN, "We meet every month.")):
        await browser_pages.post(who, words)
    page = await olga(browser_pages)
    keys = Keys(page)
    await page.goto(f"{browser_pages.server.url}/p")
    await fill(keys, {"name": "Healthier neighbourhoods"})
    await onward(keys, "Enter")
    await expect(page.locator("h1")).to_have_text("Healthier neighbourhoods")
    key = page.url.rsplit("/", 1)[1]
    await accessible(page, "a new programme")
    await press(keys, "Places and workshops", role="link")
    await keys.to(page.locator("#workshop"))
    options = await page.locator("#workshop option").evaluate_all("all => all.map((option) => option.value)")
    await keys.press("Home", *["ArrowDown"] * options.index(workshop.key))
    await press(keys, "Add workshop")
    await accessible(page, "places and workshops")
    await page_of(keys, "Interviews")
    await press(keys, "Import an interview", role="link")
    await fill(keys, {"title": "Interview 1, council"})
    await keys.to(page.locator("[name=consent]").first)
    await keys.press("Space")
    await fill(keys, {"text": TALK})
    await press(keys, "Preview")
    await accessible(page, "preview of an interview")
    await press(keys, "Import interview")
    await keys.reach(page.locator("#s2"))
    await keys.press("ArrowDown")
    await keys.press("q")
    await expect(page.locator("#coded-meter")).to_have_js_property("value", 1)
    await accessible(page, "an interview being coded")
    ravi = await asyncio.to_thread(workshop.write, lambda session: colleague(session, key))
    await page_of(keys, "Agreement")
    await fill(keys, {"name": "Round 1"})
    for name in ("Olga", "Ravi"):
        await keys.to(page.get_by_label(name))
        await keys.press("Space")
    await press(keys, "Draw sample")
    await accessible(page, "an open round")
    await press(keys, "Code this round", role="link")
    for number in (1, 2, 3):
        await expect(page.locator("#unit-number")).to_have_text(f"{number} of 3")
        await keys.press("w")
        await expect(page.locator("#coded-meter")).to_have_js_property("value", number)
        if number < 3:
            await onward(keys, "Enter")
    await press(keys, "My coding is done", back=True)
    await asyncio.to_thread(workshop.write, lambda session: ravi_is_done(session, key, ravi))
    await press(keys, "Close round")
    await expect(page.locator("#differences")).to_be_visible()
    await accessible(page, "a closed round")
    await page_of(keys, "Themes")
    await fill(keys, {"new-name": "Goodwill leaves when people leave"})
    await onward(keys, "Enter")
    await keys.to(page.locator("#evidence input").first, back=True)
    await keys.press("Space", "t")
    await onward(keys, "a")
    await expect(page.locator("#open-theme .piece")).to_have_count(1)
    await expect(page.locator("#evidence input").first).to_be_focused()
    await keys.press("Space", "k")
    await onward(keys, "1")
    await expect(page.locator("#undo")).to_contain_text("Kind added to 1 note or excerpt.")
    await accessible(page, "themes with an action to undo")
    await onward(keys, "Control+z")
    await expect(page.locator("#undo")).to_contain_text("1 piece of evidence moved.")
    await onward(keys, "Control+z")
    await expect(page.locator("#open-theme .piece")).to_have_count(0)
    await page_of(keys, "Matrix")
    await keys.to(page.locator("#c1-1"))
    await onward(keys, "Enter")
    await fill(keys, {"summary": "Residents rarely hear back."})
    await onward(keys, "Control+Enter")
    await expect(page.locator("h1")).to_contain_text("Shared power")
    await accessible(page, "a cell")
    await press(keys, "Back to the matrix", role="link")
    await expect(page.locator("#c1-1")).to_contain_text("Residents rarely hear back.")
    await accessible(page, "the matrix")
