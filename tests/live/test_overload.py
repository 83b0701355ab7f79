"""Under load presence is paused first, then newcomers wait, and notes are never delayed."""

import asyncio
import logging
from pathlib import Path

import pytest

from app.live.overload import CALM, OVERLOADED, SHEDDING, Clock, Overload
from tests.app_client import SCRIPT, AppClient, inside
from tests.live.connecting import connect, frames, up_to
from tests.own_log import said
from tests.workshop import ANA, BEN


def test_the_level_rises_at_the_second_high_measurement_and_falls_by_one_after_quiet() -> None:
    overload = Overload()
    found = []
    for second, (lag, waiting) in enumerate(
        [(0, 0), (3.0, 0), (0, 0), (0.3, 0), (0, 300), (2, 0), (0, 5000)] + [(0, 0)] * 7
    ):
        overload.measure(lag, waiting, second)
        found.append(overload.level)
    # One slow page is no overload, and the lower of two measurements in a row counts.
    assert found == [0, 0, 0, 0, 1, 1, 2, 2, 2, 1, 1, 1, 0, 0]


def test_a_clock_that_was_set_back_is_reported_once() -> None:
    wall, steady = [1000.0], [0.0]
    clock = Clock(lambda: wall[0], lambda: steady[0])
    steady[0] += 1
    wall[0] += 1
    assert clock.went_back() == 0
    steady[0] += 1
    wall[0] -= 3600
    assert clock.went_back() == pytest.approx(3601)
    assert clock.went_back() == 0
    wall[0] += 7200
    assert clock.went_back() == 0


async def test_under_load_presence_is_not_announced_and_notes_are_sent(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.live.announcer.PRESENCE_SECONDS", 0.01)
    overload = app_client.inside.overload
    overload.level = SHEDDING
    overload.measure = lambda *values: None
    ana = connect(app_client, ANA)
    told = []
    for number in range(3):
        answer = await app_client.visitor(ANA).post(
            app_client.path("/notes"), data=note(app_client, number), headers=SCRIPT
        )
        assert answer.status_code == 204
        told += await frames(ana, up_to(int(answer.headers["x-seq"])))
    assert not any("here" in frame for frame in told)
    overload.level = CALM
    connect(app_client, BEN)
    assert {"here": 2} in await frames(ana, lambda frame: frame.get("here") == 2)


async def test_measuring_continues_after_a_measurement_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("app.live.overload.MEASURE_SECONDS", 0.01)
    measured = asyncio.Event()
    async with inside(tmp_path) as app_client:

        def measure(*values: float) -> None:
            if not any("measuring the load" in record.getMessage() for record in caplog.records):
                raise LookupError
            measured.set()

        app_client.inside.overload.measure = measure
        async with asyncio.timeout(10):
            await measured.wait()


async def test_while_overloaded_newcomers_wait_and_people_with_a_seat_do_not(app_client: AppClient) -> None:
    app_client.inside.overload.level = OVERLOADED
    app_client.inside.overload.measure = lambda *values: None
    newcomer = app_client.newcomer()
    for path in (f"/j/{app_client.workshop.code}", f"/j?code={app_client.workshop.code}", app_client.path("/join")):
        answer = await newcomer.get(path)
        assert answer.status_code == 503
        assert 4 <= int(answer.headers["refresh"]) <= 12
        assert answer.headers["retry-after"] == answer.headers["refresh"]
        assert "try again in a few seconds" in answer.text
        assert f'href="{path}"' in answer.text
    ana = app_client.visitor(ANA)
    assert (await ana.get(app_client.path("/join"))).status_code == 303
    assert (await ana.get(app_client.path())).status_code == 200
    assert (await ana.post(app_client.path("/notes"), data=note(app_client), headers=SCRIPT)).status_code == 204
    # A form that a person has filled in is accepted, so that their text is not lost.
    form = {
        "code": app_client.workshop.code,
        "name": "Cai",
        "speaks_for": "resident",
    }
    assert (await newcomer.post(app_client.path("/join"), data=form)).status_code == 303
    app_client.inside.overload.level = SHEDDING
    assert (await app_client.visitor().get(app_client.path("/join"))).status_code == 200


async def test_the_waiting_page_is_in_the_newcomers_language(app_client: AppClient) -> None:
    app_client.inside.overload.level = OVERLOADED
    app_client.inside.overload.measure = lambda *values: None
    answer = await app_client.visitor(**{"accept-language": "cy"}).get(f"/j/{app_client.workshop.code}")
    assert 'lang="cy"' in answer.text
    assert "Arhoswch" in answer.text


def test_a_change_of_the_level_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    overload = Overload()
    with caplog.at_level(logging.WARNING):
        for second in range(4):
            overload.measure(2, 0, second)
    assert said(caplog) == ["overloaded: new participants must wait"]


def note(app_client: AppClient, number: int = 0) -> dict[str, object]:
    return {"id": f"{number:024d}", "column": app_client.workshop.columns[0], "text": "Hello"}
