"""Hostile requests of strangers and seats: they are refused, and cause no internal error and no flood of log lines."""

import socket
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.domain.workshops import seats
from app.web.render.audience import BOARD, Audience, audience_of
from tests.servers.server import Server
from tests.workshop import ANA, FAY, SampleWorkshop

FORM = "application/x-www-form-urlencoded"
# Numbers too large for a database, and characters that a database or a file may not accept.
HUGE = "9" * 30
ODD = ("%00", "%00" * 5, "%ED%A0%80" * 2, "%FF%FE" * 2, "%E2%80%AE" * 2, "....", "a" * 3000, "'" * 9)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Server]:
    """The product in a separate process, on each kind of database."""
    environment = {"ACTIONS_PER_10_SECONDS": "9999", "CODE_FAILURES_PER_MINUTE": "9999"}
    if request.param == "postgresql":
        environment["DATABASE_URL"] = request.getfixturevalue("cluster").fresh("migrated")
    with Server(tmp_path / "data", **environment) as running:
        yield running


def seat(server: Server, workshop: SampleWorkshop, ref: str) -> httpx.Client:
    return httpx.Client(base_url=server.url, headers={"Cookie": server.cookie(workshop, ref)}, timeout=30)


def quiet(server: Server) -> bool:
    """True if the log has no error of ours."""
    return "level=error" not in server.log.read_text()


def test_no_address_and_no_form_causes_an_internal_error(either: Server) -> None:
    for who in (ANA, FAY, "nobody"):
        asks_for_everything_odd(either, who)
    assert quiet(either)


def asks_for_everything_odd(server: Server, who: str) -> None:
    workshop = server.workshop()
    note = workshop.post(ANA)
    base = f"/w/{workshop.key}"
    addresses = [
        *(
            f"{before}{odd}{after}"
            for odd in ODD
            for before, after in (
                ("/w/", ""),
                ("/w/", "/join"),
                ("/j/", ""),
                ("/j?code=", ""),
                ("/r/", ""),
                ("/o/", ""),
                ("/i/", ""),
                ("/d/", ""),
                ("/s/", ""),
                ("/reports/", ""),
                ("/p/", "/steps.csv"),
                ("/sign-in?to=", ""),
                ("/help/", ""),
                ("/static/", ""),
                (f"{base}/notes/", "/edit"),
                (f"{base}/facilitate/", ""),
                (f"{base}/records/", ".csv"),
                (f"{base}/board?lang=", ""),
                (f"{base}/news?epoch=", ""),
                (f"{base}/join?code=", ""),
                (f"{base}/map?", ""),
            )
        ),
        *(f"{base}/news?since={number}&epoch=x" for number in (HUGE, f"-{HUGE}", "x", "")),
    ]
    columns = (HUGE, f"-{HUGE}", "9999999999", "-1", "x", "", "%D9%A1")
    forms = [
        *((f"{base}/notes", f"id={'a' * 24}&column={column}&text=x") for column in columns),
        *((f"{base}/notes", f"id={odd}&column={workshop.columns[0]}&text={odd}&colour={odd}") for odd in ODD),
        *((f"{base}/notes", f"id={n:024d}&column={workshop.columns[0]}&text=x{odd}") for n, odd in enumerate(ODD)),
        *((f"{base}/notes/{note}/place", f"column={column}&after={column}") for column in columns),
        *(
            (f"{base}/notes/{odd}{act}", f"on=1&column={workshop.columns[0]}&text=x&after={odd}")
            for odd in ODD
            for act in ("", "/withdrawal", "/hiding", "/place")
        ),
        *((f"{base}/notes/{note}/place", f"column={workshop.columns[0]}&after={odd}") for odd in ODD),
        *((f"{base}/join", f"code={odd}&seat={odd}&name={odd}&speaks_for={odd}") for odd in ODD),
        *((f"{base}/join", f"code={workshop.code}&seat={odd}&name={odd}&speaks_for=") for odd in ODD),
        *((f"{base}/rejoin", f"code={odd}") for odd in ODD),
        *((f"{base}/links", f"name={odd}") for odd in ODD),
        *((f"{base}/facilitate", f"token={odd}&seat={odd}&name={odd}") for odd in ODD),
        *(("/sign-in", f"email={odd}&password=x&to={odd}") for odd in ODD[:2]),
        *(("/o", f"token={odd}&email={odd}&password={odd}") for odd in ODD),
        *(("/language", f"language={odd}") for odd in ODD),
        (f"{base}/notes", "&" * 9999),
        (f"{base}/notes", "=" * 60_000),
        (f"{base}/notes", "a=1&" * 9999),
        (f"{base}/join", "a=1&" * 9999),
    ]
    with seat(server, workshop, who) as visitor:
        for address in addresses:
            if "news" not in address or who != "nobody":
                assert visitor.get(address).status_code < 500, address
        for address, form in forms:
            answer = visitor.post(address, content=form, headers={"Content-Type": FORM})
            assert answer.status_code < 500, (address, form)


