"""The Details page: dates that no one means, and texts in languages that this installation does not have."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.workshops import seats, workshops
from app.domain.workshops.drafts import Draft, Wording
from tests.app_client import AppClient
from tests.web.accounts.test_accounts import form
from tests.web.board.test_joining import text_of
from tests.web.workshops.making import make


def draft_of(app_client: AppClient, key: str) -> Draft:
    return app_client.workshop.read(lambda session: workshops.draft_of(session, seats.find(session, key)))


async def test_saving_details_keeps_languages_that_are_not_installed(app_client: AppClient) -> None:
    key, olga = await make(app_client)
    polish = Wording(title="Zdrowie", notice="Zapytaj nas.", questions=["Jak?", "", ""], short_names=["Jak", "", ""])

    def translate(session: seats.Session) -> None:
        workshop = seats.find(session, key, hold=True)
        wordings = {"pl": replace(polish, questions=[], short_names=[])}
        draft = replace(workshops.draft_of(session, workshop), language="de", wordings=wordings)
        workshops.edit(session, workshop, draft, datetime.now(UTC))

    app_client.workshop.write(translate)
    page = await olga.get(f"/w/{key}/details")
    assert "Deutsch" in text_of(page)
    data = form(page.text, f"/w/{key}/details")
    assert data["language"] == ["de"]
    saved = await olga.post(f"/w/{key}/details", data=data | {"title": "Gesundheit"}, follow_redirects=True)
    assert "Saved" in text_of(saved)
    after = draft_of(app_client, key)
    assert (after.title, after.language) == ("Gesundheit", "de")
    assert (after.wordings["pl"].title, after.wordings["pl"].notice) == (polish.title, polish.notice)
    unknown = await olga.post(f"/w/{key}/details", data=data | {"language": "not a language"})
    assert unknown.status_code == 303
    assert draft_of(app_client, key).language == "en"


@pytest.mark.parametrize("field", ["held_on", "keep_until"])
@pytest.mark.parametrize("day", ["0026-11-30", "1899-12-31", "3000-01-01", "9999-12-31"])
async def test_a_year_that_nobody_means_is_refused_with_the_reason(app_client: AppClient, field: str, day: str) -> None:
    key, olga = await make(app_client)
    data = form((await olga.get("/workshops/new")).text, "/workshops") | {"title": "Health", field: day}
    answer = await olga.post("/workshops", data=data)
    assert answer.status_code == 422
    assert "Enter a year between 1900 and 2999." in text_of(answer)
    details = form((await olga.get(f"/w/{key}/details")).text, f"/w/{key}/details")
    change = {"held/date": {"keep_until": day, "what": "ask", "reason": "agreed"}, "details": details | {field: day}}
    for path, typed in change.items():
        answer = await olga.post(f"/w/{key}/{path}", data=typed)
        assert answer.status_code == 422, path
        assert "Enter a year between 1900 and 2999." in text_of(answer)
