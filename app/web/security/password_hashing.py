"""Hashing passwords, outside the writer and the readers and in a fair order.

A hash takes about a fifth of a second of a processor and 64 MiB on purpose, so only a few run at once, in threads of
their own. Whoever waits is served by urgency and then by arrival. Urgency is asked again each time a thread is free: an
address that has just failed steps back behind everyone who has not. So a correct password does not wait for sixty
wrong ones that arrived before it, but for the one that is being checked. Attempts over a limit are refused when their
turn comes, without hashing.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.web.security.rate_limit import TooFast

Answer = TypeVar("Answer")
# Lower is sooner; asked each time a thread is free.
Urgency = Callable[[], tuple[bool, ...]]

# RFC 9106's second recommended option, in one lane instead of four: the other processors serve people at workshops.
ARGON2 = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=64 * 1024, parallelism=1),))
# The hash of a password that was thrown away: checked where there is no account, so that the answer takes as long.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$+Vua3B9DLxcvUXC5ASA4Vg$9HDqvRz4zTyMMH6wNpcvwLAj4/eDQ2QON0Frq1nNS20"
AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
# Above this, the least urgent is sent away: it would wait for longer than a browser does.
MOST_WAITING = 100
COME_BACK_SECONDS = 5.0


def first() -> tuple[bool, ...]:
    """The urgency of someone who is signed in already, or has a link: strangers cannot be that."""
    return ()


class PasswordHashing:
    """Hashes and checks passwords, `at_once` at a time."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="password")
        self._free = at_once
        # In the order of their arrival.
        self._waiting: list[_Waiting] = []

    @asynccontextmanager
    async def turn(self, urgency: Urgency = first) -> AsyncGenerator[None]:
        """A turn to use `check` and `hash`. Raises TooFast if too many wait who are more urgent."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(_Waiting(urgency, asyncio.get_running_loop().create_future()))
        try:
            yield
        finally:
            self._pass_on()

    async def check(self, password: str, known: str | None) -> bool:
        """True if `known` is the hash of this password; with no hash, False after as long. Within a `turn`."""
        # Cut: a longer one was never accepted, and must not cost more.
        right = await self.run(lambda: ARGON2.verify(password[:500], known or NOBODY))
        return right and known is not None

    async def hash(self, password: str) -> str:
        """The hash of a password. Within a `turn`."""
        return await self.run(lambda: ARGON2.hash(password))

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """The answer of something else that takes a processor for a while. Within a `turn`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _wait(self, newcomer: "_Waiting") -> None:
        self._waiting.append(newcomer)
        if len(self._waiting) > MOST_WAITING:
            # The last of the least urgent: `max` would take the first of them.
            last = max(reversed(self._waiting), key=lambda waiting: waiting.urgency())
            self._waiting.remove(last)
            last.called.set_exception(TooFast(COME_BACK_SECONDS))
        try:
            await newcomer.called
        except asyncio.CancelledError:
            if newcomer in self._waiting:
                self._waiting.remove(newcomer)
            elif newcomer.called.done() and not newcomer.called.cancelled():
                # Called at the very moment in which its browser left.
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """Call the next who waits."""
        self._waiting = [waiting for waiting in self._waiting if not waiting.called.done()]
        if not self._waiting:
            self._free += 1
            return
        chosen = min(self._waiting, key=lambda waiting: waiting.urgency())
        self._waiting.remove(chosen)
        chosen.called.set_result(None)


@dataclass(eq=False)
class _Waiting:
    urgency: Urgency
    called: asyncio.Future[None]
