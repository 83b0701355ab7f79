"""The rehearsal detects faulty servers and accepts correct ones."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import demo
from app.domain.errors import Invalid
from app.rehearsal import crowd
from app.rehearsal.crowd import PlannedNote, rehearse
from tests.servers.postgres import Cluster
from tests.servers.redis import Redis
from tests.servers.server import Server


@pytest.mark.postgres
@pytest.mark.redis
async def test_a_crowd_on_two_workers_loses_and_duplicates_nothing(
    tmp_path: Path, cluster: Cluster, lasting_redis: Redis
) -> None:
    notes = [PlannedNote(n % 3 + 1, f"note {n}", "nhs" if n % 2 else "council") for n in range(60)]
    environment = {"DATABASE_URL": cluster.fresh("migrated"), "REDIS_URL": lasting_redis.url}
    with Server(tmp_path / "data", starts=False, workers=2, **environment) as server:
        workshop = server.database.write_now(lambda session: demo.make(session, datetime.now(UTC)))
        await asyncio.to_thread(server.start)
        # The server prints this line when both workers are ready.
        assert (await asyncio.to_thread(server.next_line)).startswith("Participants: ")
        rehearsing = asyncio.create_task(rehearse(f"{server.url}/j/{workshop.code}", notes, 20, 3))
        most: dict[int, int] = {}
        while not rehearsing.done():
            most = {worker: max(held, most.get(worker, 0)) for worker, held in server.connections().items()}
            await asyncio.wait([rehearsing], timeout=0.2)
        result = await rehearsing
    assert (result.people, result.posted, result.seen_by_all) == (20, 60, 60)
    assert (result.lost, result.doubled, result.diverged) == (0, 0, 0)
    assert len(most) == 2
    assert all(most.values()), "one worker had no connection"


@pytest.mark.parametrize("fault", ["drops", "doubles", "loses"])
async def test_a_rehearsal_detects_a_faulty_server(tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "SETTLE_SECONDS", 1.0)
    notes = [PlannedNote(n % 3 + 1, f"note {n}", "nhs") for n in range(12)]
    with Server(tmp_path / "data") as server:
        workshop = server.database.write_now(lambda session: demo.make(session, datetime.now(UTC)))
        server.stop()
        server.start("tests.servers.bad_network", fault)
        result = await rehearse(f"{server.url}/j/{workshop.code}", notes, 5, 1)
    assert not result.good
    assert {"drops": result.diverged, "doubles": result.doubled, "loses": result.lost}[fault] > 0


async def test_a_rehearsal_refuses_other_workshops_than_samples_unless_forced(server: Server) -> None:
    workshop = server.workshop()
    notes = [PlannedNote(1, "note", "nhs")]
    with pytest.raises(Invalid, match="not a sample"):
        await rehearse(f"{server.url}/j/{workshop.code}", notes, 2, 0)
    assert workshop.order() == []
    result = await rehearse(f"{server.url}/j/{workshop.code}", notes, 2, 0, force=True)
    assert result.good
    assert len(workshop.order()) == 1


async def test_a_note_for_a_question_that_does_not_exist_is_refused_before_anything_is_posted(server: Server) -> None:
    workshop = server.workshop(questions=2)
    notes = [PlannedNote(1, "note", "nhs"), PlannedNote(3, "note", "nhs")]
    with pytest.raises(Invalid, match="Note 2 is for question 3, but there are only 2"):
        await rehearse(f"{server.url}/j/{workshop.code}", notes, 2, 0, force=True)
    assert workshop.order() == []


async def test_an_address_without_a_server_is_refused_with_a_reason() -> None:
    with pytest.raises(Invalid, match="does not answer as a workshop does"):
        await rehearse("http://127.0.0.1:1/j/ABCDEF", [], 1, 0)
