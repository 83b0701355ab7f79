"""The supervisor: a worker that hangs or dies during its start does not prevent replacing the others."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.server.test_workers import until
from tests.servers.server import ROOT


@dataclass
class Crew:
    """A parent with two small workers."""

    process: subprocess.Popen[str]
    folder: Path
    log: Path

    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(child) for child in children.split()}

    def starts(self) -> int:
        """The number of workers that have been started."""
        return len(list(self.folder.glob("*.pid")))

    def says(self, words: str) -> Callable[[], bool]:
        return lambda: words in self.log.read_text()

    def replace(self) -> None:
        self.process.send_signal(signal.SIGHUP)


@pytest.fixture
def crew(tmp_path: Path) -> Generator[Crew]:
    with started(tmp_path) as made:
        assert made.process.stdout is not None
        assert made.process.stdout.readline() == "ready\n"
        yield made


@pytest.fixture
def other_crew(tmp_path: Path) -> Generator[Crew]:
    (tmp_path / "other").mkdir()
    with started(tmp_path / "other") as made:
        assert made.process.stdout is not None
        assert made.process.stdout.readline() == "ready\n"
        yield made


@contextmanager
def started(folder: Path) -> Generator[Crew]:
    log = folder / "log"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.short_worker_limits", str(folder), "2"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
    try:
        yield Crew(process, folder, log)
    finally:
        for name in ("hang", "deaf"):
            (folder / name).unlink(missing_ok=True)
        process.terminate()
        try:
            process.communicate(timeout=30)
        finally:
            process.kill()


def test_a_new_worker_that_hangs_is_killed_and_the_old_ones_stay_until_it_works_again(
    crew: Crew, other_crew: Crew
) -> None:
    # At the same time, because both parents wait for three seconds.
    before = {crew.folder: crew.workers(), other_crew.folder: other_crew.workers()}
    (crew.folder / "hang").touch()
    # This one ignores SIGTERM too.
    (other_crew.folder / "deaf").touch()
    for each in (crew, other_crew):
        each.replace()
    for each in (crew, other_crew):
        until(each.says("the new worker did not start: keeping the current workers"))
        assert "was not ready after 3 seconds" in each.log.read_text()
        until(lambda each=each: each.workers() == before[each.folder])
    (crew.folder / "hang").unlink()
    crew.replace()
    until(lambda: len(crew.workers()) == 2 and not crew.workers() & before[crew.folder])


def test_a_dead_worker_is_replaced_once_a_start_succeeds(crew: Crew) -> None:
    dead = min(crew.workers())
    (crew.folder / "hang").touch()
    os.kill(dead, signal.SIGKILL)
    # The first hanging worker is killed, and another is started.
    until(lambda: crew.starts() >= 4)
    (crew.folder / "hang").unlink()
    until(lambda: len(crew.workers()) == 2 and dead not in crew.workers())


def test_if_the_first_workers_hang_the_start_fails(tmp_path: Path) -> None:
    (tmp_path / "hang").touch()
    with started(tmp_path) as crew:
        assert crew.process.wait(60) == 1
        assert crew.process.stdout is not None
        assert crew.process.stdout.read() == ""
        assert crew.says("was not ready after 3 seconds")()


def test_a_second_request_to_replace_also_replaces_the_worker_that_is_just_starting(crew: Crew) -> None:
    before = crew.workers()
    (crew.folder / "hang").touch()
    crew.replace()
    until(lambda: crew.starts() == 3)
    (between,) = crew.workers() - before
    crew.replace()
    # Wait until the parent has read it, which it does before other work.
    until(lambda: signal_is_taken(crew.process.pid))
    (crew.folder / "hang").unlink()
    until(lambda: len(crew.workers()) == 2 and not crew.workers() & (before | {between}))


def signal_is_taken(pid: int) -> bool:
    """True if no signal is pending for this process."""
    lines = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)
    return int(lines["ShdPnd"], 16) == 0 and int(lines["SigPnd"], 16) == 0


def test_the_parent_continues_if_the_system_cannot_start_a_process(crew: Crew) -> None:
    before = crew.workers()
    few, most = resource.prlimit(crew.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(crew.process.pid, resource.RLIMIT_NOFILE, (3, most))
    crew.replace()
    until(crew.says("starting a worker failed"))
    assert crew.workers() == before
    resource.prlimit(crew.process.pid, resource.RLIMIT_NOFILE, (few, most))
    until(lambda: len(crew.workers()) == 2 and not crew.workers() & before)
