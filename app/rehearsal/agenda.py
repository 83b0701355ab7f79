"""Plays an agenda with a crowd: phases, notes, a vote, and answers that are veiled and then revealed.

Everything goes through HTTP and sockets, as in a workshop.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

import httpx
from lxml import html

from app.domain.errors import Invalid
from app.rehearsal.client import Client, SharedTransport, wait_until
from app.rehearsal.connection import back_off
from app.rehearsal.page_model import PageModel

# Has the crowd post its notes for a column, which is veiled or not; returns their ids.
Write = Callable[[str, bool], Awaitable[set[str]]]
# Seconds that clients may take to show a change of phase, totals or revealed notes.
SETTLE_SECONDS = 30.0


@dataclass
class Played:
    """How many phases, votes and reveals every client has confirmed on its own page."""

    phases: int = 0
    votes: int = 0
    reveals: int = 0


@dataclass
class Facilitator:
    """The facilitator of a rehearsal, who acts without a connection for updates."""

    link: str
    transport: httpx.AsyncHTTPTransport
    address: str = ""
    http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(transport=SharedTransport(self.transport), follow_redirects=True, timeout=30)

    async def open(self) -> None:
        """Use the facilitator link. Give the workshop the usual agenda if it has none. Raises Invalid if refused."""
        answer = await self.http.get(self.link)
        forms = html.document_fromstring(answer.text).xpath("//main//form") if answer.status_code == 200 else []
        if not forms:
            raise Invalid(f"The facilitator link did not work (it answered {answer.status_code}).")
        fields = {str(name): str(value) for name, value in forms[0].form_values()}
        answer = await self.http.post(str(answer.url.join(forms[0].action)), data=fields | {"name": "Rehearsal"})
        if answer.status_code != 200 or 'data-view="steer"' not in answer.text:
            raise Invalid(f"The facilitator link did not work (it answered {answer.status_code}).")
        self.address = str(answer.url)
        await self.act("agenda/default")

    async def next_phase(self) -> dict[str, str] | None:
        """The fields of *Next*; None after the last phase."""
        page = PageModel((await self.http.get(self.address)).text)
        inputs = page.root.xpath("//form[@class='next']//input")
        return {str(one.get("name")): str(one.get("value")) for one in inputs} or None

    async def act(self, path: str, **fields: str) -> None:
        """Press a button, again until the server answers. Raises Invalid if it refuses."""
        await post(self.http, f"{self.address}/{path}", fields)


async def play(crowd: list[Client], facilitator: Facilitator, write: Write) -> Played:
    """Play every phase that is left.

    The first question is veiled while people write, and then revealed.
    """
    played = Played()
    while (fields := await facilitator.next_phase()) is not None:
        await facilitator.act("phase", **fields)
        phase = fields["phase"]
        if await _all(crowd, lambda client, phase=phase: client.page["stage"].get("data-phase") == phase):
            played.phases += 1
        may = (crowd[0].page["stage"].get("data-may") or "").split()
        if "vote" in may:
            played.votes += await _vote(crowd, facilitator, phase)
        for column in crowd[0].page.columns() if "write" in may else ():
            if crowd[0].page[f"state-{column}"].get("data-writing") != "yes":
                continue
            if played.reveals:
                await write(column, False)
            else:
                played.reveals += await _reveal(crowd, facilitator, column, write)
    return played


async def _reveal(
    crowd: list[Client],
    facilitator: Facilitator,
    column: str,
    write: Write,
) -> int:
    """Veil a question, have people write, and reveal it. Returns 1 if notes were shown to all, and only afterwards."""
    await facilitator.act(f"columns/{column}/veil", on="1")
    veiled = await _all(crowd, lambda client: "data-veiled" in client.page[f"state-{column}"].attrib)
    ids = await write(column, True)
    kept_back = not any(ids & set(client.page.notes()) for client in crowd)
    await facilitator.act(f"columns/{column}/veil", on="0")
    return int(veiled and kept_back and await _all(crowd, lambda client: ids <= set(client.page.notes())))


async def _vote(crowd: list[Client], facilitator: Facilitator, phase: str) -> int:
    """Everyone votes for one note, half of them twice, as after a lost answer; then the vote is closed.

    Returns the votes that every client shows then, less those that were there before.
    """
    before = {client: _totals(client) for client in crowd}
    ballots = crowd[0].page.root.xpath("//li[@data-rank]//form[@class='vote']")
    actions = [str(form.get("action")) for form in ballots]
    if not actions:
        return 0

    async def vote(number: int, client: Client) -> None:
        action = str(httpx.URL(client.address).join(actions[number % len(actions)]))
        for _again in range(1 + number % 2):
            await post(client.http, action, {"phase": phase, "votes": "1"})

    await asyncio.gather(*(vote(number, client) for number, client in enumerate(crowd)))
    await facilitator.act("votes/closure", phase=phase, on="1")
    await _all(crowd, lambda client: _totals(client) - before[client] >= len(crowd))
    return min(_totals(client) - before[client] for client in crowd)


def _totals(client: Client) -> int:
    """The sum of the votes that a client's notes show."""
    return sum(int(total) for total in client.page.root.xpath("//li[@data-rank]//@data-total"))


async def _all(crowd: Iterable[Client], true: Callable[[Client], bool]) -> bool:
    """Wait until this is true for every client; returns whether it came about."""
    await wait_until(lambda: all(true(client) for client in crowd), SETTLE_SECONDS)
    return all(true(client) for client in crowd)


async def post(http: httpx.AsyncClient, address: str, fields: dict[str, str]) -> None:
    """Post a form as a script does, again until the server answers. Raises Invalid if it refuses."""
    wait, end = 0.5, time.monotonic() + SETTLE_SECONDS
    while True:
        try:
            answer = await http.post(address, data=fields, headers={"Accept": "text/plain"})
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
        else:
            if answer.is_success:
                return
            if answer.status_code < 500 and answer.status_code != 429:
                raise Invalid(f"An action was refused: {answer.text}")
        wait = await back_off(wait)
