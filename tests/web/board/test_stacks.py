"""Stacks on pages: every note is there without JavaScript, and mapping shows a stack as one entry."""

from lxml import html

from app.domain.board import stacks
from app.domain.mapping import codings
from tests.app_client import SCRIPT, AppClient
from tests.workshop import ANA, BEN, FAY


async def test_the_board_has_every_note_of_a_stack_and_the_map_has_it_once(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    first, second, third = (workshop.post(ref, f"words {number}") for number, ref in enumerate((ANA, BEN, ANA)))
    answer = await fay.post(app_client.path(f"/stacks/{first}"), data={"notes": f"{second} {third}"}, headers=SCRIPT)
    assert answer.status_code == 204
    await fay.post(app_client.path(f"/stacks/{first}/name"), data={"name": "Costs"}, headers=SCRIPT)
    board = (await app_client.visitor(BEN).get(app_client.path())).text
    assert all(f"words {number}" in board for number in range(3))
    queue = html.document_fromstring((await fay.get(app_client.path("/map"))).text)
    entries = queue.xpath("//*[@id='queue']/li")
    assert [entry.get("id") for entry in entries] == [f"note-{first}"]
    assert "Costs · 3 notes" in " ".join(entries[0].text_content().split())


async def test_a_stack_that_was_mapped_as_one_is_counted_as_its_notes(app_client: AppClient) -> None:
    workshop = app_client.workshop
    first, second = workshop.post(ANA), workshop.post(BEN)
    workshop.act(FAY, stacks.put_together, [second], first)
    await app_client.visitor(FAY).post(
        app_client.path(f"/notes/{first}/codings"), data={"element": "scale_reach", "on": 1}, headers=SCRIPT
    )
    page = html.document_fromstring((await app_client.visitor(FAY).get(app_client.path("/map"))).text)
    assert page.get_element_by_id("total-scale_reach").text_content() == "2"
    found = workshop.read(lambda session: codings.codes(session, workshop.id))
    assert found == {first: {"scale_reach"}, second: {"scale_reach"}}
