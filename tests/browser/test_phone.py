"""A participant's phone: one question, a big box, one button, and the word Saved; a facilitator's, with notes too."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import expect
from sqlmodel import Session

from app.domain.steering import agenda, agenda_editing, locks, signals
from app.domain.workshops import seats, workshops
from app.domain.workshops.drafts import Wording
from tests.browser.board import note, write
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import Box, box, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

NARROW = PHONE | {"viewport": {"width": 320, "height": 640}}


def in_welsh(session: Session, workshop: SampleWorkshop) -> None:
    """The title of this workshop is known in Welsh too."""
    stored = seats.find(session, workshop.key)
    draft = workshops.draft_of(session, stored)
    wordings = {"cy": Wording(title="Gweithdy", questions=["", "", ""])}
    workshops.edit(session, stored, replace(draft, wordings=wordings), workshop.now())


async def test_a_participants_phone_shows_one_question_a_box_and_a_button(browser_pages: BrowserPages) -> None:
    await browser_pages.post(BEN, "from Ben")
    page = await browser_pages.visit(ANA, **PHONE)
    shown = {role: page.get_by_role(role).filter(visible=True) for role in ("heading", "button", "link", "textbox")}
    await expect(shown["heading"]).to_have_text(["A workshop", "Question 1?"])
    # The one without words is a colour.
    await expect(shown["button"]).to_have_text(["I’m ready", "Raise hand", "Your notes 0", "", "Post"])
    # The first is out of sight until a keyboard comes to it.
    tabs = ["Question 1: Question 1? 1 note", "Question 2: Question 2? 0 notes", "Question 3: Question 3? 0 notes"]
    await expect(shown["link"]).to_have_text(["Skip to the questions", *tabs])
    await expect(shown["textbox"]).to_have_count(1)

    # The title and one's own notes are one row, and the tabs come right below it.
    async def head() -> list[Box]:
        return [await box(page.locator(part)) for part in (".titles", ".to-own", ".tabs")]

    def in_order(found: list[Box]) -> bool:
        titles, own, row = found
        return titles.right <= own.left and max(titles.bottom, own.bottom) <= row.top <= 56

    await fulfils(head, in_order)
    form = page.locator(".composer:visible")
    await expect(form.locator(".colours")).to_be_hidden()
    await shown["textbox"].fill("from a phone")
    await form.get_by_role("button", name="Note colour").tap()
    await form.get_by_label("Blue").check()
    await form.get_by_role("button", name="Post").tap()
    await expect(note(page, "from a phone").get_by_text("Saved")).to_be_visible()
    await expect(note(page, "from a phone")).to_have_attribute("data-colour", "sky")


@pytest.mark.parametrize(("ref", "help_page"), [(ANA, "Help for participants"), (FAY, "Help for facilitators")])
async def test_your_notes_holds_what_a_phone_has_no_room_for(
    browser_pages: BrowserPages, ref: str, help_page: str
) -> None:
    for text in ("parking at the hub", "trust"):
        await browser_pages.post(BEN, text)
    page = await browser_pages.visit(ref, **PHONE)
    private_fragment, words = page.locator("#private-fragment"), page.get_by_role("searchbox", name="Search the notes")
    await private_fragment.locator(".to-own").tap()
    await expect(private_fragment.get_by_role("link", name="Help")).to_be_visible()
    await private_fragment.get_by_role("button", name="Find notes").tap()
    await expect(words).to_be_focused()
    await expect(private_fragment.get_by_role("link", name="Help")).to_be_hidden()
    await words.fill("park")
    await expect(page.locator(".notes > li:visible .words")).to_have_text(["parking at the hub"])
    await page.get_by_role("button", name="Filter").tap()
    await page.get_by_role("dialog", name="Filter").get_by_role("button", name="Show all notes").tap()
    await page.get_by_role("dialog", name="Filter").get_by_role("button", name="Close").tap()
    await private_fragment.locator(".to-own").tap()
    await private_fragment.get_by_role("button", name="Find notes").tap()
    await expect(words).to_be_hidden()
    await private_fragment.locator(".to-own").tap()
    await private_fragment.get_by_role("link", name="Help").tap()
    await expect(page.get_by_role("heading", name=help_page)).to_be_visible()
    await page.go_back()
    await expect(note(page, "trust")).to_be_visible()


@pytest.mark.parametrize("ref", [ANA, FAY])
async def test_a_phone_has_the_language_switch_in_your_notes(browser_pages: BrowserPages, ref: str) -> None:
    await asyncio.to_thread(browser_pages.workshop.write, lambda session: in_welsh(session, browser_pages.workshop))
    page = await browser_pages.visit(ref, **PHONE)
    await page.locator("#private-fragment .to-own").tap()
    await page.locator("#private-fragment").get_by_role("button", name="Cymraeg").tap()
    await expect(page.get_by_role("heading", name="Gweithdy")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "cy")


@pytest.mark.parametrize("options", [NARROW, {"viewport": {"width": 1440, "height": 800}}])
async def test_the_banner_covers_no_control(browser_pages: BrowserPages, options: dict[str, Any]) -> None:
    page = await browser_pages.window(**options)
    await page.add_init_script("delete window.WebSocket;")
    name, value = browser_pages.server.cookie(browser_pages.workshop, FAY).split("=", 1)
    await page.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    await page.route("**/news?*", lambda route: route.abort())
    await page.route("**/notes", lambda route: route.abort())
    await page.goto(browser_pages.url())
    await expect(page.locator("#banner")).to_be_in_viewport(ratio=1)
    for link in await page.locator(".tabs a, nav a").locator("visible=true").all():
        await link.click(trial=True)
    form = page.locator(".composer:visible").first
    await form.get_by_role("textbox").fill("written meanwhile")
    await form.get_by_role("button", name="Post").click()
    await expect(page.locator(".pending > li")).to_contain_text("Not saved yet")


async def test_only_people_with_a_name_can_show_it(browser_pages: BrowserPages) -> None:
    browser_pages.workshop = await asyncio.to_thread(browser_pages.server.workshop, naming="choice")
    await asyncio.to_thread(browser_pages.workshop.join, "nobody", name="")
    page = await browser_pages.visit("nobody", **PHONE)
    await expect(page.locator(".composer:visible")).to_be_visible()
    await expect(page.get_by_label("Show my name").locator("visible=true")).to_have_count(0)
    page = await browser_pages.visit(ANA, **PHONE)
    await expect(page.get_by_label("Show my name").locator("visible=true")).to_have_count(1)


@pytest.mark.parametrize("rest", ["/share", "/records"])
async def test_on_a_narrow_phone_the_current_page_is_visible_in_the_navigation(
    browser_pages: BrowserPages, rest: str
) -> None:
    page = await browser_pages.visit(FAY, rest, live=False, **NARROW)
    await fulfils(lambda: box(page.locator("nav [aria-current]")), lambda here: 0 <= here.left <= here.right <= 320)
    await becomes(lambda: page.evaluate("[scrollX, scrollY]"), [0, 0])


async def test_on_a_narrow_phone_a_facilitator_sees_notes_and_the_privacy_note(
    browser_pages: BrowserPages,
) -> None:
    browser_pages.workshop = await asyncio.to_thread(browser_pages.server.workshop, naming="choice")
    await asyncio.to_thread(browser_pages.workshop.raise_up, FAY, "Fay")
    for number in range(6):
        await browser_pages.post(BEN, f"note {number}, of which people say that it has a few more words than others")
    page = await browser_pages.visit(FAY, **NARROW)
    last, paper = note(page, "note 5"), page.locator(".paper:visible")
    form = page.locator(".composer:visible")
    deleted = browser_pages.workshop.in_words(browser_pages.workshop.keep_until)
    promise = form.get_by_text(f"Your name is shown only if you choose. Notes are deleted on {deleted}.")
    # The steering bar is one row, and so is the composer until someone writes.
    await fulfils(lambda: box(paper), lambda at: at.height >= 300)
    await settled(page)
    before = await box(form.get_by_role("button", name="Post"))
    for words in ("", "half a thought"):
        await form.get_by_role("textbox").fill(words)
        swatch, post = (form.get_by_role("button", name=name) for name in ("Note colour", "Post"))
        for part in (promise, form.get_by_label("Show my name"), swatch, post):
            await expect(part).to_be_in_viewport(ratio=1)
        await fulfils(lambda post=post: box(post), lambda at: at.bottom == before.bottom)
        # Nothing of it has been scrolled out of the list either.
        await expect(last).to_be_in_viewport(ratio=1)
        await fulfils(lambda: box(paper), lambda at: at.height >= 180)


async def test_a_facilitators_bar_is_one_row_on_a_phone_and_its_menus_cover_neither_bar_nor_composer(
    browser_pages: BrowserPages,
) -> None:
    for title in ("Arrive", "Write everything that you know"):
        await browser_pages.do(FAY, agenda_editing.add, agenda_editing.Draft(title, may=["write"], minutes=5))
    phase = await asyncio.to_thread(
        browser_pages.workshop.read, lambda session: agenda.phases(session, browser_pages.workshop.id)[0].id
    )
    await browser_pages.do(FAY, agenda.enter, phase, seen=None)
    await browser_pages.do(FAY, locks.approve_first, on=True)
    await browser_pages.do(ANA, signals.raise_hand, on=True)
    await browser_pages.post(BEN, "one that waits")
    page = await browser_pages.visit(FAY, **NARROW)
    waiting = page.get_by_role("button", name="1 waiting for approval")
    controls = [page.get_by_role("button", name=name) for name in ("Agenda and modes", "Timer", "1 hand", "Attention")]
    for control in (*controls, waiting, page.get_by_role("button", name="Next: Write everything that you know")):
        await expect(control).to_be_in_viewport(ratio=1)
    bar = await fulfils(lambda: box(page.locator(".steering")), lambda at: at.height <= 56)
    composer = await fulfils(lambda: box(page.locator(".composer:visible")), lambda at: at.top < bar.top)
    for control in (*controls, waiting):
        await control.tap()
        await fulfils(
            lambda: box(page.locator(":popover-open")), lambda menu: 0 <= menu.top < menu.bottom <= composer.top
        )
        await page.keyboard.press("Escape")
        await expect(page.locator(":popover-open")).to_have_count(0)
    # Escape closes the queue even before it has taken focus.
    await waiting.evaluate("""button => {
        button.click();
        button.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    }""")
    await expect(page.locator(":popover-open")).to_have_count(0)
    # The menu has what the row has no room for.
    await controls[0].tap()
    await page.get_by_role("button", name="Undo my last action").tap()
    await expect(page.locator("#toast")).to_have_text("Undone: Approve notes first")


async def test_a_note_is_posted_from_the_smallest_window(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(ANA, viewport={"width": 320, "height": 256})
    await write(page, "from a very small window")
    await expect(note(page, "from a very small window").get_by_text("Saved")).to_be_visible()
