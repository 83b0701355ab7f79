"""T14: two workers over PostgreSQL and Redis beside one: deliveries per second of the processor time of both."""

from benchmarks import processes
from benchmarks.crowd import crowd
from benchmarks.figures import Sample
from benchmarks.load import outstanding
from benchmarks.places import board, product
from tests.postgres import Cluster
from tests.redis import Redis

# The first notes of a worker cost more; two workers have twice as many of them.
BOARDS, PEOPLE, FIRST, NOTES = 4, 250, 60, 400


async def measure() -> list[Sample]:
    """Four boards of 250 people, on one worker and then on two."""
    one, two = [await deliveries(workers) for workers in (1, 2)]
    return [Sample("T14", "deliveries per second of processor time, two workers beside one", two, one)]


async def deliveries(workers: int) -> float:
    """Per second of the processor time of so many workers and their parent."""
    with (
        Cluster() as cluster,
        Redis() as redis,
        product(workers=workers, DATABASE_URL=cluster.fresh("migrated"), REDIS_URL=redis.url) as server,
    ):
        places = [board(server, PEOPLE)[1] for _ in range(BOARDS)]
        doors = [door for place in places for door in zip(place.look, place.cookies, strict=True)]
        async with crowd(doors) as watching:
            for place in places:
                await outstanding(place, FIRST)
            # Of each board's notes only its own people are shown any.
            await watching.shown(FIRST)
            before = processes.spent(places[0].pid)
            for place in places:
                await outstanding(place, NOTES)
            await watching.shown(FIRST + NOTES)
            return NOTES * len(doors) / (processes.spent(places[0].pid) - before)
