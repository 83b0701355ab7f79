"""A facilitator steers from the bar: phases, timer, veil and approval, on everyone's screens at once."""

import re
import time
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Page, expect
from sqlmodel import Session

from app.domain.board import notes
from app.domain.steering import agenda_editing, locks, timer
from app.domain.workshops.seats import Actor
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import all_answered, nowhere
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY

# The device's clock is an hour fast, and so is the origin from which browsers count milliseconds.
AN_HOUR_FAST = """
const hour = 3_600_000, real = Date.now, origin = performance.timeOrigin;
Date.now = () => real() + hour;
Object.defineProperty(performance, "timeOrigin", { get: () => origin + hour });
"""

# Counts the sounds that a page plays in `sounds`.
COUNT_SOUNDS = """
window.sounds = 0;
window.AudioContext = class {
  currentTime = 0;
  createOscillator = () => (sounds++, { frequency: {}, connect: (to) => to, start() {}, stop() {} });
  createGain = () => ({
    gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} },
    connect: (to) => to,
  });
};
"""


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


async def test_clocks_agree_although_one_device_is_an_hour_fast(browser_pages: BrowserPages) -> None:
    fay = await browser_pages.visit(FAY)
    await fay.get_by_role("button", name="Timer").click()
    await fay.get_by_role("button", name="Start timer").click()
    await expect(fay.locator("[data-clock]")).to_have_text(re.compile(r"0[45]:\d\d"))
    right = await browser_pages.visit(ANA)
    wrong = await browser_pages.window()
    await wrong.add_init_script(AN_HOUR_FAST)
    name, value = browser_pages.server.cookie(browser_pages.workshop, BEN).split("=", 1)
    await wrong.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    await wrong.goto(browser_pages.url())
    for page in (right, wrong):
        await expect(page.locator("#clock")).to_have_text(re.compile(r"0[45]:\d\d"))

    async def seconds(page: Page) -> int:
        minutes, rest = (await page.locator("#clock").inner_text()).split(":")
        return 60 * int(minutes) + int(rest)

    async def apart() -> float:
        began = time.monotonic()
        first, second = await seconds(right), await seconds(wrong)
        # They are read one after the other.
        return abs(first - second) - (time.monotonic() - began)

    # Each shows whole seconds.
    await fulfils(apart, lambda found: found <= 1)


async def test_a_facilitator_works_through_waiting_notes_by_keys(browser_pages: BrowserPages) -> None:
    await browser_pages.do(FAY, locks.approve_first, on=True)
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    first = browser_pages.workshop.columns[0]
    for text in ("one to show", "one to decline"):
        await ana.locator(f"#text-{first}").fill(text)
        await ana.locator(f"#column-{first} .post").click()
        await expect(ana.locator(".only-yours .note", has_text=text)).to_contain_text("Waiting for the facilitator")
    ben = await browser_pages.visit(BEN)
    await fay.get_by_role("button", name="2 waiting for approval").click()
    await expect(fay.locator("#approval-queue > li")).to_have_count(2)
    await expect(fay.locator("#approval-queue > li").first).to_be_focused()
    # On a French keyboard, the key with A is in the position of Q, and the one with Q in that of A.
    await fay.locator("#approval-queue > li").first.evaluate("""item => {
      for (const [key, code] of [["q", "KeyA"], ["a", "KeyQ"]]) {
        item.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true }));
      }
    }""")
    await expect(ben.locator(f"#notes-{first} .note")).to_contain_text("one to show")
    await expect(fay.locator("#approval-queue > li")).to_be_focused()
    await fay.keyboard.press("d")
    await fay.keyboard.press("3")
    declined = ana.locator(".only-yours .note", has_text="one to decline")
    await expect(declined).to_contain_text("This could show who a person is.")
    await expect(fay.locator("#approvals")).to_contain_text("Nothing is waiting.")
    await fay.keyboard.press("Escape")
    await expect(fay.locator("#approvals")).to_be_hidden()
    await nowhere(ben, "one to decline")


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


async def test_a_sound_when_the_time_is_up_is_played_only_for_those_who_want_it(browser_pages: BrowserPages) -> None:
    ana, ben = await browser_pages.visit(ANA), await browser_pages.visit(BEN, **PHONE)
    for page in (ana, ben):
        await page.add_init_script(COUNT_SOUNDS)
        await page.reload()
    box = ben.get_by_label("Play a soft sound when the time is up")
    await ben.get_by_role("button", name="Your notes").tap()
    await box.tap()
    await becomes(lambda: ben.evaluate("sounds"), 1)
    # An update of what the box stands in leaves it ticked.
    await browser_pages.post(BEN, "mine")
    await expect(ben.locator("#mine")).to_contain_text("mine")
    await expect(box).to_be_checked()
    await browser_pages.do(FAY, timer.start, 2, seen="off")
    for page in (ana, ben):
        await expect(page.locator("#clock")).to_have_text("Time’s up")
    await becomes(lambda: ben.evaluate("sounds"), 2)
    await becomes(lambda: ana.evaluate("sounds"), 0)


async def test_a_screen_reader_says_that_the_timer_starts_ends_and_freezes_the_board(
    browser_pages: BrowserPages,
) -> None:
    def start(session: Session, person: Actor, now: datetime) -> None:
        timer.start(session, person, 300, seen="off", now=datetime.now(now.tzinfo))

    ana = await browser_pages.visit(ANA)
    await ana.clock.install()
    await browser_pages.do(FAY, timer.freeze_at_end, on=True)
    await browser_pages.do(FAY, start)
    told = ana.locator("#announcer")
    await expect(told).to_have_text("The timer has started.")
    await ana.clock.fast_forward(301_000)
    await expect(told).to_have_text("Time’s up, finish your note.")
    await ana.clock.fast_forward(31_000)
    await expect(told).to_have_text("The time is up. You can no longer post.")


async def test_a_frozen_board_looks_frozen_to_those_who_cannot_post(browser_pages: BrowserPages) -> None:
    def run_out(session: Session, person: Actor, now: datetime) -> None:
        timer.freeze_at_end(session, person, on=True, now=now)
        timer.start(session, person, 1, seen="off", now=now - timedelta(seconds=40))

    await browser_pages.do(FAY, run_out)
    ana, fay = await browser_pages.visit(ANA, **PHONE), await browser_pages.visit(FAY)
    transparent = "rgba(0, 0, 0, 0)"
    for page in (ana, fay):
        await expect(page.locator("body[data-ui-frozen]")).to_have_count(1)
    state = f"#state-{browser_pages.workshop.columns[0]}"
    await expect(ana.locator(state).get_by_text("You can no longer post.")).to_be_visible()
    await expect(fay.locator(state).get_by_text("Participants can no longer post.")).to_be_visible()
    await expect(ana.locator(".composer .post").first).to_have_css("border-color", transparent)
    await expect(fay.locator(".composer .post").first).not_to_have_css("border-color", transparent)


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
