"""The supervisor: a parent process that runs several workers behind one listening socket.

The parent holds the socket open, so a worker that dies or is replaced loses no connection that waits to be accepted.
Each worker writes one byte a second to a pipe, the first one when it is ready. The parent kills a worker that is not
ready in time or falls silent, and its clients reconnect to another. A worker stops when no one reads its pipe, because
then the parent is gone.
"""

import asyncio
import logging
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from app.observability import metrics

log = logging.getLogger("commonboard.workers")

HEARTBEAT_SECONDS = 1.0
HELD_UP_SECONDS = 15.0
# Slightly more than a worker needs to close all its connections.
STOPPING_SECONDS = 15.0
START_AGAIN_SECONDS = 1.0
# The time for a worker to get ready, including the migration of a new version.
START_SECONDS = 120.0


def listen(host: str, port: int) -> socket.socket:
    """The socket that all workers accept from. Raises OSError with HOST, PORT and the reason in its message."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        # Python adds the address in brackets, which the message has already.
        reason = str(error.strerror).split(" (")[0]
        raise OSError(f"HOST, PORT: {host}, {port}: cannot listen on this address: {reason}") from None


class Terminal:
    """The terminal that started the process, if any. Closing it also sends SIGHUP, but means "stop"."""

    def __init__(self) -> None:
        self._existed = os.isatty(0)

    def closed(self) -> bool:
        """True if the process was started from a terminal that has closed since."""
        return self._existed and not os.isatty(0)


class Lifeline:
    """A worker's link to its parent: the file numbers "SOCKET,PIPE" of the listening socket and the heartbeat pipe."""

    def __init__(self, given: str) -> None:
        listening, self._pipe = map(int, given.split(","))
        self.listening = socket.socket(fileno=listening)
        os.set_blocking(self._pipe, False)

    async def heartbeat(self, orphaned: Callable[[], None]) -> None:
        """Write one byte a second while the event loop runs; when the parent is gone, call `orphaned` and return."""
        while True:
            try:
                os.write(self._pipe, b".")
            except BlockingIOError:
                log.debug("the parent process does not read the heartbeat")
            except BrokenPipeError:
                orphaned()
                return
            await asyncio.sleep(HEARTBEAT_SECONDS)


