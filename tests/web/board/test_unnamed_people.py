"""What people without a name and links are called."""

from tests.app_client import AppClient
from tests.web.board.newcomers import numbered
from tests.web.board.test_joining import text_of
from tests.workshop import FAY


async def test_people_without_a_name_have_a_number_that_stays(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    before = text_of(await fay.get(app_client.path("/participants")))
    assert "Person 1 " in before
    assert "Person 3 you facilitator" in before
    first = numbered(app_client)[0].seat.id
    answer = await fay.post(app_client.path(f"/seats/{first}/removal"), follow_redirects=True)
    assert "Pause joining" in text_of(answer)
    assert "can join again as a new person" in text_of(answer)
    after = text_of(await fay.get(app_client.path("/participants")))
    assert "Person 3 you facilitator" in after
    assert "can join again as a new person" not in after
    for path in ("", "/map", "/tables", "/records"):
        assert "Person 3" not in (await fay.get(app_client.path(path))).text


async def test_links_are_called_by_who_uses_them(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    await fay.post(app_client.path("/links"), data={"name": "Priya"})
    app_client.workshop.raise_up("finn", "Finn")
    page = text_of(await fay.get(app_client.path("/share")))
    assert "Finn" in page
    assert "Priya Facilitator · not opened yet" in page
