"""Help pages: links to them and back, and numbers that match the code."""

import re

from app.domain.accounts import invitations
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
