"""A process that tests fork behaves as one that is started on its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile

import pytest

from tests.servers import forking
from tests.servers.forking import ROOT, Forked

TELLING = "tests.servers.telling"


def test_a_forked_process_tells_the_same_of_itself_as_one_started_anew() -> None:
    code, output, error = forking.run(TELLING, "some", "words", SETTING="mine")
    anew = subprocess.run(
        [sys.executable, "-m", TELLING, "some", "words"],
        cwd=ROOT,
        env=os.environ | {"SETTING": "mine"},
        capture_output=True,
        text=True,
    )
    assert (code, output, error) == (anew.returncode, anew.stdout, anew.stderr)
    assert json.loads(output)["setting"] == "mine"
    # Nothing of one process is left in the next.
    assert json.loads(forking.run(TELLING)[1])["setting"] is None


def test_two_forked_processes_run_at_once_and_are_ended_by_signals() -> None:
    with tempfile.TemporaryFile("w+") as error:
        one, other = (Forked(["http.server", "0", "--bind", "127.0.0.1"], os.environ, error=error) for _ in range(2))
        assert (one.poll(), other.poll()) == (None, None)
        with pytest.raises(subprocess.TimeoutExpired):
            one.wait(0)
        one.kill()
        other.terminate()
        assert (one.wait(30), other.wait(30)) == (-signal.SIGKILL, -signal.SIGTERM)
        # A signal to a process that has ended goes nowhere.
        one.kill()
        one.stdout.close()
        other.stdout.close()
