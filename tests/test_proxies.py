"""The files of `deploy/`: the proxies' configurations, with only names and ports replaced, in front of the product."""

import asyncio
import os
import re
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.rehearsal.client import Client
from app.rehearsal.server import free_port
from app.settings import Settings
from app.web.live import LONG_POLL_SECONDS
from app.web.security.keys import Keys
from tests.app_client import SECRET
from tests.servers.server import ROOT, Server, wait_for_answer
from tests.workshop import ANA, SampleWorkshop

DEPLOY = ROOT / "deploy"


@contextmanager
def running(folder: Path, arguments: list[str], port: int, **environment: str) -> Generator[str]:
    """Run a proxy; yields its address once it answers."""
    with (folder / "proxy.log").open("wb") as log:
        process = subprocess.Popen(arguments, env=os.environ | environment, stdout=log, stderr=log, cwd=folder)
    address = f"http://127.0.0.1:{port}"
    try:
        # A proxy may first have to find out that the board is there.
        wait_for_answer(address, process, folder / "proxy.log")
        yield address
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def caddy(folder: Path, *machines: str) -> Generator[str]:
    port = free_port()
    config = folder / "Caddyfile"
    # The admin address would be the same for two proxies on this machine.
    config.write_text("{\n\tadmin off\n}\n" + (DEPLOY / "Caddyfile").read_text())
    names = {"BOARD_HOST": f"http://127.0.0.1:{port}", "BOARD_UPSTREAM": " ".join(machines), "HOME": str(folder)}
    with running(folder, ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"], port, **names) as made:
        yield made


@contextmanager
def nginx(folder: Path, *machines: str) -> Generator[str]:
    port = free_port()
    board = (DEPLOY / "nginx.conf").read_text()
    board = board.replace("listen 80;", f"listen 127.0.0.1:{port};")
    board = re.sub(r"\n *(listen 443 ssl|ssl_certificate\w*|server_name)\b[^;]*;", "", board)
    board = re.sub(r"\n *if .*?\}\n", "\n", board, count=1, flags=re.DOTALL)
    board = board.replace("server 127.0.0.1:8000;", "".join(f"server {machine};" for machine in machines))
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}} "
        f"http {{ access_log {folder}/access.log; {temporary}\n{board}\n}}"
    )
    with running(folder, ["nginx", "-p", str(folder), "-c", str(config)], port) as made:
        yield made


PROXIES = {"caddy": caddy, "nginx": nginx}


