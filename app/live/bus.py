"""Between workers: "workshop 7 moved", who is where, and what counts against a limit. Hints, never a source of truth.

Redis stores nothing of ours: it carries one channel that every worker speaks into and listens to. What is lost on the
way is made good without it: boards by the hub's looks, presence by the next beats (`elsewhere.py`); and a limit is for
so long each worker's own.
"""

import asyncio
import json
import logging
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.observability import logs

log = logging.getLogger("commonboard.bus")

ANSWER_SECONDS = 1.0
LONGEST_PAUSE = 5.0
# Between two messages of a busy worker: each is read by all.
BREATH_SECONDS = 0.05
# Every worker speaks once a second and hears itself: a line that is silent for longer is dead.
SILENT_SECONDS = 5.0
WARN_AGAIN_SECONDS = 60.0


class LocalBus:
    """Within one process: from the writer thread to the event loop. There is nobody else to tell."""

    def __init__(self) -> None:
        self.worker = secrets.token_hex(6)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: Callable[[dict[int, int]], None] = lambda moved: None

    def listen(self, listener: Callable[[dict[int, int]], None]) -> None:
        """Call `listener` on this event loop for every nudge from now on."""
        self._loop = asyncio.get_running_loop()
        self._listener = listener

    def publish(self, moved: dict[int, int]) -> None:
        """Say which workshops moved, and to which seq. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._moved, moved)

    @property
    def state(self) -> str:
        """How it is, in a word or two, for whoever looks after the server."""
        return "not needed"

    async def close(self) -> None:
        self._loop = None

    def _moved(self, moved: dict[int, int]) -> None:
        self._listener(moved)


class RedisBus(LocalBus):
    """The same between all workers that are given one address of Redis or Valkey, and one channel.

    Nobody waits for it: what is said shortly after a message goes out together with the next, and is dropped where
    there is no connection. `heard_here` gets other workers' beats, `heard_spent` what they counted.
    """

    def __init__(self, url: str, channel: str) -> None:
        super().__init__()
        self._url = url
        self._channel = channel
        self.heard_here: Callable[[str, dict[str, Any]], None] = lambda worker, beat: None
        self.heard_spent: Callable[[str, dict[str, int]], None] = lambda limit, names: None
        self._seqs: dict[int, int] = {}
        self._spent: dict[str, Counter[str]] = {}
        self._here: dict[str, Any] = {}
        self._something = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._trouble: set[str] = set()
        self._warned = 0.0
        self._warned_of = False

    def listen(self, listener: Callable[[dict[int, int]], None]) -> None:
        super().listen(listener)
        self._tasks = [
            asyncio.create_task(self._again_and_again("speaking", self._speak)),
            asyncio.create_task(self._again_and_again("hearing", self._hear)),
        ]

    @property
    def state(self) -> str:
        return "away: boards are right, but a little late" if self._trouble else "ok"

    def spend(self, limit: str, name: str) -> None:
        """One act of this name was counted here."""
        self._spent.setdefault(limit, Counter())[name] += 1
        self._something.set()

    def beat(self, here: dict[str, Any]) -> None:
        """Say who is here; takes the place of what has not gone out yet."""
        self._here = here
        self._something.set()

    async def close(self) -> None:
        await super().close()
        left = set(self._tasks)
        while left:
            # Again and again: Python 3.11 loses a cancellation that comes just when a command has gone out.
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=0.1)

    def _moved(self, moved: dict[int, int]) -> None:
        super()._moved(moved)
        self._seqs |= moved
        self._something.set()

    async def _again_and_again(self, what: str, work: Callable[[Redis], Awaitable[None]]) -> None:
        """Do this work over a connection; when that is lost, over another one, a little later each time."""
        pause = 0.1
        while True:
            began = time.monotonic()
            try:
                # Its own retries would only make what is said older.
                client = Redis.from_url(
                    self._url,
                    socket_timeout=ANSWER_SECONDS,
                    socket_connect_timeout=ANSWER_SECONDS,
                    retry=Retry(NoBackoff(), 0),
                )
                async with client:
                    await work(client)
            except (RedisError, OSError) as error:
                self._lost(what, error)
            pause = 0.1 if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _speak(self, client: Redis) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            said = {"from": self.worker, "moved": self._seqs, "spent": self._spent, "here": self._here}
            # Dropped where it cannot be said: what it says is soon no longer true.
            self._seqs, self._spent, self._here = {}, {}, {}
            await client.publish(self._channel, json.dumps(said))
            self._found("speaking")
            await asyncio.sleep(BREATH_SECONDS)

    async def _hear(self, client: Redis) -> None:
        async with client.pubsub() as line:
            await line.subscribe(self._channel)
            while (message := await line.get_message(timeout=SILENT_SECONDS)) is not None:
                if message["type"] == "message":
                    self._found("hearing")
                    try:
                        self._heard(message["data"])
                    except Exception as error:
                        # Another version's worker may say what this one does not know: it goes on hearing the rest.
                        logs.seldom(log, "what another worker said was not understood", error)
        raise ConnectionError("nothing was heard for a while")

    def _heard(self, data: bytes) -> None:
        said = json.loads(data)
        if said["from"] == self.worker:
            return
        if said["moved"]:
            self._listener({int(workshop): seq for workshop, seq in said["moved"].items()})
        for limit, names in said["spent"].items():
            self.heard_spent(limit, names)
        if said["here"]:
            self.heard_here(said["from"], said["here"])

    def _lost(self, what: str, error: Exception) -> None:
        self._trouble.add(what)
        now = time.monotonic()
        if not self._warned or now - self._warned >= WARN_AGAIN_SECONDS:
            self._warned = now
            self._warned_of = True
            log.warning("Redis is away (%s): boards are right, but up to a few seconds late", error)

    def _found(self, what: str) -> None:
        if self._trouble:
            self._trouble.discard(what)
            if self._warned_of and not self._trouble:
                self._warned_of = False
                log.warning("Redis is back")
