"""Suggestions on the mapping page, with and without the extra, and never where notes are coded independently."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import httpx
import pytest
from sqlmodel import Session, select

from app.domain.board import notes, stacks
from app.domain.models import Coding
from app.suggestions.suggester import Suggester
from tests.app_client import SCRIPT, AppClient
from tests.suggestions.fake_child import COMMAND as FAKE
from tests.waiting import until
from tests.web.findings.acting import office
from tests.web.findings.test_blind_books import NOISE, addresses
from tests.web.findings.test_rounds import close, draw
from tests.workshop import ANA, BEN, FAY


def install(app_client: AppClient, suggester: Suggester | None) -> None:
    """Give the app this process for suggestions, as if the extra were installed, or none."""
    app_client.app.state.context = replace(app_client.app.state.context, suggester=suggester)


@pytest.fixture
async def fake(app_client: AppClient) -> AsyncGenerator[Suggester]:
    made = Suggester(FAKE)
    install(app_client, made)
    yield made
    await made.close()


async def ask(browser: httpx.AsyncClient, app_client: AppClient, *ids: str) -> httpx.Response:
    return await browser.get(app_client.path("/suggestions"), params={"note": list(ids)})


async def code(app_client: AppClient, note: str, element: str, suggested: str) -> int:
    fields = {"element": element, "on": "1", "suggested": suggested}
    path = app_client.path(f"/notes/{note}/codings")
    return (await app_client.visitor(FAY).post(path, data=fields, headers=SCRIPT)).status_code


def ranks(app_client: AppClient) -> dict[tuple[str, str], int | None]:
    """The rank of the suggestion that each coding followed, by note and element."""

    def read(session: Session) -> dict[tuple[str, str], int | None]:
        return {(row.note_id, row.element): row.suggested for row in session.exec(select(Coding))}

    return app_client.workshop.read(read)


async def test_without_the_extra_no_page_mentions_suggestions_and_no_coding_records_one(app_client: AppClient) -> None:
    install(app_client, None)
    note = app_client.workshop.post(ANA, "We need grants")
    fay = app_client.visitor(FAY)
    for path in ("", "/map", "/records", "/tables"):
        page = await fay.get(app_client.path(path))
        assert page.status_code == 200
        assert "suggest" not in page.text.lower()
    assert (await ask(fay, app_client, note)).json() == {"notes": {}, "withheld": False}
    assert await code(app_client, note, "scale_reach", "1") == 204
    assert ranks(app_client) == {(note, "scale_reach"): None}


async def test_facilitators_get_five_elements_for_notes_that_can_be_mapped(
    app_client: AppClient, fake: Suggester
) -> None:
    workshop = app_client.workshop
    one, hidden = workshop.post(ANA, "Long-term resourcing"), workshop.post(BEN, "Hidden words")
    workshop.act(FAY, notes.hide, hidden, on=True)
    fay = app_client.visitor(FAY)
    assert "Show suggestions" in (await fay.get(app_client.path("/map"))).text
    assert "suggest" not in (await fay.get(app_client.path())).text.lower()
    found = (await ask(fay, app_client, one, hidden, "0" * 24)).json()["notes"]
    assert list(found) == [one]
    assert found[one]["elements"][0] == "sustain_resources"
    assert len(set(found[one]["elements"])) == 5
    for other in (app_client.visitor(ANA), app_client.visitor()):
        assert (await ask(other, app_client, one)).status_code == 403
    assert (await ask(fay, app_client, *["x"] * 33)).status_code == 422


async def test_a_coding_records_the_number_of_its_suggestion_for_every_note_of_a_stack(
    app_client: AppClient, fake: Suggester
) -> None:
    workshop = app_client.workshop
    one, other = workshop.post(ANA, "One"), workshop.post(BEN, "Other")
    workshop.act(FAY, stacks.put_together, [other], one)
    assert await code(app_client, one, "scale_reach", "2") == 204
    assert await code(app_client, one, "value_trust", "1") == 204
    assert await code(app_client, one, "scale_strategy", "4") == 422
    # Adding it again changes nothing, whatever its number is now.
    assert await code(app_client, one, "scale_reach", "1") == 204
    assert ranks(app_client) == {
        (note, element): rank for note in (one, other) for element, rank in (("scale_reach", 2), ("value_trust", None))
    }


async def test_nobody_waits_for_suggestions_but_the_request_for_them(app_client: AppClient, fake: Suggester) -> None:
    note = app_client.workshop.post(ANA, "hang")
    fay = app_client.visitor(FAY)
    asked = asyncio.create_task(ask(fay, app_client, note))
    await until(fake._turn.locked)
    assert (await app_client.visitor(FAY).get(app_client.path("/map"))).status_code == 200
    assert await code(app_client, note, "scale_reach", "1") == 204
    assert not asked.done()
    await fake.close()
    failed = await asked
    assert (failed.status_code, failed.headers["retry-after"]) == (503, "30")


async def test_no_page_of_a_programme_knows_suggestions_and_none_are_made_while_a_round_is_open(
    app_client: AppClient,
) -> None:
    team = await office(app_client)
    fay, note = app_client.visitor(FAY), app_client.workshop.post(ANA, "We need grants")
    path = (await draw(team)).headers["location"]
    told = {"place": await team.place(), "title": "What we heard"}
    report = (await team.olga.post(f"{team.path}/reports", data=told)).headers["location"]
    everywhere = [one for one in addresses(team, path, await team.interview(), report) if one.startswith("/p")]
    assert len(everywhere) > 10
    suggester = Suggester(FAKE)
    try:
        install(app_client, None)
        without = {one: await _words(team.ravi, one) for one in everywhere}
        install(app_client, suggester)
        assert {one: await _words(team.ravi, one) for one in everywhere} == without
        assert (await ask(fay, app_client, note)).json() == {"notes": {}, "withheld": True}
        assert suggester._process is None
        await close(team, path)
        assert (await ask(fay, app_client, note)).json()["notes"].keys() == {note}
    finally:
        await suggester.close()


async def _words(browser: httpx.AsyncClient, address: str) -> str:
    answer = await browser.get(address)
    return "" if answer.headers["content-type"].startswith("application/") else NOISE.sub("#", answer.text)
