"""A simulated participant: joins through the form, posts as the outbox does, and keeps a page up to date."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
from lxml import html
from lxml.html import HtmlElement

from app.domain.errors import Invalid
from app.rehearsal.connection import Connection, back_off
from app.rehearsal.page_model import PageModel


@dataclass(eq=False)
class Client:
    """One participant. `seen` holds when each note first appeared on its page, in seconds of `time.monotonic()`."""

    link: str
    transport: httpx.AsyncHTTPTransport
    speaks_for: str
    long_poll: bool = False
    # Seconds after which the first socket is cut off, or never.
    cut_after: float | None = None
    seen: dict[str, float] = field(default_factory=dict)
    _task: asyncio.Task[None] | None = None

    async def join(self, *, force: bool) -> None:
        """Enter the code, fill in the form, and open the board. Raises Invalid if that is refused.

        Raises Invalid for a workshop that is not a sample, unless `force`.
        """
        self.http = httpx.AsyncClient(transport=SharedTransport(self.transport), follow_redirects=True, timeout=30)
        answer = await self.http.get(self.link)
        while answer.status_code == 503 and "refresh" in answer.headers:
            await asyncio.sleep(float(answer.headers["refresh"]))
            answer = await self.http.get(self.link)
        if answer.status_code != 200:
            raise Invalid(f"{self.link} did not open a workshop (it answered {answer.status_code}).")
        page = html.document_fromstring(answer.text)
        if not force and not page.xpath("//main[@data-sample]"):
            raise Invalid(
                "This is not a sample workshop, so its participants would see the rehearsal. To run it anyway, "
                "add --force."
            )
        form = page.xpath("//main//form")[0]
        answer = await self.http.post(str(answer.url.join(form.action)), data=self._filled_in(form))
        if answer.status_code != 200 or "data-seq" not in answer.text:
            raise Invalid(f"Joining did not work (it answered {answer.status_code}).")
        self.address = str(answer.url)
        self.page = PageModel(answer.text)

    def follow(self) -> asyncio.Event:
        """Start a task that keeps the page up to date. The returned event is set once updates can arrive."""
        connection = Connection(self.http, self.address, self.page, self.seen)
        following = connection.follow_by_long_poll() if self.long_poll else connection.follow_by_socket(self.cut_after)
        self._task = asyncio.create_task(following)
        return connection.ready

    async def leave(self) -> None:
        """Stop following and close all connections."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if hasattr(self, "http"):
            await self.http.aclose()

    async def post(self, note_id: str, column: str, text: str) -> None:
        """Post a note as the outbox does: retry with the same id until it is saved. Raises Invalid if it is refused."""
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
            wait = await back_off(wait)

    async def fresh(self) -> PageModel:
        """Fetch the present page of this seat."""
        return PageModel((await self.http.get(self.address)).text)

    async def compare_with_fresh(self) -> tuple[bool, PageModel]:
        """Fetch a fresh page; return whether the page kept here equals it, and the fresh page.

        They are compared once both have the same seq.
        """
        for _try in range(10):
            fresh = await self.fresh()
            await wait_until(lambda fresh=fresh: self.page.seq >= fresh.seq, 5)
            if self.page.seq == fresh.seq:
                break
        return self.page.normalised() == fresh.normalised(), fresh

    def _filled_in(self, form: HtmlElement) -> dict[str, str]:
        fields = {str(name): str(value) for name, value in form.form_values()}
        if form.xpath(".//input[@name='speaks_for'][@value=$who]", who=self.speaks_for):
            fields["speaks_for"] = self.speaks_for
        else:
            self.speaks_for = ""
        if "name" in form.fields:
            fields["name"] = "Rehearsal"
        return fields


async def wait_until(true: Callable[[], bool], seconds: float) -> None:
    """Wait until `true()` holds, or until `seconds` have passed."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.02)


class SharedTransport(httpx.AsyncBaseTransport):
    """A connection pool shared by all clients, which stays open when one client closes."""

    def __init__(self, inner: httpx.AsyncHTTPTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)
