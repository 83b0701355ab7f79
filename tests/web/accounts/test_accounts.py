"""Organisers: accounts, invitations, passwords, and workshops from a plan."""

import asyncio
import re
import time
from datetime import timedelta

import pytest
from lxml import html

from app.domain.accounts import organisers
from app.domain.mapping import codings
from app.domain.workshops import closing, listing, seats
from app.web.accounts import accounts as web_accounts
from tests.app_client import PASSWORD, House, set_up
from tests.web.board.test_joining import fields, said
from tests.workshop import ANA, FAY, START, Hall


def form(page: str, action: str) -> dict[str, list[str] | str]:
    """What a browser would send from the form with this action."""
    (found,) = [form for form in html.document_fromstring(page).forms if form.action == action]
    values: dict[str, list[str] | str] = {}
    for name, value in found.form_values():
        values[str(name)] = [*values.get(str(name), []), str(value)]
    return values


async def test_the_set_up_link_makes_the_first_account_and_then_no_more(house: House) -> None:
    olga, late = house.visitor(), house.visitor()
    link = house.inside.keys.setup_link("")
    page = await olga.get(link)
    assert "Make the first account" in said(page)
    await set_up(house, olga)
    assert "A workshop" in said(await olga.get("/workshops"))
    assert (await late.get(link)).headers["location"] == "/sign-in"
    token = link.rsplit("/", 1)[1]
    data = {"token": token, "name": "Late", "email": "late@x.example", "password": PASSWORD}
    refused = await late.post("/o", data=data)
    assert "has been made" in said(refused)
    assert not late.cookies
    assert (await late.post("/o", data={"token": "0" * 40})).status_code == 403


async def test_what_was_typed_is_kept_when_something_is_wrong(house: House) -> None:
    olga = house.visitor()
    token = house.inside.keys.setup_link("").rsplit("/", 1)[1]
    data = {"token": token, "organisation": "O", "name": "Olga", "email": "olga@x.example", "password": "short"}
    answer = await olga.post("/o", data=data)
    assert answer.status_code == 422
    assert "at least 10 characters" in said(answer)
    again = fields(answer)
    assert (again["name"], again["email"]) == ("Olga", "olga@x.example")
    for wrong, words in (({"email": "nowhere"}, "e-mail address"), ({"name": " "}, "give your name")):
        assert words in said(await olga.post("/o", data=data | {"password": PASSWORD} | wrong))


async def test_one_signs_in_and_out(house: House) -> None:
    await set_up(house, house.visitor())
    olga = house.visitor()
    asked = await olga.get("/workshops")
    assert asked.headers["location"] == "/sign-in?to=/workshops"
    data = {"email": " OLGA@council.example ", "password": PASSWORD, "to": "/account"}
    answer = await olga.post("/sign-in", data=data)
    assert answer.headers["location"] == "/account"
    cookie = next(iter(olga.cookies.jar))
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert PASSWORD not in str(cookie.value)
    assert "olga@council.example" in said(await olga.get("/account"))
    await olga.post("/sign-out")
    assert (await olga.get("/workshops")).status_code == 303


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test", "/\\evil.test", "evil"])
async def test_signing_in_leads_nowhere_else(house: House, to: str) -> None:
    await set_up(house, house.visitor())
    answer = await house.visitor().post(
        "/sign-in", data={"email": "olga@council.example", "password": PASSWORD, "to": to}
    )
    assert answer.headers["location"] == "/workshops"


async def test_wrong_passwords_are_refused_slowed_down_and_never_locked_out(house: House) -> None:
    await set_up(house, house.visitor())
    guesser = house.visitor()
    for email in ("olga@council.example", "nobody@council.example"):
        answer = await guesser.post("/sign-in", data={"email": email, "password": "wrong password"})
        assert answer.status_code == 403
        assert "do not belong together" in said(answer)
        assert fields(answer)["email"] == email
    # On a slow machine some of the room comes back while the passwords are looked at.
    for _ in range(60):
        wrong = await guesser.post("/sign-in", data={"email": "olga@council.example", "password": "wrong password"})
        if wrong.status_code == 429:
            break
    data = {"email": "olga@council.example", "password": PASSWORD}
    assert (await guesser.post("/sign-in", data=data)).status_code == 429
    assert (await house.visitor().post("/sign-in", data=data)).status_code == 303


