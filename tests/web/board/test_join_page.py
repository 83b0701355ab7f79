"""The cached page for joining: seat and code differ for each person."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from lxml import html

from app.domain.workshops import workshops
from tests.app_client import AppClient, inside
from tests.live.replay_makers import MAKERS
from tests.live.replay_world import World
from tests.workshop import FAY


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with inside(tmp_path) as app_client:
        yield World(app_client)


async def fields(app_client: AppClient, code: str) -> dict[str, str]:
    answer = await app_client.visitor().get(app_client.path("/join"), params={"code": code})
    assert answer.status_code == 200
    (form,) = html.document_fromstring(answer.text).xpath("//main//form")
    return {str(name): str(value) for name, value in form.form_values()}


async def test_a_cached_join_page_gives_each_browser_a_ticket_of_its_own(world: World) -> None:
    browsers = [world.app_client.visitor() for _ in range(3)]
    for browser in [*browsers, *browsers]:
        await browser.get(world.app_client.path("/join"), params={"code": world.workshop.code})
    tickets = [browser.cookies[f"join-{world.workshop.key}"] for browser in browsers]
    assert len(set(tickets)) == 3
    found = [await fields(world.app_client, world.workshop.code) for _ in range(3)]
    assert {form["code"] for form in found} == {world.workshop.code}
    assert len(world.app_client.inside.skeletons) == 1


@pytest.mark.parametrize("code", ['"><script>alert(1)</script>', "<!--x-->", "&quot;", "a' b"])
async def test_a_code_in_the_address_is_escaped(world: World, code: str) -> None:
    assert (await fields(world.app_client, code))["code"] == code


async def test_the_join_page_without_a_code_asks_for_it(world: World) -> None:
    for code in ("", world.workshop.code, ""):
        answer = await world.app_client.visitor().get(world.app_client.path("/join"), params={"code": code})
        (field,) = html.document_fromstring(answer.text).xpath("//input[@name='code']")
        assert (field.get("type") == "hidden") == bool(code)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("WorkshopEdited", "Another title"),
        ("NamingChosen", 'for="name"'),
        ("WorkshopClosed", "can no longer join"),
    ],
)
async def test_the_cached_join_page_shows_a_change_at_once(world: World, kind: str, shown: str) -> None:
    before, event = MAKERS[kind]
    before(world)
    stranger = world.app_client.visitor()
    assert shown not in (await stranger.get(world.app_client.path("/join"))).text
    event(world)
    assert shown in (await stranger.get(world.app_client.path("/join"))).text


async def test_a_wrong_code_shows_the_form_again_with_its_input(world: World) -> None:
    form = await fields(world.app_client, world.workshop.code)
    world.workshop.act(FAY, workshops.replace_code)
    answer = await world.app_client.newcomer().post(world.app_client.path("/join"), data=form | {"speaks_for": "nhs"})
    assert answer.status_code == 404
    (again,) = html.document_fromstring(answer.text).xpath("//main//form")
    values = dict(again.form_values())
    assert (values["code"], values["speaks_for"]) == (form["code"], "nhs")