def test_pages_of_other_sites_cannot_act_or_open_sockets_whatever_their_spelling(server: Server) -> None:
    workshop = server.workshop()
    address = f"{server.url}/w/{workshop.key}/live".replace("http", "ws", 1)
    for origin in ("http://evil.example", "null", "", "http://[::1", "http://[x]y", "http://h@evil"):
        headers = {"Cookie": server.cookie(workshop, ANA), "Origin": origin}
        with httpx.Client(base_url=server.url, headers=headers) as page:
            form = {"id": "a" * 24, "column": str(workshop.columns[0]), "text": "x"}
            answer = page.post(f"/w/{workshop.key}/notes", data=form)
            assert answer.status_code == 403
            # Answered like other requests, and the connection stays open.
            assert "x-request-id" in answer.headers
            assert page.get(f"/w/{workshop.key}").status_code == 200
        with pytest.raises(InvalidStatus, match="403"), connect(address, additional_headers=headers, proxy=None):
            pass
    assert workshop.order() == []
    assert quiet(server)


def test_choosing_a_language_never_redirects_to_another_site(server: Server) -> None:
    for referer in ("//evil.example/x", "/\\evil.example", "///evil.example", "http://[x", "", server.url):
        headers = {"Referer": server.url + referer if referer.startswith("/") else referer}
        answer = httpx.post(f"{server.url}/language", data={"language": "cy"}, headers=headers)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/")
        assert answer.headers["location"][1:2] not in ("/", "\\")
    assert httpx.get(f"{server.url}//evil.example/x").status_code == 404
    assert quiet(server)


def test_malformed_http_closes_the_connection_and_is_logged_seldom(server: Server) -> None:
    start = b"POST /language HTTP/1.1\r\nHost: x\r\n"
    wrong = (b"\x16\x03\x01\x02\x00" * 9, start + b"Content-Length: -1\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n")
    for rubbish in wrong * 20:
        with socket.create_connection(("127.0.0.1", server.port), 10) as line:
            line.sendall(rubbish)
            assert line.recv(100).startswith(b"HTTP/1.1 400 ")
    # A body with two lengths could be two requests for a proxy and one for us, or the reverse (request smuggling).
    for lengths in (b"Content-Length: 3\r\nContent-Length: 4", b"Content-Length: 4\r\nTransfer-Encoding: chunked"):
        with socket.create_connection(("127.0.0.1", server.port), 10) as line:
            line.sendall(start + lengths + b"\r\n\r\n0\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 400 ")
    assert 0 < server.log.read_text().count("\n") < 4
    assert quiet(server)


def test_strangers_who_disconnect_their_socket_are_not_logged(server: Server) -> None:
    start = (
        f"GET /w/{server.workshop().key}/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    for rubbish in (b"", b"\x81\x05hello", b"\xff" * 200, b"\x89\xff" + b"\xff" * 8) * 5:
        with socket.create_connection(("127.0.0.1", server.port), 10) as line:
            line.sendall(start.encode())
            assert line.recv(100).startswith(b"HTTP/1.1 101 ")
            line.sendall(rubbish)
    server.stop()
    assert server.log.read_text() == ""


def test_a_page_with_an_impossible_seq_must_fetch_the_board(server: Server) -> None:
    workshop = server.workshop()
    cookie = {"Cookie": server.cookie(workshop, ANA)}
    for since in (HUGE, "9" * 5000, "-1", "1.5", "x", "", "%D9%A3"):
        address = f"{server.url}/w/{workshop.key}/live?since={since}&epoch=x".replace("http", "ws", 1)
        with connect(address, additional_headers=cookie, proxy=None) as line:
            assert '"board": true' in str(line.recv(20)), since
    assert quiet(server)


def test_an_unknown_language_does_not_create_an_audience(sqlite_workshop: SampleWorkshop) -> None:
    ana = sqlite_workshop.read(lambda session: seats.load_actor(session, sqlite_workshop.key, ANA))
    assert {audience_of(ana, BOARD, lang) for lang in ("en", "xx", "../../etc", "e" * 500)} == {Audience(BOARD, "en")}
    assert audience_of(ana, BOARD, "cy") == Audience(BOARD, "cy")
