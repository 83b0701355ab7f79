"""Votes through the web: forms without JavaScript, and totals that no one can read before the vote is closed."""

import re

from lxml import html

from app.domain.board import votes
from app.domain.steering import agenda, agenda_editing
from tests.app_client import SCRIPT, AppClient
from tests.domain.workshops.test_participating import open_link
from tests.workshop import ANA, BEN, FAY


def begin_vote(app_client: AppClient) -> tuple[str, int]:
    """Post a note and go to a vote; returns the note's id and the phase."""
    workshop = app_client.workshop
    note = workshop.post(ANA, "what matters")
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Vote", may=["vote"], votes=3))
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[0].id
    workshop.act(FAY, agenda.enter, phase, seen=None)
    return note, phase


async def test_a_person_without_javascript_votes_and_takes_the_vote_back(app_client: AppClient) -> None:
    note, phase = begin_vote(app_client)
    ben = app_client.visitor(BEN)
    address = app_client.path(f"/notes/{note}/votes")
    page = (await ben.get(app_client.path())).text
    assert f'action="{address}"' in page
    assert "3 of 3 votes left" in page
    answer = await ben.post(address, data={"phase": phase, "votes": 1})
    assert (answer.status_code, answer.headers["location"]) == (303, app_client.path(f"#note-{note}"))
    page = (await ben.get(app_client.path())).text
    assert "2 of 3 votes left" in page
    assert f'data-voted="{note}"' in page
    await ben.post(address, data={"phase": phase, "votes": 0})
    assert "3 of 3 votes left" in (await ben.get(app_client.path())).text


async def test_one_vote_too_many_is_refused_with_the_reason(app_client: AppClient) -> None:
    note, phase = begin_vote(app_client)
    answer = await app_client.visitor(BEN).post(
        app_client.path(f"/notes/{note}/votes"), data={"phase": phase, "votes": 2}, headers=SCRIPT
    )
    assert answer.status_code == 422


async def test_no_page_file_or_update_tells_votes_before_the_vote_is_closed(app_client: AppClient) -> None:
    note, phase = begin_vote(app_client)
    pages = ["", "/map", "/tables", "/board?view=steer&lang=en", "/board?view=board&lang=en"]
    pages += [f"/records/facilitator.{kind}" for kind in ("json", "csv")]

    async def read(ref: str) -> list[str]:
        texts = [(await app_client.visitor(ref).get(app_client.path(path))).text for path in pages]
        # What differs between any two loads, and what the facilitator may know: how many have voted.
        return [re.sub(r"[0-9a-f]{24}|\d+", "", text) for text in texts]

    before = await read(FAY), await read(ANA)
    app_client.workshop.act(BEN, votes.cast, note, 1, phase_id=phase)
    assert (await read(FAY), await read(ANA)) == before


async def test_a_closed_vote_shows_totals_to_everyone_and_the_ranking_to_facilitators(app_client: AppClient) -> None:
    note, phase = begin_vote(app_client)
    for ref in (ANA, BEN):
        app_client.workshop.act(ref, votes.cast, note, 1, phase_id=phase)
    fay, ana = app_client.visitor(FAY), app_client.visitor(ANA)
    assert "of 2 people have voted" in (await fay.get(app_client.path())).text
    answer = await fay.post(app_client.path("/votes/closure"), data={"phase": phase, "on": 1}, headers=SCRIPT)
    assert answer.status_code == 204
    assert 'data-total="2"' in (await ana.get(app_client.path())).text
    board = (await fay.get(app_client.path())).text
    assert 'data-total="2"' in board
    assert "Open the vote again" in board


async def test_a_notetaker_is_offered_no_votes_and_counted_nowhere(app_client: AppClient) -> None:
    note, phase = begin_vote(app_client)
    open_link(app_client.workshop, "nia", "notetaker")
    nia, fay = app_client.visitor("nia"), app_client.visitor(FAY)
    page = html.document_fromstring((await nia.get(app_client.path())).text)
    assert page.get_element_by_id("own-votes").get("hidden") is not None
    refused = await nia.post(app_client.path(f"/notes/{note}/votes"), data={"phase": phase, "votes": 1}, headers=SCRIPT)
    assert (refused.status_code, refused.text) == (403, "Only participants vote.")
    assert "of 2 people have voted" in (await fay.get(app_client.path())).text
    people = html.document_fromstring((await fay.get(app_client.path("/participants"))).text)
    assert [" ".join(row.text_content().split()) for row in people.xpath("//ul[@id='group-totals']/li")] == [
        "Resident 2"
    ]
