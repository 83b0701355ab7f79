"""The bus between several workers, over Redis or Valkey. It carries hints: nothing is stored or depends on it.

What is lost on the way is made good without it: boards by polling the journals (`hub.py`), presence by the next
heartbeats (`cluster_presence.py`). A rate limit is each worker's own for so long.
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

from app.live.bus import Listener, LocalBus
from app.observability import logs

log = logging.getLogger("commonboard.bus")

ANSWER_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5.0
# Between two messages of a busy worker: every worker reads each.
GATHER_SECONDS = 0.05
# Every worker sends a heartbeat once a second and hears its own: a connection that is silent for longer is dead.
SILENT_SECONDS = 5.0
WARN_AGAIN_SECONDS = 60.0


class RedisBus(LocalBus):
    """One channel of one Redis, which every worker of an installation publishes to and subscribes to.

    Nobody waits for it. What is to be said shortly after a message goes out together with the next. It is dropped where
    there is no connection. `on_heartbeat` gets other workers' heartbeats, `on_counted` what they counted for a limit.
    """

    def __init__(self, url: str, channel: str) -> None:
        super().__init__()
        self.on_heartbeat: Callable[[str, dict[str, Any]], None] = lambda worker, heartbeat: None
        self.on_counted: Callable[[str, dict[str, int]], None] = lambda limit, names: None
        self._worker = secrets.token_hex(6)
        self._url = url
        self._channel = channel
        self._moved: dict[int, int] = {}
        self._counted: dict[str, Counter[str]] = {}
        self._heartbeat: dict[str, Any] = {}
        self._something = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        # Which of its two connections are lost, and what the log says of it.
        self._lost: set[str] = set()
        self._warned_at = float("-inf")
        self._warned = False

    @property
    def state(self) -> str:
        return "away: boards are right, but a little late" if self._lost else "ok"

    def listen(self, listener: Listener) -> None:
        super().listen(listener)
        self._tasks = [
            asyncio.create_task(self._keep_connected("publishing", self._publish), name="bus-publish"),
            asyncio.create_task(self._keep_connected("subscribing", self._subscribe), name="bus-subscribe"),
        ]

    def count(self, limit: str, name: str) -> None:
        """Tell the others that this worker has counted one act of this name for a limit."""
        self._counted.setdefault(limit, Counter())[name] += 1
        self._something.set()

    def send_heartbeat(self, heartbeat: dict[str, Any]) -> None:
        """Tell the others who is present here. Replaces a heartbeat that has not gone out yet."""
        self._heartbeat = heartbeat
        self._something.set()

    async def close(self) -> None:
        await super().close()
        left = set(self._tasks)
        while left:
            # Again and again: Python 3.11 loses a cancellation that comes just when a command has gone out.
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=0.1)

    def _heard_here(self, moved: dict[int, int]) -> None:
        super()._heard_here(moved)
        self._moved |= moved
        self._something.set()

    async def _keep_connected(self, what: str, use: Callable[[Redis], Awaitable[None]]) -> None:
        """Use a connection; when that ends, another one, after a pause that doubles each time."""
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
                    await use(client)
            except (RedisError, OSError) as error:
                self._is_lost(what, error)
            except Exception as error:
                logs.failed(log, f"{what} failed", error)
            pause = 0.1 if time.monotonic() - began > LONGEST_PAUSE_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)

    async def _publish(self, client: Redis) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            message = {
                "from": self._worker,
                "moved": self._moved,
                "counted": self._counted,
                "heartbeat": self._heartbeat,
            }
            # Dropped where it cannot be sent: what it says is soon no longer true.
            self._moved, self._counted, self._heartbeat = {}, {}, {}
            await client.publish(self._channel, json.dumps(message))
            self._is_found("publishing")
            await asyncio.sleep(GATHER_SECONDS)

    async def _subscribe(self, client: Redis) -> None:
        async with client.pubsub() as subscription:
            await subscription.subscribe(self._channel)
            while (message := await subscription.get_message(timeout=SILENT_SECONDS)) is not None:
                if message["type"] == "message":
                    self._is_found("subscribing")
                    try:
                        self._heard(message["data"])
                    except Exception as error:
                        # Another version's worker may say what this one does not know. Everything else is still heard.
                        logs.seldom(log, "what another worker said was not understood", error)
        raise ConnectionError("nothing was heard for a while")

    def _heard(self, data: bytes) -> None:
        message = json.loads(data)
        if message["from"] == self._worker:
            return
        if message["moved"]:
            self._listener({int(workshop_id): seq for workshop_id, seq in message["moved"].items()})
        for limit, names in message["counted"].items():
            self.on_counted(limit, names)
        if message["heartbeat"]:
            self.on_heartbeat(message["from"], message["heartbeat"])

    def _is_lost(self, what: str, error: Exception) -> None:
        self._lost.add(what)
        now = time.monotonic()
        if now - self._warned_at >= WARN_AGAIN_SECONDS:
            self._warned_at, self._warned = now, True
            log.warning("Redis is away (%s): boards are right, but up to a few seconds late", error)

    def _is_found(self, what: str) -> None:
        if self._lost:
            self._lost.discard(what)
            if self._warned and not self._lost:
                self._warned = False
                log.warning("Redis is back")
