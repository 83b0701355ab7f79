"""SIGHUP to a server of one process: a reload does no harm and is told in the log; a terminal that closes ends it."""

import os
import pty
import signal
from pathlib import Path

import httpx

from tests.server.test_workers import until
from tests.servers.server import Server
from tests.workshop import ANA


def test_a_reload_of_one_process_does_no_harm_and_is_told(server: Server) -> None:
    workshop = server.workshop()
    note = workshop.post(ANA)
    assert server.process is not None
    server.process.send_signal(signal.SIGHUP)
    until(lambda: "restart it" in server.log.read_text(), 20)
    assert server.process.poll() is None
    board = httpx.get(f"{server.url}/w/{workshop.key}", headers={"Cookie": server.cookie(workshop, ANA)})
    assert f"note-{note}" in board.text
    server.stop()
    assert server.log.read_text().count("\n") == 1


def test_a_server_ends_with_the_terminal_it_was_started_from(tmp_path: Path) -> None:
    ours, its = pty.openpty()
    with Server(tmp_path / "data", starts=False) as server:
        server.start(terminal=its)
        os.close(its)
        assert server.process is not None
        os.close(ours)
        # Gently: what was being saved is saved.
        assert server.process.wait(30) == 0
        assert "SIGHUP" not in server.log.read_text()
