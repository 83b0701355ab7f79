"""Keeps a client's page up to date, by a socket that reconnects or by long poll."""

import asyncio
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import websockets

from app.rehearsal.page_model import PageModel

# A browser does not reconnect after these close codes.
FINAL_CODES = (1008, 4403)
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.2, 15
LONG_POLL_SECONDS = 1.0


@dataclass
class Connection:
    """One page of one seat and its connection for updates.

    `seen` maps note ids to the time of their first appearance on the page, in seconds of `time.monotonic()`. `ready` is
    set once updates can arrive.
    """

    http: httpx.AsyncClient
    address: str
    page: PageModel
    seen: dict[str, float]
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow_by_socket(self, cut_after: float | None) -> None:
        """Apply frames until the server refuses the seat. Cut the first socket after `cut_after` seconds, if given."""
        wait = FIRST_RETRY_SECONDS
        while True:
            with suppress(OSError, websockets.InvalidHandshake, httpx.HTTPError):
                async with self._socket() as socket:
                    wait = FIRST_RETRY_SECONDS
                    self.ready.set()
                    if cut_after is not None:
                        asyncio.get_running_loop().call_later(cut_after, socket.transport.abort)
                        cut_after = None
                    with suppress(websockets.ConnectionClosed):
                        async for frame in socket:
                            await self._receive(json.loads(frame))
                    if socket.close_code in FINAL_CODES:
                        return
            wait = await back_off(wait)

    async def follow_by_long_poll(self) -> None:
        """Ask for updates once a second until the server refuses the seat."""
        self.ready.set()
        while True:
            asked = time.monotonic()
            with suppress(httpx.HTTPError):
                answer = await self.http.get(self._address_of("news"))
                if answer.status_code in (403, 404):
                    return
                if answer.headers.get("x-board"):
                    await self._fetch_board()
                elif answer.status_code == 200:
                    self._apply(answer.text)
                    self._take_position(answer)
            await asyncio.sleep(max(0.0, asked + LONG_POLL_SECONDS - time.monotonic()))

    def _socket(self) -> websockets.connect:
        return websockets.connect(
            self._address_of("live").replace("http", "ws", 1),
            origin=websockets.Origin("{0.scheme}://{0.netloc}".format(urlsplit(self.address))),
            additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())},
            compression=None,
            proxy=None,
            max_size=None,
            ping_interval=None,
        )

    async def _receive(self, frame: dict) -> None:
        if frame.get("board"):
            await self._fetch_board()
        elif "content" in frame:
            if "seq" in frame and frame["epoch"] == self.page.epoch and frame["seq"] <= self.page.seq:
                return
            self._apply(frame["content"])
            if "seq" in frame:
                self.page.seq, self.page.epoch = frame["seq"], frame["epoch"]

    async def _fetch_board(self) -> None:
        answer = await self.http.get(f"{self.address}/board?view={self.page.view}&lang={self.page.language}")
        answer.raise_for_status()
        self._apply(answer.text)
        self._take_position(answer)
        self._mark_seen(self.page.notes())

    def _apply(self, fragments: str) -> None:
        self._mark_seen([name.removeprefix("note-") for name in self.page.apply(fragments)])

    def _take_position(self, answer: httpx.Response) -> None:
        self.page.seq, self.page.epoch = int(answer.headers["x-seq"]), answer.headers["x-epoch"]

    def _mark_seen(self, note_ids: list[str]) -> None:
        now = time.monotonic()
        for note_id in note_ids:
            self.seen.setdefault(note_id, now)

    def _address_of(self, what: str) -> str:
        page = self.page
        return f"{self.address}/{what}?since={page.seq}&epoch={page.epoch}&view={page.view}&lang={page.language}"


async def back_off(wait: float) -> float:
    """Wait about `wait` seconds, with jitter, and return the next wait in seconds."""
    await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311
    return min(wait * 2, LONGEST_RETRY_SECONDS)
