"""The process that works out suggestions: it never delays the board, and is replaced when it fails."""

import asyncio
import sys
from collections.abc import AsyncGenerator

import pytest

from app.suggestions import suggester as module
from app.suggestions.suggester import Line, Suggester
from tests.own_log import said
from tests.suggestions.fake_child import COMMAND as FAKE

LINES = [
    Line("money grants funding", ["money"], 1.0),
    Line("trust friends neighbours", ["trust"], 1.0),
    Line("buildings rooms halls", ["place"], 1.0),
]


@pytest.fixture
async def fake() -> AsyncGenerator[Suggester]:
    made = Suggester(FAKE)
    yield made
    await made.close()


async def test_texts_get_their_likeliest_elements_in_order_from_one_process(fake: Suggester) -> None:
    grants, halls = await fake.suggest(LINES, ["we need grants", "no halls anywhere"]) or []
    assert (grants.elements[0], halls.elements[0]) == ("money", "place")
    assert sorted(grants.elements) == ["money", "place", "trust"]
    first = fake._process
    together = await asyncio.gather(*(fake.suggest(LINES, [f"friends {number}"]) for number in range(5)))
    assert [found and found[0].elements[0] for found in together] == ["trust"] * 5
    assert fake._process is first


@pytest.mark.parametrize("failure", ["die", "hang", "babble", "peek"])
async def test_a_process_that_fails_is_replaced_after_a_wait_that_doubles(
    fake: Suggester, failure: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = [1000.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    assert await fake.suggest(LINES, ["grants"])
    fake._seconds = 0.5 if failure == "hang" else 60.0
    for wait in (1, 2):
        assert await fake.suggest(LINES, [failure]) is None
        assert fake._process is None
        now[0] += wait - 0.1
        assert await fake.suggest(LINES, ["grants"]) is None
        assert fake._process is None
        now[0] += 0.2
    fake._seconds = 60.0
    assert await fake.suggest(LINES, ["grants"])
    # The wait is a short one again after a success.
    assert fake._failures == 0
    assert len(said(caplog)) == 2
    # No log line quotes a note.
    assert failure not in caplog.text


async def test_a_cancelled_request_does_not_give_its_answer_to_the_next(fake: Suggester) -> None:
    assert await fake.suggest(LINES, ["grants"])
    asked = asyncio.create_task(fake.suggest(LINES, ["hang", "grants"]))
    await asyncio.sleep(0)
    assert fake._turn.locked()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    found = await fake.suggest(LINES, ["friends"])
    assert found
    assert found[0].elements[0] == "trust"


async def test_requests_over_the_limit_are_refused_at_once(fake: Suggester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 0)
    first = asyncio.create_task(fake.suggest(LINES, ["hang"]))
    await asyncio.sleep(0)
    assert fake._turn.locked()
    assert await fake.suggest(LINES, ["grants"]) is None
    # The one that hangs for a minute still runs.
    assert not first.done()
    # One whose turn does not come in time is refused without harm to the one that runs.
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    fake._seconds = 0.1
    assert await fake.suggest(LINES, ["grants"]) is None
    assert not first.done()
    await fake.close()
    assert await first is None


async def test_a_process_without_requests_ends_and_the_next_request_starts_another(fake: Suggester) -> None:
    fake._command = (*FAKE, "1")
    assert await fake.suggest(LINES, ["grants"])
    first = fake._process
    assert first is not None
    await asyncio.wait_for(first.wait(), 20)
    assert await fake.suggest(LINES, ["grants"])
    assert fake._process is not first


async def test_the_process_gets_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    told = (sys.executable, "-c", "import os, json; print(json.dumps([[sorted(os.environ), 0]]), flush=True)")
    suggester = Suggester(told)
    found = await suggester.suggest(LINES, ["grants"])
    await suggester.close()
    assert found
    assert set(found[0].elements) <= {"PYTHONPATH", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LC_CTYPE"}
