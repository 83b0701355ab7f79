"""The long poll returns the same updates as the socket, in the answer to a waiting request."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from app.domain.workshops import seats, workshops
from app.rehearsal.page_model import PageModel
from app.web import live
from tests.app_client import AppClient, inside
from tests.live.connecting import connect
from tests.waiting import until
from tests.workshop import ANA, BEN, FAY


@pytest.fixture
async def app_client(tmp_path: Path) -> AsyncGenerator[AppClient]:
    async with inside(tmp_path, journal_poll_seconds=60) as made:
        yield made


async def poll(app_client: AppClient, ref: str, page_model: PageModel, *, since: int | None = None) -> httpx.Response:
    seq = page_model.seq if since is None else since
    query = f"since={seq}&epoch={page_model.epoch}&view={page_model.view}&lang=en"
    return await app_client.visitor(ref).get(app_client.path(f"/news?{query}"))


async def page(app_client: AppClient, ref: str) -> PageModel:
    return PageModel((await app_client.visitor(ref).get(app_client.path())).text)


async def waits(app_client: AppClient) -> None:
    """Wait until a request is waiting."""
    await until(lambda: app_client.inside.hub.totals().connections > 0)


@pytest.mark.parametrize("ref", [ANA, BEN])
async def test_a_request_waits_for_a_note_and_its_answer_brings_the_page_up_to_date(
    app_client: AppClient, ref: str
) -> None:
    page_model = await page(app_client, ref)
    asking = asyncio.create_task(poll(app_client, ref, page_model))
    await waits(app_client)
    note = await asyncio.to_thread(app_client.workshop.post, ANA, "Hello")
    answer = await asking
    assert answer.status_code == 200
    assert int(answer.headers["x-seq"]) == page_model.seq + 1
    assert answer.headers["x-epoch"] == page_model.epoch
    assert answer.headers["x-here"] == "1"
    assert note in answer.text
    # Only the writer's own private fragment.
    assert ("data-own" in answer.text) == (ref == ANA)
    page_model.apply(answer.text)
    assert page_model.normalised() == (await page(app_client, ref)).normalised()


async def test_a_page_that_is_behind_is_answered_at_once_with_its_whole_private_fragment(app_client: AppClient) -> None:
    page_model = await page(app_client, ANA)
    note = await asyncio.to_thread(app_client.workshop.post, ANA, "Hello")
    await asyncio.to_thread(app_client.workshop.post, BEN, "Hello too")
    answer = await poll(app_client, ANA, page_model)
    assert f'data-own="{note}"' in answer.text
    page_model.apply(answer.text)
    assert page_model.normalised() == (await page(app_client, ANA)).normalised()


async def test_without_an_update_the_answer_is_empty_after_the_timeout(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LONG_POLL_SECONDS", 0.05)
    page_model = await page(app_client, ANA)
    answer = await poll(app_client, ANA, page_model)
    assert (answer.status_code, answer.text) == (204, "")
    assert (int(answer.headers["x-seq"]), answer.headers["x-epoch"]) == (page_model.seq, page_model.epoch)


async def test_a_request_that_does_not_wait_is_answered_soon(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LONG_POLL_SECONDS", 3600)
    monkeypatch.setattr(live, "FIRST_POLL_SECONDS", 0.05)
    page_model = await page(app_client, ANA)
    query = f"since={page_model.seq}&epoch={page_model.epoch}&view={page_model.view}&lang=en&wait=0"
    answer = await app_client.visitor(ANA).get(app_client.path(f"/news?{query}"))
    assert (answer.status_code, answer.headers["x-here"]) == (204, "1")


async def test_a_page_that_is_too_far_behind_is_asked_to_fetch_the_board(app_client: AppClient) -> None:
    page_model = await page(app_client, ANA)
    answer = await poll(app_client, ANA, page_model, since=page_model.seq + 1000)
    assert (answer.status_code, answer.headers["x-board"]) == (204, "whole")
    assert int(answer.headers["x-seq"]) == page_model.seq


async def test_a_seat_removed_while_waiting_is_answered_that_it_was_removed(app_client: AppClient) -> None:
    asking = asyncio.create_task(poll(app_client, BEN, await page(app_client, BEN)))
    await waits(app_client)
    seat = app_client.workshop.read(lambda session: seats.load_actor(session, app_client.workshop.key, BEN).seat.id)
    await asyncio.to_thread(app_client.workshop.act, FAY, seats.remove, seat)
    assert (await asking).status_code == 403
    assert (await app_client.visitor(BEN).get(app_client.path("/news?since=0"))).status_code == 403


async def test_a_waiting_request_counts_as_a_connection_and_as_present(app_client: AppClient) -> None:
    page_model = await page(app_client, ANA)
    for _ in range(20):
        connect(app_client, ANA)
    assert (await poll(app_client, ANA, page_model)).status_code == 429
    asking = asyncio.create_task(poll(app_client, BEN, page_model))
    await until(lambda: app_client.inside.hub.presence_counts() == {app_client.workshop.id: 2})
    await asyncio.to_thread(app_client.workshop.act, FAY, workshops.replace_code)
    assert (await asking).headers["x-here"] == "2"


async def test_a_restart_answers_waiting_requests_at_once(app_client: AppClient) -> None:
    page_model = await page(app_client, ANA)
    asking = asyncio.create_task(poll(app_client, ANA, page_model))
    await waits(app_client)
    await app_client.inside.hub.close()
    async with asyncio.timeout(5):
        answer = await asking
    assert (answer.status_code, int(answer.headers["x-seq"])) == (204, page_model.seq)
    assert app_client.inside.hub.totals().connections == 0
