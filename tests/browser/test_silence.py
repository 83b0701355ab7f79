"""A connection that goes silent without closing, and saved notes that the board does not show."""

from playwright.async_api import Page, WebSocketRoute, expect

from tests.browser.board import note, write
from tests.browser.conftest import BrowserPages
from tests.workshop import ANA, BEN


class Silence:
    """Between a page and the server: what the server says does not arrive through the sockets opened before `begin`."""

    def __init__(self) -> None:
        self.opened = 0
        self._silent: set[WebSocketRoute] = set()
        self._sockets: list[WebSocketRoute] = []

    def begin(self) -> None:
        self._silent.update(self._sockets)

    def between(self, socket: WebSocketRoute) -> None:
        self.opened += 1
        self._sockets.append(socket)
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if socket not in self._silent:
                socket.send(message)

        server.on_message(pass_on)


async def silent_board(browser_pages: BrowserPages) -> tuple[Page, Silence]:
    """Ana's board, whose clock the test controls and whose connection has just gone silent."""
    silence = Silence()
    page = await browser_pages.window()
    await page.clock.install()
    await page.route_web_socket("**/live*", silence.between)
    name, value = browser_pages.server.cookie(browser_pages.workshop, ANA).split("=", 1)
    await page.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    await page.goto(browser_pages.url())
    await browser_pages.post(BEN, "before")
    await expect(note(page, "before")).to_be_visible()
    silence.begin()
    return page, silence


async def test_a_silent_connection_is_replaced_within_thirty_seconds(browser_pages: BrowserPages) -> None:
    page, silence = await silent_board(browser_pages)
    await browser_pages.post(BEN, "meanwhile")
    for _ in range(9):
        await page.clock.run_for(3000)
    await expect(note(page, "meanwhile")).to_be_visible()
    assert silence.opened == 2
    await expect(page.locator("#banner")).to_be_hidden()


async def test_a_note_that_was_saved_and_does_not_come_back_leads_to_a_new_connection(
    browser_pages: BrowserPages,
) -> None:
    page, silence = await silent_board(browser_pages)
    await browser_pages.post(BEN, "from others")
    await write(page, "mine")
    await expect(page.locator(".pending > li")).to_contain_text("Saved")
    for _ in range(4):
        await page.clock.run_for(3000)
    await expect(note(page, "from others")).to_be_visible()
    await expect(note(page, "mine").get_by_text("Saved")).to_be_visible()
    assert silence.opened == 2


async def test_a_page_that_the_browser_had_put_away_opens_a_socket_at_once(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(ANA)
    await browser_pages.post(BEN, "before")
    await expect(note(page, "before")).to_be_visible()
    polls: list[str] = []
    page.on("request", lambda request: polls.append(request.url) if "/news?" in request.url else None)
    # What a browser tells a page that it puts into its back/forward cache and takes out again.
    async with page.expect_websocket():
        for moment in ("pagehide", "pageshow"):
            await page.evaluate(
                "moment => dispatchEvent(new PageTransitionEvent(moment, { persisted: true }))",
                moment,
            )
    await browser_pages.post(BEN, "meanwhile")
    await expect(note(page, "meanwhile")).to_be_visible()
    await expect(page.locator("#banner")).to_be_hidden()
    assert polls == []
