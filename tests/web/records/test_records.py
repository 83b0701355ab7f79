"""The records page: the files' contents and names."""

import re

from app.domain.board import notes
from app.domain.mapping import codings
from tests.app_client import AppClient
from tests.workshop import ANA, BEN, FAY


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
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", answer.text))
    assert facts == {"Notes": "3", "Mapped": "2", "Not mapped yet": "1", "Not about the framework": "1", "Codings": "3"}
    bars = re.findall(r">([^<]+)</span> <span class=\"count\">(\d+)", answer.text)
    assert bars == [
        *(("1 · Question 1?", "2"), ("2 · Question 2?", "1"), ("3 · Question 3?", "0"), ("Resident", "3")),
    ]
    assert "Up to date at " in answer.text


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
    for kind in ("xlsx", "csv", "json"):
        named = (await fay.get(app_client.path(f"/records/x.{kind}"))).headers["content-disposition"]
        pattern = (
            rf'filename="commonboard-2026-11-23-a-workshop-{app_client.workshop.key}-\d{{8}}T\d{{6}}Z-{seq}\.{kind}"'
        )
        assert re.search(pattern, named), named


async def test_participants_cannot_open_the_records(app_client: AppClient) -> None:
    for visitor in (app_client.visitor(ANA), app_client.visitor()):
        for path in ("/records", "/records/x.csv"):
            answer = await visitor.get(app_client.path(path))
            assert answer.status_code == 403
