"""Hashes passwords in threads of their own, in a fair order.

A hash takes about 0.2 s of a processor and 64 MiB on purpose, so only a few run at once. Waiting attempts are served by
urgency, then by arrival. Urgency is evaluated each time a thread is free: an address that has just failed moves behind
all others. A correct password therefore waits for the one being checked, not for sixty wrong ones that arrived before
it. Attempts over a limit are refused when their turn comes, without hashing.
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

from app.domain.accounts.passwords import LONGEST
from app.web.security.rate_limit import TooFast

Answer = TypeVar("Answer")
# Lower is sooner; evaluated each time a thread is free.
Urgency = Callable[[], tuple[bool, ...]]

# RFC 9106's second recommended option, in one lane instead of four: the other processors serve people at workshops.
ARGON2 = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=64 * 1024, parallelism=1),))
# The hash of a discarded password, checked where no account exists so that the response takes the same time.
UNKNOWN_HASH = "$argon2id$v=19$m=65536,t=3,p=1$+Vua3B9DLxcvUXC5ASA4Vg$9HDqvRz4zTyMMH6wNpcvwLAj4/eDQ2QON0Frq1nNS20"
AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
# Above this, the least urgent attempt is refused: it would wait longer than a browser does.
MOST_WAITING = 100
COME_BACK_SECONDS = 5.0


def first() -> tuple[bool, ...]:
    """The highest urgency, for people who are signed in or have a link."""
    return ()


class PasswordHashing:
    """Hashes and checks passwords, `at_once` at a time."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="password")
        self._free = at_once
        # In order of arrival.
        self._waiting: list[_Waiting] = []

    @asynccontextmanager
    async def turn(self, urgency: Urgency = first) -> AsyncGenerator[None]:
        """Wait for a turn to use `check`, `hash` and `run`. Raises TooFast if too many more urgent attempts wait."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(_Waiting(urgency, asyncio.get_running_loop().create_future()))
        try:
            yield
        finally:
            self._call_next()

    async def check(self, password: str, known: str | None) -> bool:
        """True if `known` is the hash of this password; for None, False after the same time. Needs a `turn`."""
        # A longer password was never accepted, and must not cost more time.
        right = await self.run(lambda: ARGON2.verify(password[:LONGEST], known or UNKNOWN_HASH))
        return right and known is not None and len(password) <= LONGEST

    async def hash(self, password: str) -> str:
        """The hash of a password. Needs a `turn`."""
        return await self.run(lambda: ARGON2.hash(password))

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """Run other slow work in a hashing thread and return its result. Needs a `turn`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Cancel waiting work and stop the threads without waiting for them."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _wait(self, newcomer: "_Waiting") -> None:
        self._waiting.append(newcomer)
        if len(self._waiting) > MOST_WAITING:
            # Reversed, because `max` returns the first of equals and the last arrival has to go.
            last = max(reversed(self._waiting), key=lambda waiting: waiting.urgency())
            self._waiting.remove(last)
            last.called.set_exception(TooFast(COME_BACK_SECONDS))
        try:
            await newcomer.called
        except asyncio.CancelledError:
            if newcomer in self._waiting:
                self._waiting.remove(newcomer)
            elif newcomer.called.done() and not newcomer.called.cancelled():
                # The browser disconnected at the moment its turn came, so the turn goes to the next.
                self._call_next()
            raise

    def _call_next(self) -> None:
        """Give the turn to the most urgent attempt that waits, or free a thread."""
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
