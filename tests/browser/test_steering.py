"""A facilitator steers from the bar: phases, timer, veil and approval, on everyone's screens at once."""

import re
from datetime import datetime

import pytest
from playwright.async_api import Page, expect
from sqlmodel import Session

from app.domain.board import notes
from app.domain.steering import agenda_editing, locks
from app.domain.workshops.seats import Actor
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import all_answered, nowhere
from tests.waiting import becomes
from tests.workshop import ANA, BEN, FAY

# What every control of the bar says that is not whole, or not on its one line.
BROKEN = """bar => {
  const parts = [...bar.querySelectorAll("button, input, #waiting a")]
    .filter((part) => part.checkVisibility() && !part.closest("[popover]"))
    .map((part) => ({ words: part.textContent.trim(), box: part.getBoundingClientRect() }));
  return parts.filter(({ box }, place) => box.height > 46 || box.right > bar.clientWidth ||
    box.left < (parts[place - 1]?.box.right ?? 0) - 1).map(({ words }) => words);
}"""


async def plan(pages: BrowserPages) -> None:
    first, second, _third = pages.workshop.columns
    for draft in (
        agenda_editing.Draft("Arrive", "Choose your group."),
        agenda_editing.Draft("Question 1", "Write notes.", ["write"], [first], veiled=True, minutes=10),
        agenda_editing.Draft("Question 2", "Write notes.", ["write"], [second]),
    ):
        await pages.do(FAY, agenda_editing.add, draft)


def post_many(session: Session, person: Actor, columns: list[int], number: int, now: datetime) -> None:
    """Post so many notes, spread over the questions."""
    for each in range(number):
        words = {"note_id": f"{each:024x}", "column_id": columns[each % len(columns)], "text": f"note {each}"}
        notes.add(session, person, **words, now=now)


async def press_next(fay: Page, title: str) -> None:
    await fay.get_by_role("button", name=f"Next: {title}").click()
    await expect(fay.locator("#stage strong")).to_have_text(title)


def phase(page: Page):
    return page.locator("#stage strong")


@pytest.mark.two_workers
async def test_everyone_follows_the_facilitator_through_the_phases(browser_pages: BrowserPages) -> None:
    await plan(browser_pages)
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    ben = await browser_pages.visit(BEN)
    await press_next(fay, "Arrive")
    for page in (ana, ben):
        await expect(phase(page)).to_have_text("Arrive")
        await expect(page.locator(".composer:visible")).to_have_count(0)
    await press_next(fay, "Question 1")
    for page in (ana, ben):
        await expect(phase(page)).to_have_text("Question 1")
        await expect(page.locator(".composer:visible")).to_have_count(1)
        await expect(page.locator("#clock")).to_have_text(re.compile(r"(10:00|09:5\d)"))
    await press_next(fay, "Question 2")
    # The phone turns to the question that is asked.
    await expect(ana.locator(".column[data-ui-current]")).to_have_id(f"column-{browser_pages.workshop.columns[1]}")
    await expect(fay.get_by_role("button", name="Last phase")).to_be_disabled()


async def test_text_that_is_being_written_survives_a_change_of_phase_and_is_posted_when_its_question_opens_again(
    browser_pages: BrowserPages,
) -> None:
    await plan(browser_pages)
    fay, ben = await browser_pages.visit(FAY), await browser_pages.visit(BEN)
    first = browser_pages.workshop.columns[0]
    await press_next(fay, "Arrive")
    await press_next(fay, "Question 1")
    box = ben.locator(f"#text-{first}")
    await box.fill("half a thou")
    await press_next(fay, "Question 2")
    await expect(ben.locator(f"#state-{first}")).to_contain_text("Closed to new notes")
    await expect(box).to_be_visible()
    await ben.keyboard.press("End")
    await ben.keyboard.type("ght")
    await ben.keyboard.press("Control+Enter")
    await expect(box).to_have_value("half a thought")
    await fay.locator(f"#state-{first}").get_by_role("button", name="Open again").click()
    await expect(ben.locator(f"#state-{first}")).to_have_attribute("data-writing", "yes")
    await ben.locator(f"#column-{first} .post").click()
    await expect(ben.locator(f"#column-{first} .only-yours .note")).to_contain_text("half a thought")


