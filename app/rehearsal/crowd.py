"""Rehearses a workshop with a simulated crowd over real HTTP and sockets.

Each client keeps a page in memory (`page_model.py`), applies the server's updates to it, and finally compares it with a
fresh page for its seat. A tenth of the clients use the long poll, and a tenth have their socket cut.
"""

import asyncio
import random
import secrets
import time
from collections import Counter
from dataclasses import dataclass, replace

import httpx

from app.domain.errors import Invalid
from app.rehearsal.agenda import Facilitator, Played, play
from app.rehearsal.client import Client, wait_until
from app.rehearsal.page_model import PageModel

# Seconds that clients may take to show every note after the last note is saved.
SETTLE_SECONDS = 30.0
JOINS_AT_ONCE = 16


@dataclass(frozen=True)
class PlannedNote:
    """One note to post: the number of its column (from 1), its text, and its writer's group."""

    question: int
    text: str
    speaks_for: str


@dataclass
class Result:
    """The result of a rehearsal. Times are milliseconds from a post to a page that shows it, over all clients."""

    people: int = 0
    posted: int = 0
    seen_by_all: int = 0
    # Notes missing on at least one fresh page; notes that are twice on a page; pages that differ from a fresh one.
    lost: int = 0
    doubled: int = 0
    diverged: int = 0
    p50_ms: float = 0
    p95_ms: float = 0
    p99_ms: float = 0

    @property
    def good(self) -> bool:
        return self.lost == self.doubled == self.diverged == 0


@dataclass
class AgendaResult(Result):
    """The result of a rehearsal of an agenda: also how many of each every client has confirmed."""

    phases: int = 0
    votes: int = 0
    reveals: int = 0


@dataclass(frozen=True)
class _Posted:
    id: str
    text: str
    started: float
    # Veiled notes reach others only when they are revealed, so their times say nothing.
    timed: bool = True


async def rehearse(
    link: str,
    notes: list[PlannedNote],
    people: int,
    seconds: float,
    seed: int = 1,
    *,
    force: bool = False,
    facilitator_link: str | None = None,
) -> Result:
    """Join with `people` clients, post the notes evenly over `seconds`, and count the outcome.

    With a facilitator link, the crowd plays the agenda meanwhile, and each note is posted in its question's phase; the
    result is an AgendaResult. Raises Invalid if joining or posting is refused. The seed decides when sockets are cut.
    """
    groups = [group for group, _count in Counter(note.speaks_for for note in notes).most_common()]
    transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None, max_keepalive_connections=None))
    crowd = [Client(link, transport, groups[n % len(groups)] if groups else "") for n in range(people)]
    try:
        await _join(crowd, force=force)
        before = Counter(crowd[0].page.words())
        columns = crowd[0].page.columns()
        for number, note in enumerate(notes, 1):
            if not 1 <= note.question <= len(columns):
                raise Invalid(f"Note {number} is for question {note.question}, but there are only {len(columns)}.")
        await _follow(crowd, seconds, seed)
        if facilitator_link is None:
            posted, played = await _post(crowd, notes, columns, seconds), None
        else:
            facilitator = Facilitator(facilitator_link, transport)
            posted, played = await _play(crowd, facilitator, notes, columns, seconds)
        ids = {note.id for note in posted}
        await wait_until(lambda: all(ids <= client.seen.keys() for client in crowd), SETTLE_SECONDS)
        result = await _count(crowd, posted, before)
        return AgendaResult(**vars(result), **vars(played)) if played else result
    finally:
        await asyncio.gather(*(client.leave() for client in crowd))
        await transport.aclose()


async def _join(crowd: list[Client], *, force: bool) -> None:
    first, *others = crowd
    try:
        await first.join(force=force)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Invalid(f"{first.link} does not answer as a workshop does: {error}") from None
    gate = asyncio.Semaphore(JOINS_AT_ONCE)

    async def join(client: Client) -> None:
        async with gate:
            await client.join(force=force)

    await asyncio.gather(*map(join, others))


