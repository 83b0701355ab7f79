"""T12: the delay of notes while 500 people join a board in five seconds, and while they reconnect after a restart."""

import asyncio
import random
import re
import time
from collections.abc import Iterable

from benchmarks.figures import Sample, percentile
from benchmarks.load.boards import Board, new_board
from benchmarks.load.http import Http, fetch_board, header, plain, status
from benchmarks.load.posting import at_rate, at_rate_until, delays, receivers
from benchmarks.load.receivers import Receiver
from benchmarks.targets import DELAY_DURING_JOINS, DELAY_DURING_RETURNS
from tests.servers.server import Server

NEWCOMERS, JOIN_SECONDS, RETURN_SECONDS = 500, 5.0, 2.0
WATCHING, RATE, QUIET_SECONDS = 20, 20, 4.0
IN_STEP_SECONDS = 30
BUSY = 503
_SEQ = re.compile(rb'data-seq="(\d+)"')


async def measure(server: Server) -> list[Sample]:
    """Measure the p99 for twenty watchers of twenty notes a second: quiet, during the joins, and during the returns."""
    board = new_board(server, WATCHING)

    async def join(number: int) -> Receiver:
        await asyncio.sleep(number * JOIN_SECONDS / NEWCOMERS)
        return await _join(board)

    async def come_back(receiver: Receiver) -> Receiver:
        await asyncio.sleep(random.uniform(0, RETURN_SECONDS))
        return await _open(receiver.next())

    async with receivers(board) as watching:
        quiet = percentile(await delays(await at_rate(board, RATE, QUIET_SECONDS), watching), 0.99)
        joins = asyncio.gather(*map(join, range(NEWCOMERS)))
        posted = await at_rate_until(board, RATE, joins.done)
        newcomers = await joins
        joining = percentile(await delays(posted, watching), 0.99)
        # Everyone is up to date when they receive the next note.
        newcomers = await _in_step(board, newcomers, await at_rate(board, RATE, 0.5))
        # As after a restart: all sockets are gone at once, and each page reconnects within two seconds.
        for receiver in newcomers:
            receiver.close()
        returns = asyncio.gather(*map(come_back, newcomers))
        posted = await at_rate_until(board, RATE, returns.done)
        returned = await returns
        returning = percentile(await delays(posted, watching), 0.99)
        # People who reconnect have missed some notes, and are up to date when they have all of them.
        returned = await _in_step(board, returned, posted)
        for receiver in returned:
            receiver.close()
    return [Sample(DELAY_DURING_JOINS, joining, quiet), Sample(DELAY_DURING_RETURNS, returning, quiet)]


async def _in_step(board: Board, receiving: list[Receiver], posted: Iterable[bytes]) -> list[Receiver]:
    """Wait until everyone has these notes; raises TimeoutError.

    As pages do, disconnected receivers reconnect, and those told to refetch get the whole board.
    """
    wanted = set(posted)
    async with asyncio.timeout(IN_STEP_SECONDS):
        while not all(wanted <= receiver.seen.keys() for receiver in receiving):
            receiving = [await _open(receiver.next()) if receiver.lost else receiver for receiver in receiving]
            for receiver in receiving:
                if receiver.refetch:
                    receiver.refetch = False
                    receiver.seen.update(dict.fromkeys(await fetch_board(board, receiver.cookie), time.perf_counter()))
            await asyncio.sleep(0.05)
    return receiving


async def _join(board: Board) -> Receiver:
    """Join as a person does: load the form, send it, load the page, open the socket."""
    line = await Http(board.post_url).open()
    form = f"/w/{board.key}/join"
    head, _body = await _ask(line, "GET", f"{form}?code={board.code}")
    ticket = (header(head, "set-cookie") or "").partition(";")[0]
    fields = f"code={board.code}&speaks_for=resident&name="
    head, _body = await _ask(line, "POST", form, ticket, fields.encode())
    assert status(head) == 303, head
    cookie = (header(head, "set-cookie") or "").partition(";")[0]
    head, body = await _ask(line, "GET", f"/w/{board.key}", cookie)
    assert status(head) == 200, head
    line.close()
    seq = _SEQ.search(plain(head, body))
    assert seq is not None
    live_url = re.sub(r"since=\d+", f"since={int(seq[1])}", board.live_url)
    return await _open(Receiver(live_url, cookie))


async def _ask(line: Http, method: str, path: str, cookie: str = "", body: bytes = b"") -> tuple[bytes, bytes]:
    """Send a request, and retry when the server asks newcomers to wait."""
    while True:
        head, answer = await line.ask(method, path, cookie, body)
        if status(head) != BUSY:
            return head, answer
        # The server closes a connection that is idle for longer than a few seconds.
        line.close()
        await asyncio.sleep(float(header(head, "refresh") or header(head, "retry-after") or 1))
        await line.open()


async def _open(receiver: Receiver) -> Receiver:
    """Connect, and retry a second later if the server refuses temporarily, as a page does."""
    for _try in range(30):
        try:
            return await receiver.open()
        except ConnectionError:
            await asyncio.sleep(random.uniform(0.5, 1.5))
            receiver = receiver.next()
    raise ConnectionError("the server never accepted a connection")
