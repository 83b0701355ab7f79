"""Pages show a group of an anonymous board only once three people have chosen it."""

import re
from pathlib import Path

import pytest

from app.domain.mapping import codings
from tests.app_client import AppClient, inside
from tests.workshop import FAY, SampleWorkshop

PATHS = ("", "/participants", "/map", "/tables")


@pytest.fixture
async def board(app_client: AppClient) -> AppClient:
    """An anonymous board with two notes of two people of one group."""
    app_client.workshop = SampleWorkshop(app_client.inside.database, shown=())
    for ref in ("nora", "ned"):
        app_client.workshop.join(ref, speaks_for="community_business")
        app_client.workshop.act(FAY, codings.give, app_client.workshop.post(ref), "scale_reach")
    return app_client


async def pages_with_group(app_client: AppClient) -> set[str]:
    """The pages on which the group is said of a note, a person or a count, and not only offered as a filter."""
    fay, shown = app_client.visitor(FAY), set()
    for path in PATHS:
        answer = await fay.get(app_client.path(path))
        assert answer.status_code == 200
        # Filters and the composer of the team offer every group.
        text = re.sub(r'<input type="radio" name="who".*?</label>|<option.*?</option>', "", answer.text)
        if "Community business" in text or 'data-who="community_business"' in text:
            shown.add(path)
    return shown


async def test_a_group_of_two_people_is_on_no_page_and_a_group_of_three_on_every_page(board: AppClient) -> None:
    assert await pages_with_group(board) == set()
    board.workshop.join("nia", speaks_for="community_business")
    assert await pages_with_group(board) == set(PATHS)


async def test_people_of_an_anonymous_board_joined_in_quarter_hours(board: AppClient) -> None:
    people = (await board.visitor(FAY).get(board.path("/participants"))).text
    assert set(re.findall(r"<td data-label=\"Joined\">(\d\d:\d\d)<", people)) == {"10:00"}


async def test_the_join_page_says_when_the_group_is_shown(board: AppClient) -> None:
    page = (await board.visitor().get(board.path(f"/join?code={board.workshop.code}"))).text
    assert "Your group appears on every note you write. No one sees a group until 3 people have chosen it." in page


async def test_the_join_page_says_if_one_person_is_enough(tmp_path: Path) -> None:
    async with inside(tmp_path, group_threshold=1) as app_client:
        page = (await app_client.visitor().get(app_client.path(f"/join?code={app_client.workshop.code}"))).text
    assert "Your group appears on every note you write. It appears even if no one else chooses it." in page


async def test_the_join_page_of_a_named_board_speaks_of_no_number_of_people(tmp_path: Path) -> None:
    async with inside(tmp_path, naming="named") as app_client:
        page = (await app_client.visitor().get(app_client.path(f"/join?code={app_client.workshop.code}"))).text
    assert "Your group appears on every note you write.</p>" in page
