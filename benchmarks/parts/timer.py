"""T21: the CPU time of notes while a timer runs, beside the same without one. Browsers count down by themselves."""

from datetime import UTC, datetime

from app.domain.steering import timer
from app.domain.workshops import seats
from benchmarks.figures import Sample
from benchmarks.load.boards import Board, new_board
from benchmarks.load.counters import Counters, counters
from benchmarks.load.posting import at_once
from benchmarks.load.processes import cpu_seconds
from benchmarks.targets import TIMER
from tests.servers.server import Server
from tests.workshop import FAY

PEOPLE, NOTES, TURNS, SECONDS = 200, 200, 8, 3600


async def measure(server: Server) -> list[Sample]:
    """Post to two boards with 200 connections each, in turns. One of them has a running timer."""
    boards = new_board(server, PEOPLE), new_board(server, PEOPLE)
    _start_timer(server, boards[0])
    spent = [0.0, 0.0]
    async with counters(boards[0]) as first, counters(boards[1]) as second:
        counting = first, second
        # The first turn includes one-time costs, so it is not measured.
        for turn in range(TURNS + 1):
            for which in (0, 1) if turn % 2 else (1, 0):
                cost = await _cpu_seconds(boards[which], counting[which], NOTES * (turn + 1))
                spent[which] += cost if turn else 0
    running, quiet = (1e6 * seconds / (NOTES * TURNS) for seconds in spent)
    return [Sample(TIMER, running, quiet)]


def _start_timer(server: Server, board: Board) -> None:
    now = datetime.now(UTC)
    server.database.write_now(
        lambda session: timer.start(
            session, seats.load_actor(session, board.key, FAY, hold=True), SECONDS, seen="off", now=now
        )
    )


async def _cpu_seconds(board: Board, counting: Counters, received: int) -> float:
    """The server's CPU time until every connection has received this number of notes in all."""
    before = cpu_seconds(board.pid)
    await at_once(board, NOTES)
    await counting.received(received)
    return cpu_seconds(board.pid) - before
