"""The team on Share: links with a name and a role, recovery codes, handing over; and muting on Participants."""

import re
from pathlib import Path

from lxml import html

from app.domain.workshops import links, seats
from tests.app_client import AppClient, inside
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def link_address(app_client: AppClient) -> str:
    """The address of the newest link, without the host."""
    workshop = app_client.workshop
    link = workshop.read(lambda session: links.links(session, workshop.id))[-1]
    return app_client.inside.keys.facilitator_link("", workshop.key, link.ref)


def code_on(page: str) -> str:
    found = re.search(r'id="recovery-code"[^>]*>([^<]+)<', page)
    assert found
    return found[1]


def seat_id(workshop: SampleWorkshop, ref: str) -> int:
    return workshop.read(lambda session: seats.rows(session, workshop.id, [ref]))[ref].id


async def test_a_link_of_a_notetaker_shows_its_role_and_gives_its_name(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    made = await fay.post(app_client.path("/links"), data={"name": "Priya", "role": "notetaker"})
    # It is open to copy once, and not when the page is on a projector later.
    assert (await fay.get(made.headers["location"])).text.count("<details open>") == 1
    share = await fay.get(app_client.path("/share"))
    assert "<details open>" not in share.text
    assert "Priya" in share.text
    assert "not opened yet" in share.text
    priya = app_client.newcomer()
    button = await priya.get(link_address(app_client))
    assert "You will be called Priya." in button.text
    assert "This link makes you a notetaker." in button.text
    assert 'name="name"' not in button.text
    token = link_address(app_client).rsplit("/", 1)[1]
    answer = await priya.post(app_client.path("/facilitate"), data={"token": token})
    assert answer.status_code == 303
    board = await priya.get(app_client.path())
    assert 'data-view="board"' in board.text
    assert (await priya.get(app_client.path("/share"))).status_code == 403


async def test_a_link_without_a_name_is_refused(app_client: AppClient) -> None:
    answer = await app_client.visitor(FAY).post(app_client.path("/links"), data={"name": " ", "role": "facilitator"})
    assert answer.status_code == 422
    assert "Enter the name of the person" in answer.text


async def test_a_recovery_code_leads_back_to_the_link_once(app_client: AppClient) -> None:
    fay, stranger = app_client.visitor(FAY), app_client.newcomer()
    shown = await fay.post(app_client.path("/recovery-code"))
    code = code_on(shown.text)
    # To choose a language would open the page again, without the code.
    assert 'action="/language"' not in shown.text
    assert code not in (await fay.get(app_client.path("/share"))).text
    answer = await stranger.post("/recover", data={"code": code.lower()})
    assert (answer.status_code, answer.headers["location"]) == (303, link_address(app_client))
    button = await stranger.get(answer.headers["location"])
    assert "Open the board as facilitator" in button.text
    again = await stranger.post("/recover", data={"code": code})
    assert again.status_code == 404
    assert "This recovery code does not work." in again.text
    assert code not in again.text


async def test_wrong_recovery_codes_are_limited(tmp_path: Path) -> None:
    async with inside(tmp_path, code_failures_per_minute=3) as app_client:
        guesser = app_client.visitor()
        statuses = [(await guesser.post("/recover", data={"code": "AAAA" * 4})).status_code for _ in range(4)]
        assert statuses == [404, 404, 404, 429]
        code = code_on((await app_client.visitor(FAY).post(app_client.path("/recovery-code"))).text)
        assert (await guesser.post("/recover", data={"code": code})).status_code == 429
        # People in other networks are not held up.
        elsewhere = [app_client.visitor() for _ in range(3)][-1]
        assert (await elsewhere.post("/recover", data={"code": code})).status_code == 303


async def test_handing_over_ends_the_own_link_and_says_who_runs_the_workshop(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    assert "First, another facilitator must open their link." in (await fay.get(app_client.path("/share"))).text
    assert (await fay.post(app_client.path("/handover"))).status_code == 409
    await fay.post(app_client.path("/links"), data={"name": "Priya", "role": "facilitator"})
    priya = app_client.newcomer()
    token = link_address(app_client).rsplit("/", 1)[1]
    await priya.post(app_client.path("/facilitate"), data={"token": token})
    assert "Priya can run the workshop without you." in (await fay.get(app_client.path("/share"))).text
    answer = await fay.post(app_client.path("/handover"))
    assert answer.status_code == 200
    assert "Priya can run the workshop without you." in answer.text
    assert (await fay.get(app_client.path("/share"))).status_code == 403
    assert (await priya.get(app_client.path("/share"))).status_code == 200
    assert workshop.read(lambda session: len(links.links(session, workshop.id))) == 1


async def test_a_muted_person_is_told_and_only_they_are(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    number = seat_id(workshop, ANA)
    await fay.post(app_client.path(f"/seats/{number}/muting"), data={"on": "1"})
    assert "A facilitator has stopped your posts." in (await app_client.visitor(ANA).get(app_client.path())).text
    for ref in (BEN, FAY):
        assert "stopped your posts" not in (await app_client.visitor(ref).get(app_client.path())).text
    page = await fay.get(app_client.path("/participants"))
    assert "cannot post" in page.text
    row = html.document_fromstring(page.text).xpath(f'//form[contains(@action, "/seats/{number}/muting")]')[0]
    assert row.text_content().split()[0] == "Unmute"
    refused = await app_client.visitor(ANA).post(
        app_client.path("/notes"), data={"id": "n" * 24, "column": str(workshop.columns[0]), "text": "Hello"}
    )
    assert refused.status_code == 409
    assert "Hello" in refused.text
    await fay.post(app_client.path(f"/seats/{number}/muting"), data={"on": "0"})
    assert "stopped your posts" not in (await app_client.visitor(ANA).get(app_client.path())).text


async def test_removing_and_hiding_together_is_offered_only_where_names_are_shown(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    assert "Remove and hide all notes" not in (await fay.get(app_client.path("/participants"))).text
    app_client.workshop = SampleWorkshop(app_client.inside.database, naming="named")
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    kept, gone = workshop.post(BEN), workshop.post(ANA)
    assert "Remove and hide all notes" in (await fay.get(app_client.path("/participants"))).text
    answer = await fay.post(app_client.path(f"/seats/{seat_id(workshop, ANA)}/removal"), data={"hide": "1"})
    assert answer.headers["location"] == app_client.path("/participants?removed=1")
    assert workshop.order() == [kept]
    assert workshop.note(gone).hidden
