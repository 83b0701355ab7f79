"""The way in: code, form, seat, link; and every way of not getting in."""

import re

import httpx
import pytest
from lxml import html

from app.domain.workshops import closing, seats
from tests.app_client import House
from tests.workshop import ANA, BEN, FAY


def said(answer: httpx.Response) -> str:
    """What a person reads on a page."""
    return " ".join(html.document_fromstring(answer.text).find(".//main").text_content().split())


def fields(answer: httpx.Response) -> dict[str, str]:
    form = html.document_fromstring(answer.text).forms[0]
    return {str(name): str(value) for name, value in form.form_values()}


async def test_a_code_leads_to_the_board(house: House) -> None:
    phone = house.visitor()
    form = await phone.get(
        "/j", params={"code": f" {house.hall.code.lower()[:3]} {house.hall.code[3:]}"}, follow_redirects=True
    )
    assert "A workshop" in said(form)
    assert "No name is shown. Kept until 23 November 2027." in said(form)
    board = await phone.post(house.path("/join"), data=fields(form) | {"speaks_for": "nhs"}, follow_redirects=True)
    assert board.url.path == house.path()
    assert "Question 1?" in said(board)
    cookie = next(iter(phone.cookies.jar))
    assert cookie.path == house.path()
    assert cookie.has_nonstandard_attr("HttpOnly")


async def test_the_same_phone_comes_back_as_the_same_seat(house: House) -> None:
    phone = house.visitor()
    form = await phone.get(f"/j/{house.hall.code}", follow_redirects=True)
    await phone.post(house.path("/join"), data=fields(form))
    before = house.hall.read(lambda session: seats.seats(session, house.hall.id))
    again = await phone.get(f"/j/{house.hall.code}", follow_redirects=True)
    assert again.url.path == house.path()
    assert house.hall.read(lambda session: seats.seats(session, house.hall.id)) == before


async def test_the_form_sent_twice_is_one_person(house: House) -> None:
    phone = house.visitor()
    form = fields(await phone.get(f"/j/{house.hall.code}", follow_redirects=True))
    before = len(house.hall.read(lambda session: seats.seats(session, house.hall.id)))
    for _ in range(2):
        phone.cookies.clear()
        assert (await phone.post(house.path("/join"), data=form)).status_code == 303
    assert len(house.hall.read(lambda session: seats.seats(session, house.hall.id))) == before + 1


async def test_a_seat_cannot_be_chosen_by_whoever_asks(house: House) -> None:
    phone = house.visitor()
    code = {"code": house.hall.code}
    await phone.post(house.path("/join"), data=code | {"seat": ANA})
    board = await phone.get(house.path())
    assert board.status_code == 200
    house.hall.post(ANA, "of Ana")
    assert "of Ana" not in html.tostring(
        html.document_fromstring((await phone.get(house.path())).text).get_element_by_id("private-fragment"),
        encoding="unicode",
    )


async def test_a_wrong_code_says_so_and_keeps_what_was_typed(house: House) -> None:
    answer = await house.visitor().get("/j", params={"code": "wrong7"})
    assert answer.status_code == 404
    assert "does not open a workshop" in said(answer)
    assert fields(answer)["code"] == "wrong7"


