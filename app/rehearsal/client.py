"""One participant as a program: joins through the form, posts as the outbox does, and keeps a page up to date by
socket or by long poll."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import websockets
from lxml import html

from app.domain.errors import Invalid
from app.rehearsal.page_model import PageModel

# After these closing codes a browser does not reconnect.
FINAL_CODES = (1008, 4403)
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.2, 15
LONG_POLL_SECONDS = 1.0


@dataclass
class Client:
    """One participant. `seen` holds when each note first appeared on its page, in seconds of `time.monotonic()`."""

    link: str
    transport: httpx.AsyncHTTPTransport
    speaks_for: str
    long_poll: bool = False
    # Seconds after which the first socket is cut off, or never.
    cut_after: float | None = None
    seen: dict[str, float] = field(default_factory=dict)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    async def join(self, *, force: bool) -> None:
        """Enter the code, fill in the form, and open the board; raises Invalid where that is refused.

        Without `force`, only a sample workshop is joined.
        """
        self.http = httpx.AsyncClient(transport=_SharedTransport(self.transport), follow_redirects=True, timeout=30)
        answer = await self.http.get(self.link)
        while answer.status_code == 503 and "refresh" in answer.headers:
            await asyncio.sleep(float(answer.headers["refresh"]))
            answer = await self.http.get(self.link)
        if answer.status_code != 200:
            raise Invalid(f"{self.link} did not open a workshop (it answered {answer.status_code}).")
        page = html.document_fromstring(answer.text)
        if not force and not page.xpath("//main[@data-sample]"):
            raise Invalid("This workshop is not a sample: its people would see the rehearsal. Use --force if they may.")
        form = page.forms[0]
        fields = {str(name): str(value) for name, value in form.form_values()}
        if page.xpath("//input[@name='speaks_for'][@value=$who]", who=self.speaks_for):
            fields["speaks_for"] = self.speaks_for
        else:
            self.speaks_for = ""
        if "name" in form.fields:
            fields["name"] = "Rehearsal"
        answer = await self.http.post(str(answer.url.join(form.action)), data=fields)
        if answer.status_code != 200 or "data-seq" not in answer.text:
            raise Invalid(f"Joining did not work (it answered {answer.status_code}).")
        self.address = str(answer.url)
        self.page = PageModel(answer.text)

    def follow(self) -> None:
        """Keep the page up to date from now on, in a task of its own."""
        self._task = asyncio.create_task(self._follow_by_long_poll() if self.long_poll else self._follow_by_socket())

    async def leave(self) -> None:
        """Stop following and close all connections."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if hasattr(self, "http"):
            await self.http.aclose()

    async def post(self, note_id: str, column: str, text: str) -> None:
        """Post a note as the outbox does: under one id, again and again until the server has saved it."""
        fields = {"id": note_id, "column": column, "text": text, "colour": "sky"}
        wait = 0.5
        while True:
            with suppress(httpx.TransportError):
                answer = await self.http.post(f"{self.address}/notes", data=fields, headers={"Accept": "text/plain"})
                if answer.is_success:
                    return
                if answer.status_code == 429:
                    wait = float(answer.headers.get("retry-after", 1))
                elif answer.status_code < 500:
                    raise Invalid(f"A note was refused: {answer.text}")
            wait = await _back_off(wait)

    async def fresh(self) -> PageModel:
        """Fetch the page of this seat as it is now."""
        return PageModel((await self.http.get(self.address)).text)

    async def compare_with_fresh(self) -> tuple[bool, PageModel]:
        """Fetch a fresh page; return whether it equals the page kept here, once both have the same seq, and the page."""
        for _try in range(10):
            fresh = await self.fresh()
            await wait_until(lambda fresh=fresh: self.page.seq >= fresh.seq, 5)
            if self.page.seq == fresh.seq:
                break
        return self.page.normalised() == fresh.normalised(), fresh

    async def _follow_by_socket(self) -> None:
        wait = FIRST_RETRY_SECONDS
        while True:
            with suppress(OSError, websockets.InvalidHandshake, httpx.HTTPError):
                async with websockets.connect(
                    self._address_of("live").replace("http", "ws", 1),
                    origin=websockets.Origin("{0.scheme}://{0.netloc}".format(urlsplit(self.address))),
                    additional_headers={
                        "Cookie": "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
                    },
                    compression=None,
                    proxy=None,
                    max_size=None,
                    ping_interval=None,
                ) as socket:
                    wait = FIRST_RETRY_SECONDS
                    self.ready.set()
                    if self.cut_after is not None:
                        asyncio.get_running_loop().call_later(self.cut_after, socket.transport.abort)
                        self.cut_after = None
                    with suppress(websockets.ConnectionClosed):
                        async for frame in socket:
                            await self._receive(json.loads(frame))
                    if socket.close_code in FINAL_CODES:
                        return
            wait = await _back_off(wait)

    async def _receive(self, frame: dict) -> None:
        if frame.get("board"):
            await self._fetch_board()
        elif "content" in frame:
            if "seq" in frame and frame["epoch"] == self.page.epoch and frame["seq"] <= self.page.seq:
                return
            self._apply(frame["content"])
            if "seq" in frame:
                self.page.seq, self.page.epoch = frame["seq"], frame["epoch"]

    async def _follow_by_long_poll(self) -> None:
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

    async def _fetch_board(self) -> None:
        answer = await self.http.get(f"{self.address}/board?view={self.page.view}&lang={self.page.language}")
        answer.raise_for_status()
        self._apply(answer.text)
        self._take_position(answer)
        self._mark_seen(self.page.notes())

    def _take_position(self, answer: httpx.Response) -> None:
        self.page.seq, self.page.epoch = int(answer.headers["x-seq"]), answer.headers["x-epoch"]

    def _apply(self, fragments: str) -> None:
        self._mark_seen([name.removeprefix("note-") for name in self.page.apply(fragments)])

    def _mark_seen(self, note_ids: list[str]) -> None:
        now = time.monotonic()
        for note_id in note_ids:
            self.seen.setdefault(note_id, now)

    def _address_of(self, what: str) -> str:
        page = self.page
        return f"{self.address}/{what}?since={page.seq}&epoch={page.epoch}&view={page.view}&lang={page.language}"


async def wait_until(true: Callable[[], bool], seconds: float) -> None:
    """Wait until `true()` holds, for at most so many seconds."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.02)


async def _back_off(wait: float) -> float:
    await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311
    return min(wait * 2, LONGEST_RETRY_SECONDS)


class _SharedTransport(httpx.AsyncBaseTransport):
    """One pool of connections for all clients: it stays open when one client closes."""

    def __init__(self, inner: httpx.AsyncHTTPTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)
