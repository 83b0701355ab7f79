"""A workshop opens only once its privacy notice is complete; the organisation fills in its part once."""

import httpx
import pytest
from lxml import html

from app.domain.workshops import seats
from tests.app_client import PASSWORD, AppClient, set_up
from tests.web.accounts.test_accounts import form
from tests.web.board.test_joining import text_of
from tests.workshop import FAY

FILLED = {"lawful_basis": "public task", "contact": "health@council.example"}


async def created(olga: httpx.AsyncClient) -> str:
    """Create a workshop from the form as it is; returns its key."""
    data = form((await olga.get("/workshops/new")).text, "/workshops") | {"title": "x"}
    return (await olga.post("/workshops", data=data)).headers["location"].split("/")[2]


def code_of(app_client: AppClient, key: str) -> str:
    return app_client.workshop.read(lambda session: seats.find(session, key)).code or ""


async def joined(app_client: AppClient, key: str) -> httpx.Response:
    newcomer = app_client.visitor()
    await newcomer.get(f"/w/{key}/join")
    return await newcomer.post(f"/w/{key}/join", data={"code": code_of(app_client, key)})


async def test_nobody_can_join_before_the_privacy_notice_is_complete(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    key = await created(olga)
    refused = await joined(app_client, key)
    assert refused.status_code == 409
    assert "The organiser has not finished the privacy notice" in text_of(refused)
    assert not refused.cookies
    invited = await app_client.visitor().get(f"/j/{code_of(app_client, key)}", follow_redirects=True)
    assert "The organiser has not finished the privacy notice" in text_of(invited)
    # The organiser can look at the board meanwhile.
    await olga.post(f"/w/{key}/opening")
    assert (await olga.get(f"/w/{key}")).status_code == 200
    handout = await olga.get(f"/w/{key}/handout")
    assert "data-print" not in handout.text
    for published in (refused, invited, handout):
        page = html.document_fromstring(published.text)
        for part in page.find_class("no-print"):
            part.drop_tree()
        assert "[" not in page.body.text_content()
    filled = form((await olga.get(f"/w/{key}/details")).text, f"/w/{key}/details") | {"notice": "Ask us."}
    await olga.post(f"/w/{key}/details", data=filled)
    assert (await joined(app_client, key)).status_code == 303
    assert "data-print" in (await olga.get(f"/w/{key}/handout")).text


async def test_what_was_filled_in_for_the_organisation_is_in_the_notice_of_every_new_workshop(
    app_client: AppClient,
) -> None:
    olga = app_client.visitor()
    token = app_client.inside.keys.setup_link("").rsplit("/", 1)[1]
    details = {"organisation": "Eastfield Council", "name": "Olga", "email": "olga@council.example"}
    answer = await olga.post("/o", data=details | FILLED | {"token": token, "password": PASSWORD})
    assert answer.status_code == 303
    for _workshop in range(2):
        key = await created(olga)
        notice = form((await olga.get(f"/w/{key}/details")).text, f"/w/{key}/details")["notice"][0]
        assert "Lawful basis: public task." in notice
        assert "write to health@council.example." in notice
        assert (await joined(app_client, key)).status_code == 303


@pytest.mark.parametrize("missing", FILLED)
async def test_a_workshop_stays_shut_while_one_part_is_missing(app_client: AppClient, missing: str) -> None:
    olga = app_client.visitor()
    token = app_client.inside.keys.setup_link("").rsplit("/", 1)[1]
    details = {"organisation": "Eastfield Council", "name": "Olga", "email": "olga@council.example"} | FILLED
    await olga.post("/o", data=details | {missing: " ", "token": token, "password": PASSWORD})
    assert (await joined(app_client, await created(olga))).status_code == 409


async def test_an_organiser_changes_the_organisations_part_and_new_workshops_inherit_it(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    before = await created(olga)
    page = await olga.get("/organisers")
    assert form(page.text, "/organisers/notice") == {"lawful_basis": [""], "contact": [""]}
    typed = {"lawful_basis": "  public   task ", "contact": "health@council.example"}
    saved = await olga.post("/organisers/notice", data=typed, follow_redirects=True)
    assert "Saved" in text_of(saved)
    assert form(saved.text, "/organisers/notice") == {name: [value] for name, value in FILLED.items()}
    assert "Changed the privacy notices of new workshops" in text_of(await olga.get("/security-log"))
    assert (await joined(app_client, await created(olga))).status_code == 303
    # What participants of an existing workshop were told stays.
    assert (await joined(app_client, before)).status_code == 409


async def test_nobody_else_changes_the_organisations_part(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    for browser in (app_client.visitor(), app_client.visitor(FAY)):
        assert (await browser.post("/organisers/notice", data=FILLED)).status_code == 403
    assert form((await olga.get("/organisers")).text, "/organisers/notice")["contact"] == [""]
