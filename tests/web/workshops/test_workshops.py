"""Plans of one's own, words in several languages, and questions that change while people write."""

import httpx
import pytest
from lxml import html

from app.domain.accounts import organisers
from app.domain.board import notes
from app.domain.models import Organisation
from app.domain.workshops import closing, columns, saved_plans, seats, workshops
from tests.app_client import House, set_up
from tests.web.accounts.test_accounts import form
from tests.web.board.test_joining import said
from tests.workshop import ANA, FAY

WELSH = {"accept-language": "cy"}
IN_WELSH = {"title-cy": "Iechyd yn y gorllewin", "question-cy": ["Cwestiwn un?", "", "Cwestiwn tri?"], "notice-cy": ""}


async def make(house: House, **values: object) -> tuple[str, object]:
    """Olga makes a workshop; returns its key and her browser."""
    olga = house.visitor()
    await set_up(house, olga)
    data = form((await olga.get("/workshops/new?plan=discussion")).text, "/workshops")
    made = await olga.post("/workshops", data=data | {"title": "Health in Westfield"} | values)
    assert made.status_code == 303, said(made)
    return made.headers["location"].split("/")[2], olga


async def test_a_workshop_speaks_the_language_of_its_reader(house: House) -> None:
    key, olga = await make(house, **IN_WELSH)
    code = said(await olga.post(f"/w/{key}/opening", data={"to": "people"}, follow_redirects=True))
    code = code[code.index("/j/") + 3 :][:6]
    pages = {}
    for language in ("en", "cy"):
        phone = house.visitor(**{"accept-language": language})
        page = await phone.get(f"/j/{code}", follow_redirects=True)
        details = {str(name): str(value) for name, value in html.document_fromstring(page.text).forms[0].form_values()}
        pages[language] = await phone.post(page.url.path, data=details, follow_redirects=True)
    assert "Iechyd yn y gorllewin" in pages["cy"].text
    assert "Cwestiwn un?" in said(pages["cy"])
    assert "Health in Westfield" in pages["en"].text
    assert "Cwestiwn un?" not in pages["en"].text
    # What is not translated is said in the first language, and marked so.
    second = html.document_fromstring(pages["cy"].text).xpath("//h2[starts-with(@id, 'question-')]")[1]
    assert second.text.startswith("What roles do we each have")
    assert second.get("lang") == "en"


async def test_what_is_typed_in_another_language_comes_back_when_something_is_wrong(house: House) -> None:
    olga = house.visitor()
    await set_up(house, olga)
    data = form((await olga.get("/workshops/new")).text, "/workshops") | IN_WELSH | {"title": ""}
    answer = await olga.post("/workshops", data=data)
    assert answer.status_code == 422
    again = form(answer.text, "/workshops")
    assert again["title-cy"] == ["Iechyd yn y gorllewin"]
    assert again["question-cy"][:3] == IN_WELSH["question-cy"]


async def test_details_change_the_other_language_too_and_leave_the_questions(house: House) -> None:
    key, olga = await make(house, **IN_WELSH)
    page = await olga.get(f"/w/{key}/details")
    data = form(page.text, f"/w/{key}/details") | {"title-cy": "Teitl newydd", "language": "en"}
    saved = await olga.post(f"/w/{key}/details", data=data, follow_redirects=True)
    assert "Saved" in said(saved)
    await olga.post(f"/w/{key}/opening")
    board = await olga.get(f"/w/{key}", headers=WELSH)
    assert "Teitl newydd" in board.text
    assert "Cwestiwn tri?" in said(board)
    refused = await olga.post(f"/w/{key}/details", data=data | {"title": " "})
    assert "Cwestiwn" not in form(refused.text, f"/w/{key}/details").get("question-cy", "")
    assert "What roles do we each have" in said(refused)


async def test_moving_the_day_moves_the_day_the_notes_go(house: House) -> None:
    key, olga = await make(house, held_on="2027-03-01")
    kept = form((await olga.get(f"/w/{key}/details")).text, f"/w/{key}/details")["keep_until"]
    assert kept == ["2028-02-29"]