async def _follow(crowd: list[Client], seconds: float, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    tenth = len(crowd) // 10
    for client in crowd[:tenth]:
        client.long_poll = True
    for client in crowd[tenth : 2 * tenth]:
        client.cut_after = chance.uniform(0.2, 0.8) * seconds
    await asyncio.gather(*(ready.wait() for ready in [client.follow() for client in crowd]))


async def _post(crowd: list[Client], notes: list[PlannedNote], columns: list[str], seconds: float) -> list[_Posted]:
    async def post(number: int, note: PlannedNote) -> _Posted:
        await asyncio.sleep(number * seconds / len(notes))
        writers = [client for client in crowd if client.speaks_for == note.speaks_for] or crowd
        posted = _Posted(secrets.token_hex(12), note.text, time.monotonic())
        await writers[number % len(writers)].post(posted.id, columns[note.question - 1], note.text)
        return posted

    return await asyncio.gather(*(post(number, note) for number, note in enumerate(notes)))


async def _play(
    crowd: list[Client], facilitator: Facilitator, notes: list[PlannedNote], columns: list[str], seconds: float
) -> tuple[list[_Posted], Played]:
    """Play the agenda, and post each note in the first phase in which its question is open."""
    posted: list[_Posted] = []
    left = list(notes)

    async def write(column: str, veiled: bool) -> set[str]:
        theirs = [note for note in left if columns[note.question - 1] == column]
        left[:] = [note for note in left if note not in theirs]
        fresh = await _post(crowd, theirs, columns, seconds * len(theirs) / len(notes)) if theirs else []
        posted.extend(replace(note, timed=not veiled) for note in fresh)
        return {note.id for note in fresh}

    try:
        await facilitator.open()
        return posted, await play(crowd, facilitator, write)
    finally:
        await facilitator.http.aclose()


async def _count(crowd: list[Client], posted: list[_Posted], before: Counter[str]) -> Result:
    gate = asyncio.Semaphore(JOINS_AT_ONCE)

    async def compare(client: Client) -> tuple[bool, PageModel]:
        async with gate:
            return await client.compare_with_fresh()

    compared = await asyncio.gather(*map(compare, crowd))
    pages = [page for _same, page in compared]
    ids = {note.id for note in posted}
    result = Result(
        people=len(crowd),
        posted=len(posted),
        seen_by_all=sum(all(note_id in client.seen for client in crowd) for note_id in ids),
        # A note that a single client lacks counts as lost.
        lost=len(set().union(*(ids - set(page.notes()) for page in pages))),
        doubled=max(_doubled(page, posted, before) for page in pages)
        + sum(len(client.page.notes()) > len(set(client.page.notes())) for client in crowd),
        diverged=sum(not same for same, _page in compared),
    )
    times = sorted(
        (client.seen[note.id] - note.started) * 1000
        for note in posted
        for client in crowd
        if note.timed and note.id in client.seen
    )
    if times:
        result.p50_ms, result.p95_ms, result.p99_ms = (
            round(times[min(len(times) - 1, int(len(times) * share))], 1) for share in (0.5, 0.95, 0.99)
        )
    return result


def _doubled(page: PageModel, posted: list[_Posted], before: Counter[str]) -> int:
    """Count the notes that are twice on a fresh page, by id or by text. `before`: the notes before the rehearsal."""
    expected = Counter(_spaced(note.text) for note in posted)
    for text, count in before.items():
        expected[_spaced(text)] += count
    shown = Counter(map(_spaced, page.words()))
    by_text = sum(max(0, shown[text] - expected[text]) for text in {_spaced(note.text) for note in posted})
    return max(len(page.notes()) - len(set(page.notes())), by_text)


def _spaced(text: str) -> str:
    return " ".join(text.split())
