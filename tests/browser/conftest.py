"""Real servers and a real browser, one of each for all tests of a worker; a fresh workshop for each test.

There are two deployments: one process over SQLite, and two workers over PostgreSQL with Redis between them, where
windows come to either as it happens. Tests run on the first, and those with the mark `two_workers` on the second, or on
the first where PostgreSQL or Redis is not installed.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from app.domain.models import Note
from tests.servers.postgres import binaries
from tests.servers.redis import binary as redis_binary
from tests.servers.server import Server, headless_browser_path
from tests.waiting import PATIENCE_SECONDS
from tests.workshop import SampleWorkshop

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Each page lives for seconds: optimising its scripts took more time than it saved.
    "--js-flags=--no-opt",
]
LAPTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}
# What a browser says when a server is away or refuses: tests bring it about, pages bear it.
EXPECTED = re.compile(r"Failed to load resource|WebSocket connection|htmx:ws:error|ERR_CONNECTION|interrupted")
# A message stays for eight seconds, in which a busy machine may not come to press its Undo. Where a test installs the
# page's clock, that takes the place of this.
UNHURRIED = """{
  const real = setTimeout;
  window.setTimeout = (act, after, ...values) =>
    real(act, new Error().stack.includes("/toast.js") ? 10 * after : after, ...values);
}"""

expect.set_options(timeout=1000 * PATIENCE_SECONDS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the browser tests, and leave each to one of the two deployments."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
    whole = bool(binaries() and redis_binary())
    left_out = [item for item in items if _on_other_deployment(item, whole=whole)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _on_other_deployment(item: pytest.Item, *, whole: bool) -> bool:
    """Whether the test belongs to the other deployment; `whole` if this machine can run both."""
    callspec = getattr(item, "callspec", None)
    if callspec is None or "tests/browser" not in str(item.path):
        return False
    on = callspec.params.get("deployment") or callspec.params.get("own_server")
    if item.get_closest_marker("two_workers"):
        return on == "one" and whole
    return on == "two"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=headless_browser_path(), args=FLAGS)
        yield browser
        await browser.close()


DEPLOYMENTS = ["one", pytest.param("two", marks=[pytest.mark.postgres, pytest.mark.redis])]


def app_client(request: pytest.FixtureRequest, folder: Path, **more: Any) -> Server:
    """A server of the kind that is asked for, not yet entered."""
    # What tests write into the database behind the server's back is seen by its looks.
    more |= {"JOURNAL_POLL_SECONDS": "0.5"}
    if request.param == "one":
        return Server(folder, **more)
    address = request.getfixturevalue("cluster").fresh("migrated")
    return Server(
        folder, workers=2, DATABASE_URL=address, REDIS_URL=request.getfixturevalue("lasting_redis").url, **more
    )


@pytest.fixture(scope="session", params=DEPLOYMENTS)
def deployment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    with app_client(request, tmp_path_factory.mktemp("deployment") / "data") as running:
        yield running


@pytest.fixture(params=DEPLOYMENTS)
def own_server(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Server]:
    """One that a test may stop and start; it does not run yet."""
    with app_client(request, tmp_path / "data", starts=False) as made:
        yield made


@dataclass
class BrowserPages:
    """A workshop on a server, and everyone's windows on it."""

    chromium: Browser
    server: Server
    workshop: SampleWorkshop
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def url(self, rest: str = "") -> str:
        return f"{self.server.url}/w/{self.workshop.key}{rest}"

    async def window(self, **options: Any) -> Page:
        """A browser of someone no one knows yet. What it complains about is kept."""
        context = await self.chromium.new_context(**(LAPTOP | options))
        # A headless shell refuses what a browser lets a page do after a press.
        await context.grant_permissions(["clipboard-write"])
        self.contexts.append(context)
        await context.add_init_script(UNHURRIED)
        page = await context.new_page()
        page.set_default_timeout(1000 * PATIENCE_SECONDS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text)
                if said.type in ("error", "warning") and not EXPECTED.search(said.text)
                else None
            ),
        )
        return page

    async def visit(self, ref: str, rest: str = "", *, live: bool = True, **options: Any) -> Page:
        """A window of someone with a seat, on the board or another page; live once it has asked for a socket."""
        page = await self.window(**options)
        name, value = self.server.cookie(self.workshop, ref).split("=", 1)
        await page.context.add_cookies([{"name": name, "value": value, "url": self.url()}])
        if live:
            async with page.expect_websocket():
                await page.goto(self.url(rest))
        else:
            await page.goto(self.url(rest))
        return page

    async def do(self, ref: str, fn: Any, *values: Any, **named: Any) -> Any:
        """Someone without a window acts."""
        return await asyncio.to_thread(self.workshop.act, ref, fn, *values, **named)

    async def post(self, ref: str, text: str = "Hello", **named: Any) -> str:
        return await asyncio.to_thread(lambda: self.workshop.post(ref, text, **named))

    async def stored(self, note_id: str) -> Note:
        """A note as it is in the database."""
        return await asyncio.to_thread(self.workshop.note, note_id)

    async def order(self, column: int = 0) -> list[str]:
        """The ids of the notes that everyone sees in a column, in order, as they are in the database."""
        return await asyncio.to_thread(self.workshop.order, column)

    async def code(self) -> str | None:
        """The join code as it is in the database."""
        return (await asyncio.to_thread(self.workshop.workshop)).code


@pytest_asyncio.fixture(loop_scope="session")
async def browser_pages(chromium: Browser, deployment: Server) -> AsyncGenerator[BrowserPages]:
    made = BrowserPages(chromium, deployment, await asyncio.to_thread(deployment.workshop))
    yield made
    for context in made.contexts:
        await context.close()
    assert made.complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def axe_tries_styles_out(browser_pages: BrowserPages) -> AsyncGenerator[None]:
    """The pages' own policy forbids what axe tries; that is no complaint about them."""
    yield
    browser_pages.complaints[:] = [said for said in browser_pages.complaints if "inline style" not in said]
