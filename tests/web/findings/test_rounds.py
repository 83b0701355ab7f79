"""Pages of rounds: drawing, coding alone, closing, figures and settling."""

import re

import httpx
from lxml import html

from tests.web.accounts.acting import number_of
from tests.web.findings.acting import Office, words_of
from tests.workshop import ANA, BEN

VOICE, DECISIONS = "involve_voice", "involve_decisions"


async def draw(team: Office, *, notes: int = 2, **changes: object) -> httpx.Response:
    """Draw a round for Olga and Ravi of all notes."""
    for number in range(notes):
        team.app_client.workshop.post(ANA if number % 2 else BEN, f"Words {number}")
    numbers = [number_of(team.app_client, f"{name}@council.example") for name in ("olga", "ravi")]
    fields = {"name": "Round 1", "amount": "100", "unit": "percent", "coders": [str(one) for one in numbers]}
    return await team.olga.post(f"{team.path}/rounds", data=fields | changes)


async def code(browser: httpx.AsyncClient, path: str, at: int, *keys: str) -> None:
    """Give the unit at this place in the sample these codes, with the buttons of its page."""
    page = html.document_fromstring((await browser.get(f"{path}/coding?at={at}")).text)
    form = page.xpath("//form[contains(@action, '/codes')]")[0]
    for key in keys:
        answer = await browser.post(f"{path}/codes", data=dict(form.form_values()) | {"give": key})
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == f"{path}/coding?at={at}"


async def close(team: Office, path: str) -> None:
    for browser in (team.olga, team.ravi):
        assert (await browser.post(f"{path}/done", data={"on": "1"})).status_code == 303
    assert (await team.olga.post(f"{path}/closure")).status_code == 303


async def test_a_round_goes_from_the_draw_to_a_settled_difference(team: Office) -> None:
    path = (await draw(team)).headers["location"]
    await code(team.olga, path, 1, VOICE)
    await code(team.olga, path, 2, VOICE)
    await code(team.ravi, path, 1, VOICE)
    await code(team.ravi, path, 2, DECISIONS)
    assert "Waiting for you Code the round" in words_of(await team.ravi.get(team.path))
    assert "2 of 2 coded" in words_of(await team.ravi.get(f"{path}/coding"))
    await close(team, path)
    page, page_of_olga = await team.ravi.get(path), await team.olga.get(path)
    text = words_of(page)
    for words in ("1 of 2", "Difference 1 of 1", "Olga chose", "Ravi chose", "not defined", "0 settled, 1 to go"):
        assert words in text, words
    form = html.document_fromstring(page.text).xpath("//form[contains(@action, '/decisions')]")[0]
    fields = dict(form.form_values())
    (mending, _other) = html.document_fromstring(page_of_olga.text).xpath("//form[contains(@action, '/rules')]")
    rule = dict(mending.form_values()) | {"rule": "Only what residents say."}
    assert rule["seen"]
    assert str(mending.xpath("string(.//textarea)")).strip() in text
    assert (await team.ravi.post(f"{path}/rules", data=rule)).status_code == 403
    assert (await team.olga.post(f"{path}/rules", data=rule)).status_code == 303
    assert "Only what residents say." in words_of(await team.ravi.get(path))
    late = await team.olga.post(f"{path}/rules", data=rule | {"rule": "A later rule."})
    assert late.status_code == 409
    for words in ("The saved version", "Only what residents say.", "Your version", "A later rule."):
        assert words in words_of(late), words
    refused = await team.ravi.post(f"{path}/decisions", data=fields | {"reason": "Because."})
    assert refused.status_code == 422
    assert "Choose what you decide together." in refused.text
    decided = fields | {"decision": "all", "reason": "It is about both."}
    assert (await team.ravi.post(f"{path}/decisions", data=decided)).status_code == 303
    assert "1 settled, 0 to go" in words_of(await team.ravi.get(path))
    evidence = words_of(await team.ravi.get(f"{team.path}/codebook/{DECISIONS}"))
    assert "1 note or excerpt" in evidence


async def test_figures_have_no_adjectives(team: Office) -> None:
    path = (await draw(team)).headers["location"]
    await close(team, path)
    text = words_of(await team.ravi.get(path)).casefold()
    judging = ("good", "poor", "fair", "moderate", "substantial", "excellent", "perfect", "strong", "weak", "rough")
    shown = text[text.index("with exactly the same codes") : text.index("differences")]
    assert [word for word in judging if re.search(rf"\b{word}\b", shown)] == []


async def test_a_round_that_cannot_be_drawn_is_explained(team: Office) -> None:
    refused = await draw(team, amount="0")
    assert refused.status_code == 422
    assert "Enter how many notes and excerpts to draw." in refused.text
    refused = await draw(team, coders=[])
    assert "Choose two to six people" in refused.text


async def test_closing_early_asks_for_a_reason_and_shows_it(team: Office) -> None:
    path = (await draw(team)).headers["location"]
    assert (await team.ravi.post(f"{path}/closure")).status_code == 403
    refused = await team.olga.post(f"{path}/closure")
    assert refused.status_code == 422
    assert (await team.olga.post(f"{path}/closure", data={"reason": "Ravi is ill."})).status_code == 303
    assert "Closed early: Ravi is ill." in words_of(await team.olga.get(path))
