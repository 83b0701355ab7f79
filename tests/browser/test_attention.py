"""Showing a note, a message or a question to everyone, raised hands, and the big screen, in a real browser."""

import json
from typing import Any

import pytest
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from app.domain.steering import attention, screen, timer
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import Box, box, boxes, overlap, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY


async def press_key_on(page: Page, note: str, key: str) -> None:
    await page.locator(f"#note-{note}").get_by_role("button", name="Note actions").focus()
    await page.keyboard.press(key)


async def test_a_note_is_shown_on_every_screen_until_each_reader_closes_it(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(BEN, "look at this")
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    ben, wall = await browser_pages.visit(BEN), await browser_pages.visit(FAY, "/screen")
    await browser_pages.do(FAY, screen.switch, "spotlight")
    column = browser_pages.workshop.columns[0]
    composer = ana.locator(f"#text-{column}")
    await composer.fill("half a thought")
    await composer.focus()
    await settled(ana)
    before = await box(ana.locator(f"#column-{column} .post"))
    await press_key_on(fay, note, "s")
    for page in (ana, ben):
        await expect(page.locator("#spotlight")).to_contain_text("look at this")
    await expect(wall.locator(".spotlit")).to_contain_text("look at this")
    # It takes no focus, moves no button of the composer, and does not cover it.
    await expect(composer).to_be_focused()
    await settled(ana)
    await fulfils(lambda: box(ana.locator(f"#column-{column} .post")), before.near)
    await becomes(lambda: overlap(ana.locator("#spotlight"), composer), False)
    await expect(fay.locator(f"#note-{note}")).to_contain_text("Shown on every screen")
    await ana.get_by_role("button", name="Close note").tap()
    await expect(ana.locator("#spotlight")).to_be_hidden()
    # It stays closed while other things change, and follows the note on the other pages.
    await ben.locator(f"#note-{note}").get_by_role("button", name="Note actions").click()
    await ben.get_by_role("button", name="Edit wording").click()
    await ben.locator("#editor textarea").fill("look at that")
    await ben.keyboard.press("Control+Enter")
    await expect(ben.locator("#spotlight")).to_contain_text("look at that")
    await expect(wall.locator(".spotlit")).to_contain_text("look at that")
    await expect(ana.locator("#spotlight")).to_be_hidden()
    await expect(composer).to_have_value("half a thought")
    # The same note, shown again, is something new.
    await fay.locator(f"#note-{note}").get_by_role("button", name="Stop").click()
    await expect(ben.locator("#spotlight")).to_have_count(0)
    await press_key_on(fay, note, "s")
    await expect(ana.locator("#spotlight")).to_be_visible()
    await press_key_on(fay, note, "h")
    await expect(ben.locator("#spotlight")).to_have_count(0)


@pytest.mark.two_workers
async def test_a_message_is_told_once_and_can_be_closed_and_removed(browser_pages: BrowserPages) -> None:
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA)
    await fay.get_by_role("button", name="Attention").click()
    await fay.get_by_label("Message to everyone").fill("Ten minutes left")
    await fay.get_by_role("button", name="Send message").click()
    await expect(ana.locator("#announcement")).to_contain_text("Ten minutes left")
    await expect(ana.locator("#announcer")).to_have_text("Ten minutes left")
    await browser_pages.post(BEN, "something else")
    await expect(ana.locator("#announcer")).to_have_text("1 new note")
    await ana.get_by_role("button", name="Close message").click()
    await expect(ana.locator("#announcement")).to_be_hidden()
    ben = await browser_pages.visit(BEN)
    await expect(ben.locator("#announcement")).to_be_visible()
    await fay.locator("#announcement").get_by_role("button", name="Remove").click()
    await expect(ben.locator("#announcement")).to_have_count(0)


