"""Joining by code, form and link, and every refusal."""

import re

import httpx
import pytest
from lxml import html

from app.domain.workshops import closing, links, seats
from tests.app_client import AppClient
from tests.workshop import ANA, BEN, FAY


def text_of(answer: httpx.Response) -> str:
    """The text that a person reads on a page."""
    return " ".join(html.document_fromstring(answer.text).find(".//main").text_content().split())


def fields(answer: httpx.Response) -> dict[str, str]:
    """The fields of the page's own form, which comes after the header and its choice of a language."""
    form = html.document_fromstring(answer.text).xpath("//main//form")[0]
    return {str(name): str(value) for name, value in form.form_values()}


async def test_a_code_leads_to_the_board(app_client: AppClient) -> None:
    phone = app_client.visitor()
    form = await phone.get(
        "/j",
        params={"code": f" {app_client.workshop.code.lower()[:3]} {app_client.workshop.code[3:]}"},
        follow_redirects=True,
    )
    assert "A workshop" in text_of(form)
    deleted = app_client.workshop.in_words(app_client.workshop.keep_until)
    assert f"Your name is not shown. Notes are deleted on {deleted}." in text_of(form)
    board = await phone.post(app_client.path("/join"), data=fields(form) | {"speaks_for": "nhs"}, follow_redirects=True)
    assert board.url.path == app_client.path()
    assert "Question 1?" in text_of(board)
    cookie = next(iter(phone.cookies.jar))
    assert cookie.path == app_client.path()
    assert cookie.has_nonstandard_attr("HttpOnly")


async def test_the_same_browser_returns_as_the_same_seat(app_client: AppClient) -> None:
    phone = app_client.visitor()
    form = await phone.get(f"/j/{app_client.workshop.code}", follow_redirects=True)
    await phone.post(app_client.path("/join"), data=fields(form))
    before = app_client.workshop.read(lambda session: seats.seats(session, app_client.workshop.id))
    again = await phone.get(f"/j/{app_client.workshop.code}", follow_redirects=True)
    assert again.url.path == app_client.path()
    assert app_client.workshop.read(lambda session: seats.seats(session, app_client.workshop.id)) == before


