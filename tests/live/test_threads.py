"""Live state is touched only on the event loop, while reader threads work."""

import asyncio
import sys
from collections.abc import Callable, Generator

import pytest

from app.live.hub import Hub
from tests.app_client import AppClient
from tests.workshop import ANA, FAY


@pytest.fixture
def threads_that_take_turns_often() -> Generator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("threads_that_take_turns_often")
@pytest.mark.parametrize(("ref", "page"), [(ANA, ""), (FAY, "/map")], ids=["board", "map"])
async def test_pages_are_served_while_connections_open_and_close(app_client: AppClient, ref: str, page: str) -> None:
    hub, visitor = app_client.inside.hub, app_client.visitor(ref)
    seats = [f"seat {number}" for number in range(2000)]
    done = asyncio.Event()

    async def come_and_go() -> None:
        while not done.is_set():
            for seat in seats:
                with hub.connection(app_client.workshop.id, seat, "board", since=0, epoch="", now_at=(0, "")):
                    pass
            await asyncio.sleep(0)

    coming = asyncio.create_task(come_and_go())
    statuses = [
        answer.status_code
        for _ in range(5)
        for answer in await asyncio.gather(*(visitor.get(app_client.path(page)) for _ in range(8)))
    ]
    done.set()
    await coming
    assert statuses == [200] * 40


@pytest.mark.parametrize(
    "use",
    [
        Hub.presence_counts,
        Hub.presences,
        Hub.totals,
        lambda hub: hub.notify({}),
        lambda hub: hub.wake(1),
        lambda hub: hub.connection(1, ANA, "board", since=0, epoch="", now_at=(0, "")).__enter__(),
    ],
)
async def test_using_the_hub_on_another_thread_is_refused(app_client: AppClient, use: Callable[[Hub], object]) -> None:
    with pytest.raises(AssertionError, match="event loop only"):
        await asyncio.to_thread(use, app_client.inside.hub)
