"""Connections that are lost or blocked: unsent notes are kept and sent, and boards are the same everywhere again."""

import asyncio
import os
import signal
from functools import partial

import pytest
from playwright.async_api import Browser, Error, Route, expect

from app.domain.workshops import workshops
from tests.browser.board import note, write
from tests.browser.conftest import DEPLOYMENTS, BrowserPages
from tests.browser.network import STRANGERS
from tests.servers.server import Server
from tests.waiting import fulfils
from tests.workshop import ANA, BEN, FAY


@pytest.mark.two_workers
async def test_a_tab_reloaded_while_the_server_is_down_keeps_its_notes(chromium: Browser, own_server: Server) -> None:
    await asyncio.to_thread(own_server.start)
    workshop = await asyncio.to_thread(own_server.workshop)
    browser_pages = BrowserPages(chromium, own_server, workshop)
    ana, ben = await browser_pages.visit(ANA), await browser_pages.visit(BEN)
    await write(ana, "before")
    await expect(note(ben, "before")).to_be_visible()
    await asyncio.to_thread(own_server.stop, signal.SIGKILL)
    for number in range(3):
        await write(ana, f"written while it is away {number}", 1)
    pending = ana.locator(".pending > li", has_text="away 0")
    await expect(pending).to_contain_text("Not saved yet. We’ll keep trying to send it.")
    await expect(ana.locator("#banner")).to_contain_text("No connection")
    with pytest.raises(Error):
        await ana.reload()
    await asyncio.to_thread(own_server.start)
    await ana.goto(browser_pages.url())
    for number in range(3):
        await expect(note(ana, f"away {number}").get_by_text("Saved")).to_be_visible()
        await expect(note(ben, f"away {number}")).to_have_count(1)
    await fulfils(lambda: browser_pages.order(1), lambda order: len(order) == 3)
    await expect(ben.locator("#banner")).to_be_hidden()
    for context in browser_pages.contexts:
        await context.close()
    assert browser_pages.complaints == []


async def test_a_tab_closed_before_sending_sends_when_it_is_opened_again(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    await ana.route("**/notes", lambda route: route.abort())
    await write(ana, "written and closed")
    await expect(ana.locator(".pending > li")).to_contain_text("Not saved yet")
    context = ana.context
    await ana.close()
    again = await context.new_page()
    await again.goto(browser_pages.url())
    await expect(note(again, "written and closed").get_by_text("Saved")).to_be_visible()
    await fulfils(browser_pages.order, lambda order: len(order) == 1)


@pytest.mark.two_workers
async def test_a_lost_answer_makes_no_second_note(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    lost = 0

    async def lose(route: object) -> None:
        nonlocal lost
        if lost < 2:
            lost += 1
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await ana.route("**/notes", lose)
    await write(ana, "once only")
    await expect(note(ana, "once only")).to_have_count(1)
    await expect(ana.locator(".pending > li")).to_have_count(0)
    await fulfils(browser_pages.order, lambda order: len(order) == 1)


@pytest.mark.parametrize("who", STRANGERS)
async def test_an_answer_of_another_server_disconnects_no_page(browser_pages: BrowserPages, who: str) -> None:
    status, body = STRANGERS[who]
    page = await browser_pages.window()
    await page.add_init_script("delete window.WebSocket;")
    name, value = browser_pages.server.cookie(browser_pages.workshop, ANA).split("=", 1)
    await page.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    between = asyncio.Event()

    async def answer(route: Route) -> None:
        between.set()
        await route.fulfill(status=status, body=body, content_type="text/html")

    await page.route("**/news?*", answer)
    await page.goto(browser_pages.url())
    await browser_pages.post(BEN, "meanwhile")
    await asyncio.wait_for(between.wait(), 30)
    await expect(page.locator("#banner")).to_contain_text("No connection")
    await page.unroute("**/news?*")
    await expect(note(page, "meanwhile")).to_be_visible()
    await expect(page.locator("#banner")).to_be_hidden()
    await expect(page.locator("h1")).to_have_text(["A workshop"])


@pytest.mark.parametrize(
    "how", ["closed at once", "never opens", pytest.param("not in this browser", marks=pytest.mark.two_workers)]
)
async def test_without_sockets_the_board_updates_over_plain_http(browser_pages: BrowserPages, how: str) -> None:
    page = await browser_pages.window()
    if how == "closed at once":
        await page.route_web_socket("**/live*", lambda socket: socket.close(code=1011))
    elif how == "never opens":
        await page.add_init_script(
            "window.WebSocket = class extends EventTarget {"
            " static OPEN = 1; static CONNECTING = 0; readyState = 0; close() {} };"
        )
    else:
        await page.add_init_script("delete window.WebSocket;")
    name, value = browser_pages.server.cookie(browser_pages.workshop, ANA).split("=", 1)
    await page.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    async with page.expect_response("**/news?*", timeout=40_000) as told:
        await page.goto(browser_pages.url())
        await browser_pages.post(BEN, "by plain HTTP")
    assert (await told.value).status in (200, 204)
    await expect(note(page, "by plain HTTP")).to_be_visible(timeout=40_000)
    await write(page, "and back")
    await expect(note(page, "and back").get_by_text("Saved")).to_be_visible()
    await expect(page.locator("#banner")).to_be_hidden()
    await browser_pages.do(FAY, workshops.replace_code)
    await expect(page.locator("#code")).to_have_text(
        "Code: " + " ".join((browser_pages.workshop.workshop().code or "")[half : half + 3] for half in (0, 3))
    )


ON_BOARD = ".notes > [data-rank]"


@pytest.mark.two_workers
@pytest.mark.parametrize("deployment", DEPLOYMENTS[1:], indirect=True)
async def test_windows_at_two_workers_show_one_board_and_a_killed_worker_costs_one_reconnect(
    browser_pages: BrowserPages,
) -> None:
    # Participants only: a facilitator's page asks now and then who waits to join, and so holds a second connection.
    windows = await asyncio.gather(*(browser_pages.visit(ref) for ref in (ANA, BEN, ANA, BEN)))
    while not all((await sockets(browser_pages, len(windows))).values()):
        assert len(windows) < 24, "every window came to the same worker"
        windows += await asyncio.gather(*(browser_pages.visit(BEN) for _more in range(3)))
    for number, page in enumerate(windows):
        await write(page, f"from window {number}.")
    for page in windows:
        await expect(page.locator(ON_BOARD)).to_have_count(len(windows))
    opened = [0 for _page in windows]
    for number, page in enumerate(windows):

        def count(_socket: object, number: int = number) -> None:
            opened[number] += 1

        page.on("websocket", count)
    os.kill(browser_pages.server.workers()[0], signal.SIGKILL)
    for number, page in enumerate(windows):
        await write(page, f"after it, window {number}.")
    for page in windows:
        await expect(page.locator(ON_BOARD)).to_have_count(2 * len(windows))
        await expect(page.locator(".pending > li")).to_have_count(0)
        await expect(page.locator("#banner")).to_be_hidden()
    assert max(opened) == 1
    await fulfils(browser_pages.order, lambda order: len(order) == 2 * len(windows))


async def sockets(browser_pages: BrowserPages, windows: int) -> dict[int, int]:
    """How many windows each worker serves, as soon as browsers hold nothing open besides their sockets."""
    held = partial(asyncio.to_thread, browser_pages.server.connections)
    return await fulfils(held, lambda counts: sum(counts.values()) == windows)
