"""Asks the process that works out suggestions, starts it when it is needed and replaces it when it fails."""

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import NamedTuple

log = logging.getLogger("commonboard.suggestions")

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-m", "app.suggestions.child")
# A framework takes eight seconds of one core to learn, and a note 0.03 s. A busy machine takes several times as long.
SECONDS = 120.0
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
# Requests that may wait for their turn; more are refused.
MOST_WAITING = 16
MOST_TEXTS = 32
# How many of the elements suggested for a note a page shows.
SHOWN = 3


class Line(NamedTuple):
    """A text about elements, by their keys, the main one first; `weight` says how much it counts."""

    text: str
    elements: Sequence[str]
    weight: float


class Suggestion(NamedTuple):
    """The keys of the five most likely elements of a text, the likeliest first, and how certain the first one is.

    `certainty` only puts texts in order; it is no probability.
    """

    elements: list[str]
    certainty: float


class Suggester:
    """One process that works out suggestions. It is started by the first request.

    Nothing of a text is stored: the process forgets it with its answer.
    """

    def __init__(self, command: Sequence[str] = COMMAND, *, seconds: float = SECONDS) -> None:
        self._command = command
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._failures = 0
        self._rests_until = 0.0

    async def suggest(self, lines: Sequence[Line], texts: Sequence[str]) -> list[Suggestion] | None:
        """A suggestion for each of at most MOST_TEXTS texts, after learning these lines.

        None if the process fails, takes more than `seconds` or rests after a failure, if too many requests wait, and if
        the turn of this one does not come within `seconds`.
        """
        assert len(texts) <= MOST_TEXTS
        if self._turn.locked() and self._waiting >= MOST_WAITING:
            return None
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._turn.acquire()
        except TimeoutError:
            return None
        finally:
            self._waiting -= 1
        try:
            return await self._asked(lines, texts)
        finally:
            self._turn.release()

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _asked(self, lines: Sequence[Line], texts: Sequence[str]) -> list[Suggestion] | None:
        if monotonic() < self._rests_until:
            return None
        answered = False
        try:
            async with asyncio.timeout(self._seconds):
                found = await self._exchange(lines, texts)
            answered = True
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            self._failed(type(error).__name__)
            return None
        finally:
            # Also if this request is cancelled: its answer would be taken for that of the next one.
            if not answered:
                await self.close()
        self._failures = 0
        return found

    async def _exchange(self, lines: Sequence[Line], texts: Sequence[str]) -> list[Suggestion]:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"lines": lines, "texts": texts}).encode() + b"\n")
        await process.stdin.drain()
        answer = json.loads(await process.stdout.readuntil(b"\n"))
        found = [Suggestion(list(elements), float(certainty)) for elements, certainty in answer]
        if len(found) != len(texts):
            raise ValueError
        return found

    async def _running(self) -> asyncio.subprocess.Process:
        """The process. It ends by itself when it has had nothing to do for a while."""
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                # A message of the process might quote a note.
                stderr=asyncio.subprocess.DEVNULL,
                cwd=ROOT,
                # None of our settings, because they contain secrets; one thread, because the board needs the others.
                env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
        return self._process

    def _failed(self, how: str) -> None:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2**self._failures)
        self._failures += 1
        self._rests_until = monotonic() + wait
        log.warning("Suggestions failed (%s). The next attempt is in %d s at the earliest.", how, wait)
