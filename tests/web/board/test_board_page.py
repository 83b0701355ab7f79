"""The cached page of a board contains no other seat's data. `tests/live/test_replay.py` says that it is current."""

import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from app.rehearsal.page_model import PageModel
from tests.app_client import AppClient, inside
from tests.live.replay_world import World
from tests.workshop import ANA, BEN

NOTE_ID = re.compile(r'name="id" value="(\w+)"')


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with inside(tmp_path, naming="choice") as app_client:
        yield World(app_client)


async def page(app_client: AppClient, ref: str, **headers: str) -> str:
    answer = await app_client.visitor(ref).get(app_client.path(), headers=headers)
    assert answer.status_code == 200
    return answer.text


async def test_two_people_share_a_skeleton_and_each_sees_their_own_notes(world: World) -> None:
    world.fill()
    ana, ben = await page(world.app_client, ANA), await page(world.app_client, BEN)
    assert len(world.app_client.inside.skeletons) == 1
    assert PageModel(ana).notes() == PageModel(ben).notes()
    own = {ref: PageModel(text).root.get_element_by_id("mine") for ref, text in ((ANA, ana), (BEN, ben))}
    assert len(own[ANA]) == 3
    assert len(own[BEN]) == 2


async def test_every_composer_of_every_load_has_its_own_note_id(world: World) -> None:
    ids = [note_id for _load in range(2) for note_id in NOTE_ID.findall(await page(world.app_client, ANA))]
    assert len(ids) == 2 * len(world.workshop.columns)
    assert len(set(ids)) == len(ids)


async def test_only_a_seat_without_a_name_sees_that_it_has_none(world: World) -> None:
    world.workshop.join("nameless", name="")
    pages = {ref: await page(world.app_client, ref) for ref in (ANA, "nameless")}
    assert ['id="nameless"' in pages[ref] for ref in (ANA, "nameless")] == [False, True]


async def test_each_language_has_its_own_skeleton(world: World) -> None:
    english, welsh = await page(world.app_client, ANA), await page(world.app_client, ANA, **{"accept-language": "cy"})
    assert '<html lang="en"' in english
    assert '<html lang="cy"' in welsh
