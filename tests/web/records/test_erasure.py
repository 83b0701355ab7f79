"""Erasing on request, by the pages that facilitators and writers use."""

from pathlib import Path

import pytest

from tests.app_client import AppClient, inside
from tests.workshop import ANA, BEN, FAY, ZED

WORDS = "Words that somebody regrets"


async def test_a_facilitator_erases_a_note_on_a_page_that_shows_it(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA, WORDS)
    fay, path = app_client.visitor(FAY), app_client.path(f"/notes/{note}/erasure")
    assert WORDS in (await fay.get(path)).text
    assert (await fay.post(path)).status_code == 303
    assert app_client.workshop.note(note).text == ""
    for ref in (FAY, ANA, BEN):
        assert WORDS not in (await app_client.visitor(ref).get(app_client.path())).text
    assert (await fay.get(path)).status_code == 404


@pytest.mark.parametrize("ref", [None, ZED, ANA, BEN])
async def test_others_can_neither_open_the_page_nor_erase_the_note(app_client: AppClient, ref: str | None) -> None:
    note = app_client.workshop.post(ANA, WORDS)
    visitor, path = app_client.visitor(ref), app_client.path(f"/notes/{note}/erasure")
    answers = await visitor.get(path), await visitor.post(path)
    assert {answer.status_code for answer in answers} == {403}
    assert WORDS not in answers[0].text
    assert app_client.workshop.note(note).text == WORDS


async def test_a_writer_erases_all_notes_of_this_device(app_client: AppClient) -> None:
    hers, his = app_client.workshop.post(ANA, WORDS), app_client.workshop.post(BEN, "His")
    ana, path = app_client.visitor(ANA), app_client.path("/own-notes/erasure")
    assert f'href="{path}"' in (await ana.get(app_client.path())).text
    assert "1 note that you wrote here" in (await ana.get(path)).text
    assert (await ana.post(path)).status_code == 303
    assert [app_client.workshop.note(note).text for note in (hers, his)] == ["", "His"]
    assert "You have not posted yet." in (await ana.get(path)).text


async def test_only_the_people_page_of_a_named_board_offers_to_erase_everything_of_a_person(
    app_client: AppClient, tmp_path: Path
) -> None:
    assert "/erasure" not in (await app_client.visitor(FAY).get(app_client.path("/participants"))).text
    async with inside(tmp_path / "named", naming="named") as named:
        note = named.workshop.post(ANA, WORDS)
        people = (await named.visitor(FAY).get(named.path("/participants"))).text
        seat = named.workshop.note(note).seat_id
        assert f'action="{named.path(f"/seats/{seat}/erasure")}"' in people
        assert (await named.visitor(FAY).post(named.path(f"/seats/{seat}/erasure"))).status_code == 303
        assert named.workshop.note(note).text == ""
