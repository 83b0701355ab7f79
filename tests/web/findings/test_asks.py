"""Rating in a workshop over HTTP: forms without JavaScript, the controls of facilitators, and who sees what."""

from dataclasses import replace

import httpx
import pytest
from lxml import html

from app.domain.findings.asks import asks
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.steering import agenda, agenda_editing
from tests.app_client import SCRIPT, AppClient
from tests.live.replay_pages import PLACES, page, rendered
from tests.live.replay_world import World
from tests.web.findings.acting import Office, words_of
from tests.web.problems import problem_of
from tests.workshop import ANA, BEN, FAY


def begin(app_client: AppClient, draft: AskDraft) -> int:
    """Go to a phase with this ask, and open it; returns its id."""
    workshop = app_client.workshop
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Rate", may=["rate"], ask=draft))
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[-1]
    workshop.act(FAY, agenda.enter, phase.id, seen=workshop.workshop().phase_id)
    workshop.act(FAY, asks.set_open, phase.ask_id, on=True)
    return phase.ask_id or 0


async def test_people_rate_by_a_form_without_scripts_and_see_the_results_when_they_are_shown(
    app_client: AppClient,
) -> None:
    ask = begin(app_client, AskDraft("list", items=["Trust", "Money"]))
    path = app_client.path(f"/asks/{ask}")
    app_client.workshop.join("cara")
    for ref, fields in (
        (ANA, {"answer-1": "2", "answer-2": "0"}),
        (BEN, {"answer-1": "3"}),
        ("cara", {"answer-1": "3"}),
    ):
        answer = await app_client.visitor(ref).post(f"{path}/answers", data=fields)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?saved=1")
    form = html.document_fromstring((await app_client.visitor(ANA).get(path)).text)
    checked = {field.get("name"): field.get("value") for field in form.xpath("//input[@checked]")}
    assert checked == {"answer-1": "2", "answer-2": "0"}
    refused = await app_client.visitor(ANA, **SCRIPT).post(f"{path}/answers", data={"answer-1": "9"})
    assert refused.status_code == 422
    fay = app_client.visitor(FAY)
    panel = html.document_fromstring((await fay.get(app_client.path())).text).get_element_by_id("panel").text_content()
    assert "3 of 3 people have answered" in " ".join(panel.split())
    assert (await fay.post(f"{path}/results")).status_code == 303
    refused = await fay.post(f"{path}/judgements", data={"subject": "1", "value": "3", "reason": " "})
    assert problem_of(refused, "reason-1") == "Enter the reason that the group gave."
    await fay.post(f"{path}/judgements", data={"subject": "1", "value": "3", "reason": "Mostly"})
    results = html.document_fromstring((await app_client.visitor(BEN).get(path)).text)
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in results.xpath("//table[1]/tbody/tr")]
    assert rows == [
        ["Trust", "0", "1", "2", "0", "0", "3", "3 · Mostly"],
        ["Money", "0", "0", "0", "0", "1", "–", ""],
    ]
    # One drawing for a wide page, and one for a phone.
    assert len(results.xpath("//*[local-name()='circle']")) == 6
    assert (await app_client.visitor(ANA).get(app_client.path())).text.count('class="agreed"') == 2
    assert path in (await app_client.visitor(ANA).get(app_client.path("/asks"))).text


async def test_no_participant_learns_what_is_planned_before_the_phase_of_a_rating_begins(app_client: AppClient) -> None:
    workshop = app_client.workshop
    draft = AskDraft("list", name="Should the school close?", items=["Trust", "Money"])
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Rate", may=["rate"], ask=draft))
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[-1]
    path, none = (app_client.path(f"/asks/{number}") for number in (phase.ask_id, (phase.ask_id or 0) + 1))

    async def answers(visitor: httpx.AsyncClient, path: str) -> list[tuple[int, str]]:
        page, sent = await visitor.get(path), await visitor.post(f"{path}/answers", data={"answer-1": "1"})
        return [(each.status_code, " ".join(words_of(each).split())) for each in (page, sent)]

    ana = app_client.visitor(ANA)
    assert [status for status, _words in await answers(ana, path)] == [404, 404]
    assert await answers(ana, path) == await answers(ana, none)
    assert "Should the school close?" in (await app_client.visitor(FAY).get(path)).text
    # The board names the rating of the present phase, and so does its page.
    workshop.act(FAY, agenda.enter, phase.id, seen=workshop.workshop().phase_id)
    assert "Should the school close?" in (await ana.get(app_client.path())).text
    assert "Should the school close?" in (await ana.get(path)).text


