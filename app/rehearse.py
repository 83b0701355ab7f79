"""A crowd of real participants over real HTTP and sockets: the organiser's rehearsal, and the load of the benchmarks.

Everybody keeps a page in memory (`mirror.py`), brings it up to date by what the server sends, and in the end compares
it with a page fetched afresh for its seat. A tenth of the sockets are cut on the way; another tenth have none and use
the plain-HTTP twin.
"""

import argparse
import asyncio
import csv
import json
import os
import random
import secrets
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from app.demo import NOTES
from app.domain.errors import Invalid
from app.mirror import Mirror
from app.phone import Person

# How long everybody may take to have everything once the last note is saved.
SETTLING = 30.0


@dataclass(frozen=True)
class Line:
    """One note to post: the number of its question from 1, its words, and who speaks."""

    question: int
    text: str
    speaks_for: str


@dataclass
class Result:
    """What came of it. Times are milliseconds from a post to a screen that shows it."""

    people: int = 0
    posted: int = 0
    seen_by_all: int = 0
    lost: int = 0
    doubled: int = 0
    diverged: int = 0
    p50_ms: float = 0
    p95_ms: float = 0
    p99_ms: float = 0

    @property
    def good(self) -> bool:
        return self.lost == self.doubled == self.diverged == 0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `commonboard rehearse` can be told."""
    parser.add_argument("--url", metavar="PARTICIPANT_LINK", help="a running workshop; without it, a server of its own")
    parser.add_argument("--people", type=int, default=30, metavar="N", help="how many join (default 30)")
    parser.add_argument(
        "--notes", type=Path, default=NOTES, metavar="FILE.csv", help="columns question, text, author_group"
    )
    parser.add_argument(
        "--seconds", type=float, default=30, metavar="S", help="time over which notes are posted (default 30)"
    )
    parser.add_argument("--seed", type=int, default=1, help="who is cut when, again (default 1)")
    parser.add_argument(
        "--force", action="store_true", help="also at a workshop that is not a sample: its notes will stay"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def run(options: argparse.Namespace) -> int:
    """Rehearse; returns 0 if nothing was lost, doubled or diverged, else 1. Raises Invalid for what cannot start."""
    if options.people < 1 or options.seconds < 0:
        raise Invalid("--people must be 1 or more, --seconds 0 or more.")
    lines = read_notes(options.notes)
    if options.url:
        result = await rehearse(options.url, lines, options.people, options.seconds, options.seed, force=options.force)
    else:
        async with own_server() as link:
            result = await rehearse(link, lines, options.people, options.seconds, options.seed)
    if options.json:
        print(json.dumps(asdict(result)))
    else:
        print(f"{result.people} people joined, {result.posted} notes posted, {result.seen_by_all} seen by everybody.")
        print(
            f"Lost: {result.lost}. Twice: {result.doubled}. Screens that differ from a fresh page: {result.diverged}."
        )
        print(f"From post to screen: half within {result.p50_ms} ms, 95 % {result.p95_ms} ms, 99 % {result.p99_ms} ms.")
    return 0 if result.good else 1


def read_notes(path: Path) -> list[Line]:
    """The notes of a CSV file; raises Invalid that names the line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"question", "text"} <= set(rows.fieldnames or ()):
            raise Invalid(f"{path}: the first line must name the columns question and text.")
        lines = []
        for row in rows:
            if not (row["question"] or "").strip().isdecimal() or not (row["text"] or "").strip():
                raise Invalid(f"{path}, line {rows.line_num}: question must be a number and text not empty.")
            lines.append(Line(int(row["question"]), row["text"], (row.get("author_group") or "").strip()))
    return lines


@asynccontextmanager
async def own_server(**environment: str) -> AsyncGenerator[str]:
    """A server with a sample workshop on a temporary database; yields the participants' link."""
    with tempfile.TemporaryDirectory(prefix="commonboard-") as folder:
        port = free_port()
        hidden = ("DATABASE_URL", "SECRET_KEY", "SECRET_KEY_FILE", "BASE_URL", "HOST")
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        server = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "app",
            "serve",
            "--demo",
            cwd=Path(__file__).parent.parent,
            env=kept | {"DATA_DIR": folder, "PORT": str(port)} | environment,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            assert server.stdout is not None
            first = (await asyncio.wait_for(server.stdout.readline(), 60)).decode()
            if not first.startswith("Participants: "):
                raise Invalid("The server of the rehearsal did not start.")
            yield first.removeprefix("Participants: ").strip()
        finally:
            with suppress(ProcessLookupError):
                server.terminate()
            await server.wait()


