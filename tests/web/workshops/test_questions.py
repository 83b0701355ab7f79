"""The page with a workshop's questions keeps what people type, whatever happens meanwhile."""

import httpx
import pytest
from lxml import html

from app.domain.workshops import closing, column_rows, columns, links
from tests.app_client import AppClient
from tests.web.accounts.test_accounts import form
from tests.web.board.test_joining import text_of
from tests.web.workshops.making import WELSH
from tests.workshop import ANA, FAY


def questions(app_client: AppClient) -> list[str]:
    """The questions of the workshop, in their order."""
    return [column.question for column in app_client.workshop.read(lambda s: column_rows.of(s, app_client.workshop.id))]


async def test_a_facilitator_changes_the_questions_on_their_page(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA, column=0)
    fay = app_client.visitor(FAY)
    first, second, _third = app_client.workshop.columns
    page = await fay.get(app_client.path("/questions"))
    assert f"remove-{first}" not in page.text
    mine = {f"question-{first}": "Worded anew?", f"question-{first}-cy": "O'r newydd?"}
    saved = await pressed(app_client, fay, f"word-{first}", **mine)
    told = text_of(await fay.get(saved.headers["location"]))
    assert "Saved ✓ Check that the other languages still match." in told
    await pressed(app_client, fay, "add", more="One more?")
    await pressed(app_client, fay, f"later-{first}")
    await pressed(app_client, fay, f"earlier-{first}")
    await pressed(app_client, fay, f"earlier-{first}")
    await pressed(app_client, fay, f"remove-{second}")
    asked = questions(app_client)
    assert asked == ["Worded anew?", "Question 3?", "One more?"]
    assert "O&#39;r newydd?" in (await app_client.visitor(ANA, **WELSH).get(app_client.path())).text
    refused = await pressed(app_client, fay, f"remove-{first}")
    assert refused.status_code == 409
    assert "Move them to another question" in text_of(refused)
    assert app_client.workshop.note(note).column_id == first
    for stranger in (app_client.visitor(ANA), app_client.visitor()):
        assert (await stranger.get(app_client.path("/questions"))).status_code == 403
        data = {"do": "add", "more": "Mine?"}
        assert (await stranger.post(app_client.path("/questions"), data=data)).status_code == 403
    assert len(app_client.workshop.read(lambda s: column_rows.of(s, app_client.workshop.id))) == 3


async def test_short_names_from_the_questions_page_appear_in_tabs_and_tables(
    app_client: AppClient,
) -> None:
    fay = app_client.visitor(FAY)
    first = app_client.workshop.columns[0]
    saved = await pressed(
        app_client, fay, f"word-{first}", **{f"name-{first}": "Together", f"name-{first}-cy": "Gyda'n gilydd"}
    )
    assert saved.status_code == 303
    await pressed(app_client, fay, "add", **{"more": "What else should we know about?", "more-name": ""})
    for language, name, others in (
        ("en", "Together", "What else should we know…"),
        ("cy", "Gyda'n gilydd", "What else"),
    ):
        ana = app_client.visitor(ANA, **{"accept-language": language})
        tabs = (
            html.document_fromstring((await ana.get(app_client.path())).text).get_element_by_id("tabs").text_content()
        )
        assert name in tabs
        assert others in tabs
        reader = app_client.visitor(FAY, **{"accept-language": language})
        assert name in text_of(await reader.get(app_client.path("/tables")))
    refused = await pressed(app_client, fay, f"word-{first}", **{f"name-{first}": "x" * 41})
    assert refused.status_code == 422
    assert "short name is too long" in text_of(refused)
    assert form(refused.text, app_client.path("/questions"))[f"name-{first}"] == ["x" * 41]