@pytest.mark.two_workers
async def test_veiled_words_are_nowhere_on_another_screen_until_the_reveal(browser_pages: BrowserPages) -> None:
    first = browser_pages.workshop.columns[0]
    await browser_pages.do(FAY, locks.veil, first, on=True)
    frames: list[str] = []
    ben = await browser_pages.visit(BEN, live=False)
    ben.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(str(data))))
    await ben.reload()
    ana = await browser_pages.visit(ANA, **PHONE)
    await ana.locator(f"#text-{first}").fill("a veiled secret")
    await ana.locator(f"#column-{first} .post").click()
    await expect(ana.locator(".only-yours .note")).to_contain_text("a veiled secret")
    await expect(ana.locator(".only-yours .note")).to_contain_text("Saved")
    await expect(ben.locator(f"#count-{first}")).to_have_text("1 note")
    await nowhere(ben, "veiled secret")
    assert "veiled secret" not in "".join(frames)
    # After a reload, the writer still sees it.
    await ana.reload()
    await expect(ana.locator(".only-yours .note")).to_contain_text("a veiled secret")
    fay = await browser_pages.visit(FAY)
    await fay.locator(f"#state-{first}").get_by_role("button", name="Show all notes").click()
    for page in (ana, ben):
        await expect(page.locator(f"#notes-{first} .note")).to_contain_text("a veiled secret")
    await expect(ana.locator(".only-yours .note")).to_have_count(0)


async def test_the_facilitator_steers_300_notes_without_scrolling(browser_pages: BrowserPages) -> None:
    await plan(browser_pages)
    await browser_pages.do(ANA, post_many, browser_pages.workshop.columns, 300)
    fay = await browser_pages.visit(FAY, viewport={"width": 1440, "height": 768})
    await expect(fay.locator(".notes:not(.pending) > li")).to_have_count(300)
    for width, title in ((1440, "Arrive"), (1024, "Question 1"), (768, "Question 2")):
        await fay.set_viewport_size({"width": width, "height": 768})
        for control in (".next button", ".timer > button", ".to-phases", "#hands button", "#attention-menu > button"):
            await expect(fay.locator(control).first).to_be_in_viewport(ratio=1)
        await press_next(fay, title)
        await becomes(lambda: fay.evaluate("[scrollX, scrollY]"), [0, 0])


async def test_steering_works_by_forms_without_javascript(browser_pages: BrowserPages) -> None:
    await plan(browser_pages)
    fay = await browser_pages.visit(FAY, live=False, java_script_enabled=False)
    await fay.get_by_role("button", name="Next: Arrive").click()
    await expect(phase(fay)).to_have_text("Arrive")


async def test_a_question_is_locked_veiled_and_shown_to_everyone_from_its_menu(browser_pages: BrowserPages) -> None:
    second = browser_pages.workshop.columns[1]
    note = await browser_pages.post(BEN, "from Ben", column=1)
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    tom = await browser_pages.visit(FAY, **PHONE)

    async def choose(page: Page, action: str) -> None:
        await page.get_by_role("button", name="Actions for question 2").press("Enter")
        await page.get_by_role("button", name=action).click()
        await expect(page.locator(f"#question-menu-{second}")).to_be_hidden()

    await choose(fay, "Bring everyone here")
    await expect(ana.locator(f"#column-{second}")).to_be_visible()
    await expect(tom.locator(f"#column-{second}")).to_be_visible()
    await ana.locator(f"#text-{second}").fill("half a thought")
    await choose(fay, "Lock question")
    await expect(ana.locator(f"#state-{second}")).to_contain_text("This question is locked.")
    await expect(ana.locator(f"#text-{second}")).to_have_value("half a thought")
    # On a phone too, and each menu names the other state.
    await choose(tom, "Unlock question")
    await expect(ana.locator(f"#state-{second}")).not_to_contain_text("This question is locked.")
    await choose(tom, "Hide answers until you show them")
    await expect(ana.locator(f"#note-{note}")).to_have_count(0)
    await expect(ana.locator(f"#state-{second}")).to_contain_text("You see only your own notes")
    await choose(fay, "Show all answers")
    await expect(ana.locator(f"#note-{note}")).to_be_visible()
    await expect(ana.locator("[id^=question-menu]")).to_have_count(0)


async def test_every_button_of_the_bar_is_whole_and_on_one_line_at_every_width(browser_pages: BrowserPages) -> None:
    await plan(browser_pages)
    await browser_pages.do(FAY, locks.approve_first, on=True)
    page = await browser_pages.visit(FAY)
    await press_next(page, "Arrive")
    await press_next(page, "Question 1")
    await all_answered(page)
    for rest in ("", "/map"):
        await page.goto(browser_pages.url(rest))
        await expect(page.locator(".timer .reads")).to_be_visible()
        # On a phone, the mapping page has a second row.
        for width in (*((320, 390, 768) if not rest else ()), 900, 1024, 1200, 1366, 1440, 1920):
            await page.set_viewport_size({"width": width, "height": 800})
            await becomes(lambda: page.locator(".steering").evaluate(BROKEN), [])
    # Words are longer in Welsh.
    welsh = await browser_pages.visit(FAY, locale="cy-GB")
    await expect(welsh.locator(".timer .reads")).to_be_visible()
    for width in (900, 1440, 1600, 1800, 1920):
        await welsh.set_viewport_size({"width": width, "height": 800})
        await becomes(lambda: welsh.locator(".steering").evaluate(BROKEN), [])
