"""The records page: what it counts, who downloaded, and the files' names."""

import re

from lxml import html

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.steering import agenda, agenda_editing
from tests.app_client import AppClient, set_up
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


async def test_the_records_page_counts_what_the_files_contain(app_client: AppClient) -> None:
    workshop = app_client.workshop
    kept = [workshop.post(ANA, f"note {number}", column=number % 2) for number in range(3)]
    hidden, gone = workshop.post(BEN, "hidden"), workshop.post(BEN, "gone")
    for note, element in ((kept[0], "scale_reach"), (kept[1], codings.NOT_ABOUT), (kept[2], "value_trust")):
        workshop.act(FAY, codings.give, note, element)
    workshop.act(FAY, codings.give, hidden, "scale_reach")
    workshop.act(FAY, notes.hide, hidden, on=True)
    workshop.act(BEN, notes.withdraw, gone, on=True)
    answer = await app_client.visitor(FAY).get(app_client.path("/records"))
    assert "3 notes, 2 mapped." in answer.text
    assert "Up to date at " in answer.text


async def test_the_records_page_says_how_many_notes_the_files_leave_out_until_they_are_shown(
    app_client: AppClient,
) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    workshop.post(FAY, column=1)
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Arrive"))
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Later", "", ["write"], [workshop.columns[1]]))
    first, second = (phase.id for phase in workshop.read(lambda session: agenda.phases(session, workshop.id)))
    workshop.act(FAY, agenda.enter, first, seen=None)
    answer = (await fay.get(app_client.path("/records"))).text
    assert "1 note is not in the files yet." in answer
    assert "There are no notes yet" not in answer
    assert "Its notes are shown then." in (await app_client.visitor(ANA).get(app_client.path())).text
    workshop.act(FAY, agenda.enter, second, seen=first)
    assert "not in the files yet" not in (await fay.get(app_client.path("/records"))).text


async def test_the_records_page_lists_who_downloaded_which_file(app_client: AppClient) -> None:
    fay, elsewhere = app_client.visitor(FAY), SampleWorkshop(app_client.inside.database)
    assert "No one has downloaded a file yet." in (await fay.get(app_client.path("/records"))).text
    olga = app_client.visitor()
    await set_up(app_client, olga)
    await olga.post(app_client.path("/opening"))
    await olga.get(app_client.path("/records/x.csv"))
    await fay.get(app_client.path("/records/x.json"))
    await olga.post(f"/w/{elsewhere.key}/opening")
    await olga.get(f"/w/{elsewhere.key}/records/x.xlsx")
    page = html.document_fromstring((await fay.get(app_client.path("/records"))).text)
    listed = [line.text_content().split(",")[:2] for line in page.xpath("//ul[@class='facts-list']/li")]
    assert [(name.strip(), kind.split()[0]) for name, kind in listed] == [("a facilitator", "JSON"), ("Olga", "CSV")]


async def test_an_empty_workshop_still_offers_its_files(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    page = (await fay.get(app_client.path("/records"))).text
    assert "There are no notes yet" in page
    for path in re.findall(r'href="([^"]+)" download', page):
        assert (await fay.get(path)).status_code == 200


async def test_a_file_name_contains_the_time_of_the_export(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    app_client.workshop.post(ANA)
    seq = app_client.workshop.workshop().seq
    title = f"commonboard-{app_client.workshop.held_on}-a-workshop-{app_client.workshop.key}"
    for kind in ("xlsx", "csv", "json"):
        named = (await fay.get(app_client.path(f"/records/x.{kind}"))).headers["content-disposition"]
        pattern = rf'filename="{title}-\d{{8}}T\d{{6}}Z-{seq}\.{kind}"'
        assert re.search(pattern, named), named


async def test_participants_cannot_open_the_records(app_client: AppClient) -> None:
    for visitor in (app_client.visitor(ANA), app_client.visitor()):
        for path in ("/records", "/records/x.csv"):
            answer = await visitor.get(app_client.path(path))
            assert answer.status_code == 403
