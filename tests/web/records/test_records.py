"""The records page: what the files hold, and files that say when they were made."""

import re

from app.domain.board import notes
from app.domain.mapping import codings
from tests.app_client import House
from tests.workshop import ANA, BEN, FAY


async def test_the_page_counts_what_the_files_hold(house: House) -> None:
    hall = house.hall
    kept = [hall.post(ANA, f"note {number}", column=number % 2) for number in range(3)]
    hidden, gone = hall.post(BEN, "hidden"), hall.post(BEN, "gone")
    for note, element in ((kept[0], "scale_reach"), (kept[1], codings.NOT_ABOUT), (kept[2], "value_trust")):
        hall.act(FAY, codings.give, note, element)
    hall.act(FAY, codings.give, hidden, "scale_reach")
    hall.act(FAY, notes.hide, hidden, on=True)
    hall.act(BEN, notes.withdraw, gone, on=True)
    answer = await house.visitor(FAY).get(house.path("/records"))
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", answer.text))
    assert facts == {"Notes": "3", "Mapped": "2", "Not mapped yet": "1", "Not about the framework": "1", "Codings": "3"}
    bars = re.findall(r">([^<]+)</span> <span class=\"count\">(\d+)", answer.text)
    assert bars == [
        *(("1 · Question 1?", "2"), ("2 · Question 2?", "1"), ("3 · Question 3?", "0"), ("Resident", "3")),
    ]
    assert f"after change {hall.workshop().seq}." in answer.text


async def test_an_empty_workshop_says_so_and_still_gives_its_files(house: House) -> None:
    fay = house.visitor(FAY)
    page = (await fay.get(house.path("/records"))).text
    assert "There is no note to be seen yet" in page
    for path in re.findall(r'href="([^"]+)" download', page):
        assert (await fay.get(path)).status_code == 200


async def test_a_files_name_says_at_which_moment_it_was_made(house: House) -> None:
    fay = house.visitor(FAY)
    house.hall.post(ANA)
    seq = house.hall.workshop().seq
    for kind in ("xlsx", "csv", "json"):
        named = (await fay.get(house.path(f"/records/x.{kind}"))).headers["content-disposition"]
        pattern = rf'filename="commonboard-2026-11-23-{house.hall.key}-\d{{8}}T\d{{6}}Z-{seq}\.{kind}"'
        assert re.search(pattern, named), named


async def test_participants_see_no_records(house: House) -> None:
    for visitor in (house.visitor(ANA), house.visitor()):
        for path in ("/records", "/records/x.csv"):
            answer = await visitor.get(house.path(path))
            assert answer.status_code == 403
