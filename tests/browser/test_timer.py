"""The timer on everyone's screens: clocks that agree, its sound, what a screen reader says, and a frozen board."""

import re
import time
from datetime import datetime, timedelta

from playwright.async_api import Page, expect
from sqlmodel import Session

from app.domain.steering import timer
from app.domain.workshops.seats import Actor
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import box
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

    ana = await browser_pages.visit(ANA, **PHONE | {"viewport": {"width": 320, "height": 640}})
    await ana.clock.install()
    await browser_pages.do(FAY, timer.freeze_at_end, on=True)
    await browser_pages.do(FAY, start)
    told = ana.locator("#announcer")
    await expect(told).to_have_text("The timer has started.")
    tabs = await box(ana.locator(".tabs"))
    await ana.clock.fast_forward(301_000)
    await expect(told).to_have_text("Time’s up, finish your note.")
    # What the clock says now is longer, and moves nothing.
    await becomes(lambda: box(ana.locator(".tabs")), tabs)
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