async def test_an_invalid_question_is_shown_again_with_its_text(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    column = app_client.workshop.columns[0]
    mine = {f"question-{column}": "x" * 1001, f"question-{column}-cy": "Cymraeg"}
    answer = await pressed(app_client, fay, f"word-{column}", **mine)
    assert answer.status_code == 422
    assert "question is too long" in text_of(answer)
    again = form(answer.text, app_client.path("/questions"))
    assert again[f"question-{column}"] == ["x" * 1001]
    assert again[f"question-{column}-cy"] == ["Cymraeg"]


@pytest.mark.parametrize("do", ["word", "earlier", "later", "remove", "add"])
async def test_saving_one_question_keeps_unsaved_text_of_the_others(app_client: AppClient, do: str) -> None:
    fay = app_client.visitor(FAY)
    first, second, third = app_client.workshop.columns
    mine = {
        f"question-{second}": "Saved?",
        f"question-{third}": "Half a",
        f"question-{third}-cy": "Hanner",
        "more": "x",
    }
    answer = await pressed(app_client, fay, do if do == "add" else f"{do}-{second}", **mine)
    assert answer.status_code == 200
    again = form(answer.text, app_client.path("/questions"))
    assert again[f"question-{third}"] == ["Half a"]
    assert again[f"question-{third}-cy"] == ["Hanner"]
    assert again["more"] == ["" if do == "add" else "x"]
    asked = questions(app_client)
    assert "Half a" not in asked, "nobody has saved that"
    if do in ("earlier", "later", "add"):
        assert again[f"question-{second}"] == ["Saved?"]
    # The next press saves it.
    again |= {"do": f"word-{third}", "more": "", f"question-{second}": "Question 2?"}
    await fay.post(app_client.path("/questions"), data=again)
    asked = questions(app_client)
    assert "Half a" in asked
    assert ("Saved?" in asked) == (do == "word")
    assert "Question 1?" in asked, f"question {first} is as it was"


async def test_the_second_of_two_people_who_reword_a_question_sees_the_first_wording(
    app_client: AppClient,
) -> None:
    fay = app_client.visitor(FAY)
    first, second, _third = app_client.workshop.columns
    page = form((await fay.get(app_client.path("/questions"))).text, app_client.path("/questions"))
    app_client.workshop.act(FAY, columns.word, first, "The other's?", {"cy": "Y llall?"})
    app_client.workshop.act(FAY, columns.word, second, "Theirs alone?", {})
    mine = page | {"do": f"word-{first}", f"question-{first}": "Mine?"}
    answer = await fay.post(app_client.path("/questions"), data=mine)
    assert answer.status_code == 409
    assert "Someone else has reworded this question" in text_of(answer)
    assert "The other's?" in text_of(answer)
    assert "Y llall?" in text_of(answer)
    again = form(answer.text, app_client.path("/questions"))
    assert again[f"question-{first}"] == ["Mine?"]
    assert again[f"question-{second}"] == ["Theirs alone?"], "I had not touched that one"
    await fay.post(app_client.path("/questions"), data=again | {"do": f"word-{first}"})
    asked = questions(app_client)
    assert asked == ["Mine?", "Theirs alone?", "Question 3?"]


async def test_text_for_a_removed_question_moves_to_the_box_for_a_new_one(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    first, second, _third = app_client.workshop.columns
    page = form((await fay.get(app_client.path("/questions"))).text, app_client.path("/questions"))
    app_client.workshop.act(FAY, columns.remove, second)
    for do in (f"word-{second}", f"word-{first}"):
        words = {f"question-{second}": "In vain?", f"question-{second}-cy": "Ofer?", "more": "And this?"}
        mine = page | words | {"do": do}
        answer = await fay.post(app_client.path("/questions"), data=mine)
        assert "Someone removed a question you were rewording" in text_of(answer)
        assert form(answer.text, app_client.path("/questions"))["more"] == ["In vain?\n\nOfer?\n\nAnd this?"]


async def test_text_for_a_question_is_returned_if_the_workshop_closes_meanwhile(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    first = app_client.workshop.columns[0]
    page = form((await fay.get(app_client.path("/questions"))).text, app_client.path("/questions"))
    app_client.workshop.act(FAY, closing.close, on=True)
    answer = await fay.post(
        app_client.path("/questions"), data=page | {"do": f"word-{first}", f"question-{first}": "Too late?"}
    )
    assert answer.status_code == 409
    assert "closed" in text_of(answer)
    assert form(answer.text, app_client.path("/questions"))[f"question-{first}"] == ["Too late?"]


@pytest.mark.parametrize("what", ["revoked", "broken"])
async def test_text_for_a_question_is_returned_after_every_refusal(
    app_client: AppClient, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fay = app_client.visitor(FAY)
    first = app_client.workshop.columns[0]
    page = form((await fay.get(app_client.path("/questions"))).text, app_client.path("/questions"))
    mine = page | {"do": f"word-{first}", f"question-{first}": "Long thought of?", "more": "And this?"}
    if what == "revoked":
        app_client.workshop.act(
            FAY, links.revoke, app_client.workshop.read(lambda s: links.links(s, app_client.workshop.id))[0].id
        )
        assert "Long thought of?\n\nAnd this?" in (await fay.post(app_client.path("/questions"), data=mine)).text
        return

    async def broken(*_what: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(app_client.inside.database, "write", broken)
        answer = await fay.post(app_client.path("/questions"), data=mine)
    assert answer.status_code == 500
    again = await fay.post(app_client.path("/questions"), data=form(answer.text, app_client.path("/questions")))
    assert form(again.text, app_client.path("/questions"))["more"] == ["Long thought of?\n\nAnd this?"]


async def test_rewording_a_question_keeps_texts_in_languages_without_a_box(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    first = app_client.workshop.columns[0]
    app_client.workshop.act(FAY, columns.word, first, "Question 1?", {"fr": "Et en français ?", "cy": "Un?"})
    moved = await pressed(app_client, fay, f"later-{first}")
    assert moved.status_code == 303, "what nobody has touched counts as not saved"
    await pressed(app_client, fay, f"word-{first}", **{f"question-{first}": "Anew?"})
    kept = app_client.workshop.read(lambda s: column_rows.of(s, app_client.workshop.id))[1]
    assert (kept.question, kept.words["fr"]) == ("Anew?", {"question": "Et en français ?"})


async def test_questions_of_the_longest_length_in_another_script_are_saved(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    first = app_client.workshop.columns[0]
    long = "س" * 990
    for _ in range(5):
        app_client.workshop.act(FAY, columns.add, long)
    for column in app_client.workshop.read(lambda s: column_rows.of(s, app_client.workshop.id)):
        app_client.workshop.act(FAY, columns.word, column.id, long, {"cy": long})
    page = (await fay.get(app_client.path("/questions"))).text
    (found,) = [one for one in html.document_fromstring(page).forms if one.action == app_client.path("/questions")]
    assert found.get("enctype") == "multipart/form-data"
    shorter = dict(found.form_values()) | {f"question-{first}": "Shorter?", "do": f"word-{first}"}
    answer = await fay.post(app_client.path("/questions"), files={name: (None, str(v)) for name, v in shorter.items()})
    assert answer.status_code == 303
    assert app_client.workshop.read(lambda s: column_rows.of(s, app_client.workshop.id))[0].question == "Shorter?"


async def pressed(app_client: AppClient, person: httpx.AsyncClient, do: str, **typed: str) -> httpx.Response:
    """The page after one press on the Questions page, with this text typed into its fields."""
    page = form((await person.get(app_client.path("/questions"))).text, app_client.path("/questions"))
    return await person.post(app_client.path("/questions"), data=page | typed | {"do": do})
