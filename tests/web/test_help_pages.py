"""Help pages: links to them and back, and numbers that match the code."""

import re

import pytest
from lxml import html
from sqlmodel import Session

from app.domain.accounts import invitations, organisers
from app.domain.board import notes
from app.domain.records.retention import WARNINGS
from app.domain.workshops import device_codes
from tests.app_client import AppClient, set_up
from tests.workshop import ANA, FAY


async def test_every_page_links_to_the_help_of_its_reader_and_back(app_client: AppClient) -> None:
    key = app_client.workshop.key
    olga = app_client.visitor()
    await set_up(app_client, olga)
    for visitor, path, wanted in (
        (app_client.visitor(), "/", "/help"),
        (app_client.visitor(), app_client.path("/join"), f"/help?from={key}"),
        (app_client.visitor(), "/nothing/here", "/help"),
        (app_client.visitor(ANA), app_client.path(), f"/help?from={key}"),
        (app_client.visitor(FAY), app_client.path(), f"/help/facilitator?from={key}"),
        (app_client.visitor(FAY), app_client.path("/map"), f"/help/facilitator?from={key}"),
        (app_client.visitor(FAY), app_client.path("/records"), f"/help/facilitator?from={key}"),
        (olga, "/workshops", "/help/organiser"),
    ):
        page = (await visitor.get(path)).text
        assert set(re.findall(r'href="(/help[^"]*)"', page)) == {wanted}, path
        answer = await visitor.get(wanted)
        assert answer.status_code == 200
        assert (f'href="/w/{key}"' in answer.text) == ("from" in wanted)


async def test_numbers_in_the_help_match_the_code(app_client: AppClient) -> None:
    visitor = app_client.visitor()
    taking_part = (await visitor.get("/help")).text
    organising = (await visitor.get("/help/organiser")).text
    assert f"up to {notes.LONGEST:,} characters" in taking_part
    assert f"a code that works once, for {({10: 'ten'})[device_codes.MINUTES]} minutes" in taking_part
    assert f"works once, for {invitations.INVITATION_DAYS} days" in organising
    assert f"From {WARNINGS[0]} days before" in organising


async def test_help_links_back_only_to_boards(app_client: AppClient) -> None:
    visitor = app_client.visitor()
    assert (await visitor.get("/help?from=//evil.test/x")).status_code == 422
    assert (await visitor.get("/help/nobody")).status_code == 404


async def test_the_accessibility_statement_is_linked_from_the_foot_of_every_page_with_a_foot(
    app_client: AppClient,
) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    for visitor, path in (
        *((app_client.visitor(), path) for path in ("/", "/help", "/sign-in", "/nothing")),
        *((app_client.visitor(FAY), app_client.path(path)) for path in ("/tables", "/records", "/share")),
        *((olga, path) for path in ("/workshops", "/account")),
    ):
        page = html.document_fromstring((await visitor.get(path)).text)
        assert page.xpath("//footer//a[@href='/accessibility']"), path


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_the_accessibility_statement_names_the_organisation_and_its_contact(
    app_client: AppClient, language: str
) -> None:
    reader = app_client.visitor(**{"accept-language": language})
    before = await reader.get("/accessibility")
    assert before.status_code == 200
    assert "health@council.example" not in before.text
    await set_up(app_client, app_client.visitor())
    app_client.workshop.write(contact)
    after = (await reader.get("/accessibility")).text
    assert "Eastfield Council" in after
    assert "health@council.example" in after


def contact(session: Session) -> None:
    organisers.organisation(session).contact = "health@council.example"
