"""Attention and signals over HTTP, and on the pages of participants and facilitators."""

from app.domain.steering import attention, signals
from app.rehearsal.page_model import PageModel
from tests.app_client import AppClient
from tests.workshop import ANA, BEN, FAY


async def page(app_client: AppClient, ref: str) -> PageModel:
    return PageModel((await app_client.visitor(ref).get(app_client.path())).text)


async def test_a_participant_raises_a_hand_by_a_form_without_javascript(app_client: AppClient) -> None:
    answer = await app_client.visitor(ANA).post(app_client.path("/hand"), data={"on": "1"})
    assert answer.status_code == 303
    raised = ".//button[@aria-pressed='true']"
    assert len((await page(app_client, ANA))["own-signals"].xpath(raised)) == 1
    assert (await page(app_client, BEN))["own-signals"].xpath(raised) == []
    bar = (await page(app_client, FAY))["hands"].text_content().split()
    assert bar[:3] == ["1", "hand", "raised"]


async def test_on_an_anonymous_board_facilitators_read_numbers_and_no_names(app_client: AppClient) -> None:
    app_client.workshop.act(ANA, signals.raise_hand, on=True)
    hands = (await page(app_client, FAY))["hands"]
    assert hands.xpath(".//ol") == []
    assert "Names are not shown on this board." in hands.text_content()


async def test_participants_see_the_shown_note_and_facilitators_see_it_in_its_place(app_client: AppClient) -> None:
    note = app_client.workshop.post(BEN, "look at this")
    app_client.workshop.act(FAY, attention.spotlight, note, on=True)
    assert "look at this" in (await page(app_client, ANA))["spotlight"].text_content()
    fay = await page(app_client, FAY)
    assert "spotlight" not in fay
    assert fay["attention"].get("data-spotlit") == note


async def test_a_message_that_is_too_long_is_refused_and_kept(app_client: AppClient) -> None:
    answer = await app_client.visitor(FAY).post(app_client.path("/announcement"), data={"text": "x" * 201})
    assert answer.status_code == 422
    assert "x" * 201 in answer.text


async def test_a_message_is_text_and_never_markup(app_client: AppClient) -> None:
    app_client.workshop.act(FAY, attention.announce, "<b>bold</b>")
    assert "<b>bold" not in (await app_client.visitor(ANA).get(app_client.path())).text