async def test_passwords_tried_all_at_once_are_looked_at_one_by_one_and_most_not_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up(house, house.visitor())
    house.inside.password_failures._by_address._clock = lambda: 1000.0
    looking, most, looked = 0, 0, 0

    def verify(_password: str, _known: str) -> bool:
        nonlocal looking, most, looked
        looking, looked = looking + 1, looked + 1
        most = max(most, looking)
        time.sleep(0.01)
        looking -= 1
        return False

    monkeypatch.setattr(web_accounts.argon2, "verify", verify)
    guesser = house.visitor()
    data = {"email": "olga@council.example", "password": "wrong password"}
    answers = await asyncio.gather(*(guesser.post("/sign-in", data=data) for _ in range(40)))
    assert (most, looked) == (1, 10)
    assert sorted(answer.status_code for answer in answers) == [403] * 10 + [429] * 30


async def test_a_new_password_ends_every_other_sign_in(house: House) -> None:
    olga, elsewhere = house.visitor(), house.visitor()
    await set_up(house, olga)
    await elsewhere.post("/sign-in", data={"email": "olga@council.example", "password": PASSWORD})
    wrong = await olga.post("/account/password", data={"present": "no", "password": "another long one"})
    assert "not right" in said(wrong)
    await olga.post("/account/password", data={"present": PASSWORD, "password": "another long one"})
    assert (await olga.get("/workshops")).status_code == 200
    assert (await elsewhere.get("/workshops")).status_code == 303


async def test_an_invitation_makes_one_account_and_a_reset_one_password(house: House) -> None:
    olga, otto = house.visitor(), house.visitor()
    await set_up(house, olga)
    page = await olga.post("/account/invitations")
    (link,) = re.findall(r"http://[^<\s]+(/i/[^<\s]+)", page.text)
    assert link not in (await olga.get("/account")).text
    details = fields(await otto.get(link)) | {"name": "Otto", "email": "otto@x.example", "password": PASSWORD}
    assert (await otto.post("/i", data=details)).headers["location"] == "/workshops"
    assert (await house.visitor().get(link)).status_code == 403
    assert (await house.visitor().post("/i", data=details | {"email": "x@x.example"})).status_code == 403
    page = await olga.get("/account")
    number = form(page.text, "/account/resets")["organiser"]
    reset = await olga.post("/account/resets", data={"organiser": number})
    (link,) = re.findall(r"http://[^<\s]+(/i/[^<\s]+)", reset.text)
    details = fields(await house.visitor().get(link)) | {"password": "a wholly new one"}
    assert (await house.visitor().post("/i", data=details)).status_code == 303
    assert (await otto.get("/workshops")).status_code == 303
    answer = await otto.post("/sign-in", data={"email": "otto@x.example", "password": "a wholly new one"})
    assert answer.status_code == 303


async def test_an_invitation_grows_old(house: House) -> None:
    await set_up(house, house.visitor())

    def make(session: seats.Session) -> str:
        olga = organisers.everybody(session)[0]
        return organisers.invite(session, olga, START - timedelta(days=1))

    secret = house.hall.write(make)
    with pytest.raises(organisers.NotAllowed):
        house.hall.read(lambda session: organisers.invitation(session, secret, START + timedelta(days=14)))
    assert house.hall.read(lambda session: organisers.invitation(session, secret, START))


