"""Requests without a seat or account never enter the writer's queue, so that a flood of them delays no note."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest

from app.domain.workshops import links, seats
from tests.app_client import SCRIPT, AppClient
from tests.workshop import ANA, FAY

# These prove their right otherwise: by a code, a password, or the secret of a link.
PROVED_OTHERWISE = {
    *("/w/{key}/join", "/w/{key}/facilitate", "/w/{key}/rejoin", "/o", "/i", "/sign-in", "/sign-in/code"),
    *("/sign-in/language", "/sign-out", "/language", "/recover", "/d/{secret}/comments"),
}
# A value for every field of every form.
FORM = dict.fromkeys(("text", "name", "title", "colour"), "x") | {
    "id": "a" * 24,
    "column": "1",
    "on": "1",
    "element": "none",
    "naming": "named",
    "last": "1",
    "sure": "1",
    "do": "add",
    "more": "Why?",
    "question": "Why?",
    "language": "en",
    "time_zone": "UTC",
    "held_on": "2026-11-23",
    "keep_until": "2027-11-23",
}


def forms(routes: Iterable[Any]) -> set[str]:
    """The paths of all routes that take a form; posting a note is answered in front of them."""
    found = {"/w/{key}/notes"}
    for route in routes:
        if nested := getattr(route, "original_router", None):
            found |= forms(nested.routes)
        elif "POST" in (getattr(route, "methods", None) or ()):
            found.add(route.path)
    return found


async def test_no_form_from_a_person_without_a_seat_reaches_the_writer(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[object] = []
    database, key = app_client.inside.database, app_client.workshop.key
    monkeypatch.setattr(type(database), "write", lambda *values: queued.append(values))
    paths = forms(app_client.app.routes) - PROVED_OTHERWISE
    assert len(paths) > 20
    # Every other place in an address takes a number or a key.
    values = defaultdict(lambda: "1", key=key, note_id="a" * 24)
    forged = app_client.visitor()
    for name in (f"seat-{key}", "organiser"):
        forged.cookies.set(name, "WzEsICJ4Il0.forged", domain="board.test")
    elsewhere = app_client.visitor()
    elsewhere.cookies.set(f"seat-{key}", app_client.inside.keys.seat_cookie("elsewhere", ANA), domain="board.test")
    for stranger in (app_client.visitor(), forged, elsewhere):
        for path in sorted(paths):
            answer = await stranger.post(path.format_map(values), data=FORM, headers=SCRIPT)
            assert answer.status_code == 403, path
            assert not queued, path


async def test_no_wrong_code_and_no_false_token_reaches_the_writer(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[object] = []
    database, workshop, key = app_client.inside.database, app_client.workshop, app_client.workshop.key
    monkeypatch.setattr(type(database), "write", lambda *values: queued.append(values))
    link = workshop.read(lambda session: links.links(session, workshop.id)[0])
    revoked = app_client.inside.keys.facilitator_link("", key, link.ref).rsplit("/", 1)[1]
    workshop.act(FAY, links.revoke, link.id)
    forged = app_client.newcomer()
    forged.cookies.set("organiser", "WzEsICJ4Il0.forged", domain="board.test")
    # A wrong password is an entry of the security log, as often as the limit for passwords allows.
    paths = PROVED_OTHERWISE - {"/sign-in"}
    # A typed code is limited. What looks like the token of a link is not.
    for proof in ("ABC234", "0" * 32, "ABCD" * 4, revoked, ""):
        form = dict.fromkeys(("code", "token", "password", "email"), proof)
        for browser in (app_client.newcomer(), forged):
            for path in sorted(paths):
                address = path.format_map({"key": key, "secret": "0" * 32})
                answer = await browser.post(address, data=FORM | form, headers=SCRIPT)
                assert answer.status_code < 500, path
                assert not queued, (path, proof)


async def test_a_person_without_a_seat_is_asked_to_join_and_keeps_their_text(app_client: AppClient) -> None:
    form = {"id": "a" * 24, "column": str(app_client.workshop.columns[0]), "text": "Written before joining"}
    answer = await app_client.visitor().post(app_client.path("/notes"), data=form)
    assert answer.status_code == 403
    assert "Enter the code to join" in answer.text
    assert "Written before joining" in answer.text
    assert (await app_client.visitor(ANA).post(app_client.path("/notes"), data=form)).status_code == 303


async def test_a_removed_seat_is_still_refused_by_the_database(app_client: AppClient) -> None:
    workshop = app_client.workshop
    ana = workshop.read(lambda session: seats.load_actor(session, workshop.key, ANA).seat.id)
    workshop.act(FAY, seats.remove, ana)
    form = {"id": "a" * 24, "column": str(workshop.columns[0]), "text": "x"}
    answer = await app_client.visitor(ANA).post(app_client.path("/notes"), data=form, headers=SCRIPT)
    assert (answer.status_code, "no longer in this workshop" in answer.text) == (403, True)
