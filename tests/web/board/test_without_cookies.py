"""Browsers that keep no cookies get no seat, and the page says why."""

from app.domain.workshops import links
from tests.app_client import AppClient
from tests.web.board.newcomers import people
from tests.web.board.test_joining import fields, text_of


async def test_without_cookies_no_seat_is_made_and_the_page_says_why(app_client: AppClient) -> None:
    before = people(app_client)
    phone = app_client.visitor()
    for _ in range(3):
        form = fields(await phone.get(f"/j/{app_client.workshop.code}", follow_redirects=True))
        phone.cookies.clear()
        answer = await phone.post(app_client.path("/join"), data=form | {"speaks_for": "nhs"})
        assert answer.status_code == 422
        assert "Allow cookies for this site" in text_of(answer)
        phone.cookies.clear()
    assert people(app_client) == before
    # The same form works once the browser keeps cookies.
    again = await phone.post(app_client.path("/join"), data=form)
    assert again.status_code == 422
    assert (await phone.post(app_client.path("/join"), data=fields(again))).headers["location"] == app_client.path()
    assert people(app_client) == before + 1


async def test_a_facilitator_link_without_cookies_makes_no_seat(app_client: AppClient) -> None:
    before = people(app_client)
    link = app_client.workshop.read(lambda session: links.links(session, app_client.workshop.id))[0]
    address = app_client.inside.keys.facilitator_link("", app_client.workshop.key, link.ref)
    phone = app_client.visitor()
    form = fields(await phone.get(f"{address}."))
    phone.cookies.clear()
    answer = await phone.post(app_client.path("/facilitate"), data=form)
    assert answer.status_code == 422
    assert "Allow cookies for this site" in answer.text
    assert people(app_client) == before