async def test_a_workshop_is_made_from_a_plan_in_one_form(house: House) -> None:
    olga = house.visitor()
    await set_up(house, olga)
    page = await olga.get("/workshops/new?plan=starter")
    data = form(page.text, "/workshops") | {"title": "Health in Westfield", "place": "The library"}
    assert len(data["question"]) >= 4
    assert data["naming"] == ["anonymous"]
    made = await olga.post("/workshops", data=data, follow_redirects=True)
    assert "It is there." in said(made)
    key = made.url.path.split("/")[2]
    board = await olga.post(f"/w/{key}/opening", follow_redirects=True)
    assert "Is there a shared commitment across partners" in board.text
    assert "Health in Westfield" in said(await olga.get("/workshops?q=westfield+library"))
    assert "Health in Westfield" not in said(await olga.get("/workshops?q=eastfield"))
    handout = await olga.get(f"/w/{key}/handout")
    assert "Eastfield Council runs this workshop" in said(handout)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "  "}, "give the workshop a title"),
        ({"question": ["", " "]}, "at least one question"),
        ({"held_on": "tomorrow"}, "day, month and year"),
        ({"keep_until": "2020-01-01"}, "kept until after"),
        ({"time_zone": "Mars/Olympus"}, "time zone"),
        ({"question": [str(n) for n in range(9)]}, "at most 8"),
    ],
)
async def test_a_form_that_cannot_be_used_is_given_back(house: House, wrong: dict, words: str) -> None:
    olga = house.visitor()
    await set_up(house, olga)
    page = await olga.get("/workshops/new")
    data = form(page.text, "/workshops") | {"title": "My title", "place": "My place"} | wrong
    answer = await olga.post("/workshops", data=data)
    assert answer.status_code == 422
    assert words in said(answer)
    assert form(answer.text, "/workshops")["place"] == ["My place"]


async def test_a_workshop_is_changed_and_everybody_sees_it(house: House) -> None:
    olga = house.visitor()
    await set_up(house, olga)
    page = await olga.get(house.path("/details"))
    data = form(page.text, house.path("/details")) | {"title": "New title", "own": "Faith group\nYouth council"}
    await olga.post(house.path("/details"), data=data)
    assert "New title" in (await house.visitor(ANA).get(house.path())).text
    assert "Faith group" in (await house.visitor().get(house.path("/join"))).text
    seq = house.hall.workshop().seq
    await olga.post(house.path("/details"), data=data)
    assert house.hall.workshop().seq == seq


async def test_a_duplicate_has_the_questions_and_nothing_else(house: House) -> None:
    house.hall.post(ANA)
    olga = house.visitor()
    await set_up(house, olga)
    copy = await olga.post(house.path("/copies"), follow_redirects=True)
    key = copy.url.path.split("/")[2]
    assert key != house.hall.key
    board = await olga.post(f"/w/{key}/opening", follow_redirects=True)
    assert "Question 1?" in board.text
    assert "No notes yet" in board.text


async def test_participants_and_strangers_organise_nothing(house: House) -> None:
    await set_up(house, house.visitor())
    for stranger in (house.visitor(ANA), house.visitor()):
        for path in ("/workshops", "/workshops/new", "/account", house.path("/details")):
            assert (await stranger.get(path)).headers["location"].startswith("/sign-in"), path
        for path in ("/workshops", "/account/invitations", house.path("/details"), house.path("/copies")):
            assert (await stranger.post(path, data={"title": "x"})).status_code == 403, path
    forged = house.visitor()
    forged.cookies.set("organiser", "WzEsICJ4Il0.forged", domain="board.test")
    assert (await forged.get("/workshops")).status_code == 303


async def test_whoever_was_signed_out_while_writing_signs_in_and_goes_on(house: House) -> None:
    await set_up(house, house.visitor())
    olga = house.visitor()
    asked = await olga.get("/workshops/new?plan=starter")
    page = await olga.get(asked.headers["location"])
    data = fields(page) | {"email": "olga@council.example", "password": PASSWORD}
    begun = await olga.post("/sign-in", data=data, follow_redirects=True)
    assert "shared commitment" in begun.text, "the plan that was chosen is forgotten"
    typed = form(begun.text, "/workshops") | {"title": ["Written <for> an hour"], "notice": ["One\n\nTwo"]}
    olga.cookies.clear()
    away = await olga.post("/workshops", data=typed)
    assert away.status_code == 403
    assert "signed out" in said(away)
    wrong = await olga.post("/sign-in", data=form(away.text, "/sign-in") | {"email": "olga@x.example", "password": "x"})
    kept = form(wrong.text, "/sign-in") | {"email": "olga@council.example", "password": PASSWORD}
    back = await olga.post("/sign-in", data=kept)
    again = form(back.text, "/workshops")
    assert again == typed
    made = await olga.post("/workshops", data=again, follow_redirects=True)
    assert "Written &lt;for&gt; an hour" in made.text


