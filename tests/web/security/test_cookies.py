"""Names, paths and attributes of our cookies."""

import hashlib
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest
from itsdangerous import Signer, URLSafeSerializer

from app.domain.workshops import links
from app.web.security.cookies import name_of
from app.web.security.keys import Keys
from tests.app_client import AppClient, inside, set_up
from tests.workshop import ANA, FAY

SECRET = "a secret key of the tests, with many letters"


@pytest.mark.parametrize(
    ("public_url", "path", "expected"),
    [
        ("https://board.example", "/", "__Host-x"),
        ("https://board.example", "/w/abcd", "__Secure-x"),
        ("http://board.example", "/", "x"),
        ("http://192.168.0.7:8000", "/w/abcd", "x"),
    ],
)
def test_the_prefix_follows_the_public_address_and_the_path(public_url: str, path: str, expected: str) -> None:
    assert name_of("x", public_url, path) == expected


def set_by(answer: httpx.Response) -> dict[str, dict[str, str]]:
    """The attributes of every cookie that a response sets."""
    jar: dict[str, dict[str, str]] = {}
    for header in answer.headers.get_list("set-cookie"):
        jar |= {name: dict(found) for name, found in SimpleCookie(header).items()}
    return jar


def values_of(answer: httpx.Response) -> dict[str, str]:
    """The values of the cookies that an answer sets, by name."""
    pairs = (header.partition(";")[0].partition("=") for header in answer.headers.get_list("set-cookie"))
    return {name: value for name, _equals, value in pairs}


@pytest.mark.parametrize("base_url", ["https://board.test", "http://board.test"])
async def test_cookies_are_secure_if_the_public_address_is_https(tmp_path: Path, base_url: str) -> None:
    async with inside(tmp_path, base_url=base_url) as app_client:
        # Behind a proxy the request itself is plain http.
        found = await every_cookie(app_client)
        secure = base_url.startswith("https")
        host, seat = ("__Host-", "__Secure-") if secure else ("", "")
        key = app_client.workshop.key
        assert set(found) == {
            f"{host}organiser",
            f"{host}device",
            f"{host}language",
            f"{seat}seat-{key}",
            f"{seat}join-{key}",
        }
        for name, attributes in found.items():
            assert bool(attributes["secure"]) == secure, name
            assert attributes["httponly"], name
            assert attributes["samesite"] == "lax", name
            assert not attributes["domain"], name
            assert attributes["path"] == (f"/w/{key}" if key in name else "/"), name


async def every_cookie(app_client: AppClient) -> dict[str, dict[str, str]]:
    browser = app_client.visitor()
    answers = []
    send = browser.send

    async def listen(request: httpx.Request, **options) -> httpx.Response:
        answers.append(await send(request, **options))
        return answers[-1]

    browser.send = listen
    await set_up(app_client, browser)
    await browser.post("/language", data={"language": "cy"})
    link = app_client.workshop.read(lambda session: links.links(session, app_client.workshop.id))[0]
    token = app_client.inside.keys.facilitator_link("", app_client.workshop.key, link.ref).rsplit("/", 1)[1]
    # The browser is behind a proxy, so it returns the ticket's cookie, which the test's plain http would not.
    ticket = set_by(await browser.get(app_client.path("/join")))
    ((name, value),) = [(name, value) for name, value in values_of(answers[-1]).items() if name in ticket]
    await browser.post(app_client.path("/facilitate"), data={"token": token}, headers={"cookie": f"{name}={value}"})
    found: dict[str, dict[str, str]] = {}
    for answer in answers:
        found |= set_by(answer)
    return found


async def test_cookies_set_on_https_are_read_by_the_same_names(tmp_path: Path) -> None:
    async with inside(tmp_path, base_url="https://board.test") as app_client:
        browser = app_client.visitor()
        browser.base_url = "https://board.test"
        await set_up(app_client, browser)
        assert (await browser.get("/workshops")).status_code == 200
        await browser.post(app_client.path("/opening"))
        assert (await browser.get(app_client.path("/participants"))).status_code == 200
        data = {"id": "a" * 24, "column": app_client.workshop.columns[0], "text": "Hello"}
        assert (await browser.post(app_client.path("/notes"), data=data)).status_code == 303
        await browser.post("/language", data={"language": "cy"})
        assert 'lang="cy"' in (await browser.get("/")).text
        # A cookie without the prefix could have been set by another host.
        other = app_client.visitor(FAY)
        other.base_url = "https://board.test"
        assert (await other.get(app_client.path("/participants"))).status_code == 403
        await browser.post("/sign-out")
        assert not [cookie for cookie in browser.cookies.jar if "organiser" in cookie.name]


@pytest.mark.parametrize("salt", ["seat", "ticket", "device"])
def test_cookies_are_signed_with_sha_256(salt: str) -> None:
    keys = Keys(SECRET)
    cookie = {
        "seat": keys.seat_cookie("abcd", "s" * 32),
        "ticket": keys.ticket_cookie("abcd", ["s" * 32, 0]),
        "device": keys.device_cookie("ref", [1]),
    }[salt]
    assert Signer(SECRET, salt=salt, digest_method=hashlib.sha256).validate(cookie)
    assert not Signer(SECRET, salt=salt, digest_method=hashlib.sha1).validate(cookie)


def test_cookies_that_the_previous_release_signed_are_accepted() -> None:
    keys = Keys(SECRET)

    def signed(salt: str, value: object) -> str:
        return str(URLSafeSerializer(SECRET, salt=salt).dumps(value))

    assert keys.seat("abcd", signed("seat", ["abcd", "s" * 32])) == "s" * 32
    assert keys.ticket("abcd", signed("ticket", ["abcd", "s" * 32, 0])) == ["s" * 32, 0]
    assert keys.device(signed("device", ["ref", [1]])) == ("ref", [1])
    assert keys.seat("abcd", signed("ticket", ["abcd", "s" * 32])) is None
    assert keys.seat("abcd", str(URLSafeSerializer("another key", salt="seat").dumps(["abcd", "s" * 32]))) is None


async def test_opening_a_board_signs_an_old_cookie_again_and_leaves_a_current_one(app_client: AppClient) -> None:
    key, name = app_client.workshop.key, f"seat-{app_client.workshop.key}"
    old = str(URLSafeSerializer(app_client.inside.settings.secret(), salt="seat").dumps([key, ANA]))
    ana = app_client.visitor(cookie=f"{name}={old}")
    renewed = values_of(await ana.get(app_client.path()))
    assert renewed == {name: app_client.inside.keys.seat_cookie(key, ANA)}
    assert values_of(await app_client.visitor(ANA).get(app_client.path())) == {}
