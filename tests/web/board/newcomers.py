"""Newcomers from several networks, and how many of them have a seat."""

from datetime import UTC, datetime

import httpx

from app.domain.workshops import seats
from tests.app_client import AppClient

PER_MINUTE = 2


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC).timestamp()

    def __call__(self) -> float:
        return self.now


def slowly(app_client: AppClient) -> Clock:
    """Allow two new people a minute; returns the clock that turns use."""
    clock, turns = Clock(), app_client.inside.join_turns
    turns._cost, turns._clock = 60 / PER_MINUTE, clock
    return clock


def at(app_client: AppClient, *addresses: str) -> list[httpx.AsyncClient]:
    """Browsers with tickets, each at one of these addresses."""
    browsers = []
    for address in addresses:
        browser = app_client.newcomer()
        browser._transport = httpx.ASGITransport(app_client.app, client=(address, 1))
        browsers.append(browser)
    return browsers


def people(app_client: AppClient) -> int:
    return len(app_client.workshop.read(lambda session: seats.seats(session, app_client.workshop.id)))


async def ask(app_client: AppClient, browser: httpx.AsyncClient, **form: str) -> str:
    """Send the join form; returns the address it leads to."""
    answer = await browser.post(app_client.path("/join"), data={"code": app_client.workshop.code} | form)
    return answer.headers["location"]


async def look(app_client: AppClient, browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.get(app_client.path("/waiting"))


def joined(app_client: AppClient) -> list[seats.Seat]:
    return app_client.workshop.read(lambda session: seats.seats(session, app_client.workshop.id))


def numbered(app_client: AppClient) -> list[seats.Numbered]:
    return app_client.workshop.read(lambda session: seats.numbered(session, app_client.workshop.id))
