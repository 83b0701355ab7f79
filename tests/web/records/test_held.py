"""The date of deletion on pages: what participants read, the warnings in the list, and the page What we hold."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.workshops import seats
from tests.app_client import AppClient, set_up
from tests.workshop import ANA, FAY

DATE = "2031-05-06"


async def test_participants_read_the_new_date_and_what_happens_on_it(app_client: AppClient) -> None:
    olga, ana = app_client.visitor(), app_client.visitor(ANA)
    await set_up(app_client, olga)
    deleted = app_client.workshop.in_words(app_client.workshop.keep_until)
    assert f"Notes are deleted on {deleted}." in (await ana.get(app_client.path())).text
    form = {"keep_until": DATE, "what": "ask", "reason": "agreed"}
    assert (await olga.post(app_client.path("/held/date"), data=form)).status_code == 303
    assert "Notes are reviewed on 6 May 2031." in (await ana.get(app_client.path())).text


async def test_a_change_without_a_reason_is_refused_beside_the_form(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    answer = await olga.post(app_client.path("/held/date"), data={"keep_until": DATE, "what": "delete"})
    assert answer.status_code == 422
    assert "why you change it" in answer.text
    assert DATE in answer.text
    assert (await olga.post(app_client.path("/held/date"), data={"keep_until": "soon"})).status_code == 422


async def test_the_details_form_does_not_change_the_date(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    held_on, keep_until = app_client.workshop.held_on, app_client.workshop.keep_until
    data = {"title": "New title", "held_on": f"{held_on}", "keep_until": DATE, "time_zone": "Europe/London"}
    assert (await olga.post(app_client.path("/details"), data=data | {"language": "en"})).status_code == 303
    workshop = app_client.workshop.workshop()
    assert (workshop.title, workshop.keep_until) == ("New title", keep_until)


async def test_the_list_warns_before_the_date_and_of_late_imports(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    assert "Deleted on" not in (await olga.get("/workshops")).text
    soon = datetime.now(UTC).date() + timedelta(days=10)
    for late, words in ((None, "Deleted on"), (soon - timedelta(days=99), "Imported after its date. Deleted on")):

        def set_date(session: seats.Session, late: object = late) -> None:
            workshop = seats.find(session, app_client.workshop.key, hold=True)
            workshop.keep_until, workshop.promised_until = soon, late  # ty: ignore[invalid-assignment]

        app_client.workshop.write(set_date)
        page = (await olga.get("/workshops")).text
        assert words in page
        assert "in 10 days" in page


async def test_what_we_hold_counts_the_data_on_the_page_and_in_the_file(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    app_client.workshop.post(ANA, "Secret words")
    page = (await olga.get(app_client.path("/held"))).text
    assert "<dt>Notes linked to the device that wrote them</dt><dd>1</dd>" in page
    file = await olga.get(app_client.path("/held/what-we-hold.txt"))
    assert "Notes linked to the device that wrote them: 1" in file.text.splitlines()
    assert "Votes and ratings linked to the device that gave them: 0" in file.text.splitlines()
    named = f'attachment; filename="commonboard-{app_client.workshop.held_on}-a-workshop-{app_client.workshop.key}-'
    assert named in file.headers["content-disposition"]
    assert "Secret words" not in page + file.text


@pytest.mark.parametrize("ref", [None, ANA, FAY])
async def test_only_organisers_read_what_we_hold_and_change_the_date(app_client: AppClient, ref: str | None) -> None:
    visitor = app_client.visitor(ref)
    for path in ("/held", "/held/what-we-hold.txt"):
        assert (await visitor.get(app_client.path(path))).status_code in (303, 401, 403)
    form = {"keep_until": DATE, "what": "ask", "reason": "agreed"}
    await visitor.post(app_client.path("/held/date"), data=form)
    assert app_client.workshop.workshop().retention == "delete"
