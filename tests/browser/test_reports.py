"""Reports from the first press to the signed page of all places, by keyboard alone, and looked at in every state."""

import asyncio
from datetime import UTC, datetime

from playwright.async_api import Page, expect
from sqlmodel import Session

from app.domain.accounts import organisers
from app.domain.accounts.acting import By
from app.domain.findings import programmes, rights
from app.domain.findings.interviews import excerpts, interview_text, interviews
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import evidence, themes
from app.domain.findings.themes.themes import AGREED, Wording
from app.domain.findings.units import Ref, note_ref
from app.domain.workshops import closing
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import OLGA, looked_at, olga
from tests.browser.test_coding import TALK, programme
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

WORDS = ("They did a survey and we never heard back.", "Small groups we hardly know.")


def prepared(workshop: SampleWorkshop) -> str:
    """The path of a programme of two places, each with an agreed theme, which are parts of a combined one."""
    notes = [Ref("note", note_ref(workshop.id, workshop.post(who, WORDS[0]))) for who in (ANA, BEN)]
    path, _interview = programme(workshop)
    workshop.act(FAY, closing.close, on=True)

    def make(session: Session) -> None:
        by = By(organisers.by_email(session, OLGA), "Chrome", datetime.now(UTC))
        person = rights.load(session, by, path.removeprefix("/p/"), hold=True)
        here = programmes.places(session, person.programme)[0]
        harbour = programmes.add_place(session, person, "Harbour")
        made = themes.add(session, person, "c" * 24, Wording("People want to hear back", state=AGREED))
        for theme_id, place, units in (
            ("a" * 24, here.id, notes),
            ("b" * 24, harbour.id, _passages(session, person, harbour.id)),
        ):
            wording = Wording("People hear nothing back", "Answers do not return.", state=AGREED)
            themes.add(session, person, theme_id, wording, place)
            evidence.give(session, person, theme_id, units)
            themes.nest(session, person, theme_id, made.id)
        evidence.quote(session, person, "a" * 24, notes[0], WORDS[0])
        evidence.quote(session, person, "b" * 24, _passages(session, person, harbour.id)[0], WORDS[1])

    workshop.write(make)
    return path


def _passages(session: Session, person: Colleague, place_id: int) -> list[Ref]:
    text = interview_text.prepare(TALK)
    about = interviews.listed(session, person.programme)[0]
    told = interviews.About(
        place_id, about.held_on, "Interview 2", "en", "group", about.keep_until, speaks_for=about.speaks_for
    )
    made = interviews.add(session, person, "2" * 24, told, text.text, text.turns)
    found = []
    for words in (WORDS[1], "One named officer."):
        start = made.text.index(words)
        selected = excerpts.Selected(start, start + len(words), words)
        found.append(Ref("excerpt", excerpts.code(session, person, made.id, selected, "involve_voice").id))
    return found


async def test_two_local_reports_and_the_combined_one_are_written_and_signed_by_keyboard_alone(
    browser_pages: BrowserPages,
) -> None:
    page = await olga(browser_pages)
    path = browser_pages.server.url + await asyncio.to_thread(prepared, browser_pages.workshop)
    for number, place in enumerate(("", "Harbour", "All places together")):
        await page.goto(f"{path}/reports")
        if place:
            await page.locator("#place").focus()
            await page.keyboard.type(place)
        await page.get_by_label("Title", exact=True).focus()
        await page.keyboard.type(f"What place {number} told us")
        await page.keyboard.press("Enter")
        await expect(page.locator("h1")).to_have_text(f"What place {number} told us")
        await _write(page, first=not number)
        await page.get_by_role("link", name="Sign off", exact=True).press("Enter")
        await page.get_by_label("Your role").focus()
        await page.keyboard.type("Director")
        await page.keyboard.press("Enter")
        await expect(page.locator("#editions")).to_contain_text("Edition 1")
    await looked_at(page, "a signed report")
    await page.get_by_role("link", name="Edition 1").press("Enter")
    await expect(page.locator("article")).to_contain_text("Which finding was raised where")
    for words in WORDS:
        await expect(page.locator("article")).to_contain_text(words)
    await looked_at(page, "the page of a combined report")


async def _write(page: Page, *, first: bool) -> None:
    """Do what the page says is left to do, section by section."""
    await page.get_by_role("link", name="Write the summary.").press("Enter")
    await page.get_by_label("Text", exact=True).first.focus()
    await page.keyboard.type("People do not hear back.")
    await expect(page.locator("#preview")).to_contain_text("People do not hear back.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("link", name="Write the summary.")).to_have_count(0)
    await page.get_by_role("link", name="Say what speaks against this finding.").press("Enter")
    await page.get_by_label("What speaks against it").focus()
    await page.keyboard.type("The hub answers every letter.")
    if first:
        await looked_at(page, "the editor of a report")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("link", name="Say what speaks against this finding.")).to_have_count(0)
    await expect(page.locator("#preview")).to_contain_text("The hub answers every letter.")
    for _quote in range(await page.get_by_role("button", name="It identifies no one").count()):
        left = page.get_by_role("button", name="It identifies no one")
        there = await left.count()
        await left.first.press("Enter")
        await expect(left).to_have_count(there - 1)
    await page.get_by_role("link", name="What this report cannot say", exact=False).first.press("Enter")
    await page.get_by_role("button", name="I have read what this report cannot say").press("Enter")
    await expect(page.locator("#before")).to_contain_text("All checks passed")
