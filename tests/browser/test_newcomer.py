"""Someone who has never seen it: from the set-up link to an opened workbook, by nothing but what is on the screen."""

import asyncio
import re
from pathlib import Path

import openpyxl
from playwright.async_api import Browser, Locator, expect

from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import all_answered
from tests.servers.server import Server
from tests.waiting import becomes


class Presses:
    """Counts what a newcomer presses. Each button has to be in view before any scrolling."""

    def __init__(self) -> None:
        self.count = 0

    async def press(self, target: Locator) -> None:
        await expect(target).to_be_in_viewport(ratio=1)
        await becomes(lambda: target.page.evaluate("scrollY"), 0)
        await target.click()
        self.count += 1


async def test_a_newcomer_goes_from_the_set_up_link_to_the_workbook(
    chromium: Browser, own_server: Server, tmp_path: Path
) -> None:
    server = own_server
    await asyncio.to_thread(server.start)
    browser_pages = BrowserPages(chromium, server, None)  # there is no workshop yet
    olga = await browser_pages.window(accept_downloads=True)
    await olga.goto(server.keys.setup_link(server.url))
    await olga.get_by_label("Your organisation").fill("Eastfield Council")
    await olga.get_by_label("Lawful basis for using notes").fill("public task")
    await olga.get_by_label("Contact for questions about notes").fill("health@council.example")
    await olga.get_by_label("Your name").fill("Olga")
    await olga.get_by_label("Email address").fill("olga@council.example")
    await olga.get_by_label("Password").fill("four words put together")
    organiser = Presses()
    await organiser.press(olga.get_by_role("button", name="Create account"))
    await expect(olga).to_have_url(re.compile("/workshops$"))
    await organiser.press(olga.get_by_role("link", name="The three discussion questions"))
    await olga.get_by_label("Title", exact=True).fill("Health in Westfield")
    await organiser.press(olga.get_by_role("button", name="Create workshop"))
    await organiser.press(olga.get_by_role("button", name="Code and links"))
    await expect(olga.locator(".big.code")).to_be_in_viewport(ratio=1)
    assert organiser.count <= 4
    await olga.get_by_role("link", name="Print handout").click()
    code = await olga.locator(".big.code").inner_text()
    await olga.go_back()

    for number, who in enumerate(("Resident", "NHS", "Council")):
        phone = await browser_pages.window(**PHONE)
        participant = Presses()
        if number == 0:
            await phone.goto(server.url)
            await phone.get_by_label("Join code").fill(code)
            await phone.get_by_role("button", name="Join").click()
            # A group is optional, and so is this tap.
            await phone.get_by_text(who, exact=True).click()
        else:
            await phone.goto(f"{server.url}/j/{code.replace(' ', '')}")
        await participant.press(phone.get_by_role("button", name="Join workshop"))
        box = phone.locator(".composer textarea").first
        await participant.press(box)
        await box.fill(f"note {number} from {who}")
        await participant.press(phone.get_by_role("button", name="Post"))
        await expect(phone.get_by_text("Saved").last).to_be_visible()
        assert participant.count <= 3

    await olga.get_by_role("link", name="Mapping").click()
    await expect(olga.locator("#progress")).to_contain_text("0 of 3 notes mapped")
    await expect(olga.locator("#now")).to_contain_text("note 0 from Resident")
    for key in ("q", "Enter", "w", "Enter", "0"):
        await olga.keyboard.press(key)
    await expect(olga.locator("#progress")).to_contain_text("3 of 3 notes mapped")
    await all_answered(olga)
    await olga.get_by_role("link", name="Records").click()
    async with olga.expect_download() as file:
        await olga.get_by_role("link", name="Download Excel").click()
    saved = tmp_path / "workbook.xlsx"
    await (await file.value).save_as(saved)
    book = openpyxl.load_workbook(saved)
    header, *rows = book["Notes"].iter_rows(values_only=True)
    notes = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["Text"], row["Group"], row["Elements"]) for row in notes] == [
        # One person of a group is not enough to show it.
        ("note 0 from Resident", None, "Community voice and insight"),
        ("note 1 from NHS", None, "Shared power and co-production"),
        ("note 2 from Council", None, "Not about the framework"),
    ]
    for context in browser_pages.contexts:
        await context.close()
    assert browser_pages.complaints == []
