"""One participant with a phone, as a program: joins by the form, posts as the outbox does, and keeps a page at the
present by socket or by the plain-HTTP twin."""

import asyncio
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import websockets
from lxml import html

from app.domain.errors import Invalid
from app.mirror import Mirror

STAY_AWAY = (1008, 4403)


@dataclass
class Person:
    """One participant with a phone."""

    link: str
    transport: httpx.AsyncHTTPTransport
    speaks_for: str
    twin: bool = False
    cut_after: float | None = None
    seen: dict[str, float] = field(default_factory=dict)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    async def join(self, *, force: bool) -> None:
        """Type the code, fill in the form, and open the board."""
        self.client = httpx.AsyncClient(transport=_Shared(self.transport), follow_redirects=True, timeout=30)
        answer = await self.client.get(self.link)
        while answer.status_code == 503 and "refresh" in answer.headers:
            await asyncio.sleep(float(answer.headers["refresh"]))
            answer = await self.client.get(self.link)
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
        self.home = str(answer.url.join(form.action))
        answer = await self.client.post(self.home, data=fields)
        if answer.status_code != 200 or "data-seq" not in answer.text:
            raise Invalid(f"Joining did not work (it answered {answer.status_code}).")
        self.address = str(answer.url)
        self.mirror = Mirror(answer.text)
        self.seq, self.epoch = self.mirror.seq, self.mirror.epoch
        self.columns = [
            str(column.get("data-column")) for column in self.mirror.root.iterfind(".//section[@data-column]")
        ]

    def follow(self) -> None:
        """Keep the page at the present from now on."""
        self._task = asyncio.create_task(self._by_twin() if self.twin else self._by_socket())

    async def leave(self) -> None:
        """Close everything."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if hasattr(self, "client"):
            await self.client.aclose()

    async def post(self, note_id: str, column: str, text: str) -> None:
        """Post a note as the outbox does: again and again under one id until the server has said saved."""
        fields = {"id": note_id, "column": column, "text": text, "colour": "sky"}
        wait = 0.5
        while True:
            with suppress(httpx.TransportError):
                answer = await self.client.post(f"{self.address}/notes", data=fields, headers={"Accept": "text/plain"})
                if answer.is_success:
                    return
                if answer.status_code == 429:
                    wait = float(answer.headers.get("retry-after", 1))
                elif answer.status_code < 500:
                    raise Invalid(f"A note was refused: {answer.text}")
            await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311
            wait = min(wait * 2, 15)

    async def fresh(self) -> Mirror:
        """The page as it is for this seat now."""
        return Mirror((await self.client.get(self.address)).text)

    async def _by_socket(self) -> None:
        wait = 0.2
        while True:
            with suppress(OSError, websockets.InvalidHandshake, httpx.HTTPError):
                async with websockets.connect(
                    self.address_of("live").replace("http", "ws", 1),
                    origin=websockets.Origin("{0.scheme}://{0.netloc}".format(urlsplit(self.address))),
                    additional_headers={
                        "Cookie": "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
                    },
                    compression=None,
                    proxy=None,
                    max_size=None,
                    ping_interval=None,
                ) as line:
                    wait = 0.2
                    self.ready.set()
                    if self.cut_after is not None:
                        asyncio.get_running_loop().call_later(self.cut_after, line.transport.abort)
                        self.cut_after = None
                    with suppress(websockets.ConnectionClosed):
                        async for frame in line:
                            await self._told(json.loads(frame))
                    if line.close_code in STAY_AWAY:
                        return
            await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311
            wait = min(wait * 2, 15)

    async def _told(self, frame: dict) -> None:
        if frame.get("board"):
            await self._whole()
        elif "content" in frame:
            if "seq" in frame and frame["epoch"] == self.epoch and frame["seq"] <= self.seq:
                return
            self._swap(frame["content"])
            if "seq" in frame:
                self.seq, self.epoch = frame["seq"], frame["epoch"]

    async def _by_twin(self) -> None:
        self.ready.set()
        while True:
            asked = time.monotonic()
            with suppress(httpx.HTTPError):
                answer = await self.client.get(self.address_of("news"))
                if answer.status_code in (403, 404):
                    return
                if answer.headers.get("x-board"):
                    await self._whole()
                elif answer.status_code == 200:
                    self._swap(answer.text)
                    self.seq, self.epoch = int(answer.headers["x-seq"]), answer.headers["x-epoch"]
            await asyncio.sleep(max(0.0, asked + 1 - time.monotonic()))

    async def _whole(self) -> None:
        answer = await self.client.get(f"{self.address}/board?view={self.mirror.view}&lang={self.mirror.language}")
        answer.raise_for_status()
        self._swap(answer.text)
        self.seq, self.epoch = int(answer.headers["x-seq"]), answer.headers["x-epoch"]
        now = time.monotonic()
        for note_id in self.mirror.notes():
            self.seen.setdefault(note_id, now)

    def _swap(self, pieces: str) -> None:
        placed = self.mirror.apply(pieces)
        now = time.monotonic()
        for name in placed:
            self.seen.setdefault(name.removeprefix("note-"), now)

    def address_of(self, what: str) -> str:
        """Where to ask for what has happened since: "live" or "news"."""
        return (
            f"{self.address}/{what}?since={self.seq}&epoch={self.epoch}"
            f"&view={self.mirror.view}&lang={self.mirror.language}"
        )


class _Shared(httpx.AsyncBaseTransport):
    """Everybody's connections come from one pool; closing one person's client leaves it open."""

    def __init__(self, inner: httpx.AsyncHTTPTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)