@pytest.mark.proxies
async def test_sockets_and_long_polls_work_through_each_proxy(tmp_path: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(Server(tmp_path / "data", starts=False))
        server.start("tests.servers.short_polls")
        addresses = []
        for name, proxy in PROXIES.items():
            folder = tmp_path / name
            folder.mkdir()
            addresses.append(stack.enter_context(proxy(folder, f"127.0.0.1:{server.port}")))
        # At the same time, because a long poll without news takes six seconds of waiting.
        await asyncio.gather(*(follow_through(address, server.workshop()) for address in addresses))


async def follow_through(address: str, workshop: SampleWorkshop) -> None:
    """Have three people post and follow through a proxy, one of them by long polls."""
    transport = httpx.AsyncHTTPTransport()
    crowd = [Client(f"{address}/j/{workshop.code}", transport, "resident") for _ in range(3)]
    crowd[2].long_poll = True
    try:
        for person in crowd:
            await person.join(force=True)
            assert person.address.startswith(address)
            person.follow()
        for number in range(20):
            note_id = f"{number:024d}"
            await crowd[number % 3].post(note_id, crowd[0].page.columns()[0], f"note {number}")
        async with asyncio.timeout(30):
            for person in crowd:
                while len(person.page.notes()) < 20:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        began = time.monotonic()
        page = crowd[0].page
        current = {"since": page.seq, "epoch": page.epoch, "view": page.view, "lang": page.language}
        answer = await crowd[0].http.get(f"{crowd[0].address}/news", params=current, timeout=60)
        assert answer.status_code == 204
        # Longer than every time limit of the proxies that does not say how long an answer may take.
        assert time.monotonic() - began > 5
        for person in crowd:
            assert (await person.fresh()).normalised() == person.page.normalised()
    finally:
        for person in crowd:
            await person.leave()
        await transport.aclose()


def test_no_proxy_ends_a_long_poll() -> None:
    limits = re.findall(r"(\w*)timeout (\d+)s", (DEPLOY / "nginx.conf").read_text())
    assert {name: int(seconds) > LONG_POLL_SECONDS * 2 for name, seconds in limits} == {
        # Between two requests, and while an answer is made.
        "keepalive_": False,
        "proxy_read_": True,
    }
    # Caddy waits for an answer as long as it takes, unless it is told otherwise.
    assert re.findall(r"\w*timeout", (DEPLOY / "Caddyfile").read_text()) == ["health_timeout"]


@pytest.mark.proxies
@pytest.mark.parametrize("proxy", PROXIES)
def test_the_proxy_hides_metrics_and_passes_on_each_clients_address(proxy: str, tmp_path: Path) -> None:
    with (
        Server(tmp_path / "data", CODE_FAILURES_PER_MINUTE="3", BASE_URL="https://board.test") as server,
        PROXIES[proxy](tmp_path, f"127.0.0.1:{server.port}") as address,
    ):
        assert httpx.get(f"{server.url}/metrics").status_code == 200
        if proxy == "caddy":
            # The proxy's header takes the place of the board's, also on its own answers. nginx leaves it out on http.
            for path in ("/healthz", "/metrics"):
                found = httpx.get(f"{address}{path}").headers.get_list("strict-transport-security")
                assert found == ["max-age=31536000; includeSubDomains"]
        assert httpx.get(f"{address}/metrics").status_code == 404
        assert httpx.get(f"{address}/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
        # A forged address does not change the client's own (except 127.0.0.1, which is trusted as the proxy's).
        with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2")) as guesser:
            statuses = [
                guesser.get(f"{address}/j/WRONG{n}", headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code
                for n in range(8)
            ]
        assert 429 in statuses
        # A guesser does not slow down other clients.
        with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.3")) as other:
            assert other.get(f"{address}/j/WRONG9").status_code == 404
    # The proxy's log does not record who opened which address.
    for log in tmp_path.glob("*.log"):
        assert "WRONG" not in log.read_text()


@pytest.mark.proxies
@pytest.mark.postgres
@pytest.mark.parametrize("proxy", PROXIES)
def test_one_of_two_machines_can_stop_without_failed_requests(
    proxy: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("cluster").fresh("migrated")
    shared: dict[str, Any] = {"DATABASE_URL": url, "SECRET_KEY": SECRET, "starts": False}
    with Server(tmp_path / "one", **shared) as one, Server(tmp_path / "two", **shared) as two:
        for machine in (one, two):
            machine.start("tests.servers.short_patience")
        workshop = one.workshop()
        with PROXIES[proxy](tmp_path, f"127.0.0.1:{one.port}", f"127.0.0.1:{two.port}") as address:
            headers = {"Cookie": f"seat-{workshop.key}={Keys(SECRET).seat_cookie(workshop.key, ANA)}"}
            for number in range(40):
                if number == 10:
                    two.stop()
                if number == 30:
                    two.start("tests.servers.short_patience")
                assert httpx.get(f"{address}/w/{workshop.key}", headers=headers, timeout=30).status_code == 200


def test_the_services_of_the_compose_file_fit_together() -> None:
    made = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = made["services"]
    assert set(services) == {"proxy", "app", "database", "bus"}
    for name, service in services.items():
        assert ("image" in service) != ("build" in service), name
        assert service["restart"] == "unless-stopped"
        assert set(service["networks"]) <= set(made["networks"])
        assert set(service.get("depends_on", {})) <= set(services)
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in made["volumes"] or (ROOT / source).is_file(), source
        # Only the proxy's ports are published.
        assert ("ports" in service) == (name == "proxy")
    app = services["app"]
    assert {name.lower() for name in app["environment"]} <= Settings.model_fields.keys()
    docker = (ROOT / "Dockerfile").read_text()
    assert app["command"][:4] == ["python", "-m", "app", "serve"]
    assert "VOLUME /data" in docker
    assert "EXPOSE 8000" in docker
    assert "{$BOARD_UPSTREAM:app:8000}" in (DEPLOY / "Caddyfile").read_text()
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    documented = (ROOT / "docs" / "hosting.md").read_text()
    assert all(name in documented for name in asked)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed: apt-get install systemd")
def test_systemd_accepts_the_unit_file(tmp_path: Path) -> None:
    unit = tmp_path / "commonboard.service"
    words = (DEPLOY / "commonboard.service").read_text()
    # The paths in the unit need not exist for a check of its syntax.
    words = words.replace("/opt/commonboard/.venv/bin/commonboard serve", "/bin/true")
    unit.write_text(words.replace("/opt/commonboard", "/"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert "commonboard.service" not in done.stdout + done.stderr, done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed: apt-get install systemd")
def test_systemd_gives_the_unit_an_exposure_under_3_of_10() -> None:
    unit = DEPLOY / "commonboard.service"
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=29", unit]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    score = re.search(r"Overall exposure level .*: (\d+\.\d)", done.stdout)
    assert score, done.stdout
    assert float(score[1]) < 3


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed: apt-get install systemd")
def test_the_unit_allows_the_calls_of_the_server_and_none_that_change_the_system() -> None:
    words = (DEPLOY / "commonboard.service").read_text()
    allowed: set[str] = set()
    for names in re.findall(r"^SystemCallFilter=(.*)$", words, re.M):
        named = set().union(*map(_calls, names.removeprefix("~").split()))
        allowed = allowed - named if names.startswith("~") else allowed | named
    # Sockets, files, threads, workers, and a lower priority for making files (app/downloads/maker.py).
    assert {"accept4", "epoll_wait", "fdatasync", "clone3", "execve", "prlimit64", "setpriority", "kill"} <= allowed
    assert not {"mount", "ptrace", "setuid", "chown", "reboot", "init_module", "bpf", "sched_setscheduler"} & allowed


def _calls(name: str) -> set[str]:
    """The system calls of a group of systemd, or the one with this name."""
    if not name.startswith("@"):
        return {name}
    lines = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True).stdout
    members = [line.strip() for line in lines.splitlines()[1:]]
    return set().union(*(_calls(member) for member in members if member and not member.startswith("#")))


def test_the_unit_and_every_service_have_a_memory_limit() -> None:
    unit = (DEPLOY / "commonboard.service").read_text()
    assert re.search(r"^MemoryMax=\d", unit, re.M)
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert all("mem_limit" in service for service in services.values())


def test_redis_has_a_password() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert "REDIS_PASSWORD" in services["app"]["environment"]["REDIS_URL"]
    assert "requirepass" in " ".join(services["bus"]["command"])