@dataclass(eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: int
    heard_at: float
    ready: bool = False
    stopped_at: float | None = None
    # True after it was not ready in time.
    killed: bool = False
    # The worker that this one replaces when it is ready.
    instead: "_Worker | None" = None


class Supervisor:
    """Starts `count` workers with its own command line, and keeps that many running until SIGTERM.

    `ready` is called once, when all workers listen for the first time. SIGHUP replaces them one by one.
    """

    def __init__(self, count: int, listening: socket.socket, ready: Callable[[], None]) -> None:
        self._count = count
        self._listening = listening
        self._ready = ready
        self._was_ready = False
        self._workers: list[_Worker] = []
        self._to_replace: list[_Worker] = []
        self._stopping = False
        self._start_at = 0.0
        self._selector = selectors.DefaultSelector()
        self._terminal = Terminal()

    def run(self) -> int:
        """Run until SIGTERM and return the exit code: 1 if the workers were never all ready."""
        woken, wake = os.pipe()
        for end in (woken, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, lambda number, frame: None)
        self._selector.register(woken, selectors.EVENT_READ)
        while self._workers or not self._stopping:
            self._keep()
            for key, _events in self._selector.select(0.5):
                if key.fd == woken:
                    self._signalled(os.read(woken, 1024))
                else:
                    self._heard(key.data)
            self._look_after()
        signal.set_wakeup_fd(-1)
        return 0 if self._was_ready else 1

    def _keep(self) -> None:
        """Start missing workers, then the next replacement, one at a time."""
        if self._stopping or time.monotonic() < self._start_at:
            return
        missing = self._count - len([worker for worker in self._workers if not worker.instead])
        if not all(self._start(None) for _ in range(missing)):
            return
        if self._to_replace and not any(worker.instead for worker in self._workers):
            old = self._to_replace.pop(0)
            if old in self._workers and old.stopped_at is None and not self._start(old):
                self._to_replace.insert(0, old)

    def _start(self, instead: _Worker | None) -> bool:
        """Start a worker; returns False if the system could not, and then delays the next attempt."""
        try:
            worker = self._started(instead)
        except OSError as error:
            if not self._was_ready:
                raise
            # The system is out of memory, processes or file descriptors, which may be temporary.
            log.error("starting a worker failed: %s", error.strerror)
            self._start_at = time.monotonic() + START_AGAIN_SECONDS
            return False
        self._workers.append(worker)
        self._selector.register(worker.pipe, selectors.EVENT_READ, worker)
        return True

    def _started(self, instead: _Worker | None) -> _Worker:
        reading, writing = os.pipe()
        try:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, *sys.orig_argv[1:], "--attached", f"{self._listening.fileno()},{writing}"],
                pass_fds=(self._listening.fileno(), writing),
                # A session of its own, because the terminal's signals are for the parent, which passes them on.
                start_new_session=True,
                stdin=subprocess.DEVNULL,
            )
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return _Worker(process, reading, time.monotonic(), instead=instead)

    def _signalled(self, numbers: bytes) -> None:
        closed = signal.SIGHUP in numbers and self._terminal.closed()
        if signal.SIGHUP in numbers and not self._stopping:
            # Includes workers that are starting, because they may have loaded old code.
            self._to_replace = list(self._workers)
        if signal.SIGTERM in numbers or signal.SIGINT in numbers or closed:
            self._stop_all()

    def _stop_all(self) -> None:
        self._stopping = True
        for worker in self._workers:
            self._stop(worker)

    def _stop(self, worker: _Worker) -> None:
        if worker.stopped_at is None:
            worker.stopped_at = time.monotonic()
            worker.process.terminate()

    def _heard(self, worker: _Worker) -> None:
        if not os.read(worker.pipe, 1024):
            # An empty read means that the worker has ended or is ending.
            self._selector.unregister(worker.pipe)
            return
        worker.heard_at = time.monotonic()
        if worker.ready:
            return
        worker.ready = True
        if worker.instead:
            self._stop(worker.instead)
        if not self._was_ready and sum(other.ready for other in self._workers) == self._count:
            self._was_ready = True
            self._ready()

    def _look_after(self) -> None:
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.process.poll() is not None:
                self._ended(worker)
            elif worker.stopped_at is not None:
                if now - worker.stopped_at > STOPPING_SECONDS:
                    worker.process.kill()
            elif worker.ready and now - worker.heard_at > HELD_UP_SECONDS:
                log.warning("worker %d does not respond: killing it and starting another", worker.process.pid)
                worker.process.kill()
                worker.stopped_at = now
            elif not worker.ready and not worker.killed and now - worker.heard_at > START_SECONDS:
                log.warning("worker %d was not ready after %d seconds: killing it", worker.process.pid, START_SECONDS)
                worker.process.kill()
                worker.killed = True

    def _ended(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        with suppress(KeyError):
            self._selector.unregister(worker.pipe)
        os.close(worker.pipe)
        metrics.forget(worker.process.pid)
        for other in self._workers:
            if other.instead is worker:
                other.instead = None
        if self._stopping or worker.stopped_at is not None:
            return
        if not worker.killed:
            log.warning("worker %d exited unexpectedly (%d)", worker.process.pid, worker.process.returncode)
        if not worker.ready:
            # The next worker would fail for the same reason, such as a wrong setting or an unreachable database.
            self._start_at = time.monotonic() + START_AGAIN_SECONDS
            if worker.instead:
                log.warning("the new worker did not start: keeping the current workers")
                self._to_replace.clear()
            if not self._was_ready:
                self._stop_all()
