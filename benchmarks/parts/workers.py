"""T14: two workers on PostgreSQL and Redis beside one, in deliveries per second of the CPU time of all of them."""

from benchmarks.figures import Sample
from benchmarks.load.boards import new_board, product
from benchmarks.load.counters import counters
from benchmarks.load.posting import at_once
from benchmarks.load.processes import cpu_seconds
from benchmarks.targets import WORKERS
from tests.servers.postgres import Cluster
from tests.servers.redis import Redis

BOARDS, PEOPLE, NOTES = 4, 250, 300
# The first notes of a worker cost more than later ones, and two workers have twice as many first notes. Each of a
# worker's readers has rendered a few updates before PostgreSQL's driver prepares their statements.
WARM_UP = 200


async def measure(cluster: Cluster, redis: Redis) -> list[Sample]:
    """Measure one worker, then two, on the same PostgreSQL and Redis."""
    one, two = [await deliveries_per_cpu_second(workers, cluster, redis) for workers in (1, 2)]
    return [Sample(WORKERS, two, one)]


async def deliveries_per_cpu_second(workers: int, cluster: Cluster, redis: Redis) -> float:
    """Return the deliveries per CPU second of this number of workers and their supervisor, on a new database."""
    with product(workers=workers, DATABASE_URL=cluster.fresh("migrated"), REDIS_URL=redis.url) as server:
        boards = [new_board(server, PEOPLE) for _ in range(BOARDS)]
        async with counters(*boards) as counting:
            for board in boards:
                await at_once(board, WARM_UP)
            # A board's notes go to its own people only.
            await counting.received(WARM_UP)
            before = cpu_seconds(boards[0].pid)
            for board in boards:
                await at_once(board, NOTES)
            await counting.received(WARM_UP + NOTES)
            return NOTES * counting.size / (cpu_seconds(boards[0].pid) - before)
