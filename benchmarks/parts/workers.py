"""T14: two workers on PostgreSQL and Redis beside one, in deliveries per second of the CPU time of all of them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.figures import Sample
from benchmarks.load.boards import Board, new_board, product
from benchmarks.load.counters import Counters, counters
from benchmarks.load.posting import at_once
from benchmarks.load.processes import cpu_seconds
from benchmarks.targets import WORKERS
from tests.servers.postgres import Cluster
from tests.servers.redis import Redis

BOARDS, PEOPLE, NOTES = 4, 250, 300
# The first notes of a worker cost more than later ones, and two workers have twice as many first notes. Each of a
# worker's readers has rendered a few updates before PostgreSQL's driver prepares their statements.
WARM_UP = 200
# A turn takes half a second of CPU time, and one pause of the machine changes it by a third.
TURNS = 4


@dataclass
class _Crew:
    """One server with its boards, the crowd on them, and what its turns have cost so far, in CPU seconds."""

    boards: list[Board]
    counting: Counters
    posted: int = 0
    delivered: int = 0
    spent: float = 0.0

    async def post(self, notes: int) -> None:
        """Post to one board after the other, and wait until its own people have every note."""
        for board in self.boards:
            await at_once(board, notes)
        self.posted += notes
        await self.counting.received(self.posted)

    async def turn(self) -> None:
        """Post, and add up what it cost."""
        before, posted = cpu_seconds(self.boards[0].pid), self.posted
        await self.post(NOTES)
        self.spent += cpu_seconds(self.boards[0].pid) - before
        self.delivered += (self.posted - posted) * self.counting.size

    @property
    def deliveries_per_cpu_second(self) -> float:
        """The result of all turns."""
        return self.delivered / self.spent


async def measure(cluster: Cluster, redis: Redis) -> list[Sample]:
    """Measure one worker and two in turns, so that a slow moment of the machine affects each."""
    async with _crew(1, cluster, redis) as one, _crew(2, cluster, redis) as two:
        for turn in range(TURNS):
            for crew in (one, two) if turn % 2 else (two, one):
                await crew.turn()
        return [Sample(WORKERS, two.deliveries_per_cpu_second, one.deliveries_per_cpu_second)]


async def deliveries_per_cpu_second(workers: int, cluster: Cluster, redis: Redis) -> float:
    """Measure this number of workers in one turn."""
    async with _crew(workers, cluster, redis) as crew:
        await crew.turn()
        return crew.deliveries_per_cpu_second


@asynccontextmanager
async def _crew(workers: int, cluster: Cluster, redis: Redis) -> AsyncGenerator[_Crew]:
    """Serve boards with this number of workers, on a new database."""
    with product(workers=workers, DATABASE_URL=cluster.fresh("migrated"), REDIS_URL=redis.url) as server:
        boards = [new_board(server, PEOPLE) for _ in range(BOARDS)]
        async with counters(*boards) as counting:
            crew = _Crew(boards, counting)
            await crew.post(WARM_UP)
            yield crew
