"""Admission in the running product: newcomers wait for a turn, and notes never wait for them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from app.web.security.admission import Admission, Busy
from app.web.security.admission_queue import Policy, Stage
from tests.app_client import SCRIPT, AppClient
from tests.waiting import until
from tests.workshop import ANA, BEN

LONG, SHORT = Policy(at_once=2, longest_wait=60), Policy(at_once=2, longest_wait=0.02)


def admits_by(app_client: AppClient, policy: Policy) -> Admission:
    """Replace the admission policy of this product."""
    admission = Admission(policy)
    app_client.app.state.context = replace(app_client.inside, admission=admission)
    return admission


@asynccontextmanager
async def crowd(admission: Admission, policy: Policy) -> AsyncGenerator[None]:
    """Inside the block, as many newcomers are being served as the policy allows at once."""
    async with AsyncExitStack() as stack:
        for _ in range(policy.at_once):
            await stack.enter_async_context(admission.turn(Stage.BOARD))
        yield


def form(app_client: AppClient) -> dict[str, str]:
    return {"code": app_client.workshop.code, "name": "Cai", "speaks_for": "resident"}


def note(app_client: AppClient, number: int = 0) -> dict[str, object]:
    return {"id": f"{number:024d}", "column": app_client.workshop.columns[0], "text": "Hello"}


async def test_newcomers_wait_while_others_are_served_and_notes_do_not(app_client: AppClient) -> None:
    admission = admits_by(app_client, LONG)
    newcomer, ana = app_client.newcomer(), app_client.visitor(ANA)
    async with crowd(admission, LONG):
        waiting = [
            asyncio.create_task(newcomer.get(f"/j/{app_client.workshop.code}")),
            asyncio.create_task(newcomer.get(app_client.path("/join"))),
            asyncio.create_task(newcomer.post(app_client.path("/join"), data=form(app_client))),
            asyncio.create_task(app_client.visitor(BEN).get(app_client.path())),
        ]
        await until(lambda: admission.waiting == 4)
        assert (await ana.post(app_client.path("/notes"), data=note(app_client), headers=SCRIPT)).status_code == 204
        assert (await ana.get(app_client.path("/join"))).status_code == 303
        assert not any(task.done() for task in waiting)
    assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [303, 200, 303, 200]
    assert admission.waiting == 0


async def test_a_newcomer_waits_for_a_note_that_is_being_saved(app_client: AppClient) -> None:
    admission = admits_by(app_client, LONG)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(admission.turn(Stage.BOARD))
        with admission.note():
            coming = asyncio.create_task(app_client.visitor().get(app_client.path("/join")))
            await until(lambda: admission.waiting == 1)
        assert (await coming).status_code == 200


async def test_after_the_longest_wait_a_page_reloads_itself_and_a_form_is_accepted(app_client: AppClient) -> None:
    admission = admits_by(app_client, SHORT)
    newcomer, ana = app_client.newcomer(), app_client.visitor(ANA)
    async with crowd(admission, SHORT):
        for visitor, path in (
            (newcomer, f"/j/{app_client.workshop.code}"),
            (newcomer, f"/j?code={app_client.workshop.code}"),
            (newcomer, app_client.path("/join")),
            (ana, app_client.path()),
        ):
            answer = await visitor.get(path)
            assert answer.status_code == 503
            assert 4 <= int(answer.headers["refresh"]) <= 12
            assert answer.headers["retry-after"] == answer.headers["refresh"]
            assert "try again in a few seconds" in answer.text
            assert f'href="{path}"' in answer.text
        assert (await newcomer.post(app_client.path("/join"), data=form(app_client))).status_code == 303
        assert (await ana.post(app_client.path("/notes"), data=note(app_client), headers=SCRIPT)).status_code == 204
    assert (await ana.get(app_client.path())).status_code == 200


@pytest.mark.parametrize("policy", [LONG, SHORT], ids=["served in turn", "served after the longest wait"])
async def test_a_socket_waits_for_its_turn_and_is_never_refused(app_client: AppClient, policy: Policy) -> None:
    admission = admits_by(app_client, policy)
    key = app_client.workshop.key
    cookie = f"seat-{key}={app_client.inside.keys.seat_cookie(key, ANA)}"
    scope = {
        "type": "websocket",
        "path": f"/w/{key}/live",
        "query_string": b"since=0&epoch=x",
        "headers": [(b"host", b"board.test"), (b"cookie", cookie.encode())],
    }
    from_page: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    to_page: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    from_page.put_nowait({"type": "websocket.connect"})
    async with asyncio.timeout(20):
        async with AsyncExitStack() as others:
            await others.enter_async_context(crowd(admission, policy))
            serving = asyncio.create_task(app_client.app(scope, from_page.get, to_page.put))
            assert (await to_page.get())["type"] == "websocket.accept"
            if policy is LONG:
                await until(lambda: admission.waiting == 1)
                assert to_page.empty()
                await others.aclose()
            frame = await to_page.get()
        assert '"board": true' in frame["text"]
        from_page.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await serving


async def test_a_client_that_disconnects_while_waiting_takes_no_turn(app_client: AppClient) -> None:
    admission = admits_by(app_client, LONG)
    async with crowd(admission, LONG):
        gone = asyncio.create_task(app_client.visitor().get(app_client.path("/join")))
        stays = asyncio.create_task(app_client.visitor().get(app_client.path("/join")))
        await until(lambda: admission.waiting == 2)
        gone.cancel()
        await until(lambda: admission.waiting == 1)
    assert (await stays).status_code == 200
    async with crowd(admission, LONG):
        assert admission.waiting == 0


async def test_a_turn_ends_when_its_block_fails() -> None:
    admission = Admission(LONG)
    for _ in range(3 * LONG.at_once):
        with pytest.raises(ZeroDivisionError):
            async with admission.turn(Stage.FORM):
                raise ZeroDivisionError
    async with crowd(admission, LONG):
        assert admission.waiting == 0


async def test_a_crowd_of_five_hundred_is_admitted_in_turn() -> None:
    policy = Policy(at_once=2, longest_wait=60)
    admission = Admission(policy)
    served, most, inside = [], 0, 0

    async def come(number: int) -> None:
        nonlocal most, inside
        async with admission.turn(Stage.FORM):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.002)
            served.append(number)
            inside -= 1

    await asyncio.gather(*map(come, range(500)))
    assert served == list(range(500))
    assert most == policy.at_once


async def test_a_full_admission_queue_refuses_at_once() -> None:
    policy = Policy(at_once=1, longest_queue=1)
    admission = Admission(policy)
    async with crowd(admission, policy):
        waiting = asyncio.create_task(admission.turn(Stage.FORM).__aenter__())
        await until(lambda: admission.waiting == 1)
        with pytest.raises(Busy):
            await admission.turn(Stage.FORM).__aenter__()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
