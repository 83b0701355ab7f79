"""After `kill -9` during posting every saved note is there, the others arrive automatically, and none appears twice."""

import asyncio
import random
import signal
from pathlib import Path

import httpx
import pytest

from app.rehearsal.client import Client
from tests.servers.server import Server
from tests.waiting import until


@pytest.mark.parametrize("seed", range(4))
async def test_after_kill_9_every_saved_note_is_there_exactly_once(tmp_path: Path, seed: int) -> None:
    with Server(tmp_path / "data", starts=False) as server:
        workshop = server.workshop()
        when = "after" if seed % 2 else "before"
        # During fifty posts, every other time between a commit and its answer.
        await asyncio.to_thread(
            server.start, "tests.servers.crash_at_event", when, str(random.Random(seed).randint(2, 30))
        )
        transport = httpx.AsyncHTTPTransport()
        crowd = [Client(f"{server.url}/j/{workshop.code}", transport, "resident") for _ in range(5)]
        saved: list[str] = []

        async def post(number: int) -> None:
            note_id = f"{seed:04d}{number:020d}"
            await asyncio.sleep(number * 0.01)
            await crowd[number % 5].post(note_id, str(workshop.columns[number % 3]), f"note {number}")
            saved.append(note_id)

        try:
            await asyncio.gather(*(person.join(force=True) for person in crowd))
            for person in crowd:
                person.follow()
            posting = [asyncio.create_task(post(number)) for number in range(50)]
            assert server.process is not None
            await asyncio.to_thread(server.process.wait, 60)
            said_before = set(saved)
            await asyncio.to_thread(server.stop, signal.SIGKILL)
            there = {note_id for column in range(3) for note_id in workshop.order(column)}
            assert said_before <= there
            assert len(there) < 50
            await asyncio.to_thread(server.start)
            async with asyncio.timeout(180):
                await asyncio.gather(*posting)
                for person in crowd:
                    await until(lambda person=person: len(set(person.page.notes())) >= 50)
            everything = [note_id for column in range(3) for note_id in workshop.order(column)]
            assert sorted(everything) == sorted(saved)
            for person in crowd:
                assert (await person.fresh()).notes() == person.page.notes()
        finally:
            for person in crowd:
                await person.leave()
            await transport.aclose()
