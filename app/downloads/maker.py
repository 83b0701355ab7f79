"""Makes files in a separate process, so that notes and pages do not wait for them.

A thread is not enough: reading and formatting 5,000 notes takes a quarter to three quarters of a second of Python, and
each step of every note would wait for the interpreter lock. So the process reads the database too. It serves many
files, because its start takes a second of a processor for imports.
"""

import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

from anyio import to_thread

from app.domain.errors import NotFound
from app.downloads.wanted import Made, Wanted

SECONDS = 120.0
# Seconds without a request after which the process ends and frees its memory.
IDLE_SECONDS = 60.0
# The lowest priority, for machines without a processor for each. It is set before anything is imported.
_START = "import os, sys; os.nice(19); from app.downloads.child import main; main(sys.argv[1])"
_SECRETS = {"SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL", "REDIS_URL"}
_ROOT = Path(__file__).parent.parent.parent

log = logging.getLogger("commonboard.downloads")


class NotMade(RuntimeError):
    """A file could not be made. `str()` is the name of an exception."""


class FileMaker:
    """One process that makes one file at a time. It is started by the first request, and ends when it is idle.

    `locales` is a folder of additional translations, if any.
    """

    def __init__(
        self,
        database: str,
        locales: Path | None = None,
        *,
        seconds: float = SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self.database = database
        self._locales = locales
        self._seconds = seconds
        self._idle_seconds = idle_seconds
        # A file occupies a processor and holds a whole workshop or programme in memory.
        self._turn = asyncio.Lock()
        self._idle: asyncio.Task[None] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    async def make(self, wanted: Wanted) -> Made:
        """The file as the database is when its turn comes, after at most `seconds`.

        Raises NotFound if what it is of has been deleted, and NotMade.
        """
        async with self._turn:
            if self._idle is not None:
                self._idle.cancel()
            asked = asyncio.ensure_future(to_thread.run_sync(self.ask, wanted))
            try:
                return await asyncio.shield(asked)
            except asyncio.CancelledError:
                # The turn ends with the exchange, because the next file could be taken for this one.
                if self._process is not None:
                    self._process.kill()
                await asyncio.wait([asked])
                asked.exception()
                raise
            finally:
                self._idle = asyncio.create_task(self._end_when_idle())

    def ask(self, wanted: Wanted) -> Made:
        """`make` for code without an event loop, one call at a time."""
        process = self._running()
        limit = threading.Timer(self._seconds, process.kill)
        limit.start()
        try:
            return self._exchange(process, wanted)
        except (OSError, ValueError, EOFError) as error:
            self._end()
            reason = type(error).__name__
        except NotMade as error:
            reason = str(error)
        finally:
            limit.cancel()
        log.error("making a file failed: %s", reason)
        raise NotMade(reason)

    async def close(self) -> None:
        """End the process. The file that it is making is not made."""
        if self._process is not None:
            self._process.kill()
        async with self._turn:
            if self._idle is not None:
                self._idle.cancel()
            await to_thread.run_sync(self._end)

    def _exchange(self, process: subprocess.Popen[bytes], wanted: Wanted) -> Made:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"database": self.database, "wanted": wanted}).encode() + b"\n")
        process.stdin.flush()
        # Empty, which is no JSON, if the process has ended.
        head = json.loads(process.stdout.readline())
        if head.get("error") == NotFound.__name__:
            raise NotFound
        if "error" in head:
            raise NotMade(head["error"])
        content = process.stdout.read(head["bytes"])
        if len(content) < head["bytes"]:
            raise EOFError
        return Made(head["name"], content)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", _START, str(self._locales or "")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A message of the process might quote a note.
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                # It signs nothing, and gets the database's address with each request.
                env={name: value for name, value in os.environ.items() if name not in _SECRETS},
            )
        return self._process

    async def _end_when_idle(self) -> None:
        await asyncio.sleep(self._idle_seconds)
        async with self._turn:
            await to_thread.run_sync(self._end)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()
