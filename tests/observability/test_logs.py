"""The server's log: it finds a fault by its number and contains no personal data."""

import asyncio
import json
import re
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import websockets
from websockets.sync.client import ClientConnection, connect

from tests.app_client import AppClient
from tests.server.test_workers import until
from tests.servers.postgres import Cluster
from tests.servers.server import Server
from tests.workshop import ANA

MARKER = "MARKER-of-what-somebody-wrote"
LINE = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)')


def lines(log: Path) -> list[dict[str, str]]:
    """The lines of a log, parsed from key=value."""
    found = []
    for line in log.read_text().splitlines():
        pairs = LINE.findall(line)
        assert " ".join(f"{name}={value}" for name, value in pairs) == line, line
        found.append({name: json.loads(value) if value[0] == '"' else value for name, value in pairs})
    return found


@pytest.mark.parametrize("what", ["notes", "sockets"])
async def test_no_log_line_contains_a_name_a_note_or_a_secret(tmp_path: Path, what: str) -> None:
    with Server(tmp_path / "data", starts=False, JOURNAL_POLL_SECONDS="0.1") as server:
        workshop = server.workshop(naming="named")
        await asyncio.to_thread(server.start, "tests.servers.fail_a_request", what)
        cookie = server.cookie(workshop, ANA)
        async with httpx.AsyncClient(base_url=f"{server.url}/w/{workshop.key}", headers={"Cookie": cookie}) as ana:
            numbers = []
            for number in range(3):
                form = {"id": f"{number:024d}", "column": workshop.columns[0], "text": MARKER}
                answer = await ana.post("/notes", data=form)
                if answer.status_code == 500:
                    numbers.append(answer.headers["x-request-id"])
                    assert f"give this number: {numbers[-1]}" in answer.text
                    # The error page returns the text to its writer.
                    assert MARKER in answer.text
            assert len(numbers) == 2
            assert (await ana.get(f"{server.url}/forgotten")).status_code == 200
        address = f"{server.url}/w/{workshop.key}/live?since=0&epoch=x".replace("http", "ws", 1)
        headers = {"Cookie": cookie}
        with suppress(TimeoutError, websockets.WebSocketException):
            async with (
                asyncio.timeout(2),
                websockets.connect(address, origin=server.url, additional_headers=headers, proxy=None) as line,
            ):
                await line.recv()
        await asyncio.to_thread(server.stop)
        logged = lines(server.log)
        assert {line["request"] for line in logged if line["what"] == "a request failed"} == set(numbers)
        for line in logged:
            assert {"time", "level", "from", "what"} <= line.keys()
        assert any("IntegrityError" in line.get("error", "") for line in logged)
        background = [line["error"] for line in logged if line["what"] == "a background task failed"]
        assert sorted(background)[:2] == ["LookupError", "ZeroDivisionError"]
        assert all("request" not in line for line in logged if line["from"] == "commonboard.live")
        assert any("app/web/board/posting.py" in line.get("way", "") for line in logged)
        everything = server.log.read_text()
        secret = (server.folder / "secret_key").read_text()
        for word in (*("MARKER", "Ana", workshop.code, secret), *cookie.split("=", 1)[1].split("."), workshop.key):
            assert word not in everything, everything


def goodbye(socket: ClientConnection) -> int:
    """The close code of a socket."""
    with suppress(websockets.ConnectionClosed):
        list(socket)
    assert socket.close_code is not None
    return socket.close_code


@pytest.mark.postgres
def test_an_unreachable_database_is_logged_seldom_and_with_counts(tmp_path: Path) -> None:
    with Cluster() as cluster:
        environment = {
            "DATABASE_URL": cluster.fresh("migrated"),
            "JOURNAL_POLL_SECONDS": "0.05",
            "ACTIONS_PER_10_SECONDS": "9999",
        }
        with Server(tmp_path / "data", starts=False, **environment) as server:
            workshop = server.workshop()
            server.start("tests.servers.short_deadlines")
            cookie = {"Cookie": server.cookie(workshop, ANA)}
            form = {"id": "a" * 24, "column": str(workshop.columns[0]), "text": MARKER}
            address = f"{server.url}/w/{workshop.key}/live".replace("http", "ws", 1)

            def post() -> int:
                return httpx.post(f"{server.url}/w/{workshop.key}/notes", data=form, headers=cookie).status_code

            with connect(address, additional_headers=cookie, proxy=None) as live:
                live.recv(30)
                cluster.kill()
                tried = 0
                while sum(line["what"].startswith("a request failed") for line in lines(server.log)) < 2:
                    if (status := post()) == 303:
                        continue  # connections opened before it was killed
                    assert status == 500
                    tried += 1
                    assert tried < 2000
                    # New requests are asked to retry later.
                    with connect(address, additional_headers=cookie, proxy=None) as later:
                        assert goodbye(later) == 1013
                logged = lines(server.log)
                cluster.start()
                until(lambda: post() == 303)
        for what in ("a request failed", "reading the journal failed", "a socket failed"):
            alike = [line for line in logged if line["what"].startswith(what)]
            assert 1 <= len(alike) <= 3
            # The first line contains everything.
            assert "OperationalError" in alike[0]["error"]
            assert "app/storage/sessions.py" in alike[0]["way"]
        counts = [
            int(re.search(r"\((\d+) since", line["what"])[1]) for line in logged if "request failed" in line["what"]
        ]
        assert counts[0] == 1
        assert 1 < counts[1] < tried
        assert len(logged) < 12
        assert MARKER not in server.log.read_text()


async def test_the_request_number_never_comes_from_the_client(app_client: AppClient) -> None:
    visitor = app_client.visitor(**{"x-request-id": "mine"})
    numbers = {(await visitor.get("/healthz")).headers["x-request-id"] for _ in range(3)}
    assert len(numbers) == 3
    assert all(re.fullmatch(r"\d{4}-\d{4}", number) for number in numbers)
