"""T21: the CPU time of notes while a timer runs, beside the same without one. Browsers count down by themselves."""

from datetime import UTC, datetime
from statistics import median

from sqlmodel import Session

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

PEOPLE, NOTES, TURNS, SECONDS = 200, 150, 16, 3600


async def measure(server: Server) -> list[Sample]:
    """Post to two boards with 200 connections each, in turns. Each has a running timer in one half of the turns.

    The median turn counts, because a shared machine is slower for some seconds now and then.
    """
    boards = new_board(server, PEOPLE), new_board(server, PEOPLE)
    running: list[float] = []
    quiet: list[float] = []
    async with counters(boards[0]) as first, counters(boards[1]) as second:
        counting = first, second
        # The first turn includes one-time costs, so it is not measured.
        for turn in range(TURNS + 1):
            timed = int(turn > TURNS // 2)
            if turn in (0, TURNS // 2 + 1):
                _set_timer(server, boards[timed], on=True)
                _set_timer(server, boards[1 - timed], on=False)
            for which in (0, 1) if turn % 2 else (1, 0):
                cost = await _cpu_seconds(boards[which], counting[which], NOTES * (turn + 1))
                if turn:
                    (running if which == timed else quiet).append(cost)
    return [Sample(TIMER, *(1e6 * median(costs) / NOTES for costs in (running, quiet)))]


def _set_timer(server: Server, board: Board, *, on: bool) -> None:
    now = datetime.now(UTC)

    def change(session: Session) -> None:
        person = seats.load_actor(session, board.key, FAY, hold=True)
        seen = timer.mark(person.workshop)
        if on:
            timer.start(session, person, SECONDS, seen=seen, now=now)
        else:
            timer.stop(session, person, seen=seen, now=now)

    server.database.write_now(change)


async def _cpu_seconds(board: Board, counting: Counters, received: int) -> float:
    """The server's CPU time until every connection has received this number of notes in all."""
    before = cpu_seconds(board.pid)
    await at_once(board, NOTES)
    await counting.received(received)
    return cpu_seconds(board.pid) - before