async def test_zed_sees_no_board_and_can_do_nothing(house: House) -> None:
    note = house.hall.post(ANA, "seen by those inside")
    zed = house.visitor()
    forged = house.visitor()
    forged.cookies.set(f"seat-{house.hall.key}", "WyJrZXkiLCJhbmEiXQ.forged", domain="board.test")
    other = house.visitor()
    other.cookies.set(f"seat-{house.hall.key}", house.inside.keys.seat_cookie("anotherkey", ANA), domain="board.test")
    for outsider in (zed, forged, other):
        assert (await outsider.get(house.path())).headers["location"] == house.path("/join")
        for path in (
            "/board",
            "/map",
            "/people",
            "/records",
            "/records/notes.csv",
            "/qr.svg",
            "/news",
            f"/notes/{note}/edit",
        ):
            answer = await outsider.get(house.path(path))
            assert answer.status_code == 403, path
            assert "seen by those inside" not in answer.text
        for path, form in (
            ("/notes", {"id": "z" * 24, "column": house.hall.columns[0], "text": "let me in"}),
            (f"/notes/{note}", {"text": "changed"}),
            (f"/notes/{note}/withdrawal", {"on": 1}),
            (f"/notes/{note}/hiding", {"on": 1}),
            (f"/notes/{note}/place", {"column": house.hall.columns[1]}),
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
            assert (await outsider.post(house.path(path), data=form)).status_code == 403, path
    assert house.hall.order() == [note]
    assert house.hall.note(note).text == "seen by those inside"


async def test_participants_cannot_do_what_facilitators_do(house: House) -> None:
    note = house.hall.post(BEN)
    ana = house.visitor(ANA)
    for path in ("/map", "/people", "/records", "/records/notes.csv"):
        assert (await ana.get(house.path(path))).status_code == 403, path
    for path, form in (
        (f"/notes/{note}/hiding", {"on": 1}),
        (f"/notes/{note}/place", {"column": house.hall.columns[1]}),
        (f"/notes/{note}/codings", {"element": "scale_reach", "on": 1}),
        ("/closure", {"on": 1}),
        ("/code", {}),
        ("/links", {}),
    ):
        assert (await ana.post(house.path(path), data=form)).status_code == 403, path
    assert house.hall.order() == [note]
    assert house.hall.workshop().code == house.hall.code


async def test_a_closed_workshop_says_so_at_every_door(house: House) -> None:
    house.hall.act(FAY, closing.close, on=True)
    phone = house.visitor()
    form = await phone.get(f"/j/{house.hall.code}", follow_redirects=True)
    assert "closed" in said(form)
    assert "closed" in said(await phone.get(house.path()))
    answer = await phone.post(house.path("/join"), data={"code": house.hall.code})
    assert answer.status_code == 409
    assert "Nobody new can join" in said(answer)
    assert "closed" in (await house.visitor(ANA).get(house.path())).text


async def test_a_removed_seat_is_told_why_and_where_to_go(house: House) -> None:
    ben = house.hall.read(lambda session: seats.who(session, house.hall.key, BEN).seat.id)
    house.hall.act(FAY, seats.remove, ben)
    for path in (house.path(), house.path("/join")):
        answer = await house.visitor(BEN).get(path)
        assert "location" not in answer.headers
    answer = await house.visitor(BEN).get(house.path())
    assert answer.status_code == 403
    assert "no longer have a place" in said(answer)
    assert "/" in re.findall(r'href="([^"]+)"', answer.text)


async def test_the_facilitators_link_opens_with_a_button_only(house: House) -> None:
    link = house.hall.read(lambda session: seats.links(session, house.hall.id))[0]
    address = house.inside.keys.facilitator_link("", house.hall.key, link.ref)
    before = len(house.hall.read(lambda session: seats.seats(session, house.hall.id)))
    scanner = house.visitor()
    for _ in range(3):
        form = await scanner.get(address)
    assert len(house.hall.read(lambda session: seats.seats(session, house.hall.id))) == before
    assert not scanner.cookies
    board = await scanner.post(house.path("/facilitate"), data=fields(form), follow_redirects=True)
    assert "Mapping" in board.text
    assert (await scanner.get(house.path("/map"))).status_code == 200


async def test_a_revoked_or_forged_facilitators_link_opens_nothing(house: House) -> None:
    hall = house.hall
    link = hall.read(lambda session: seats.links(session, hall.id))[0]
    address = house.inside.keys.facilitator_link("", hall.key, link.ref)
    form = fields(await house.visitor().get(address))
    hall.act(FAY, seats.revoke, link.id)
    for data in (form, form | {"token": f"{link.ref}.{'0' * 40}"}, form | {"token": ""}):
        answer = await house.visitor().post(house.path("/facilitate"), data=data)
        assert answer.status_code == 403
        assert not answer.cookies
    assert (await house.visitor().get(address[:-1] + "x")).status_code == 403


@pytest.mark.parametrize("path", ["/o", "/i", "/r", "/w/{key}/facilitate"])
async def test_what_is_left_of_an_address_without_its_secret_is_said_in_words(house: House, path: str) -> None:
    short = path.format(key=house.hall.key)
    for address in (short, f"{short}/"):
        answer = await house.visitor().get(address, follow_redirects=True)
        assert answer.status_code == 200
        assert answer.url.path == short
        assert "Open the link again" in said(answer)
        assert "needs its whole link" in said(answer)
        assert "data-secret-wanted" in html.document_fromstring(answer.text).find(".//main").attrib
        assert 'href="/"' in answer.text


async def test_the_qr_leads_to_the_code(house: House) -> None:
    picture = await house.visitor(ANA).get(house.path("/qr.svg"))
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.lstrip().startswith(("<svg", "<?xml"))


async def test_wrong_codes_are_slowed_down_and_right_ones_are_not(house: House) -> None:
    house.inside.code_failures._by_address._clock = lambda: 1000.0
    phone = house.visitor()
    for _ in range(60):
        assert (await phone.get("/j/WRONG7")).status_code == 404
    answer = await phone.get("/j/WRONG7")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 3
    assert "again in" in said(answer)
    assert (await house.visitor().get(f"/j/{house.hall.code}")).status_code == 303
    full = await phone.post(house.path("/join"), data={"code": house.hall.code})
    assert full.status_code == 429


async def test_a_full_hall_behind_one_address_gets_in(house: House) -> None:
    phone = house.visitor()
    for _ in range(200):
        phone.cookies.clear()
        form = await phone.get(f"/j/{house.hall.code}", follow_redirects=True)
        assert (await phone.post(house.path("/join"), data=fields(form))).status_code == 303


@pytest.mark.parametrize("path", ["/nothing", "/w/nothinghere", "/w/nothinghere/join", "/j/", "/w/x"])
async def test_what_is_not_there_is_said_in_words(house: House, path: str) -> None:
    answer = await house.visitor().get(path)
    assert answer.status_code in (404, 422, 307)
    if answer.status_code != 307:
        assert "Type a code" in answer.text or "Join" in answer.text
        assert "detail" not in answer.text


def test_a_cookie_that_is_none_of_ours_is_not_remembered(house: House) -> None:
    keys = house.inside.keys
    ours = keys.seat_cookie(house.hall.key, "f" * 32)
    before = keys._remembered_seat.cache_info().currsize
    for number in range(5):
        assert keys.seat(house.hall.key, f"{number}" + "x" * 60_000) is None
    assert keys._remembered_seat.cache_info().currsize == before
    assert keys.seat(house.hall.key, ours) == "f" * 32
