"""The rehearsal finds what goes wrong, and only that."""

import argparse
import asyncio
import json
from pathlib import Path

import pytest

from app import demo, rehearse
from app.cli import main
from app.domain.errors import Invalid
from tests.hall import START
from tests.postgres import Cluster
from tests.redis import Redis
from tests.serving import Server


def test_a_crowd_on_a_server_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes.csv"
    rows = [f'{n % 3 + 1},"note {n}, with “quotes” and שלום",{"nhs" if n % 2 else "unheard of"},x' for n in range(40)]
    notes.write_text("question,text,author_group,extra\n" + "\n".join(rows), encoding="utf-8")
    assert main(["rehearse", "--people", "20", "--seconds", "3", "--notes", str(notes), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == [
        *("people", "posted", "seen_by_all", "lost", "doubled", "diverged"),
        *("p50_ms", "p95_ms", "p99_ms"),
    ]
    assert (result["people"], result["posted"], result["seen_by_all"]) == (20, 40, 40)
    assert (result["lost"], result["doubled"], result["diverged"]) == (0, 0, 0)
    assert 0 < result["p50_ms"] <= result["p95_ms"] <= result["p99_ms"]


@pytest.mark.postgres
@pytest.mark.redis
async def test_a_crowd_at_two_workers(tmp_path: Path, cluster: Cluster, lasting_redis: Redis) -> None:
    lines = [rehearse.Line(n % 3 + 1, f"note {n}", "nhs" if n % 2 else "council") for n in range(90)]
    environment = {"DATABASE_URL": cluster.fresh("migrated"), "REDIS_URL": lasting_redis.url}
    with Server(tmp_path / "data", starts=False, workers=2, **environment) as server:
        workshop = server.database.write_now(lambda session: demo.make(session, START))
        await asyncio.to_thread(server.start)
        # Said when both are ready.
        assert (await asyncio.to_thread(server.said)).startswith("Participants: ")
        rehearsing = asyncio.create_task(rehearse.rehearse(f"{server.url}/j/{workshop.code}", lines, 30, 5))
        most: dict[int, int] = {}
        while not rehearsing.done():
            most = {worker: max(held, most.get(worker, 0)) for worker, held in server.connections().items()}
            await asyncio.wait([rehearsing], timeout=0.2)
        result = await rehearsing
    assert (result.people, result.posted, result.seen_by_all) == (30, 90, 90)
    assert (result.lost, result.doubled, result.diverged) == (0, 0, 0)
    # Both had somebody.
    assert len(most) == 2
    assert all(most.values())


@pytest.mark.parametrize("fault", ["drops", "doubles", "loses"])
async def test_a_server_that_is_wrong_is_found_out(tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearse, "SETTLING", 2.0)
    lines = [rehearse.Line(n % 3 + 1, f"note {n}", "nhs") for n in range(12)]
    with Server(tmp_path / "data") as server:
        workshop = server.database.write_now(lambda session: demo.make(session, START))
        server.stop()
        server.start("tests.faulty", fault)
        result = await rehearse.rehearse(f"{server.url}/j/{workshop.code}", lines, 5, 1)
    assert not result.good
    assert {"drops": result.diverged, "doubles": result.doubled, "loses": result.lost}[fault] > 0


async def test_a_workshop_that_is_not_a_sample_is_left_alone(server: Server) -> None:
    hall = server.hall()
    lines = [rehearse.Line(1, "note", "nhs")]
    with pytest.raises(Invalid, match="not a sample"):
        await rehearse.rehearse(f"{server.url}/j/{hall.code}", lines, 2, 0)
    assert hall.order() == []
    result = await rehearse.rehearse(f"{server.url}/j/{hall.code}", lines, 2, 0, force=True)
    assert result.good
    assert len(hall.order()) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\n", "must name the columns"),
        ("question,text\none,hello\n", "line 2"),
        ("question,text\n1,\n", "line 2"),
    ],
)
def test_a_file_of_notes_that_is_wrong_is_said_in_words(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(content)
    with pytest.raises(Invalid, match=said):
        rehearse.read_notes(file)


async def test_nobody_at_all_is_not_a_rehearsal() -> None:
    options = argparse.Namespace(people=0, seconds=1, notes=None, url=None, seed=1, force=False, json=False)
    with pytest.raises(Invalid):
        await rehearse.run(options)