async def test_a_plan_of_ones_own_makes_another_workshop_like_it(house: House) -> None:
    key, olga = await make(house, **IN_WELSH, own="Faith group", naming="named", held_on="2027-03-01")
    await olga.post(f"/w/{key}/plan", data={"name": "  Our  plan "})
    page = await olga.get("/workshops")
    (link,) = html.document_fromstring(page.text).xpath("//a[normalize-space()='Our plan']/@href")
    start = form((await olga.get(link)).text, "/workshops")
    assert start["title"] == [""]
    assert start["question-cy"][:3] == IN_WELSH["question-cy"]
    assert start["naming"] == ["named"]
    assert start["own"] == ["Faith group"]
    made = await olga.post("/workshops", data=start | {"title": "Another"}, follow_redirects=True)
    assert "It is there." in said(made)
    draft = house.hall.read(
        lambda session: workshops.draft_of(session, workshops.people.find(session, made.url.path.split("/")[2]))
    )
    assert draft.wordings["cy"].questions[0] == "Cwestiwn un?"
    assert (draft.keep_until - draft.held_on).days == 365


async def test_the_same_name_replaces_a_plan_and_a_plan_can_go(house: House) -> None:
    key, olga = await make(house)
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
    assert "no longer here" in said(gone)


async def test_nobody_has_the_plans_of_another_organisation(house: House) -> None:
    key, olga = await make(house)
    await olga.post(f"/w/{key}/plan", data={"name": "Ours"})

    def elsewhere(session: workshops.Session) -> None:
        other = Organisation(name="Elsewhere")
        session.add(other)
        session.flush()
        stranger = organisers.everybody(session)[0]
        stranger.organisation_id = other.id or 0
        assert saved_plans.listed(session, stranger) == []
        with pytest.raises(saved_plans.NotFound):
            saved_plans.forget(session, stranger, 1)
        session.expunge(stranger)

    house.hall.read(elsewhere)
    stranger = house.visitor(FAY)
    assert (await stranger.post("/plans/1/removal")).status_code == 403
    assert (await stranger.post(house.path("/plan"), data={"name": "x"})).status_code == 403


async def test_a_facilitator_changes_the_questions_on_their_page(house: House) -> None:
    note = house.hall.post(ANA, column=0)
    fay = house.visitor(FAY)
    first, second, _third = house.hall.columns
    page = await fay.get(house.path("/questions"))
    assert f"remove-{first}" not in page.text
    mine = {f"question-{first}": "Worded anew?", f"question-{first}-cy": "O'r newydd?"}
    saved = await pressed(house, fay, f"word-{first}", **mine)
    told = said(await fay.get(saved.headers["location"]))
    assert "Saved ✓ Do the other languages still say the same?" in told
    await pressed(house, fay, "add", more="One more?")
    await pressed(house, fay, f"later-{first}")
    await pressed(house, fay, f"earlier-{first}")
    await pressed(house, fay, f"earlier-{first}")
    await pressed(house, fay, f"remove-{second}")
    asked = [column.question for column in house.hall.read(lambda s: notes.columns(s, house.hall.id))]
    assert asked == ["Worded anew?", "Question 3?", "One more?"]
    assert "O&#39;r newydd?" in (await house.visitor(ANA, **WELSH).get(house.path())).text
    refused = await pressed(house, fay, f"remove-{first}")
    assert refused.status_code == 409
    assert "Move them to another question first" in said(refused)
    assert house.hall.note(note).column_id == first
    for stranger in (house.visitor(ANA), house.visitor()):
        assert (await stranger.get(house.path("/questions"))).status_code == 403
        data = {"do": "add", "more": "Mine?"}
        assert (await stranger.post(house.path("/questions"), data=data)).status_code == 403
    assert len(house.hall.read(lambda s: notes.columns(s, house.hall.id))) == 3


