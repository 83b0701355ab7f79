"""Coding an interview: by keyboard alone, with the mouse, and while a colleague works on the same text."""

import asyncio
from datetime import UTC, date, datetime

import pytest_asyncio
from playwright.async_api import FilePayload, Page, expect
from sqlmodel import Session

from app.domain.accounts import organisers
from app.domain.accounts.acting import By
from app.domain.findings import programmes, rights, sources
from app.domain.findings.interviews import excerpts, interview_text, interviews
from app.domain.workshops import plans, workshops
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import OLGA, looked_at, olga
from tests.browser.places import box
from tests.waiting import becomes
from tests.workshop import SampleWorkshop

TALK = (
    "Interviewer: How do you work together?\n"
    "Ann: We talk most weeks. Mae’n dda 👩\u200d👧 yma. Small groups we hardly know.\n"
    "Interviewer: What has helped?\nAnn: One named officer. People know her."
)


def programme(workshop: SampleWorkshop) -> tuple[str, str]:
    """The paths of a new programme of Olga's and of an interview in it."""

    def make(session: Session) -> tuple[str, str]:
        account = organisers.by_email(session, OLGA)
        assert account is not None
        by = By(account, "Chrome", datetime.now(UTC))
        framework = workshops.settle(session, plans.default_framework())
        details = programmes.Details("Healthier neighbourhoods", date(2031, 1, 1))
        person = programmes.create(session, by, details, framework)
        sources.take(session, person, workshop.key)
        (place,) = programmes.places(session, person.programme)
        about = interviews.About(place.id, date(2026, 11, 12), "Interview 1", "en", "group", date(2031, 1, 1))
        prepared = interview_text.prepare(TALK)
        made = interviews.add(session, person, "1" * 24, about, prepared.text, prepared.turns)
        return f"/p/{person.programme.key}", f"/p/{person.programme.key}/interviews/{made.id}"

    return workshop.write(make)


@pytest_asyncio.fixture(loop_scope="session")
async def opened(browser_pages: BrowserPages) -> tuple[Page, str, str]:
    page = await olga(browser_pages)
    path, interview = await asyncio.to_thread(programme, browser_pages.workshop)
    await page.goto(browser_pages.server.url + interview)
    return page, path, interview


async def test_sentences_are_chosen_and_coded_by_keyboard_alone(opened: tuple[Page, str, str]) -> None:
    page, _path, _interview = opened
    await page.locator("#s2").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#selection")).to_have_text("1 sentence selected: Mae’n dda 👩\u200d👧 yma.")
    await page.keyboard.press("Shift+ArrowDown")
    await expect(page.locator("#selection")).to_contain_text("2 sentences selected")
    await page.keyboard.press("q")
    await expect(page.locator("#coded-meter")).to_have_js_property("value", 2)
    await expect(page.locator(".coded")).to_have_text(["Mae’n dda 👩\u200d👧 yma.", "Small groups we hardly know."])
    await expect(page.locator("[data-element='involve_voice']")).to_have_attribute("aria-pressed", "true")
    # The focus is where it was, so the next key goes on.
    await page.keyboard.press("Backspace")
    await expect(page.locator("#coded-meter")).to_have_js_property("value", 0)
    # Widening stops at the end of what one person says.
    await page.keyboard.press("Shift+ArrowDown")
    await expect(page.locator("#selection")).to_contain_text("2 sentences selected")
    await page.keyboard.press("Escape")
    await expect(page.locator("#find-code")).to_be_focused()


async def test_the_mouse_chooses_words_and_a_selection_snaps_to_whole_words(opened: tuple[Page, str, str]) -> None:
    page, _path, _interview = opened
    await page.evaluate("""() => {
      const text = document.querySelector("#s3").firstChild;
      getSelection().setBaseAndExtent(text, 7, text, text.data.indexOf("yma") + 1);
      document.querySelector("#transcript").dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
    }""")
    await expect(page.locator("#selection")).to_contain_text("dda 👩\u200d👧 yma.")
    await page.locator("[data-element='involve_decisions']").click()
    await expect(page.locator(".coded")).to_have_text("dda 👩\u200d👧 yma.")


