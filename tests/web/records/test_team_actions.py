"""The Records page lists who of the team did what, and nothing that participants did."""

import re

from lxml import html

from app.domain.board import bulk_hiding, notes
from app.domain.event_kinds import KINDS
from app.domain.steering import locks, undo
from app.domain.workshops import links
from app.web.records.team_words import all_actions
from tests.app_client import AppClient
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


async def listed(app_client: AppClient) -> list[str]:
    page = await app_client.visitor(FAY).get(app_client.path("/records"))
    rows = html.document_fromstring(page.text).xpath("//*[@id='team-actions']/li")
    return [" ".join(row.text_content().split()) for row in rows]


async def test_actions_of_the_team_are_listed_with_names_latest_first(app_client: AppClient) -> None:
    app_client.workshop = SampleWorkshop(app_client.inside.database, naming="named")
    workshop = app_client.workshop
    workshop.act(FAY, links.add_link, name="Priya")
    opened = {"secret": "priya", "fresh_secret": "priya", "now": workshop.now()}
    workshop.write(
        lambda session: links.facilitate(session, workshop.key, links.links(session, workshop.id)[-1].ref, **opened)
    )
    for ref in (ANA, BEN):
        workshop.act(ref, notes.withdraw, workshop.post(ref), on=True)
        workshop.post(ref)
    workshop.act("priya", bulk_hiding.hide_group, "resident")
    workshop.act(FAY, locks.lock_board, on=True)
    workshop.act(FAY, undo.undo)
    found = [re.sub(r" [0-9:]+$", "", row) for row in await listed(app_client)]
    assert found == [
        "Undo · Facilitator",
        "Unlock board · Facilitator",
        "Lock board · Facilitator",
        "Hide from participants × 2 · Priya",
        "Create link · Facilitator",
    ]


async def test_times_are_told_by_the_quarter_where_writers_are_anonymous(app_client: AppClient) -> None:
    app_client.workshop._seconds = 20 * 60
    app_client.workshop.act(FAY, locks.lock_board, on=True)
    assert await listed(app_client) == ["Lock board · Facilitator 10:15"]


def test_every_event_that_names_a_facilitator_has_words() -> None:
    unnamed = {"NoteEdited", "NoteWithdrawn", "NoteReturned", "GroupShown", "VoteChanged", "SignalChanged"}
    unnamed |= {"AnswerGiven"}
    unnamed |= {"CommentAdded", "CommentEdited", "CommentErased", "CommentReturned", "CommentWithdrawn"}
    # Recorded on behalf of organisers, or by a person about themselves.
    unnamed |= {"WorkshopEdited", "FrameworkEdited"}
    silent = KINDS.keys() - all_actions(str).keys() - unnamed
    assert not silent, "give these kinds words in app/web/records/team_words.py, or list them above"
