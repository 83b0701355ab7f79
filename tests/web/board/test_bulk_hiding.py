"""Hiding many notes at once through the web, with an undo that needs only what the first answer said."""

import re

from app.domain.board import notes
from tests.app_client import SCRIPT, AppClient
from tests.web.board.test_joining import text_of
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


async def test_a_facilitator_hides_everything_since_a_note_and_undoes_it(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    posted = [workshop.post(ref) for ref in (ANA, BEN, ANA)]
    answer = await fay.post(app_client.path("/hidings"), data={"since": posted[0]}, headers=SCRIPT)
    assert answer.status_code == 204
    assert int(answer.headers["x-seq"]) == workshop.workshop().seq
    assert workshop.order() == []
    assert "Hello" not in (await app_client.visitor(BEN).get(app_client.path())).text.split("private-fragment")[0]
    undone = await fay.post(app_client.path(f"/hidings/{answer.headers['x-hidden']}/removal"), headers=SCRIPT)
    assert undone.headers["x-hidden"].endswith("/3")
    assert workshop.order() == posted


async def test_hiding_again_hides_nothing_and_says_so(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    note = app_client.workshop.post(ANA)
    await fay.post(app_client.path("/hidings"), data={"since": note}, headers=SCRIPT)
    again = await fay.post(app_client.path("/hidings"), data={"since": note}, headers=SCRIPT)
    assert again.headers["x-hidden"].endswith("/0")
    assert int(again.headers["x-seq"]) == app_client.workshop.workshop().seq


async def test_a_form_that_names_neither_time_nor_group_hides_nothing(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA)
    answer = await app_client.visitor(FAY).post(app_client.path("/hidings"), data={}, headers=SCRIPT)
    assert answer.status_code == 422
    assert app_client.workshop.order() == [note]


async def test_a_small_group_on_an_anonymous_board_is_refused_with_the_reason(app_client: AppClient) -> None:
    app_client.workshop = SampleWorkshop(app_client.inside.database, shown=())
    note = app_client.workshop.post(ANA)
    answer = await app_client.visitor(FAY).post(app_client.path("/hidings"), data={"group": "resident"}, headers=SCRIPT)
    assert answer.status_code == 422
    assert "Too few people chose this group" in answer.text
    assert app_client.workshop.order() == [note]


async def test_a_participant_hides_nothing(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA)
    answer = await app_client.visitor(BEN).post(app_client.path("/hidings"), data={"since": note}, headers=SCRIPT)
    assert answer.status_code == 403
    assert app_client.workshop.order() == [note]


async def test_the_page_of_hidden_notes_shows_them_again_after_the_message_has_gone(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    early = workshop.post(ANA, "stays")
    workshop._seconds += 60
    posted = [workshop.post(ref, f"words of {ref}") for ref in (ANA, BEN)]
    await fay.post(app_client.path("/hidings"), data={"since": posted[0]}, headers=SCRIPT)
    board = await fay.get(app_client.path())
    assert f'href="{app_client.path("/hidings")}"' in board.text
    page = await fay.get(app_client.path("/hidings"))
    assert "2 notes hidden at" in text_of(page)
    assert "words of ana" in text_of(page)
    assert "stays" not in text_of(page)
    (address,) = re.findall(r'action="([^"]+/removal)"', page.text)
    answer = await fay.post(address)
    assert answer.headers["location"] == app_client.path("/hidings")
    assert workshop.order() == [early, *posted]
    assert "There are none." in text_of(await fay.get(app_client.path("/hidings")))


async def test_a_participant_does_not_see_the_page_of_hidden_notes(app_client: AppClient) -> None:
    app_client.workshop.act(FAY, notes.hide, app_client.workshop.post(ANA, "a hidden word"), on=True)
    ben = app_client.visitor(BEN)
    refused = await ben.get(app_client.path("/hidings"))
    assert refused.status_code == 403
    assert "a hidden word" not in refused.text
    assert "/hidings" not in (await ben.get(app_client.path())).text
