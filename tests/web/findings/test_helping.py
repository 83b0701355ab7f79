"""What would help a link: a note about one partner, listed with its pair of partners."""

import json

from lxml import html
from sqlmodel import select

from app.domain.board import notes
from app.domain.findings.asks import asks
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.models import Note
from app.domain.steering import agenda, agenda_editing
from app.domain.workshops import seats
from app.exports import from_json, to_csv, to_json
from app.exports.bundle import bundle
from tests.app_client import SCRIPT, AppClient
from tests.web.findings.acting import Office, words_of
from tests.workshop import ANA, FAY

WORDS = "One named person to ring"


def begin(app_client: AppClient) -> int:
    """Go to a phase in which people rate links and write under the first question; returns the rating's id."""
    workshop = app_client.workshop
    draft = agenda_editing.Draft("Rate", may=["write", "rate"], columns=workshop.columns[:1], ask=AskDraft("links"))
    workshop.act(FAY, agenda_editing.add, draft)
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[-1]
    workshop.act(FAY, agenda.enter, phase.id, seen=workshop.workshop().phase_id)
    workshop.act(FAY, asks.set_open, phase.ask_id, on=True)
    return phase.ask_id or 0


async def test_a_note_on_what_would_help_is_listed_with_its_pair_of_partners(team: Office) -> None:
    app_client = team.app_client
    ask = begin(app_client)
    workshop, path = app_client.workshop, app_client.path(f"/asks/{ask}")
    ana = app_client.visitor(ANA)
    form = html.document_fromstring((await ana.get(path)).text).get_element_by_id("help")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input[@name]")}
    partners = form.xpath(".//option/@value")
    assert partners == ["council", "community_business", "vcse", "nhs"]
    posted = await ana.post(form.get("action"), data=fields | {"text": WORDS, "partner": "nhs"})
    assert posted.status_code == 303
    (note,) = workshop.read(lambda session: session.exec(select(Note)).all())
    assert (note.partner, note.column_id, note.speaks_for) == ("nhs", workshop.columns[0], "resident")
    board = words_of(await app_client.visitor(FAY).get(app_client.path()))
    assert "Resident about NHS" in board
    # A partner that was not rated, and the person's own group, make no note.
    for wrong in ("resident", "no such partner"):
        data = {"id": "e" * 24, "column": str(workshop.columns[0]), "text": "Other words", "partner": wrong}
        refused = await app_client.visitor(ANA, **SCRIPT).post(app_client.path("/notes"), data=data)
        assert (refused.status_code, refused.text) == (422, "Choose a partner from the list.")
    for number in range(3):
        workshop.join(f"nhs{number}", speaks_for="nhs")
        await app_client.visitor(f"nhs{number}").post(f"{path}/answers", data={"answer-5": "2"})
    workshop.act(FAY, asks.show, ask)
    for page in (await app_client.visitor(FAY).get(path), await team.ravi.get(f"{team.path}/ratings")):
        shown = html.document_fromstring(page.text)
        (pair,) = shown.xpath("//details[starts-with(@id, 'helps-')]")
        assert " ".join(pair.text_content().split()) == f"NHS and Resident · 1 note {WORDS} Resident about NHS"
        (row,) = shown.xpath(f"//a[@href='#{pair.get('id')}']/ancestor::tr")
        assert row.xpath("string(th)") == "NHS and Resident"
    record = workshop.read(lambda s: bundle(s, seats.find(s, workshop.key), workshop.now()))
    assert [one.partner for one in record.notes] == ["nhs"]
    assert "about the link with" in to_csv.write(record, "en").decode("utf-8-sig").splitlines()[0]
    kept = from_json.read(to_json.write(record, "en"))
    key = workshop.write(lambda s: from_json.bring_in(s, kept, workshop.now())).key
    again = workshop.read(lambda s: bundle(s, seats.find(s, key), workshop.now()))
    assert (again.notes, again.columns) == (record.notes, record.columns)
    # A hidden note leaves the list at once.
    workshop.act(FAY, notes.hide, note.id, on=True)
    assert WORDS not in words_of(await team.ravi.get(f"{team.path}/ratings"))


async def test_no_page_or_file_says_what_link_a_note_is_about_while_its_group_is_not_shown(team: Office) -> None:
    app_client = team.app_client
    begin(app_client)
    workshop = app_client.workshop

    def hide_groups(session: seats.Session) -> None:
        seats.find(session, workshop.key, hold=True).shown_groups = []

    workshop.write(hide_groups)
    data = {"id": "e" * 24, "column": str(workshop.columns[0]), "text": WORDS, "partner": "nhs"}
    posted = await app_client.visitor(ANA, **SCRIPT).post(app_client.path("/notes"), data=data)
    assert posted.status_code == 204
    for ref in (ANA, FAY):
        board = html.document_fromstring((await app_client.visitor(ref).get(app_client.path())).text)
        assert "NHS" not in board.get_element_by_id("note-" + "e" * 24).text_content()
    record = workshop.read(lambda s: bundle(s, seats.find(s, workshop.key), workshop.now()))
    assert json.loads(to_json.write(record, "en"))["notes"][0]["partner"] is None
