"""The app as a process of its own, as a host runs it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Self

import httpx

from app.domain.models import Workshop
from app.rehearsal.server import free_port
from app.settings import Settings
from app.storage import migrations
from app.storage.database import Database
from app.web.security.keys import Keys
from tests.servers.forking import Forked
from tests.servers.migrated import migrated_sqlite
from tests.workshop import SampleWorkshop

ROOT = Path(__file__).parent.parent.parent


def wait_for_answer(url: str, process: subprocess.Popen[Any] | Forked, log: Path) -> None:
    """Wait until `url` answers healthy, at most 90 s. It asks seldom: the server needs the processor to start."""
    end = time.monotonic() + 90
    with httpx.Client(verify=False, timeout=30) as asking:
        while True:
            assert process.poll() is None, f"it did not start: {log.read_text()}"
            with suppress(httpx.TransportError):
                if asking.get(f"{url}/healthz").status_code == 200:
                    return
            assert time.monotonic() < end, f"it does not answer: {log.read_text()}"
            time.sleep(0.05)


def browser_path() -> str | None:
    """The path of this machine's Chromium, or None."""
    return next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"))),
        None,
    )


def headless_browser_path() -> str | None:
    """The path of Chromium's headless shell, which takes half the processor time; without it, that of Chromium."""
    return shutil.which("chromium-headless-shell") or browser_path()


class Server:
    """`python -m app serve` on a database in a folder or at an address. It starts on entry, unless `starts` is False,
    and stops on exit."""

    # True if servers are forked from a process that has imported the product. A benchmark starts them as a host does.
    forks: ClassVar[bool] = False

    def __init__(self, folder: Path, *, starts: bool = True, workers: int = 1, **environment: str) -> None:
        self.folder = folder
        self._workers = ("--workers", str(workers)) if workers > 1 else ()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._starts = starts
        self._environment = environment
        # The server's standard error, after it has been started.
        self.log = folder.parent / f"{folder.name}.log"
        self.settings = Settings(data_dir=folder, port=self.port, database_url=environment.get("DATABASE_URL", ""))
        self.process: subprocess.Popen[str] | Forked | None = None

    def __enter__(self) -> Self:
        if not self.settings.database_url:
            migrated_sqlite(self.folder.resolve() / "commonboard.sqlite3")
        migrations.upgrade(self.settings.database)
        self.database = Database(self.settings.database)
        if self._starts:
            self.start()
        self.keys = Keys(self.settings.secret())
        return self

    def __exit__(self, *_error: object) -> None:
        self.database.close()
        self.stop()

    def start(self, *module: str, arguments: tuple[str, ...] = (), terminal: int | None = None) -> None:
        """Start the server, or the `module` with its arguments instead of `app`, and wait until it answers."""
        environment = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
        environment |= {"PORT": str(self.port), "DATA_DIR": str(self.folder)} | self._environment
        words = [*(module or ["app"]), "serve", *self._workers, *arguments]
        log = self.log.open("a")
        if self.forks and terminal is None:
            self.process = Forked(words, environment, error=log)
        else:
            # A terminal of its own, so that closing it sends SIGHUP to this process.
            alone = [] if terminal is None else ["setsid", "--ctty"]
            self.process = subprocess.Popen(
                [*alone, sys.executable, "-m", *words],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL if terminal is None else terminal,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        log.close()
        wait_for_answer(self.url, self.process, self.log)

    def next_line(self) -> str:
        """The next line on its standard output."""
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is None:
            return
        # A kill simulates a power cut, so its workers are killed as well.
        dying = [self.process.pid, *(self.workers() if how == signal.SIGKILL else [])]
        for pid in dying:
            with suppress(ProcessLookupError):
                os.kill(pid, how)
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    def workers(self) -> list[int]:
        """The process ids of its workers; empty for a single process."""
        assert self.process is not None
        try:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        except FileNotFoundError:
            # The server and its workers have already ended.
            return []
        return [int(child) for child in children.split()]

    def connections(self) -> dict[int, int]:
        """The number of open connections of each worker."""
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        here = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{self.port:04X}") and line[3] == "01"}
        counts = {}
        for worker in self.workers():
            with suppress(FileNotFoundError):
                held = [str(descriptor.readlink()) for descriptor in Path(f"/proc/{worker}/fd").iterdir()]
                counts[worker] = len(here & set(held))
        return counts

    def workshop(self, **values: object) -> SampleWorkshop:
        """Create a workshop of today on this server's database."""
        workshop = SampleWorkshop(self.database, **values)
        workshop.hold_today()
        return workshop

    def cookie(self, workshop: SampleWorkshop | Workshop, ref: str) -> str:
        """The Cookie header of a seat."""
        return f"seat-{workshop.key}={self.keys.seat_cookie(workshop.key, ref)}"