async def test_a_question_that_cannot_be_kept_is_given_back(house: House) -> None:
    fay = house.visitor(FAY)
    column = house.hall.columns[0]
    mine = {f"question-{column}": "x" * 1001, f"question-{column}-cy": "Cymraeg"}
    answer = await pressed(house, fay, f"word-{column}", **mine)
    assert answer.status_code == 422
    assert "question is too long" in said(answer)
    again = form(answer.text, house.path("/questions"))
    assert again[f"question-{column}"] == ["x" * 1001]
    assert again[f"question-{column}-cy"] == ["Cymraeg"]


@pytest.mark.parametrize("do", ["word", "earlier", "later", "remove", "add"])
async def test_what_is_not_saved_of_the_other_questions_comes_back_as_it_was_typed(house: House, do: str) -> None:
    fay = house.visitor(FAY)
    first, second, third = house.hall.columns
    mine = {
        f"question-{second}": "Saved?",
        f"question-{third}": "Half a",
        f"question-{third}-cy": "Hanner",
        "more": "x",
    }
    answer = await pressed(house, fay, do if do == "add" else f"{do}-{second}", **mine)
    assert answer.status_code == 200
    again = form(answer.text, house.path("/questions"))
    assert again[f"question-{third}"] == ["Half a"]
    assert again[f"question-{third}-cy"] == ["Hanner"]
    assert again["more"] == ["" if do == "add" else "x"]
    asked = [column.question for column in house.hall.read(lambda s: notes.columns(s, house.hall.id))]
    assert "Half a" not in asked, "nobody has saved that"
    if do in ("earlier", "later", "add"):
        assert again[f"question-{second}"] == ["Saved?"]
    # And then it is saved.
    again |= {"do": f"word-{third}", "more": "", f"question-{second}": "Question 2?"}
    await fay.post(house.path("/questions"), data=again)
    asked = [column.question for column in house.hall.read(lambda s: notes.columns(s, house.hall.id))]
    assert "Half a" in asked
    assert ("Saved?" in asked) == (do == "word")
    assert "Question 1?" in asked, f"question {first} is as it was"


async def test_of_two_who_word_one_question_the_second_reads_what_the_first_has_made_of_it(house: House) -> None:
    fay = house.visitor(FAY)
    first, second, _third = house.hall.columns
    page = form((await fay.get(house.path("/questions"))).text, house.path("/questions"))
    house.hall.act(FAY, columns.word, first, "The other's?", {"cy": "Y llall?"})
    house.hall.act(FAY, columns.word, second, "Theirs alone?", {})
    mine = page | {"do": f"word-{first}", f"question-{first}": "Mine?"}
    answer = await fay.post(house.path("/questions"), data=mine)
    assert answer.status_code == 409
    assert "Somebody else has worded this question anew" in said(answer)
    assert "The other's?" in said(answer)
    assert "Y llall?" in said(answer)
    again = form(answer.text, house.path("/questions"))
    assert again[f"question-{first}"] == ["Mine?"]
    assert again[f"question-{second}"] == ["Theirs alone?"], "I had not touched that one"
    await fay.post(house.path("/questions"), data=again | {"do": f"word-{first}"})
    asked = [column.question for column in house.hall.read(lambda s: notes.columns(s, house.hall.id))]
    assert asked == ["Mine?", "Theirs alone?", "Question 3?"]


async def test_words_for_a_question_that_has_gone_stand_where_one_more_is_written(house: House) -> None:
    fay = house.visitor(FAY)
    first, second, _third = house.hall.columns
    page = form((await fay.get(house.path("/questions"))).text, house.path("/questions"))
    house.hall.act(FAY, columns.remove, second)
    for do in (f"word-{second}", f"word-{first}"):
        words = {f"question-{second}": "In vain?", f"question-{second}-cy": "Ofer?", "more": "And this?"}
        mine = page | words | {"do": do}
        answer = await fay.post(house.path("/questions"), data=mine)
        assert "has been removed" in said(answer)
        assert form(answer.text, house.path("/questions"))["more"] == ["In vain?\n\nOfer?\n\nAnd this?"]


