"""Password hashing: a few at a time, in a fair order, without blocking the database or the event loop."""

import asyncio
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from app.web.security import password_hashing
from app.web.security.password_hashing import PasswordHashing
from app.web.security.rate_limit import TooFast
from tests.app_client import AppClient, set_up
from tests.waiting import until
from tests.web.accounts.acting import is_in, sign_in


@pytest.fixture(autouse=True)
def cheap_hashes() -> None:
    """Here hashes are as expensive as they are for people."""


class Gate:
    """Replaces hashing: each call waits until the test lets it continue. Records the calls in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.open = threading.Event()

    def verify(self, password: str, _known: str) -> bool:
        self.asked.append(password)
        assert self.open.wait(30)
        return password == "right"


async def test_more_urgent_attempts_go_first_and_others_in_order_of_arrival() -> None:
    hashing = PasswordHashing(at_once=1)
    served: list[str] = []
    urgent = {"slow": True, "later": False}

    async def one(name: str, urgency: Callable[[], tuple[bool, ...]]) -> None:
        async with hashing.turn(urgency):
            served.append(name)

    async with hashing.turn():
        waiting = [
            asyncio.create_task(one(name, urgency))
            for name, urgency in (
                ("failed before", lambda: (True, True)),
                ("first stranger", lambda: (True, False)),
                ("second stranger", lambda: (True, False)),
                ("known", lambda: (False, False)),
                ("failed meanwhile", lambda: (urgent["later"],)),
            )
        ]
        await until(lambda: len(hashing._waiting) == 5)
        # Urgency is evaluated when a thread is free, not on arrival.
        urgent["later"] = True
    await asyncio.gather(*waiting)
    assert served == ["known", "failed meanwhile", "first stranger", "second stranger", "failed before"]
    hashing.close()


async def test_a_cancelled_attempt_does_not_block_the_others() -> None:
    hashing = PasswordHashing(at_once=1)
    async with hashing.turn():
        gone = asyncio.create_task(hashing.turn().__aenter__())
        await until(lambda: len(hashing._waiting) == 1)
        gone.cancel()
    async with asyncio.timeout(5), hashing.turn():
        pass
    hashing.close()


async def test_when_too_many_attempts_wait_the_least_urgent_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_hashing, "MOST_WAITING", 3)
    hashing = PasswordHashing(at_once=1)

    async def one(urgent: bool) -> str:
        try:
            async with hashing.turn(lambda: (not urgent,)):
                return "served"
        except TooFast:
            return "sent away"

    async with hashing.turn():
        waiting = [asyncio.create_task(one(urgent)) for urgent in (False, False, True, True, False)]
        await until(lambda: sum(task.done() for task in waiting) == 2)
    assert await asyncio.gather(*waiting) == ["served", "sent away", "served", "served", "sent away"]
    hashing.close()


async def test_a_check_without_an_account_takes_as_long_and_always_fails() -> None:
    hashing = PasswordHashing()
    known = await hashing.hash("four words put together")
    assert known.startswith("$argon2id$")
    assert await hashing.check("four words put together", known)
    assert not await hashing.check("four words put together!", known)
    # The longest password that is accepted, and what it would be if more were left out.
    longest = await hashing.hash("z" * 500)
    assert await hashing.check("z" * 500, longest)
    assert not await hashing.check("z" * 501, longest)
    began = time.process_time()
    assert not await hashing.check("anything", None)
    assert time.process_time() - began > 0.01
    hashing.close()


@pytest.mark.parametrize("many_addresses", [False, True])
@pytest.mark.parametrize("one_account", [False, True])
async def test_sixty_wrong_passwords_do_not_delay_a_correct_one(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch, many_addresses: bool, one_account: bool
) -> None:
    """Olga signs in from a known browser; of sixty earlier attempts, only those running go before hers."""
    olga = app_client.visitor()
    await set_up(app_client, olga)
    await olga.post("/sign-out")
    gate = Gate()
    monkeypatch.setattr(password_hashing, "ARGON2", gate)
    guessers = [app_client.visitor() for _ in range(60 if many_addresses else 1)]
    wrong = [
        asyncio.create_task(
            sign_in(
                guessers[number % len(guessers)],
                "olga@council.example" if one_account else f"{number}@council.example",
                "wrong",
            )
        )
        for number in range(60)
    ]
    hashing = app_client.inside.hashing
    await until(lambda: len(hashing._waiting) + len(gate.asked) == 60)
    right = asyncio.create_task(sign_in(olga, password="right"))
    await until(lambda: len(hashing._waiting) + len(gate.asked) == 61)
    running = len(gate.asked)
    gate.open.set()
    assert (await right).status_code == 303
    assert gate.asked.index("right") <= running
    assert await is_in(olga)
    answers = await asyncio.gather(*wrong)
    assert {answer.status_code for answer in answers} <= {403, 429}


async def test_a_correct_password_from_a_new_browser_does_not_wait_for_failed_addresses(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up(app_client, app_client.visitor())
    guesser = app_client.visitor()
    await sign_in(guesser, password="wrong")
    gate = Gate()
    monkeypatch.setattr(password_hashing, "ARGON2", gate)
    wrong = [asyncio.create_task(sign_in(guesser, password="wrong")) for _ in range(60)]
    hashing = app_client.inside.hashing
    await until(lambda: len(hashing._waiting) + len(gate.asked) == 60)
    running = len(gate.asked)
    right = asyncio.create_task(sign_in(app_client.visitor(), password="right"))
    await until(lambda: len(hashing._waiting) + len(gate.asked) == 61)
    gate.open.set()
    assert (await right).status_code == 303
    assert gate.asked.index("right") <= running
    await asyncio.gather(*wrong)
    # Attempts over the limit were refused without hashing.
    assert gate.asked.count("wrong") < 15


async def test_posting_and_reading_continue_while_passwords_are_checked(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up(app_client, app_client.visitor())
    gate = Gate()
    monkeypatch.setattr(password_hashing, "ARGON2", gate)
    wrong = [asyncio.create_task(sign_in(app_client.visitor(), password="wrong")) for _ in range(20)]
    await until(lambda: bool(gate.asked))
    ana: httpx.AsyncClient = app_client.visitor("ana")
    data = {"id": "b" * 24, "column": app_client.workshop.columns[0], "text": "Hello"}
    assert (await ana.post(app_client.path("/notes"), data=data)).status_code == 303
    assert "Hello" in (await ana.get(app_client.path())).text
    assert not gate.open.is_set()
    gate.open.set()
    await asyncio.gather(*wrong)