def free_port() -> int:
    """A port on this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def rehearse(
    link: str, lines: list[Line], people: int, seconds: float, seed: int = 1, *, force: bool = False
) -> Result:
    """Join as `people`, post these notes over `seconds`, and count. Raises Invalid where it may not."""
    chance = random.Random(seed)  # noqa: S311
    groups = [group for group, _count in Counter(line.speaks_for for line in lines).most_common()]
    transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None, max_keepalive_connections=None))
    crowd = [Person(link, transport, groups[n % len(groups)] if groups else "") for n in range(people)]
    result = Result()
    try:
        try:
            await crowd[0].join(force=force)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Invalid(f"{link} does not answer as a workshop does: {error}") from None
        gate = asyncio.Semaphore(16)

        async def come(person: Person) -> None:
            async with gate:
                await person.join(force=force)

        await asyncio.gather(*(come(person) for person in crowd[1:]))
        result.people = len(crowd)
        known = Counter(crowd[0].mirror.words())
        columns = crowd[0].columns
        for number, line in enumerate(lines, 1):
            if not 1 <= line.question <= len(columns):
                raise Invalid(f"Note {number} is for question {line.question}, but there are only {len(columns)}.")
        tenth = people // 10
        for person in crowd[:tenth]:
            person.twin = True
        for person in crowd[tenth : 2 * tenth]:
            person.cut_after = chance.uniform(0.2, 0.8) * seconds
        for person in crowd:
            person.follow()
        await asyncio.gather(*(person.ready.wait() for person in crowd))

        async def post(number: int, line: Line) -> tuple[str, str, float]:
            await asyncio.sleep(number * seconds / max(1, len(lines)))
            fitting = [person for person in crowd if person.speaks_for == line.speaks_for] or crowd
            note_id = secrets.token_hex(12)
            started = time.monotonic()
            await fitting[number % len(fitting)].post(note_id, columns[line.question - 1], line.text)
            return note_id, line.text, started

        posted = await asyncio.gather(*(post(number, line) for number, line in enumerate(lines)))
        result.posted = len(posted)
        ids = {note_id for note_id, _text, _started in posted}
        await _until(lambda: all(ids <= person.seen.keys() for person in crowd), SETTLING)
        result.seen_by_all = sum(all(note_id in person.seen for person in crowd) for note_id in ids)
        fresh = await asyncio.gather(*(_settled(person, gate) for person in crowd))
        result.diverged = sum(not same for same, _page in fresh)
        # Missing for anybody is lost, whoever else has it.
        result.lost = len(set().union(*(ids - set(page.notes()) for _same, page in fresh)))
        texts = Counter(" ".join(text.split()) for _id, text, _started in posted)
        for _same, page in fresh:
            twice = len(page.notes()) - len(set(page.notes()))
            shown = Counter(" ".join(words.split()) for words in page.words())
            before = Counter(" ".join(words.split()) for words in known.elements())
            more = sum(max(0, shown[text] - before[text] - count) for text, count in texts.items())
            result.doubled = max(result.doubled, twice, more)
        result.doubled += sum(len(person.mirror.notes()) > len(set(person.mirror.notes())) for person in crowd)
        times = sorted(
            (person.seen[note_id] - started) * 1000
            for note_id, _text, started in posted
            for person in crowd
            if note_id in person.seen
        )
        if times:
            result.p50_ms, result.p95_ms, result.p99_ms = (
                round(times[min(len(times) - 1, int(len(times) * share))], 1) for share in (0.5, 0.95, 0.99)
            )
    finally:
        await asyncio.gather(*(person.leave() for person in crowd))
        await transport.aclose()
    return result


async def _settled(person: Person, gate: asyncio.Semaphore) -> tuple[bool, Mirror]:
    """Whether the page this person has is the one a reload shows, once both are of the same moment."""
    async with gate:
        for _try in range(10):
            page = await person.fresh()
            await _until(lambda page=page: person.seq >= page.seq, 5)
            if person.seq == page.seq:
                break
        return person.mirror.normalised() == page.normalised(), page


async def _until(true: Callable[[], bool], seconds: float) -> None:
    """Wait until something is true, or for so long."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