async def test_a_workshop_that_closes_while_a_question_is_worded_gives_the_words_back(house: House) -> None:
    fay = house.visitor(FAY)
    first = house.hall.columns[0]
    page = form((await fay.get(house.path("/questions"))).text, house.path("/questions"))
    house.hall.act(FAY, closing.close, on=True)
    answer = await fay.post(
        house.path("/questions"), data=page | {"do": f"word-{first}", f"question-{first}": "Too late?"}
    )
    assert answer.status_code == 409
    assert "closed" in said(answer)
    assert form(answer.text, house.path("/questions"))[f"question-{first}"] == ["Too late?"]


@pytest.mark.parametrize("what", ["revoked", "broken"])
async def test_words_for_a_question_outlive_whatever_goes_wrong(
    house: House, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fay = house.visitor(FAY)
    first = house.hall.columns[0]
    page = form((await fay.get(house.path("/questions"))).text, house.path("/questions"))
    mine = page | {"do": f"word-{first}", f"question-{first}": "Long thought of?", "more": "And this?"}
    if what == "revoked":
        house.hall.act(FAY, seats.revoke, house.hall.read(lambda s: seats.links(s, house.hall.id))[0].id)
        assert "Long thought of?\n\nAnd this?" in (await fay.post(house.path("/questions"), data=mine)).text
        return

    async def broken(*_what: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(house.inside.database, "write", broken)
        answer = await fay.post(house.path("/questions"), data=mine)
    assert answer.status_code == 500
    again = await fay.post(house.path("/questions"), data=form(answer.text, house.path("/questions")))
    assert form(again.text, house.path("/questions"))["more"] == ["Long thought of?\n\nAnd this?"]


async def test_a_question_keeps_its_words_in_languages_that_have_no_box(house: House) -> None:
    fay = house.visitor(FAY)
    first = house.hall.columns[0]
    house.hall.act(FAY, columns.word, first, "Question 1?", {"fr": "Et en français ?", "cy": "Un?"})
    moved = await pressed(house, fay, f"later-{first}")
    assert moved.status_code == 303, "what nobody has touched counts as not saved"
    await pressed(house, fay, f"word-{first}", **{f"question-{first}": "Anew?"})
    kept = house.hall.read(lambda s: notes.columns(s, house.hall.id))[1]
    assert (kept.question, kept.words["fr"]) == ("Anew?", {"question": "Et en français ?"})


async def test_the_longest_questions_in_another_script_arrive(house: House) -> None:
    fay = house.visitor(FAY)
    first = house.hall.columns[0]
    long = "س" * 990
    for _ in range(5):
        house.hall.act(FAY, columns.add, long)
    for column in house.hall.read(lambda s: notes.columns(s, house.hall.id)):
        house.hall.act(FAY, columns.word, column.id, long, {"cy": long})
    page = (await fay.get(house.path("/questions"))).text
    (found,) = [one for one in html.document_fromstring(page).forms if one.action == house.path("/questions")]
    assert found.get("enctype") == "multipart/form-data"
    shorter = dict(found.form_values()) | {f"question-{first}": "Shorter?", "do": f"word-{first}"}
    answer = await fay.post(house.path("/questions"), files={name: (None, str(v)) for name, v in shorter.items()})
    assert answer.status_code == 303
    assert house.hall.read(lambda s: notes.columns(s, house.hall.id))[0].question == "Shorter?"


async def pressed(house: House, person: httpx.AsyncClient, do: str, **typed: str) -> httpx.Response:
    """What comes of one press on the page Questions, with this typed into its boxes before."""
    page = form((await person.get(house.path("/questions"))).text, house.path("/questions"))
    return await person.post(house.path("/questions"), data=page | typed | {"do": do})
