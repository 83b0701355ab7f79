"""A signed-in organiser who opens a page of a workshop is offered the workshop, and lands on that page."""

import pytest
from lxml import html

from app.domain.workshops import closing
from tests.app_client import AppClient, set_up
from tests.web.access_rights import ROUTES
from tests.web.accounts.test_accounts import form
from tests.web.board.test_joining import text_of
from tests.web.personas import routes
from tests.workshop import ANA, FAY

# What scripts, images and style sheets ask for.
NO_PAGES = {"/w/{key}/news", "/w/{key}/own.css", "/w/{key}/qr.svg", "/w/{key}/board", "/w/{key}/place"}


def pages_of_a_workshop(app_client: AppClient) -> list[str]:
    """The paths of every page that needs a seat at the workshop."""
    found = []
    for route in routes(app_client.app):
        method, path = route.split(" ")
        needs_a_seat = ROUTES[route] in ("a seat", "the writer", "a facilitator")
        if method == "GET" and needs_a_seat and path.startswith("/w/{key}") and path not in NO_PAGES:
            found.append(path)
    return sorted(found)


async def test_an_organiser_lands_on_every_page_of_a_workshop_after_one_press(app_client: AppClient) -> None:
    places = {
        "key": app_client.workshop.key,
        "name": "notes",
        "format": "csv",
        "note_id": app_client.workshop.post(ANA),
        "ask_id": app_client.workshop.plan_rating()[1],
    }
    olga = app_client.visitor()
    await set_up(app_client, olga)
    paths = pages_of_a_workshop(app_client)
    assert len(paths) > 10
    for path in paths:
        address = path.format_map(places)
        offered = await olga.get(address)
        assert "Open this workshop as a facilitator" in text_of(offered), path
        opened = await olga.post(app_client.path("/opening"), data=form(offered.text, app_client.path("/opening")))
        assert (opened.status_code, opened.headers["location"]) == (303, address)
        landed = await olga.get(address)
        # The words of a note are only for its writer.
        assert landed.status_code == 200 or "edit" in path, path
        olga.cookies.delete(f"seat-{app_client.workshop.key}")


@pytest.mark.parametrize("closed", [False, True])
async def test_the_page_that_was_asked_for_keeps_its_query(app_client: AppClient, closed: bool) -> None:
    if closed:
        app_client.workshop.act(FAY, closing.close, on=True)
    olga = app_client.visitor()
    await set_up(app_client, olga)
    for address in (app_client.path("/tables?show=values"), app_client.path()):
        fields = form((await olga.get(address)).text, app_client.path("/opening"))
        assert (await olga.post(app_client.path("/opening"), data=fields)).headers["location"] == address
        olga.cookies.delete(f"seat-{app_client.workshop.key}")


async def test_an_organiser_who_takes_part_is_offered_to_facilitate(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    await set_up(app_client, ana)
    offered = await ana.get(app_client.path("/map"))
    assert "You will become a facilitator." in text_of(offered)
    await ana.post(app_client.path("/opening"), data={"to": "map"})
    assert (await ana.get(app_client.path("/map"))).status_code == 200


@pytest.mark.parametrize("to", ["//evil.test", "/evil", "../../account", "https://evil.test", "map\r\nx: y", "\\evil"])
async def test_opening_a_workshop_never_leads_out_of_it(app_client: AppClient, to: str) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    assert (await olga.post(app_client.path("/opening"), data={"to": to})).headers["location"] == app_client.path()


async def test_others_are_not_offered_the_workshop(app_client: AppClient) -> None:
    await set_up(app_client, app_client.visitor())
    for visitor in (app_client.visitor(), app_client.visitor(ANA)):
        for path in ("/map", "/records"):
            answer = await visitor.get(app_client.path(path))
            assert answer.status_code == 403
            assert not html.document_fromstring(answer.text).xpath("//form[contains(@action, '/opening')]")
