"""Firefox and WebKit: one browser of each and one server for all tests of a worker, and a fresh workshop for each test.

The journeys are those that Chromium makes in `tests/browser/`, in the words of WebDriver, which every engine speaks.
"""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from tests.engines.browsers import ENGINES, HEIGHT, WIDTH
from tests.engines.window import Window
from tests.servers.server import Server
from tests.workshop import SampleWorkshop

BOTH = [pytest.param(name, marks=getattr(pytest.mark, name)) for name in ENGINES]


@dataclass
class Engine:
    """A browser, and the folder of its downloads."""

    driver: WebDriver
    folder: Path

    def downloaded(self, suffix: str) -> Path | None:
        """The complete download whose name ends like this, or None."""
        found = [path for path in self.folder.glob(f"*{suffix}") if path.stat().st_size]
        return found[0] if found and not list(self.folder.glob("*.part")) else None


@pytest.fixture(scope="session", params=BOTH)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    folder = tmp_path_factory.mktemp(request.param)
    with ENGINES[request.param](folder) as driver:
        yield Engine(driver, folder)


@pytest.fixture(scope="session", params=BOTH)
def engine_without_scripts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[WebDriver]:
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param), scripts=False) as driver:
        yield driver


@pytest.fixture(scope="session")
def engine_server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    # What tests write into the database behind the server's back is seen soon.
    with Server(tmp_path_factory.mktemp("engines") / "data", JOURNAL_POLL_SECONDS="0.2") as running:
        yield running


@pytest.fixture
def board(engine: Engine, engine_server: Server) -> "Board":
    made = Board(engine.driver, engine_server)
    made.resize(WIDTH, HEIGHT)
    return made


class Board(Window):
    """A window on a workshop of its own."""

    def __init__(self, driver: WebDriver, server: Server) -> None:
        super().__init__(driver)
        self.server = server
        self.workshop: SampleWorkshop = server.workshop()

    def url(self, rest: str = "") -> str:
        return f"{self.server.url}/w/{self.workshop.key}{rest}"

    def visit(self, ref: str, rest: str = "") -> None:
        """Open a page of the workshop as someone with a seat."""
        # A cookie can only be set for the site that a window shows.
        self.go(f"{self.server.url}/healthz")
        name, value = self.server.cookie(self.workshop, ref).split("=", 1)
        self.driver.add_cookie({"name": name, "value": value, "path": f"/w/{self.workshop.key}"})
        self.go(self.url(rest))

    def choose(self, text: str, action: str) -> None:
        """Choose an action in the menu of the note with this text."""
        note = self.find(".notes > [data-rank]", text)
        self.hover(note)
        note.find_element(By.CSS_SELECTOR, ".more").click()
        self.click("#menu button", action)

    def act(self, ref: str, fn: Any, *values: Any, **named: Any) -> Any:
        """Someone else acts, without a window."""
        return self.workshop.act(ref, fn, *values, **named)
