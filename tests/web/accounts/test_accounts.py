"""Organisers' work: workshops from plans, deletion, and forms refused after signing out."""

import pytest
from lxml import html

from app.domain.mapping import codings
from app.domain.workshops import closing, listing, seats
from tests.app_client import PASSWORD, AppClient, set_up
from tests.web.board.test_joining import fields, text_of
from tests.workshop import ANA, FAY, SampleWorkshop


def form(page: str, action: str) -> dict[str, list[str] | str]:
    """The fields that a browser would send from the form with this action."""
    (found,) = [form for form in html.document_fromstring(page).forms if form.action == action]
    values: dict[str, list[str] | str] = {}
    for name, value in found.form_values():
        values[str(name)] = [*values.get(str(name), []), str(value)]
    return values


async def test_a_workshop_is_created_from_a_plan_with_one_form(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    page = await olga.get("/workshops/new?plan=starter")
    data = form(page.text, "/workshops") | {"title": "Health in Westfield", "place": "The library"}
    assert len(data["question"]) >= 4
    assert data["naming"] == ["anonymous"]
    made = await olga.post("/workshops", data=data, follow_redirects=True)
    assert "Workshop created." in text_of(made)
    key = made.url.path.split("/")[2]
    board = await olga.post(f"/w/{key}/opening", follow_redirects=True)
    assert "Is there a shared commitment across partners" in board.text
    assert "Health in Westfield" in text_of(await olga.get("/workshops?q=westfield+library"))
    assert "Health in Westfield" not in text_of(await olga.get("/workshops?q=eastfield"))
    handout = await olga.get(f"/w/{key}/handout")
    assert "Eastfield Council runs this workshop" in text_of(handout)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "  "}, "Enter a title for the workshop"),
        ({"question": ["", " "]}, "at least one question"),
        ({"held_on": "tomorrow"}, "day, month and year"),
        ({"keep_until": "2020-01-01"}, "Enter a date after the workshop"),
        ({"time_zone": "Mars/Olympus"}, "time zone"),
        ({"question": [str(n) for n in range(9)]}, "at most 8"),
    ],
)
async def test_an_invalid_details_form_is_shown_again_with_its_input(
    app_client: AppClient, wrong: dict, words: str
) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    page = await olga.get("/workshops/new")
    data = form(page.text, "/workshops") | {"title": "My title", "place": "My place"} | wrong
    answer = await olga.post("/workshops", data=data)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert form(answer.text, "/workshops")["place"] == ["My place"]


