"""The bus between several workers, over Redis or Valkey. It carries hints, stores nothing, and may lose messages.

Polling the journals (`hub.py`) makes up for lost notifications, and the next heartbeats (`cluster_presence.py`) for
lost presence. While Redis is away, each worker counts its rate limits alone.
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
CANCEL_AGAIN_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 5.0
# The pause between two messages of a busy worker, because every worker has to read each message.
GATHER_SECONDS = 0.05
# A worker receives its own heartbeat once a second, so a connection that is silent for this long is dead.
SILENT_SECONDS = 5.0
WARN_AGAIN_SECONDS = 60.0


class RedisBus(LocalBus):
    """One Redis channel, which every worker of an installation publishes to and subscribes to.

    No method waits for Redis. Hints are gathered for GATHER_SECONDS into one message, and dropped without a connection.
    `on_heartbeat` is called with (worker, heartbeat), `on_counted` with (limit, counts by name), and `on_writing` with
    (programme id, account id, where), of other workers.
    """

    def __init__(self, url: str, channel: str) -> None:
        super().__init__()
        self.on_heartbeat: Callable[[str, dict[str, Any]], None] = lambda worker, heartbeat: None
        self.on_counted: Callable[[str, dict[str, int]], None] = lambda limit, names: None
        self.on_writing: Callable[[int, int, str], None] = lambda programme_id, account, where: None
        self._worker = secrets.token_hex(6)
        self._url = url
        self._channel = channel
        self._moved: dict[int, int] = {}
        self._counted: dict[str, Counter[str]] = {}
        # Where each account is writing now, by programme.
        self._writing: dict[int, dict[int, str]] = {}
        self._heartbeat: dict[str, Any] = {}
        self._has_hints = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        # The lost ones of the two connections, and what the log has said about it.
        self._lost: set[str] = set()
        self._warned_at = float("-inf")
        self._warned = False

    @property
    def state(self) -> str:
        return "not reachable: updates can be a few seconds late" if self._lost else "ok"

    def listen(self, listener: Listener) -> None:
        super().listen(listener)
        self._tasks = [
            asyncio.create_task(self._keep_connected("publishing", self._publish), name="bus-publish"),
            asyncio.create_task(self._keep_connected("subscribing", self._subscribe), name="bus-subscribe"),
        ]

    def count(self, limit: str, name: str) -> None:
        """Send the other workers that this one has counted one action of `name` for a rate limit."""
        self._counted.setdefault(limit, Counter())[name] += 1
        self._has_hints.set()

    def tell_writing(self, programme_id: int, account: int, where: str) -> None:
        """Send the other workers where an account is writing, or "" if it has stopped."""
        self._writing.setdefault(programme_id, {})[account] = where
        self._has_hints.set()

    def send_heartbeat(self, heartbeat: dict[str, Any]) -> None:
        """Send the other workers this heartbeat, instead of an earlier one that is still unsent."""
        self._heartbeat = heartbeat
        self._has_hints.set()

    async def close(self) -> None:
        await super().close()
        left = set(self._tasks)
        while left:
            # Repeated, because Python 3.11 can lose a cancellation that arrives just after a command was sent. Not at
            # once: a second one while a task closes its connection would leave the connection open.
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=CANCEL_AGAIN_SECONDS)

    def _notify_here(self, moved: dict[int, int]) -> None:
        super()._notify_here(moved)
        self._moved |= moved
        self._has_hints.set()

    async def _keep_connected(self, purpose: str, use: Callable[[Redis], Awaitable[None]]) -> None:
        """Use a connection, and when that ends another one, after a pause that doubles each time."""
        pause = 0.1
        while True:
            began = time.monotonic()
            try:
                # No retries inside the client, because a hint that arrives late has no use.
                client = Redis.from_url(
                    self._url,
                    socket_timeout=ANSWER_SECONDS,
                    socket_connect_timeout=ANSWER_SECONDS,
                    retry=Retry(NoBackoff(), 0),
                )
                async with client:
                    await use(client)
            except (RedisError, OSError) as error:
                self._is_lost(purpose, error)
            except Exception as error:
                logs.failed(log, f"{purpose} failed", error)
            pause = 0.1 if time.monotonic() - began > LONGEST_PAUSE_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)

    async def _publish(self, client: Redis) -> None:
        while True:
            await self._has_hints.wait()
            self._has_hints.clear()
            message = {
                "from": self._worker,
                "moved": self._moved,
                "counted": self._counted,
                "heartbeat": self._heartbeat,
                "writing": self._writing,
            }
            # Cleared even if sending fails, because hints are soon out of date.
            self._moved, self._counted, self._heartbeat, self._writing = {}, {}, {}, {}
            await client.publish(self._channel, json.dumps(message))
            self._is_connected("publishing")
            await asyncio.sleep(GATHER_SECONDS)

    async def _subscribe(self, client: Redis) -> None:
        async with client.pubsub() as subscription:
            await subscription.subscribe(self._channel)
            while (message := await subscription.get_message(timeout=SILENT_SECONDS)) is not None:
                if message["type"] == "message":
                    self._is_connected("subscribing")
                    try:
                        self._heard(message["data"])
                    except Exception as error:
                        # A worker of another version may send fields that this one does not know.
                        logs.seldom(log, "received an invalid message from another worker", error)
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
        # A worker of an earlier version does not say who is writing.
        for programme_id, writers in message.get("writing", {}).items():
            for account, where in writers.items():
                self.on_writing(int(programme_id), int(account), where)

    def _is_lost(self, purpose: str, error: Exception) -> None:
        self._lost.add(purpose)
        now = time.monotonic()
        if now - self._warned_at >= WARN_AGAIN_SECONDS:
            self._warned_at, self._warned = now, True
            log.warning("Redis is not reachable (%s): updates can be a few seconds late", error)

    def _is_connected(self, purpose: str) -> None:
        if self._lost:
            self._lost.discard(purpose)
            if self._warned and not self._lost:
                self._warned = False
                log.warning("Redis is reachable again")
