"""Pages that are behind, or failed to show an update, catch up; and the page model agrees with the browser."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.workshops import columns, workshops
from app.rehearsal.page_model import PageModel
from app.web.render.audience import BOARD, MAP, Audience
from tests.browser.board import note
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import connected
from tests.rendering import render
from tests.waiting import becomes
from tests.workshop import ANA, BEN, FAY


@pytest.mark.two_workers
async def test_a_page_far_behind_fetches_the_whole_board(browser_pages: BrowserPages) -> None:
    posted = [await browser_pages.post(BEN, f"note {number}") for number in range(5)]
    ana = await browser_pages.visit(ANA, **PHONE)
    await connected(ana)
    await ana.locator(".composer textarea").first.focus()
    await ana.context.set_offline(True)
    async with ana.expect_event("websocket", timeout=60_000) as back:
        # A phone in a pocket: its socket is closed when it is hidden.
        await ana.evaluate(
            "Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});"
            "document.dispatchEvent(new Event('visibilitychange'));"
        )

        def much() -> None:
            for _ in range(110):
                browser_pages.workshop.act(FAY, notes.hide, posted[0], on=True)
                browser_pages.workshop.act(FAY, notes.hide, posted[0], on=False)
            browser_pages.workshop.act(FAY, notes.hide, posted[1], on=True)
            browser_pages.workshop.act(
                FAY, notes.move, posted[2], column_id=browser_pages.workshop.columns[1], after=None
            )

        await asyncio.to_thread(much)
        async with ana.expect_response("**/board?*"):
            await ana.context.set_offline(False)
            await ana.evaluate(
                "Object.defineProperty(document, 'hidden', {get: () => false, configurable: true});"
                "document.dispatchEvent(new Event('visibilitychange'));"
            )
    assert await back.value
    await expect(ana.locator(f"#notes-{browser_pages.workshop.columns[0]} .words")).to_have_text(
        ["note 0", "note 3", "note 4"]
    )
    await expect(ana.locator(f"#notes-{browser_pages.workshop.columns[1]} .words")).to_have_text(["note 2"])
    await browser_pages.post(BEN, "and live again")
    await expect(note(ana, "and live again")).to_be_visible()
    await expect(ana.locator(f"#text-{browser_pages.workshop.columns[0]}")).to_be_focused()


async def test_the_browser_and_the_page_model_agree_on_every_update(browser_pages: BrowserPages) -> None:
    workshop = browser_pages.workshop

    async def shown(page: Page) -> object:
        return PageModel(await page.content()).normalised()

    ids = [
        await browser_pages.post(ref, f"note {n} of {ref} & <b>", column=n % 3)
        for n, ref in enumerate([ANA, BEN, FAY] * 4)
    ]
    for ref, view, rest in ((ANA, BOARD, ""), (FAY, MAP, "/map")):
        page = await browser_pages.window()
        # Nothing but what this test swaps may reach the page.
        await page.route_web_socket("**/live*", lambda socket: None)
        name, value = browser_pages.server.cookie(workshop, ref).split("=", 1)
        await page.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
        await page.goto(browser_pages.url(rest))
        page_model = PageModel(await page.content())
        for round_ in range(6):
            for more in range(2):
                await browser_pages.post(ANA, f"new {round_}, {more}", column=round_ % 3)
            await browser_pages.do(
                FAY,
                notes.move,
                ids[round_],
                column_id=workshop.columns[round_ % 3],
                after=ids[-1] if round_ % 3 == 2 else "",
            )
            await browser_pages.do(FAY, notes.hide, ids[round_ + 3], on=round_ % 2 == 0)
            await browser_pages.do(FAY, workshops.replace_code)
            await browser_pages.do(FAY, codings.give, ids[8], ["scale_reach", codings.NOT_ABOUT][round_ % 2])
            update = workshop.read(
                lambda session, page_model=page_model, ref=ref, view=view, catching_up=round_ % 2 == 1: render(
                    session, workshop.id, page_model.seq, page_model.epoch, {Audience(view, "en"): {ref}}, catching_up
                )
            )
            audience = Audience(view, "en")
            for pieces in (update.common[audience], update.private_fragments.get((ref, audience), "")):
                page_model.apply(pieces)
                await page.evaluate(
                    "text => { const door = document.getElementById('live'); return htmx.swap({sourceElement: door,"
                    " target: door, swap: 'none swapEmpty:false', text, transition: false}); }",
                    pieces,
                )
            page_model.seq = update.seq
            await becomes(lambda page=page: shown(page), page_model.normalised())
        await browser_pages.do(FAY, notes.hide, ids[4], on=False)


async def test_the_banner_goes_after_a_second_try_has_fetched_the_board(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    await browser_pages.post(BEN, "before")
    await expect(note(ana, "before")).to_be_visible()
    opened: list[object] = []
    ana.on("websocket", lambda socket: opened.append(socket))
    await ana.route("**/board?*", lambda route: route.abort())
    await browser_pages.do(FAY, columns.remove, browser_pages.workshop.columns[2])
    await expect(ana.locator("#banner")).to_contain_text("No connection")
    await ana.unroute("**/board?*")
    await expect(ana.locator(".column")).to_have_count(2)
    await expect(ana.locator("#banner")).to_be_hidden()
    # No new connection has hidden it: the first is still open.
    assert opened == []


async def test_a_failed_swap_fetches_the_whole_board(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    await browser_pages.post(BEN, "before")
    await expect(note(ana, "before")).to_be_visible()
    await ana.evaluate(
        """() => {
          const swap = htmx.swap;
          htmx.swap = async () => {
            htmx.swap = swap;
            throw new Error("cannot be swapped in");
          };
        }"""
    )
    async with ana.expect_response("**/board?*"):
        await browser_pages.post(BEN, "cannot be swapped in")
    await expect(note(ana, "cannot be swapped in")).to_have_count(1)
    await browser_pages.post(BEN, "the next")
    await expect(note(ana, "the next")).to_have_count(1)