async def test_a_change_of_the_details_reaches_everyone(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    page = await olga.get(app_client.path("/details"))
    data = form(page.text, app_client.path("/details")) | {"title": "New title", "own": "Faith group\nYouth council"}
    await olga.post(app_client.path("/details"), data=data)
    assert "New title" in (await app_client.visitor(ANA).get(app_client.path())).text
    assert "Faith group" in (await app_client.visitor().get(app_client.path("/join"))).text
    seq = app_client.workshop.workshop().seq
    await olga.post(app_client.path("/details"), data=data)
    assert app_client.workshop.workshop().seq == seq


async def test_a_duplicate_has_the_questions_but_no_notes_or_seats(app_client: AppClient) -> None:
    app_client.workshop.post(ANA)
    olga = app_client.visitor()
    await set_up(app_client, olga)
    copy = await olga.post(app_client.path("/copies"), data={"title": "Another round"}, follow_redirects=True)
    key = copy.url.path.split("/")[2]
    assert key != app_client.workshop.key
    assert "Another round" in text_of(copy)
    board = await olga.post(f"/w/{key}/opening", follow_redirects=True)
    assert "Question 1?" in board.text
    assert "No notes yet" in board.text


async def test_participants_and_strangers_cannot_organise(app_client: AppClient) -> None:
    await set_up(app_client, app_client.visitor())
    for stranger in (app_client.visitor(ANA), app_client.visitor()):
        for path in ("/workshops", "/workshops/new", "/account", "/organisers", app_client.path("/details")):
            assert (await stranger.get(path)).headers["location"].startswith("/sign-in"), path
        for path in ("/workshops", "/organisers/invitations", app_client.path("/details"), app_client.path("/copies")):
            assert (await stranger.post(path, data={"title": "x"})).status_code == 403, path
    forged = app_client.visitor()
    forged.cookies.set("organiser", "WzEsICJ4Il0.forged", domain="board.test")
    assert (await forged.get("/workshops")).status_code == 303


async def test_a_form_refused_after_signing_out_can_be_sent_after_signing_in(app_client: AppClient) -> None:
    await set_up(app_client, app_client.visitor())
    olga = app_client.visitor()
    asked = await olga.get("/workshops/new?plan=starter")
    page = await olga.get(asked.headers["location"])
    data = fields(page) | {"email": "olga@council.example", "password": PASSWORD}
    begun = await olga.post("/sign-in", data=data, follow_redirects=True)
    assert "shared commitment" in begun.text, "the plan that was chosen is forgotten"
    typed = form(begun.text, "/workshops") | {"title": ["Written <for> an hour"], "notice": ["One\n\nTwo"]}
    olga.cookies.clear()
    away = await olga.post("/workshops", data=typed)
    assert away.status_code == 403
    assert "signed out" in text_of(away)
    wrong = await olga.post("/sign-in", data=form(away.text, "/sign-in") | {"email": "olga@x.example", "password": "x"})
    kept = form(wrong.text, "/sign-in") | {"email": "olga@council.example", "password": PASSWORD}
    back = await olga.post("/sign-in", data=kept)
    again = form(back.text, "/workshops")
    assert again == typed
    made = await olga.post("/workshops", data=again, follow_redirects=True)
    assert "Written &lt;for&gt; an hour" in made.text


async def test_signing_in_never_resends_a_deletion(app_client: AppClient) -> None:
    await set_up(app_client, app_client.visitor())
    olga = app_client.visitor()
    for data in ({"sure": "1"}, {}):
        away = await olga.post(app_client.path("/deletion"), data=data)
        kept = form(away.text, "/sign-in") | {"email": "olga@council.example", "password": PASSWORD}
        assert (await olga.post("/sign-in", data=kept)).headers["location"] == "/workshops"
        olga.cookies.clear()


async def test_a_resumed_form_contains_no_password_and_goes_to_no_other_site(app_client: AppClient) -> None:
    await set_up(app_client, app_client.visitor())
    olga = app_client.visitor()
    away = await olga.post("/account/password", data={"present": "my old secret", "password": "my new secret"})
    assert "Sign in" in text_of(away)
    assert "secret" not in away.text
    data = {"email": "olga@council.example", "password": PASSWORD, "unfinished": "//evil.test", "kept-title": "x"}
    assert (await olga.post("/sign-in", data=data)).headers["location"] == "/workshops"


async def test_blanks_in_the_privacy_notice_are_shown_until_they_are_filled_in(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    data = form((await olga.get("/workshops/new")).text, "/workshops") | {"title": "x"}
    made = await olga.post("/workshops", data=data, follow_redirects=True)
    assert "Privacy notice Missing: [fill in], [contact]" in text_of(made)
    key = made.url.path.split("/")[2]
    await olga.post(f"/w/{key}/opening")
    for page in ("handout", "share"):
        assert "privacy notice are missing: [fill in], [contact]." in text_of(await olga.get(f"/w/{key}/{page}"))
    filled = form(made.text, f"/w/{key}/details") | {"notice": "Ask us [really]!", "notice-cy": "Gofynnwch"}
    saved = await olga.post(f"/w/{key}/details", data=filled, follow_redirects=True)
    assert "Privacy notice Missing: [really]" in text_of(saved)
    await olga.post(f"/w/{key}/details", data=filled | {"notice": "Ask us."})
    for page in ("handout", "details"):
        assert "issing: [" not in text_of(await olga.get(f"/w/{key}/{page}"))


async def test_the_handout_of_a_closed_workshop_has_no_code_and_no_link(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    code = f"{app_client.workshop.code[:3]} {app_client.workshop.code[3:]}"
    assert code in text_of(await fay.get(app_client.path("/handout")))
    app_client.workshop.act(FAY, closing.close, on=True)
    closed = await fay.get(app_client.path("/handout"))
    assert "can no longer join" in text_of(closed)
    assert code not in closed.text
    assert "qr.svg" not in closed.text


async def test_deleting_a_workshop_needs_the_confirmation(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA, "Words that go")
    for stranger in (app_client.visitor(), app_client.visitor(ANA), app_client.visitor(FAY)):
        await stranger.post(app_client.path("/deletion"), data={"sure": "1"})
    olga = app_client.visitor()
    await set_up(app_client, olga)
    unsure = await olga.post(app_client.path("/deletion"))
    assert "Nothing was deleted" in text_of(unsure)
    assert app_client.workshop.note(note).text == "Words that go"
    page = await olga.get(app_client.path("/details"))
    sure = form(page.text, app_client.path("/deletion")) | {"sure": "1"}
    gone = await olga.post(app_client.path("/deletion"), data=sure, follow_redirects=True)
    assert "The workshop has been deleted" in text_of(gone)
    assert app_client.path("/details") not in gone.text
    for visitor in (olga, app_client.visitor(ANA), app_client.visitor(FAY)):
        for path in ("", "/details", "/map", "/records", "/join"):
            answer = await visitor.get(app_client.path(path))
            assert "Words that go" not in answer.text
            assert answer.status_code in (303, 404)
    data = {"id": "b" * 24, "column": app_client.workshop.columns[0], "text": "Too late"}
    late = await app_client.visitor(ANA).post(app_client.path("/notes"), data=data)
    assert "no workshop at this address" in text_of(late)


async def test_a_long_list_of_workshops_has_pages(app_client: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 1)
    other = SampleWorkshop(app_client.workshop.database)
    other.hold_today()
    olga = app_client.visitor()
    await set_up(app_client, olga)
    first = await olga.get("/workshops?q=workshop")
    assert other.code[:3] in text_of(first)
    assert app_client.workshop.code[:3] not in text_of(first)
    earlier = html.document_fromstring(first.text).find_class("acts")[-1].find("a").get("href")
    second = await olga.get(earlier)
    assert app_client.workshop.code[:3] in text_of(second)
    assert "Earlier workshops" not in text_of(second)
    assert "Later workshops" in text_of(second)
    beyond = await olga.get("/workshops?start=50")
    assert "no workshop" not in text_of(beyond)
    assert "Later workshops" in text_of(beyond)
    assert (await olga.get("/workshops?start=-5")).status_code == 200
    assert (await olga.get("/workshops?start=99999999999999999999")).status_code == 200


async def test_a_removed_person_is_listed_and_can_be_let_in_again(app_client: AppClient) -> None:
    fay, ana = app_client.visitor(FAY), app_client.visitor(ANA)
    seat = app_client.workshop.read(lambda session: seats.load_actor(session, app_client.workshop.key, ANA).seat.id)
    await fay.post(app_client.path(f"/seats/{seat}/removal"))
    assert (await ana.get(app_client.path())).status_code == 403
    page = await fay.get(app_client.path("/participants"))
    back = form(page.text, app_client.path(f"/seats/{seat}/return"))
    await fay.post(app_client.path(f"/seats/{seat}/return"), data=back)
    assert (await ana.get(app_client.path())).status_code == 200
    assert "Let back in" not in (await fay.get(app_client.path("/participants"))).text


async def test_own_notes_of_a_closed_board_do_not_say_that_there_are_none(app_client: AppClient) -> None:
    app_client.workshop.post(ANA)
    app_client.workshop.act(FAY, closing.close, on=True)
    board = (await app_client.visitor(ANA).get(app_client.path())).text
    assert "You have not posted yet." not in board
    assert "We deleted the record of which notes are yours" in board


async def test_every_page_links_to_the_list_of_workshops(app_client: AppClient) -> None:
    for page in (
        await app_client.visitor().get("/"),
        await app_client.visitor(FAY).get(app_client.path("/participants")),
    ):
        assert 'href="/workshops"' in page.text
    assert 'href="/workshops"' not in (await app_client.visitor(ANA).get(app_client.path())).text


async def test_editing_a_framework_creates_a_version_and_keeps_the_codings(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA)
    app_client.workshop.act(FAY, codings.give, note, "involve_voice")
    olga = app_client.visitor()
    await set_up(app_client, olga)
    page = await olga.get(app_client.path("/framework"))
    names = {"name-involve_voice": "Listening", "order-involve_voice": "9", "status-involve_voice": "checked"}
    data = form(page.text, app_client.path("/framework")) | names
    assert (await olga.post(app_client.path("/framework"), data=data)).status_code == 303
    fay = await app_client.visitor(FAY).get(app_client.path("/map"))
    assert "Listening" in fay.text
    book = app_client.workshop.read(lambda session: codings.code_book(session, app_client.workshop.workshop()))
    assert [element["key"] for element in book.groups[0]["elements"]][-1] == "involve_voice"
    assert app_client.workshop.read(lambda session: codings.codes(session, app_client.workshop.id))[note] == {
        "involve_voice"
    }
    made = await olga.post(
        "/workshops", data=form((await olga.get("/workshops/new")).text, "/workshops") | {"title": "x"}
    )
    key = made.headers["location"].split("/")[2]
    await olga.post(f"/w/{key}/opening")
    assert "Listening" in (await olga.get(f"/w/{key}/map")).text
    refused = await olga.post(app_client.path("/framework"), data=data | {"name-involve_voice": " "})
    assert refused.status_code == 422
    assert "Enter a name for every element" in text_of(refused)