async def test_everyone_is_brought_to_a_question_except_those_who_are_writing(browser_pages: BrowserPages) -> None:
    first, second, _third = browser_pages.workshop.columns
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    ben = await browser_pages.visit(BEN, **PHONE)
    await ben.locator(f"#text-{first}").fill("I am writing")

    async def bring() -> None:
        await fay.get_by_role("button", name="Attention").click()
        await fay.locator("#attention-list").get_by_role("button", name="Question 2?").first.click()

    await bring()
    await expect(ana.locator(f"#column-{second}")).to_be_visible()
    await browser_pages.post(ANA, "later", column=0)
    await expect(ben.locator(f"#notes-{first}")).to_contain_text("later")
    await expect(ben.locator(f"#text-{first}")).to_be_focused()
    await expect(ben.locator(f"#text-{first}")).to_have_value("I am writing")
    # It was the wrong question: anyone who is still there goes back, and the facilitator can bring them again.
    await fay.get_by_role("button", name="Undo my last action").click()
    await expect(ana.locator(f"#column-{first}")).to_be_visible()
    await bring()
    await expect(ana.locator(f"#column-{second}")).to_be_visible()
    # A second press brings those who have gone elsewhere.
    await ana.locator(f"[data-tab='{first}']").tap()
    await expect(ana.locator(f"#column-{first}")).to_be_visible()
    await bring()
    await expect(ana.locator(f"#column-{second}")).to_be_visible()


@pytest.mark.two_workers
async def test_raised_hands_are_counted_and_lowered_together(browser_pages: BrowserPages) -> None:
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    ben = await browser_pages.visit(BEN)
    await settled(fay)
    slot = await box(fay.locator("#hands"))
    await ana.get_by_role("button", name="Raise hand").tap()
    await ben.get_by_role("button", name="Raise hand").focus()
    await ben.keyboard.press("Enter")
    await ben.get_by_role("button", name="I’m ready").click()
    await expect(fay.locator("#hands")).to_contain_text("2 hands raised")
    await expect(fay.locator("#hands > button").nth(1)).to_contain_text("1 ready")
    await fulfils(lambda: box(fay.locator("#hands")), lambda now: abs(now.right - slot.right) < 2)
    await expect(ana.get_by_role("button", name="Raise hand", pressed=True)).to_be_visible()
    await fay.get_by_role("button", name="2 hands raised").click()
    await fay.get_by_role("button", name="Lower all").click()
    await expect(ana.get_by_role("button", name="Raise hand", pressed=False)).to_be_visible()
    await expect(ben.get_by_role("button", name="I’m ready", pressed=False)).to_be_visible()


async def test_the_facilitator_sees_what_participants_see_and_sends_nothing_from_there(
    browser_pages: BrowserPages,
) -> None:
    fay = await browser_pages.visit(FAY, "/preview")
    column = browser_pages.workshop.columns[0]
    await expect(fay.locator(f"#text-{column}")).to_have_attribute("readonly", "")
    await fay.locator(f"#text-{column}").focus()
    await fay.keyboard.type("not sent")
    await fay.keyboard.press("Control+Enter")
    await fay.get_by_role("button", name="Raise hand").click()
    await browser_pages.post(BEN, "of Ben")
    await expect(fay.locator(f"#notes-{column}")).to_contain_text("of Ben")
    await expect(fay.locator(f"#notes-{column} > li")).to_have_count(1)
    await fay.get_by_role("link", name="Back to steering").click()
    await expect(fay.locator("#bar")).to_be_visible()


async def cut_notes(wall: Page) -> list[Box]:
    """Where the notes are that are neither whole inside their list nor wholly outside it."""
    cut = []
    for number in range(2):
        frame = await box(wall.locator(".newest > ol").nth(number))
        within = Box(frame.left - 1, 0, frame.right + 1, frame.bottom + 1)
        for note in await boxes(wall.locator(".newest > ol").nth(number).locator("li")):
            inside = note.left >= within.left and note.right <= within.right and note.bottom <= within.bottom
            if note.left < frame.right - 1 and not inside:
                cut.append(note)
    return cut


def newest(wall: Page) -> Locator:
    """The first notes of both lists. The last of all is in the second list if their number is even."""
    return wall.locator(".newest > ol > li:first-child")


