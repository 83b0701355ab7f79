"""A Redis or Valkey for the tests, without persistence."""

import os
import shutil
import signal
import subprocess
import time
from typing import Self

import redis

from app.rehearsal.server import free_port


def binary() -> str | None:
    """The path of this machine's Redis or Valkey, or None."""
    return next(filter(None, map(shutil.which, ("valkey-server", "redis-server"))), None)


class Redis:
    """A Redis that starts on entry and stops on exit, and can be restarted at the same address."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until it answers."""
        found = binary()
        assert found is not None
        self._process = subprocess.Popen(
            [found, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        end = time.monotonic() + 30
        while True:
            try:
                with self.client() as client:
                    client.ping()
                return
            except redis.ConnectionError:
                assert self._process.poll() is None, "Redis did not start"
                assert time.monotonic() < end, "Redis does not answer"
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it, gracefully or by a kill."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None

    def pause(self, on: bool) -> None:
        """Suspend it: connections stay open and nothing is answered."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP if on else signal.SIGCONT)

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)
