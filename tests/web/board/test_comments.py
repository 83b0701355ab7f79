"""Comments through the web: a form without JavaScript, and words that wait for approval."""

from app.domain.steering import agenda, agenda_editing, locks
from tests.app_client import SCRIPT, AppClient
from tests.workshop import ANA, BEN, FAY

ID = "c" * 24


def begin(app_client: AppClient) -> str:
    """Post a note and go to a phase in which people comment; returns the note's id."""
    workshop = app_client.workshop
    note = workshop.post(ANA, "what matters")
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Talk", may=["comment"]))
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[0].id
    workshop.act(FAY, agenda.enter, phase, seen=None)
    return note


async def test_a_person_without_javascript_comments_edits_and_deletes(app_client: AppClient) -> None:
    note = begin(app_client)
    ben, address = app_client.visitor(BEN), app_client.path(f"/notes/{note}/comments")
    assert f'href="{address}"' in (await ben.get(app_client.path())).text
    assert f'action="{address}"' in (await ben.get(address)).text
    answer = await ben.post(address, data={"id": ID, "text": "I agree", "naming": "anonymous"})
    assert (answer.status_code, answer.headers["location"]) == (303, app_client.path(f"#note-{note}"))
    assert "I agree" in (await app_client.visitor(ANA).get(app_client.path())).text
    form = (await ben.get(app_client.path(f"/comments/{ID}/edit"))).text
    assert "I agree</textarea>" in form
    await ben.post(app_client.path(f"/comments/{ID}"), data={"text": "I agree fully"})
    assert "I agree fully" in (await app_client.visitor(ANA).get(app_client.path())).text
    await ben.post(app_client.path(f"/comments/{ID}/withdrawal"), data={"on": 1})
    assert "I agree fully" not in (await app_client.visitor(ANA).get(app_client.path())).text
    assert "Restore comment" in (await ben.get(app_client.path())).text


async def test_a_comment_that_waits_is_seen_by_its_writer_and_facilitators_only(app_client: AppClient) -> None:
    note = begin(app_client)
    app_client.workshop.act(FAY, locks.approve_first, on=True)
    ben = app_client.visitor(BEN)
    await ben.post(app_client.path(f"/notes/{note}/comments"), data={"id": ID, "text": "Do I dare"}, headers=SCRIPT)
    assert "Waiting for the facilitator" in (await ben.get(app_client.path())).text
    assert "Do I dare" not in (await app_client.visitor(ANA).get(app_client.path())).text
    board = (await app_client.visitor(FAY).get(app_client.path())).text
    assert "Do I dare" in board
    assert "1 waiting for approval" in board
    answer = await app_client.visitor(FAY).post(
        app_client.path(f"/comments/{ID}/approval"), data={"decision": "decline", "reason": "unkind"}, headers=SCRIPT
    )
    assert answer.status_code == 204
    assert "This could hurt someone." in (await ben.get(app_client.path())).text
    assert "Do I dare" not in (await app_client.visitor(FAY).get(app_client.path())).text


async def test_a_comment_is_refused_with_the_reason_and_its_words_are_kept(app_client: AppClient) -> None:
    note = begin(app_client)
    app_client.workshop.act(FAY, agenda.end)
    answer = await app_client.visitor(BEN).post(
        app_client.path(f"/notes/{note}/comments"), data={"id": ID, "text": "too late"}
    )
    assert answer.status_code == 409
    assert "too late" in answer.text