async def test_a_person_rates_the_partners_of_their_group_and_chooses_one_if_they_have_none(
    app_client: AppClient,
) -> None:
    ask = begin(app_client, AskDraft("links"))
    path = app_client.path(f"/asks/{ask}")
    app_client.workshop.join("nogroup", speaks_for=None)
    visitor = app_client.visitor("nogroup")
    assert "answer-1" not in (await visitor.get(path)).text
    assert (await visitor.post(f"{path}/answers", data={"answer-1": "2"})).status_code == 422
    await visitor.post(f"{path}/group", data={"group": "nhs"})
    form = html.document_fromstring((await visitor.get(path)).text)
    assert [one.get("data-key") for one in form.xpath("//fieldset[@data-key]")] == [
        *("council", "community_business", "vcse", "resident"),
    ]
    assert (await visitor.post(f"{path}/answers", data={"answer-1": "2"})).status_code == 303
    for ref in ("two", "three"):
        app_client.workshop.join(ref, speaks_for="nhs")
        await app_client.visitor(ref).post(f"{path}/answers", data={"answer-1": "3"})
    fay = app_client.visitor(FAY)
    await fay.post(f"{path}/results")
    judged = await fay.post(
        f"{path}/judgements", data={"subject": "1", "value": "3", "reason": "Plans", "rater": "nhs"}
    )
    assert judged.status_code == 303
    shown = (await app_client.visitor(ANA).get(path)).text
    assert "NHS and Council" in html.document_fromstring(shown).text_content() or "Council and NHS" in shown
    assert "NHS about Council" in shown
    assert "Plans" in shown


@pytest.mark.parametrize("kind", ["elements", "links"])
async def test_before_the_results_no_page_differs_by_what_someone_answered(app_client: AppClient, kind: str) -> None:
    world = World(replace(app_client))
    world.begin_rating(kind)
    world.workshop.act(FAY, asks.set_open, world.ask, on=True)
    path, subject = app_client.path(f"/asks/{world.ask}"), "answer-1"
    ana = app_client.visitor(ANA)
    await ana.post(f"{path}/answers", data={subject: "1"})
    others = [place for place in PLACES if place[0] != ANA]
    before = {place: (await page(app_client, *place)).normalised() for place in others}
    record = (await app_client.visitor(FAY).get(path)).text
    held = {place: await page(app_client, *place) for place in PLACES}
    await ana.post(f"{path}/answers", data={subject: "4"})
    update = rendered(world, held[PLACES[0]], list(PLACES), catching_up=False)
    assert {ref for ref, _audience in update.private_fragments} == {ANA}
    assert {place: (await page(app_client, *place)).normalised() for place in others} == before
    assert (await app_client.visitor(FAY).get(path)).text == record
    assert "data-answers" in (await app_client.visitor(ANA).get(app_client.path())).text


async def test_the_agenda_page_plans_a_rating_with_a_pasted_list(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    fields = {
        "title": "Assess",
        "may": "rate",
        "ask_kind": "list",
        "ask_name": "How far are we?",
        "ask_name-cy": "Pa mor bell?",
        "ask_scale": "No\nPartly\nYes",
        "ask_items": "First line\r\n\r\nSecond line",
    }
    answer = await fay.post(app_client.path("/agenda/phases"), data=fields)
    assert answer.status_code == 303
    workshop = app_client.workshop
    (ask,) = workshop.read(lambda session: asks.listed(session, workshop.id))
    assert (ask.items, ask.scale) == (["First line", "Second line"], ["No", "Partly", "Yes"])
    assert ask.words == {"cy": {"name": "Pa mor bell?"}}
    (phase,) = workshop.read(lambda session: agenda.phases(session, workshop.id))
    form = html.document_fromstring((await fay.get(app_client.path(f"/agenda?phase={phase.id}"))).text)
    assert form.get_element_by_id("phase-ask_items").text.strip() == "First line\nSecond line"
    wrong = await fay.post(app_client.path("/agenda/phases"), data=fields | {"ask_scale": "Only one"})
    assert wrong.status_code == 422
    assert "A scale has between 2 and 7 steps." in wrong.text


async def test_members_of_a_programme_see_exact_figures_that_the_workshop_merges(team: Office) -> None:
    app_client = team.app_client
    ask = begin(app_client, AskDraft("list", items=["Trust"]))
    for number, group in enumerate(("council", "council", "council", "nhs", "nhs", "vcse")):
        app_client.workshop.join(f"person{number}", speaks_for=group)
        path = app_client.path(f"/asks/{ask}")
        await app_client.visitor(f"person{number}").post(f"{path}/answers", data={"answer-1": "2"})
    assert "There are no results yet." in words_of(await team.ravi.get(f"{team.path}/ratings"))
    app_client.workshop.act(FAY, asks.show, ask)
    exact = words_of(await team.ravi.get(f"{team.path}/ratings"))
    assert "NHS · 2 people" in exact
    assert "Voluntary group · 1 person" in exact
    merged = words_of(await app_client.visitor(ANA).get(path))
    assert "Council · 3 people" in merged
    assert "Other groups · 3 people" in merged
    assert "NHS" not in merged
