"""SIGHUP to a single process: a reload is ignored and logged, and a closing terminal stops the server."""

import os
import pty
import signal
from pathlib import Path

import httpx

from tests.server.test_workers import until
from tests.servers.server import Server
from tests.workshop import ANA


def test_a_single_process_ignores_sighup_and_logs_that(server: Server) -> None:
    workshop = server.workshop()
    note = workshop.post(ANA)
    assert server.process is not None
    server.process.send_signal(signal.SIGHUP)
    until(lambda: "restart the server" in server.log.read_text(), 20)
    assert server.process.poll() is None
    board = httpx.get(f"{server.url}/w/{workshop.key}", headers={"Cookie": server.cookie(workshop, ANA)})
    assert f"note-{note}" in board.text
    server.stop()
    assert server.log.read_text().count("\n") == 1


def test_a_server_stops_when_its_terminal_closes(tmp_path: Path) -> None:
    ours, its = pty.openpty()
    with Server(tmp_path / "data", starts=False) as server:
        server.start(terminal=its)
        os.close(its)
        assert server.process is not None
        os.close(ours)
        # A graceful stop, so that pending writes are committed.
        assert server.process.wait(30) == 0
        assert "SIGHUP" not in server.log.read_text()