async def test_a_join_form_sent_twice_creates_one_seat(app_client: AppClient) -> None:
    phone = app_client.visitor()
    form = fields(await phone.get(f"/j/{app_client.workshop.code}", follow_redirects=True))
    before = len(app_client.workshop.read(lambda session: seats.seats(session, app_client.workshop.id)))
    ticket = {"cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in phone.cookies.jar)}
    for _ in range(2):
        phone.cookies.clear()
        assert (await phone.post(app_client.path("/join"), data=form, headers=ticket)).status_code == 303
    assert len(app_client.workshop.read(lambda session: seats.seats(session, app_client.workshop.id))) == before + 1


async def test_a_forged_ticket_gives_no_seat(app_client: AppClient) -> None:
    code = {"code": app_client.workshop.code}
    key = app_client.workshop.key
    elsewhere = app_client.inside.keys.ticket_cookie("elsewhere", [ANA, 0, 0, "", "", ""])
    for forged in ("WyJrZXkiLCJhbmEiXQ.forged", elsewhere, "x" * 5000):
        phone = app_client.visitor()
        phone.cookies.set(f"join-{key}", forged, domain="board.test")
        assert (await phone.post(app_client.path("/join"), data=code | {"seat": ANA})).status_code == 422
    phone = app_client.newcomer()
    await phone.post(app_client.path("/join"), data=code | {"seat": ANA})
    board = await phone.get(app_client.path())
    assert board.status_code == 200
    app_client.workshop.post(ANA, "of Ana")
    assert "of Ana" not in html.tostring(
        html.document_fromstring((await phone.get(app_client.path())).text).get_element_by_id("private-fragment"),
        encoding="unicode",
    )


async def test_a_wrong_code_is_refused_and_the_input_kept(app_client: AppClient) -> None:
    answer = await app_client.visitor().get("/j", params={"code": "wrong7"})
    assert answer.status_code == 404
    assert "code is incorrect" in text_of(answer)
    assert fields(answer)["code"] == "wrong7"


async def test_a_person_without_a_seat_sees_no_board_and_can_do_nothing(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA, "seen by those inside")
    zed = app_client.visitor()
    forged = app_client.visitor()
    forged.cookies.set(f"seat-{app_client.workshop.key}", "WyJrZXkiLCJhbmEiXQ.forged", domain="board.test")
    other = app_client.visitor()
    other.cookies.set(
        f"seat-{app_client.workshop.key}", app_client.inside.keys.seat_cookie("anotherkey", ANA), domain="board.test"
    )
    for outsider in (zed, forged, other):
        assert (await outsider.get(app_client.path())).headers["location"] == app_client.path("/join")
        for path in (
            "/board",
            "/map",
            "/share",
            "/share/screen",
            "/participants",
            "/records",
            "/records/notes.csv",
            "/qr.svg",
            "/news",
            f"/notes/{note}/edit",
        ):
            answer = await outsider.get(app_client.path(path))
            assert answer.status_code == 403, path
            assert "seen by those inside" not in answer.text
        for path, form in (
            ("/notes", {"id": "z" * 24, "column": app_client.workshop.columns[0], "text": "let me in"}),
            (f"/notes/{note}", {"text": "changed"}),
            (f"/notes/{note}/withdrawal", {"on": 1}),
            (f"/notes/{note}/hiding", {"on": 1}),
            (f"/notes/{note}/place", {"column": app_client.workshop.columns[1]}),
            (f"/notes/{note}/codings", {"element": "scale_reach", "on": 1}),
            ("/closure", {"on": 1}),
            ("/code", {}),
            ("/naming", {"naming": "named"}),
            ("/links", {}),
            ("/links/1/revocation", {}),
            ("/seats/1/removal", {}),
            ("/opening", {}),
            ("/facilitate", {"token": "x.y"}),
        ):
            assert (await outsider.post(app_client.path(path), data=form)).status_code == 403, path
    assert app_client.workshop.order() == [note]
    assert app_client.workshop.note(note).text == "seen by those inside"


async def test_participants_cannot_use_actions_of_facilitators(app_client: AppClient) -> None:
    note = app_client.workshop.post(BEN)
    ana = app_client.visitor(ANA)
    for path in ("/map", "/share", "/participants", "/records", "/records/notes.csv"):
        assert (await ana.get(app_client.path(path))).status_code == 403, path
    for path, form in (
        (f"/notes/{note}/hiding", {"on": 1}),
        (f"/notes/{note}/place", {"column": app_client.workshop.columns[1]}),
        (f"/notes/{note}/codings", {"element": "scale_reach", "on": 1}),
        ("/closure", {"on": 1}),
        ("/code", {}),
        ("/links", {}),
    ):
        assert (await ana.post(app_client.path(path), data=form)).status_code == 403, path
    assert app_client.workshop.order() == [note]
    assert app_client.workshop.workshop().code == app_client.workshop.code


async def test_every_page_shows_that_a_workshop_is_closed(app_client: AppClient) -> None:
    app_client.workshop.act(FAY, closing.close, on=True)
    phone = app_client.visitor()
    form = await phone.get(f"/j/{app_client.workshop.code}", follow_redirects=True)
    assert "closed" in text_of(form)
    assert "closed" in text_of(await phone.get(app_client.path()))
    answer = await phone.post(app_client.path("/join"), data={"code": app_client.workshop.code})
    assert answer.status_code == 409
    assert "can no longer join" in text_of(answer)
    assert "closed" in (await app_client.visitor(ANA).get(app_client.path())).text


async def test_a_removed_seat_gets_the_reason_and_the_next_step(app_client: AppClient) -> None:
    ben = app_client.workshop.read(lambda session: seats.load_actor(session, app_client.workshop.key, BEN).seat.id)
    app_client.workshop.act(FAY, seats.remove, ben)
    for path in (app_client.path(), app_client.path("/join")):
        answer = await app_client.visitor(BEN).get(path)
        assert "location" not in answer.headers
    answer = await app_client.visitor(BEN).get(app_client.path())
    assert answer.status_code == 403
    assert "no longer in this workshop" in text_of(answer)
    assert "/" in re.findall(r'href="([^"]+)"', answer.text)


async def test_the_facilitators_link_takes_effect_only_after_a_press_on_its_button(app_client: AppClient) -> None:
    link = app_client.workshop.read(lambda session: links.links(session, app_client.workshop.id))[0]
    address = app_client.inside.keys.facilitator_link("", app_client.workshop.key, link.ref)
    before = len(app_client.workshop.read(lambda session: seats.seats(session, app_client.workshop.id)))
    scanner = app_client.visitor()
    for _ in range(3):
        form = await scanner.get(address)
    assert len(app_client.workshop.read(lambda session: seats.seats(session, app_client.workshop.id))) == before
    assert not [cookie for cookie in scanner.cookies.jar if cookie.name.startswith("seat-")]
    board = await scanner.post(app_client.path("/facilitate"), data=fields(form), follow_redirects=True)
    assert "Mapping" in board.text
    assert (await scanner.get(app_client.path("/map"))).status_code == 200


async def test_a_revoked_or_forged_facilitators_link_is_refused(app_client: AppClient) -> None:
    workshop = app_client.workshop
    link = workshop.read(lambda session: links.links(session, workshop.id))[0]
    address = app_client.inside.keys.facilitator_link("", workshop.key, link.ref)
    form = fields(await app_client.visitor().get(address))
    workshop.act(FAY, links.revoke, link.id)
    for data in (form, form | {"token": f"{link.ref}.{'0' * 40}"}, form | {"token": ""}):
        answer = await app_client.newcomer().post(app_client.path("/facilitate"), data=data)
        assert answer.status_code == 403
        assert not answer.cookies
    assert (await app_client.visitor().get(address[:-1] + "x")).status_code == 403


@pytest.mark.parametrize("path", ["/o", "/i", "/r", "/w/{key}/facilitate"])
async def test_a_link_address_without_its_secret_has_an_explaining_page(app_client: AppClient, path: str) -> None:
    short = path.format(key=app_client.workshop.key)
    for address in (short, f"{short}/"):
        answer = await app_client.visitor().get(address, follow_redirects=True)
        assert answer.status_code == 200
        assert answer.url.path == short
        assert "Open the link again" in text_of(answer)
        assert "needs the full link" in text_of(answer)
        assert "data-secret-wanted" in html.document_fromstring(answer.text).find(".//main").attrib
        assert 'href="/"' in answer.text


async def test_the_qr_code_contains_the_joining_address(app_client: AppClient) -> None:
    picture = await app_client.visitor(ANA).get(app_client.path("/qr.svg"))
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.lstrip().startswith(("<svg", "<?xml"))


async def test_wrong_codes_are_slowed_down_and_correct_ones_are_not(app_client: AppClient) -> None:
    app_client.inside.typed_codes._by_address._clock = lambda: 1000.0
    phone = app_client.visitor()
    for _ in range(60):
        assert (await phone.get("/j/WRONG7")).status_code == 404
    answer = await phone.get("/j/WRONG7")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 3
    assert "again in" in text_of(answer)
    assert (await app_client.visitor().get(f"/j/{app_client.workshop.code}")).status_code == 303
    await phone.get(app_client.path("/join"))
    full = await phone.post(app_client.path("/join"), data={"code": app_client.workshop.code})
    assert full.status_code == 429
    # The link and the QR code carry a token, which wrong typed codes never limit.
    token = app_client.workshop.workshop().join_token
    form = await phone.get(f"/j/{token}", follow_redirects=True)
    assert (await phone.post(app_client.path("/join"), data=fields(form))).headers["location"] == app_client.path()


async def test_a_hundred_people_behind_one_address_can_join_at_once(app_client: AppClient) -> None:
    phone = app_client.visitor()
    for _ in range(100):
        phone.cookies.clear()
        form = await phone.get(f"/j/{app_client.workshop.code}", follow_redirects=True)
        assert (await phone.post(app_client.path("/join"), data=fields(form))).status_code == 303


@pytest.mark.parametrize("path", ["/nothing", "/w/nothinghere", "/w/nothinghere/join", "/j/", "/w/x"])
async def test_an_unknown_address_gives_a_page_in_words(app_client: AppClient, path: str) -> None:
    answer = await app_client.visitor().get(path)
    assert answer.status_code in (404, 422, 307)
    if answer.status_code != 307:
        assert "Enter a code" in answer.text or "Join" in answer.text
        assert "detail" not in answer.text


def test_a_forged_cookie_is_not_cached(app_client: AppClient) -> None:
    keys = app_client.inside.keys
    ours = keys.seat_cookie(app_client.workshop.key, "f" * 32)
    before = keys._remembered_seat.cache_info().currsize
    for number in range(5):
        assert keys.seat(app_client.workshop.key, f"{number}" + "x" * 60_000) is None
    assert keys._remembered_seat.cache_info().currsize == before
    assert keys.seat(app_client.workshop.key, ours) == "f" * 32
