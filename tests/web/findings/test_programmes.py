"""Pages of programmes: who sees them, what they show, and how they change."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html
from sqlmodel import Session, update

from app.domain.findings.models import Programme
from app.domain.workshops import seats
from tests.app_client import AppClient
from tests.web.accounts.acting import colleague, number_of
from tests.web.findings.acting import LATER, Office, invited, words_of
from tests.workshop import ANA

PAGES = (
    "",
    "/details",
    "/members",
    "/interviews",
    "/interviews/new",
    "/codebook",
    "/codebook/involve_voice",
    "/framework",
    "/rounds",
    "/themes",
    "/matrix",
)


@pytest.mark.parametrize("page", PAGES)
async def test_only_members_see_a_page_of_a_programme(team: Office, page: str) -> None:
    otto = await colleague(team.app_client, team.olga)
    assert (await team.olga.get(team.path + page)).status_code == 200
    assert (await otto.get(team.path + page)).status_code == 404
    stranger = await team.app_client.visitor().get(team.path + page)
    assert stranger.headers["location"].startswith("/sign-in")


async def test_an_analyst_sees_programmes_and_nothing_else(team: Office) -> None:
    assert (await team.ravi.get("/workshops")).headers["location"] == "/p"
    assert "Healthier neighbourhoods" in (await team.ravi.get("/p")).text
    assert (await team.ravi.get("/account")).status_code == 200
    key = team.app_client.workshop.key
    for page in ("/organisers", "/security-log", "/workshops/new", f"/w/{key}/details", f"/w/{key}/framework"):
        assert (await team.ravi.get(page)).status_code == 403, page
    for act in ("/workshops", "/p", f"/w/{key}/opening", f"/w/{key}/deletion", "/organisers/invitations"):
        assert (await team.ravi.post(act, data={"sure": "1", "name": "Mine"})).status_code == 403, act


async def test_a_removed_member_is_let_in_nowhere(team: Office) -> None:
    number = number_of(team.app_client, "ravi@council.example")
    await team.olga.post(f"{team.path}/members/{number}/removal")
    assert (await team.ravi.get(team.path)).status_code == 404
    assert "not a member of any programme" in (await team.ravi.get("/p")).text


async def test_a_reviewer_reads_and_is_offered_no_action(team: Office) -> None:
    rhys = await invited(team.app_client, team.olga, team.path, "Rhys", "reviewer")
    address = await team.interview()
    assert (await rhys.get(f"{team.path}/interviews/new")).status_code == 403
    page = await rhys.get(address)
    assert page.status_code == 200
    assert "Mark as coded" not in page.text
    assert (await rhys.post(f"{address}/coded", data={"on": "1"})).status_code == 403


async def test_the_overview_says_in_words_how_far_each_stage_is(team: Office) -> None:
    team.app_client.workshop.post(ANA)
    await team.interview()
    page = words_of(await team.ravi.get(team.path))
    for words in ("0 of 1 coded", "Next: Interview 1, council", "0 of 1 notes mapped", "1 note", "No themes yet"):
        assert words in page
    assert "Waiting for you Code Interview 1, council" in page
    workshop = team.app_client.workshop
    assert f"Evidence will be deleted {workshop.in_words(workshop.keep_until)}" in page


async def test_the_overview_warns_of_every_deletion_from_90_days_before_it(team: Office) -> None:
    # Where this programme is, a day begins fourteen hours before it begins in UTC.
    today = (datetime.now(UTC) + timedelta(hours=14)).date()

    def set_date(session: Session) -> None:
        workshop = seats.find(session, team.app_client.workshop.key, hold=True)
        workshop.keep_until = today + timedelta(days=89)
        session.exec(update(Programme).values(time_zone="Pacific/Kiritimati"))

    await team.interview(title="Interview 1, council", keep_until=(today + timedelta(days=10)).isoformat())
    team.app_client.workshop.write(set_date)
    page = html.document_fromstring((await team.ravi.get(team.path)).text)
    (section,) = page.xpath("//section[contains(@class, 'warned')]")
    said = " ".join(section.text_content().split())
    assert "in 10 days: “Interview 1, council” is kept until this date." in said
    assert "The notes of “A workshop” are kept until this date." in said
    assert "The whole programme" not in said


async def test_details_that_are_refused_are_shown_again_with_the_problem(team: Office) -> None:
    fields = {"name": "Other", "language": "cy", "threshold": "2", "keep_until": LATER, "retention": "delete"}
    answer = await team.olga.post(f"{team.path}/details", data=fields)
    assert answer.status_code == 422
    assert "Choose a number from 3 to 10." in answer.text
    assert 'value="Other"' in answer.text
    assert (await team.olga.post(f"{team.path}/details", data=fields | {"threshold": "4"})).status_code == 303
    assert "Other" in words_of(await team.ravi.get(team.path))


async def test_deleting_a_workshop_that_a_programme_uses_asks_first(team: Office) -> None:
    path = team.app_client.path("/deletion")
    page = words_of(await team.olga.get(team.app_client.path("/details")))
    assert "1 programme uses this workshop. Healthier neighbourhoods" in page
    assert (await team.olga.post(path, data={"sure": "1"})).status_code == 422
    assert (await team.olga.post(path, data={"sure": "1", "missing": "1"})).status_code == 303
    assert "No workshop yet" in words_of(await team.olga.get(team.path))


async def test_a_deleted_programme_is_gone(team: Office) -> None:
    assert (await team.olga.post(f"{team.path}/deletion")).status_code == 422
    assert (await team.olga.post(f"{team.path}/deletion", data={"sure": "1"})).status_code == 303
    assert (await team.olga.get(team.path)).status_code == 404
    assert (await team.ravi.get(team.path)).status_code == 404


async def test_an_open_page_learns_which_regions_have_changed(team: Office) -> None:
    async def moved(since: str = "") -> tuple[str, list[str]]:
        answer = json.loads((await team.ravi.get(f"{team.path}/moved", params={"since": since})).text)
        return answer["stamp"], answer["regions"]

    stamp, everything = await moved()
    assert "themes" in everything
    assert await moved(stamp) == (stamp, [])
    await team.interview()
    stamp, changed = await moved(stamp)
    assert changed == ["interviews"]
    team.app_client.workshop.post(ANA)
    stamp, changed = await moved(stamp)
    assert changed == ["codes", "notes"]
    await team.ravi.post(f"{team.path}/steps", data={"text": "Pay on time"})
    assert (await moved(stamp))[1] == ["steps"]


async def test_an_invited_analyst_joins_in_the_role_of_the_invitation(team: Office) -> None:
    await invited(team.app_client, team.olga, team.path, "Lena", "lead")
    page = words_of(await team.olga.get(f"{team.path}/members"))
    assert "Lena · Lead analyst sees only programmes" in page
    refused = await team.olga.post(f"{team.path}/members/invitations", data={"role": "organiser"})
    assert refused.status_code == 422
    assert (await team.ravi.post(f"{team.path}/members/invitations", data={"role": "lead"})).status_code == 403


async def test_places_and_partners_are_added_and_removed(team: Office, app_client: AppClient) -> None:
    await team.olga.post(f"{team.path}/places", data={"place": "Harbour"})
    await team.olga.post(f"{team.path}/partners", data={"partners": "The hub\n\nCouncil\n"})
    page = await team.olga.get(f"{team.path}/details")
    assert "Harbour" in page.text
    assert "The hub\nCouncil\n" in page.text
    assert (await team.olga.post(f"{team.path}/places", data={"place": " "})).status_code == 422