async def test_nothing_is_deleted_by_going_on_after_signing_in(house: House) -> None:
    await set_up(house, house.visitor())
    olga = house.visitor()
    for data in ({"sure": "1"}, {}):
        away = await olga.post(house.path("/deletion"), data=data)
        kept = form(away.text, "/sign-in") | {"email": "olga@council.example", "password": PASSWORD}
        assert (await olga.post("/sign-in", data=kept)).headers["location"] == "/workshops"
        olga.cookies.clear()


async def test_no_password_is_written_into_a_page_and_nothing_is_sent_elsewhere(house: House) -> None:
    await set_up(house, house.visitor())
    olga = house.visitor()
    away = await olga.post("/account/password", data={"present": "my old secret", "password": "my new secret"})
    assert "Sign in" in said(away)
    assert "secret" not in away.text
    data = {"email": "olga@council.example", "password": PASSWORD, "unfinished": "//evil.test", "kept-title": "x"}
    assert (await olga.post("/sign-in", data=data)).headers["location"] == "/workshops"


async def test_blanks_in_the_privacy_notice_are_pointed_out_until_they_are_filled_in(house: House) -> None:
    olga = house.visitor()
    await set_up(house, olga)
    data = form((await olga.get("/workshops/new")).text, "/workshops") | {"title": "x"}
    made = await olga.post("/workshops", data=data, follow_redirects=True)
    assert "still has blanks: [fill in], [contact]" in said(made)
    key = made.url.path.split("/")[2]
    await olga.post(f"/w/{key}/opening")
    for page in ("handout", "people"):
        assert "still has blanks: [fill in], [contact]." in said(await olga.get(f"/w/{key}/{page}"))
    filled = form(made.text, f"/w/{key}/details") | {"notice": "Ask us [really]!", "notice-cy": "Gofynnwch"}
    saved = await olga.post(f"/w/{key}/details", data=filled, follow_redirects=True)
    assert "still has blanks: [really]" in said(saved)
    await olga.post(f"/w/{key}/details", data=filled | {"notice": "Ask us."})
    assert "blanks" not in said(await olga.get(f"/w/{key}/handout"))
    assert "blanks" not in said(await olga.get(f"/w/{key}/details"))


async def test_the_hand_out_of_a_closed_workshop_has_no_way_in(house: House) -> None:
    fay = house.visitor(FAY)
    code = f"{house.hall.code[:3]} {house.hall.code[3:]}"
    assert code in said(await fay.get(house.path("/handout")))
    house.hall.act(FAY, closing.close, on=True)
    closed = await fay.get(house.path("/handout"))
    assert "Nobody new can join" in said(closed)
    assert code not in closed.text
    assert "qr.svg" not in closed.text


async def test_an_organiser_deletes_a_workshop_only_when_sure(house: House) -> None:
    note = house.hall.post(ANA, "Words that go")
    for stranger in (house.visitor(), house.visitor(ANA), house.visitor(FAY)):
        await stranger.post(house.path("/deletion"), data={"sure": "1"})
    olga = house.visitor()
    await set_up(house, olga)
    unsure = await olga.post(house.path("/deletion"))
    assert "Nothing was deleted" in said(unsure)
    assert house.hall.note(note).text == "Words that go"
    page = await olga.get(house.path("/details"))
    sure = form(page.text, house.path("/deletion")) | {"sure": "1"}
    gone = await olga.post(house.path("/deletion"), data=sure, follow_redirects=True)
    assert "The workshop has been deleted" in said(gone)
    assert house.path("/details") not in gone.text
    for visitor in (olga, house.visitor(ANA), house.visitor(FAY)):
        for path in ("", "/details", "/map", "/records", "/join"):
            answer = await visitor.get(house.path(path))
            assert "Words that go" not in answer.text
            assert answer.status_code in (303, 404)
    data = {"id": "b" * 24, "column": house.hall.columns[0], "text": "Too late"}
    late = await house.visitor(ANA).post(house.path("/notes"), data=data)
    assert "no workshop at this address" in said(late)


async def test_a_workshop_whose_time_is_over_says_where_it_is_deleted(house: House) -> None:
    olga = house.visitor()
    await set_up(house, olga)
    data = form((await olga.get(house.path("/details"))).text, house.path("/details"))
    await olga.post(house.path("/details"), data=data | {"held_on": "2020-01-01", "keep_until": "2020-02-02"})
    assert f'href="{house.path("/details#delete")}"' in (await olga.get("/workshops")).text