async def test_the_screen_shows_whole_notes_newest_first_and_large_enough_for_ten_metres(
    browser_pages: BrowserPages,
) -> None:
    for number in range(14):
        await browser_pages.post(ANA, f"note {number} " + "with several words to fill the line " * (number % 4))
    await browser_pages.do(FAY, screen.switch, "board")
    wall = await browser_pages.visit(FAY, "/screen", viewport={"width": 1920, "height": 1080})
    await expect(newest(wall)).to_contain_text(["note 12", "note 13"])
    await becomes(lambda: cut_notes(wall), [])
    for where, pixels in {"#screen h1": 48, ".newest > ol:first-child > :first-child": 26, "#code": 80}.items():
        await expect(wall.locator(where)).to_have_css("font-size", f"{pixels}px")
    # A new note moves the notes of its own list only.
    second = wall.locator(".newest > ol").nth(1).locator("li")
    there = await boxes(second)
    await browser_pages.post(ANA, "note 14")
    await expect(newest(wall)).to_contain_text(["note 14", "note 13"])
    await becomes(lambda: boxes(second), there)
    await browser_pages.do(FAY, screen.switch, "join")
    await expect(wall.locator("#screen")).to_have_attribute("data-shows", "join")
    await fulfils(lambda: box(wall.locator("#qr")), lambda code: code.width > 600)
    await expect(wall.locator("#code")).to_have_css("font-size", "184px")


async def test_the_screen_takes_no_more_memory_after_eight_hours_of_updates(browser_pages: BrowserPages) -> None:
    for number in range(12):
        await browser_pages.post(ANA, f"note {number}")
    await browser_pages.do(FAY, screen.switch, "board")
    sockets: list[WebSocketRoute] = []
    frames: list[dict[str, Any]] = []

    def between(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        server = socket.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            frames.append(json.loads(frame))
            socket.send(frame)

        server.on_message(pass_on)

    wall = await browser_pages.window()
    await wall.route_web_socket("**/live?*", between)
    name, value = browser_pages.server.cookie(browser_pages.workshop, FAY).split("=", 1)
    await wall.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    await wall.goto(browser_pages.url("/screen"))
    # Two real updates, which are then repeated as those of a whole day.
    for text in ("first of two", "second of two"):
        await browser_pages.post(BEN, text)
        await expect(wall.locator(".newest > ol > li:first-child", has_text=text)).to_be_visible()
    real = [frame for frame in frames if "seq" in frame and "of two" in frame.get("content", "")][-2:]
    assert len(real) == 2
    seq = real[-1]["seq"]

    async def play(updates: int) -> None:
        nonlocal seq
        for _update in range(updates):
            seq += 1
            sockets[0].send(json.dumps(real[seq % 2] | {"seq": seq}))
        await expect(newest(wall)).to_contain_text(["first of two", "note 11" if seq % 2 == 0 else "second of two"])

    session = await wall.context.new_cdp_session(wall)
    await session.send("Performance.enable")

    async def held() -> dict[str, float]:
        for _sweep in range(2):
            await session.send("HeapProfiler.collectGarbage")
        found = await session.send("Performance.getMetrics")
        return {one["name"]: one["value"] for one in found["metrics"]}

    await play(300)
    before = await held()
    for _hour in range(8):
        await play(300)
    most = {
        "Nodes": before["Nodes"] * 1.05 + 100,
        "JSEventListeners": before["JSEventListeners"] + 10,
        "JSHeapUsedSize": before["JSHeapUsedSize"] * 1.1 + 500_000,
    }
    await fulfils(held, lambda after: all(after[name] <= bound for name, bound in most.items()))


async def test_nothing_of_the_screen_is_lost_when_its_language_is_welsh(browser_pages: BrowserPages) -> None:
    await browser_pages.do(FAY, attention.announce, "Ten minutes left")
    # By the clock of these tests, it ended long ago.
    await browser_pages.do(FAY, timer.start, 60, seen="off")
    await browser_pages.do(FAY, screen.switch, "timer")
    wall = await browser_pages.visit(FAY, "/screen", locale="cy-GB")
    await expect(wall.locator("#clock")).to_have_text("Amser ar ben")
    await fulfils(lambda: box(wall.locator("#clock")), lambda at: at.left > 0 and at.right < 1440 and at.height < 300)
    await browser_pages.do(FAY, screen.switch, "join")
    await expect(wall.locator("#screen .announcement")).to_contain_text("Ten minutes left")
    await expect(wall.locator("#screen h1")).not_to_have_text("Join on your phone")
