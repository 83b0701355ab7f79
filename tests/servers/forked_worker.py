"""Workers that a supervisor in a forked process forks from itself, instead of importing the product again for each."""

import os
import runpy
import signal
import sys
import traceback
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn


class ForkedWorker:
    """A worker, with what the supervisor uses of subprocess.Popen. Its metrics are not shared with other workers."""

    def __init__(self, command: Sequence[str], *, pass_fds: Collection[int], **_others: Any) -> None:
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            _become(command, pass_fds)

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def _become(command: Sequence[str], kept: Collection[int]) -> NoReturn:
    """Run `PYTHON -m MODULE ARGUMENTS` as a new process would, and end with its exit code."""
    code: Any = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for open_file in list(Path("/proc/self/fd").iterdir()):
            if (number := int(open_file.name)) > 2 and number not in kept:
                with suppress(OSError):
                    os.close(number)
        sys.orig_argv, sys.argv = list(command), list(command[2:])
        runpy.run_module(command[2], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as left:
        code = left.code
    except BaseException:
        traceback.print_exc()
    finally:
        # The stack below belongs to the supervisor, whose files and folders must stay.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)