async def test_one_leafs_through_a_long_list(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 1)
    other = Hall(house.hall.database)
    olga = house.visitor()
    await set_up(house, olga)
    first = await olga.get("/workshops?q=workshop")
    assert other.code[:3] in said(first)
    assert house.hall.code[:3] not in said(first)
    earlier = html.document_fromstring(first.text).find_class("acts")[-1].find("a").get("href")
    second = await olga.get(earlier)
    assert house.hall.code[:3] in said(second)
    assert "Earlier workshops" not in said(second)
    assert "Later workshops" in said(second)
    beyond = await olga.get("/workshops?start=50")
    assert "no workshop" not in said(beyond)
    assert "Later workshops" in said(beyond)
    assert (await olga.get("/workshops?start=-5")).status_code == 200
    assert (await olga.get("/workshops?start=99999999999999999999")).status_code == 200


async def test_what_the_account_page_has_answered_is_there_again_in_another_language(house: House) -> None:
    olga = house.visitor()
    await set_up(house, olga)
    for path in ("/account/invitations", "/account/resets", "/account/password"):
        chosen = await olga.post(
            "/language", data={"language": "cy"}, headers={"referer": f"http://board.test{path}"}, follow_redirects=True
        )
        assert chosen.status_code == 200
        assert 'action="/account/password"' in chosen.text


async def test_somebody_who_was_removed_stands_on_the_page_to_be_let_in_again(house: House) -> None:
    fay, ana = house.visitor(FAY), house.visitor(ANA)
    seat = house.hall.read(lambda session: seats.who(session, house.hall.key, ANA).seat.id)
    await fay.post(house.path(f"/seats/{seat}/removal"))
    assert (await ana.get(house.path())).status_code == 403
    page = await fay.get(house.path("/people"))
    back = form(page.text, house.path(f"/seats/{seat}/return"))
    await fay.post(house.path(f"/seats/{seat}/return"), data=back)
    assert (await ana.get(house.path())).status_code == 200
    assert "Let in again" not in (await fay.get(house.path("/people"))).text


async def test_a_closed_board_does_not_say_that_one_has_never_posted(house: House) -> None:
    house.hall.post(ANA)
    house.hall.act(FAY, closing.close, on=True)
    board = (await house.visitor(ANA).get(house.path())).text
    assert "You have not posted yet." not in board
    assert "Which notes were yours was erased" in board


async def test_from_everywhere_there_is_a_way_to_the_workshops(house: House) -> None:
    for page in (await house.visitor().get("/"), await house.visitor(FAY).get(house.path("/people"))):
        assert 'href="/workshops"' in page.text
    assert 'href="/workshops"' not in (await house.visitor(ANA).get(house.path())).text


async def test_a_framework_is_edited_as_a_new_version_that_keeps_what_is_mapped(house: House) -> None:
    note = house.hall.post(ANA)
    house.hall.act(FAY, codings.give, note, "involve_voice")
    olga = house.visitor()
    await set_up(house, olga)
    page = await olga.get(house.path("/framework"))
    names = {"name-involve_voice": "Listening", "order-involve_voice": "9", "status-involve_voice": "checked"}
    data = form(page.text, house.path("/framework")) | names
    assert (await olga.post(house.path("/framework"), data=data)).status_code == 303
    fay = await house.visitor(FAY).get(house.path("/map"))
    assert "Listening" in fay.text
    book = house.hall.read(lambda session: codings.code_book(session, house.hall.workshop()))
    assert [element["key"] for element in book.groups[0]["elements"]][-1] == "involve_voice"
    assert house.hall.read(lambda session: codings.codes(session, house.hall.id))[note] == {"involve_voice"}
    made = await olga.post(
        "/workshops", data=form((await olga.get("/workshops/new")).text, "/workshops") | {"title": "x"}
    )
    key = made.headers["location"].split("/")[2]
    await olga.post(f"/w/{key}/opening")
    assert "Listening" in (await olga.get(f"/w/{key}/map")).text
    refused = await olga.post(house.path("/framework"), data=data | {"name-involve_voice": " "})
    assert refused.status_code == 422
    assert "needs a name" in said(refused)
