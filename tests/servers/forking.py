"""Processes of the product that are forked from one that has imported it, which saves most of the time of a start.

`python -m tests.servers.forking SOCKET` is that process: the parent. Each process of the tests has one, and asks it
for children. A child becomes `python -m MODULE ARGUMENTS`, with its own environment, folder and standard files.
"""

import atexit
import gc
import json
import os
import random
import resource
import runpy
import secrets
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import IO

from app.settings import Settings
from tests.servers.forked_worker import ForkedWorker

ROOT = Path(__file__).parent.parent.parent
LONGEST_REQUEST = 200_000
# The standard files of the child, and the pipe on which the parent reports it.
FILES = 4
# The programs whose workers are forked as well. All others start their workers as a host does.
FORK_WORKERS = ("app", "tests.servers.short_patience")


class Forked:
    """A child, with the methods of subprocess.Popen that tests use; its standard output is a pipe.

    None of its files may grow beyond `largest_file` bytes.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        error: IO[str],
        largest_file: int | None = None,
    ) -> None:
        self.returncode: int | None = None
        self._reports, report = os.pipe()
        output, its_output = os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        wishes = {"arguments": list(arguments), "environment": dict(environment), "largest_file": largest_file}
        asked = json.dumps(wishes).encode()
        assert len(asked) < LONGEST_REQUEST
        theirs = [nothing, its_output, error.fileno(), report]
        socket.send_fds(_asking(), [asked], theirs)
        for file in (nothing, its_output, report):
            os.close(file)
        self.stdout = os.fdopen(output, encoding="utf-8")
        self.pid = self._reported()

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        if self.returncode is None and select.select([self._reports], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the exit code, which is negative after a signal. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._reports], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = self._reported()
            os.close(self._reports)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _reported(self) -> int:
        # Each report is shorter than what a pipe takes in one piece.
        found = os.read(self._reports, 16)
        assert found, "the process that forks servers has ended"
        return int(found)


def run(*arguments: str, largest_file: int | None = None, **environment: str) -> tuple[int, str, str]:
    """Run `python -m ARGUMENTS` to its end; returns its exit code, standard output and standard error."""
    with tempfile.TemporaryFile("w+") as error:
        child = Forked(arguments, os.environ | environment, error=error, largest_file=largest_file)
        try:
            code = child.wait(120)
        finally:
            child.kill()
        with child.stdout:
            output = child.stdout.read()
        error.seek(0)
        return code, output, error.read()


@cache
def _asking() -> socket.socket:
    """The connection to this process's parent of servers, which ends when the connection closes."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LONGEST_REQUEST)
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.forking", str(its.fileno())],
        cwd=ROOT,
        # The children have the settings of their tests.
        env={name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields},
        pass_fds=[its.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    its.close()

    def end() -> None:
        ours.close()
        parent.wait()

    atexit.register(end)
    return ours


def _fork_for(asking: socket.socket) -> list[str]:
    """Fork a child for each request. Returns the child's arguments in the child, and [] in the parent at the end."""
    children: dict[int, tuple[int, int]] = {}
    while True:
        ready, _, _ = select.select([asking, *children], [], [])
        for ended in set(ready) & set(children):
            pid, report = children.pop(ended)
            os.close(ended)
            os.write(report, str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode().ljust(16))
            os.close(report)
        if asking not in ready:
            continue
        asked, files, _, _ = socket.recv_fds(asking, LONGEST_REQUEST, FILES)
        if not asked:
            for pid, _report in children.values():
                os.kill(pid, signal.SIGKILL)
            return []
        pid = os.fork()
        if not pid:
            for number, file in enumerate(files[:3]):
                os.dup2(file, number)
            asking.close()
            for file in (*files, *children, *(report for _pid, report in children.values())):
                os.close(file)
            return _become(**json.loads(asked))
        report = files[-1]
        for file in files[:-1]:
            os.close(file)
        os.write(report, str(pid).encode().ljust(16))
        children[os.pidfd_open(pid)] = (pid, report)


def _become(arguments: list[str], environment: dict[str, str], largest_file: int | None) -> list[str]:
    """Make this child look as if it had been started on its own; returns its arguments."""
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # What the supervisor starts its workers with.
    sys.orig_argv = [sys.executable, "-m", *arguments]
    if arguments[0] in FORK_WORKERS:
        from app.server import supervisor

        supervisor.subprocess = SimpleNamespace(Popen=ForkedWorker, DEVNULL=subprocess.DEVNULL)
    sys.argv = [arguments[0], *arguments[1:]]
    return arguments


def main() -> list[str]:
    # The interrupt of a terminal is for the tests, which then close the connection.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    # Also what the product imports late.
    import alembic.command  # noqa: F401
    import zxcvbn  # noqa: F401

    import app.cli
    import app.live.redis_bus  # noqa: F401
    from app.main import create_app
    from app.presentation import templates
    from app.server import server
    from tests.servers import compiled, hurrying

    templates.warm()
    # Each of a hundred servers would wait a second at its end. `short_patience` waits as long as the product.
    server.LAST_REQUESTS_SECONDS = 0.1
    # Their apps find all routes compiled.
    compiled.share_routes()
    hurrying.hurry()
    compiled.compile_routes(create_app(Settings(secret_key=secrets.token_urlsafe(36))).router)
    gc.freeze()
    gc.enable()
    return _fork_for(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__" and (mine := main()):
    # Outside any function, so that the child ends as a program of its own does.
    runpy.run_module(mine[0], run_name="__main__", alter_sys=True)
