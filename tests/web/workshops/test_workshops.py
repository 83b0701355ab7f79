"""The texts of workshops in several languages, and saved plans."""

import pytest
from lxml import html

from app.domain.accounts import organisers
from app.domain.models import Organisation
from app.domain.workshops import saved_plans, seats, workshops
from tests.app_client import AppClient, set_up
from tests.web.accounts.test_accounts import form
from tests.web.board.test_joining import text_of
from tests.web.workshops.making import IN_WELSH, WELSH, make
from tests.workshop import FAY


async def test_a_workshops_texts_are_in_the_readers_language(app_client: AppClient) -> None:
    key, olga = await make(app_client, **IN_WELSH)
    shared = text_of(await olga.post(f"/w/{key}/opening", data={"to": "share"}, follow_redirects=True))
    code = shared[shared.index("/j/") + 3 :][:32]
    pages = {}
    for language in ("en", "cy"):
        phone = app_client.visitor(**{"accept-language": language})
        page = await phone.get(f"/j/{code}", follow_redirects=True)
        details = {
            str(name): str(value)
            for name, value in html.document_fromstring(page.text).xpath("//main//form")[0].form_values()
        }
        pages[language] = await phone.post(page.url.path, data=details, follow_redirects=True)
    assert "Iechyd yn y gorllewin" in pages["cy"].text
    assert "Cwestiwn un?" in text_of(pages["cy"])
    assert "Health in Westfield" in pages["en"].text
    assert "Cwestiwn un?" not in pages["en"].text
    # Text without a translation is in the main language, with its `lang` attribute.
    starts = "starts-with(normalize-space(text()), 'What roles do we each have')"
    second = html.document_fromstring(pages["cy"].text).xpath(f"//main//*[{starts}]")[0]
    assert second.xpath("ancestor-or-self::*[@lang]")[-1].get("lang") == "en"


async def test_an_invalid_form_keeps_its_input_in_other_languages(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    data = form((await olga.get("/workshops/new")).text, "/workshops") | IN_WELSH | {"title": ""}
    answer = await olga.post("/workshops", data=data)
    assert answer.status_code == 422
    again = form(answer.text, "/workshops")
    assert again["title-cy"] == ["Iechyd yn y gorllewin"]
    assert again["question-cy"][:3] == IN_WELSH["question-cy"]


async def test_details_change_texts_in_both_languages_but_not_the_questions(app_client: AppClient) -> None:
    key, olga = await make(app_client, **IN_WELSH)
    page = await olga.get(f"/w/{key}/details")
    data = form(page.text, f"/w/{key}/details") | {"title-cy": "Teitl newydd", "language": "en"}
    saved = await olga.post(f"/w/{key}/details", data=data, follow_redirects=True)
    assert "Saved" in text_of(saved)
    await olga.post(f"/w/{key}/opening")
    board = await olga.get(f"/w/{key}", headers=WELSH)
    assert "Teitl newydd" in board.text
    assert "Cwestiwn tri?" in text_of(board)
    refused = await olga.post(f"/w/{key}/details", data=data | {"title": " "})
    assert "Cwestiwn" not in form(refused.text, f"/w/{key}/details").get("question-cy", "")
    assert "What roles do we each have" in text_of(refused)


async def test_changing_the_day_changes_the_retention_date(app_client: AppClient) -> None:
    key, _olga = await make(app_client, held_on="2027-03-01")
    workshop = app_client.workshop.read(lambda session: seats.find(session, key))
    assert (workshop.keep_until.isoformat(), workshop.retention) == ("2028-02-29", "delete")


async def test_an_organiser_can_choose_at_creation_to_be_asked(app_client: AppClient) -> None:
    key, _olga = await make(app_client, retention="ask")
    assert app_client.workshop.read(lambda session: seats.find(session, key)).retention == "ask"


async def test_a_saved_plan_creates_a_workshop_with_the_same_settings(app_client: AppClient) -> None:
    key, olga = await make(app_client, **IN_WELSH, own="Faith group", naming="named", held_on="2027-03-01")
    await olga.post(f"/w/{key}/plan", data={"name": "  Our  plan "})
    page = await olga.get("/workshops")
    (link,) = html.document_fromstring(page.text).xpath("//a[normalize-space()='Our plan']/@href")
    start = form((await olga.get(link)).text, "/workshops")
    assert start["title"] == [""]
    assert start["question-cy"][:3] == IN_WELSH["question-cy"]
    assert start["naming"] == ["named"]
    assert start["own"] == ["Faith group"]
    made = await olga.post("/workshops", data=start | {"title": "Another"}, follow_redirects=True)
    assert "Workshop created." in text_of(made)
    draft = app_client.workshop.read(
        lambda session: workshops.draft_of(session, seats.find(session, made.url.path.split("/")[2]))
    )
    assert draft.wordings["cy"].questions[0] == "Cwestiwn un?"
    assert draft.short_names == ["Working together", "Roles and priorities", "Our system and next steps"]
    assert draft.wordings["cy"].short_names[1] == "Rolau a blaenoriaethau"
    assert (draft.keep_until - draft.held_on).days == 365


async def test_a_plan_saved_under_the_same_name_is_replaced_and_a_plan_can_be_deleted(app_client: AppClient) -> None:
    key, olga = await make(app_client)
    for name in ("Ours", "Ours"):
        await olga.post(f"/w/{key}/plan", data={"name": name})
    page = html.document_fromstring((await olga.get("/workshops")).text)
    (removal,) = page.xpath("//form[starts-with(@action, '/plans/')]/@action")
    assert (await olga.post(f"/w/{key}/plan", data={"name": " "})).status_code == 422
    await olga.post(removal)
    assert "Ours" not in (await olga.get("/workshops")).text
    assert (await olga.post(removal)).status_code == 404
    gone = await olga.get("/workshops/new?plan=own-1")
    assert gone.status_code == 404
    assert "has been removed" in text_of(gone)


async def test_plans_of_another_organisation_cannot_be_used(app_client: AppClient) -> None:
    key, olga = await make(app_client)
    await olga.post(f"/w/{key}/plan", data={"name": "Ours"})

    def elsewhere(session: workshops.Session) -> None:
        other = Organisation(name="Elsewhere")
        session.add(other)
        session.flush()
        stranger = organisers.listed(session)[0]
        stranger.organisation_id = other.id or 0
        assert saved_plans.listed(session, stranger) == []
        with pytest.raises(saved_plans.NotFound):
            saved_plans.forget(session, stranger, 1)
        session.expunge(stranger)

    app_client.workshop.read(elsewhere)
    stranger = app_client.visitor(FAY)
    assert (await stranger.post("/plans/1/removal")).status_code == 403
    assert (await stranger.post(app_client.path("/plan"), data={"name": "x"})).status_code == 403
