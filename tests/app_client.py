"""The whole product in the test's own process, with visitors who have a browser's cookies."""

from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.web.context import AppContext
from app.web.security.tickets import Ticket, fresh_secret
from tests.servers.migrated import migrated_sqlite, sample_workshop
from tests.workshop import SampleWorkshop

PASSWORD = "four words put together"
SECRET = "vX3kq-8Tz_Wm5pRbN2yHc7LsJ4gDf9Aa"
SCRIPT = {"Accept": "text/plain"}


@dataclass
class AppClient:
    """The app, its workshop, and browsers of visitors."""

    app: FastAPI
    inside: AppContext
    workshop: SampleWorkshop
    visitors: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    # Connections to the hub, until the product stops.
    connections: ExitStack = field(default_factory=ExitStack)

    def visitor(self, ref: str | None = None, **headers: str) -> httpx.AsyncClient:
        """A browser with this seat's cookie, or with none."""
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, client=(f"10.0.0.{len(self.visitors) % 250 + 1}", 1)),
            base_url="http://board.test",
            headers={"sec-fetch-site": "same-origin"} | headers,
        )
        if ref is not None:
            key = self.workshop.key
            client.cookies.set(
                f"seat-{key}", self.inside.keys.seat_cookie(key, ref), domain="board.test", path=f"/w/{key}"
            )
        self.visitors[f"{ref}-{len(self.visitors)}"] = client
        return client

    def newcomer(self) -> httpx.AsyncClient:
        """A browser that has opened the join form, and so holds a ticket."""
        client, key = self.visitor(), self.workshop.key
        ticket = self.inside.keys.ticket_cookie(key, list(Ticket(fresh_secret())))
        client.cookies.set(f"join-{key}", ticket, domain="board.test", path=f"/w/{key}")
        return client

    def path(self, rest: str = "") -> str:
        return f"/w/{self.workshop.key}{rest}"


@asynccontextmanager
async def inside(folder: Path, *, naming: str = "anonymous", **values: Any) -> AsyncGenerator[AppClient]:
    """Run the product on a SQLite database in a folder."""
    settings = Settings(data_dir=folder, secret_key=SECRET, **values)
    if not settings.database_url:
        migrated_sqlite(folder / "commonboard.sqlite3")
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        database = app.state.context.database
        usual = database.sqlite and naming == "anonymous"
        workshop = sample_workshop(database) if usual else SampleWorkshop(database, naming=naming)
        workshop.hold_today()
        app_client = AppClient(app, app.state.context, workshop)
        with app_client.connections:
            yield app_client
        for client in app_client.visitors.values():
            await client.aclose()


async def set_up(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    """Create the first account as Olga, by the set-up link."""
    token = app_client.inside.keys.setup_link("").rsplit("/", 1)[1]
    details = {"organisation": "Eastfield Council", "name": "Olga", "email": "olga@council.example"}
    answer = await olga.post("/o", data=details | {"token": token, "password": PASSWORD})
    assert answer.headers["location"] == "/workshops"