async def test_on_a_phone_the_codes_come_to_the_chosen_words(opened: tuple[Page, str, str]) -> None:
    page, _path, _interview = opened
    await page.set_viewport_size({"width": 320, "height": 640})
    sheet, last = page.locator("#codes"), page.locator("#s7")

    async def hidden() -> float:
        """How many pixels of the last chosen sentence the sheet covers, or the window leaves out."""
        return max(0, (await box(last)).bottom - (await box(sheet)).top, (await box(sheet)).bottom - 640)

    await expect(sheet.get_by_label("Find a code")).to_be_hidden()
    await page.locator("#s6").click()
    await sheet.get_by_role("button", name="Add next sentence").click()
    await expect(page.locator("#selection")).to_contain_text("2 sentences selected")
    await becomes(hidden, 0)
    await sheet.get_by_label("Find a code").fill("relation")
    await page.keyboard.press("Enter")
    await expect(page.locator(".coded")).to_have_count(2)
    # What was used last is at hand for the next words.
    await page.locator("#s2").click()
    await expect(sheet.locator("#recent button")).to_contain_text(["relationships"])
    await sheet.locator("#recent button").click()
    await expect(page.locator(".coded")).to_have_count(3)
    await sheet.get_by_role("button", name="Undo").click()
    await expect(page.locator(".coded")).to_have_count(2)
    await sheet.get_by_role("link", name="Close codes").click()
    await expect(sheet.get_by_label("Find a code")).to_be_hidden()
    await expect(page.locator("#s2")).to_be_focused()
    await page.locator("#s2").press("ArrowDown")
    await expect(sheet.get_by_label("Find a code")).to_be_visible()
    await looked_at(page, "interview-sheet")


async def test_a_colleagues_codes_appear_and_leave_what_is_being_chosen(
    opened: tuple[Page, str, str], browser_pages: BrowserPages
) -> None:
    page, path, interview = opened
    await page.locator("#s2").click()
    await expect(page.locator("#selection")).to_contain_text("1 sentence selected")

    def act(session: Session) -> None:
        by = By(organisers.by_email(session, OLGA), "Chrome", datetime.now(UTC))
        person = rights.load(session, by, path.removeprefix("/p/"), hold=True)
        text = interviews.find(session, person.programme, interview.rsplit("/", 1)[1]).text
        start = text.index("People")
        words = text[start:]
        excerpts.code(session, person, "1" * 24, excerpts.Selected(start, len(text), words), "involve_voice")

    await asyncio.to_thread(browser_pages.workshop.write, act)
    await expect(page.locator(".coded")).to_have_text("People know her.")
    await expect(page.locator("#s2")).to_be_focused()
    await expect(page.locator("#selection")).to_have_text("1 sentence selected: We talk most weeks.")


async def test_the_pages_of_a_programme_are_right_for_everyone(
    opened: tuple[Page, str, str], browser_pages: BrowserPages
) -> None:
    page, path, _interview = opened
    await page.locator("#s2").click()
    await page.keyboard.press("q")
    await expect(page.locator(".coded")).to_have_count(1)
    await looked_at(page, "interview")
    pages = ("", "/details", "/members", "/interviews", "/interviews/new", "/codebook", "/codebook/involve_voice")
    for name in (*pages, "/records"):
        await page.goto(browser_pages.server.url + path + name)
        await looked_at(page, name or "overview")
    await page.goto(browser_pages.server.url + path + "/codebook")
    table = FilePayload(name="codes.csv", mimeType="text/csv", buffer=b"name,description\nStigma,Shame and blame.\n")
    await page.locator("#file").set_input_files(table)
    await page.get_by_role("button", name="Show what changes").click()
    await expect(page.get_by_role("heading", name="1 code will be added")).to_be_visible()
    await looked_at(page, "codebook-import")
    await page.goto(browser_pages.server.url + "/p")
    await looked_at(page, "programmes")
