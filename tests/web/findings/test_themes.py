"""The page of themes: evidence, themes, quotes, and two people at once."""

import re

from lxml import html

from tests.web.findings.acting import Office, words_of
from tests.web.findings.test_interviews import WORDS, selected
from tests.workshop import ANA


def note(team: Office, words: str) -> str:
    """A new note, as the page names it."""
    return f"note {team.app_client.workshop.id}:{team.app_client.workshop.post(ANA, words)}"


async def theme(team: Office, name: str = "Goodwill leaves when people leave") -> str:
    """The address of a new theme."""
    answer = await team.ravi.post(f"{team.path}/themes", data={"name": name})
    found = re.search(r"theme=(\w+)", answer.headers["location"])
    assert found is not None
    return f"{team.path}/themes/{found[1]}"


async def move(team: Office, address: str, *units: str, stance: str = "for") -> None:
    fields = {"theme": address.rsplit("/", 1)[1], "unit": list(units), "stance": stance}
    assert (await team.ravi.post(f"{team.path}/evidence", data=fields)).status_code == 303


async def test_evidence_moves_from_the_left_into_a_theme_and_back(team: Office) -> None:
    first, second = note(team, "Our contact left."), note(team, "We meet every month.")
    address = await theme(team)
    await move(team, address, first, second)
    page = words_of(await team.ravi.get(f"{team.path}/themes"))
    assert "Evidence in no theme 0 of 2" in page
    assert "2 for none against yet" in page
    await move(team, address, second, stance="against")
    assert "1 for 1 against" in words_of(await team.ravi.get(f"{team.path}/themes"))
    await team.ravi.post(f"{address}/evidence", data={"do": "free", "unit": second})
    assert "Evidence in no theme 1 of 2" in words_of(await team.ravi.get(f"{team.path}/themes"))
    await team.ravi.post(f"{address}/removal")
    assert "Evidence in no theme 2 of 2" in words_of(await team.ravi.get(f"{team.path}/themes"))
    await team.ravi.post(f"{address}/removal", data={"on": "0"})
    assert "Evidence in no theme 1 of 2" in words_of(await team.ravi.get(f"{team.path}/themes"))


async def test_evidence_is_found_by_its_words_and_filters(team: Office) -> None:
    note(team, "The café closed.")
    note(team, "The library is open.")
    for query, found in (("find=cafe", 1), ("find=the", 2), ("source=x", 0), ("use=all&find=library", 1)):
        assert f"{found} of 2" in words_of(await team.ravi.get(f"{team.path}/themes?{query}")), query


async def test_a_quote_with_a_changed_word_is_refused_with_the_typed_words(team: Office) -> None:
    first = note(team, "Our contact left the council.")
    address = await theme(team)
    await move(team, address, first)
    changed = {"do": "quote", "unit": first, "quote": "Our friend left the council."}
    refused = await team.ravi.post(f"{address}/evidence", data=changed)
    assert refused.status_code == 422
    assert "Our friend left the council." in refused.text
    assert "must be the person’s own" in refused.text
    whole = {"do": "quote", "unit": first, "quote": "Our contact left the council."}
    assert (await team.ravi.post(f"{address}/evidence", data=whole)).status_code == 303


async def test_of_two_people_who_save_one_theme_the_second_sees_both_versions(team: Office) -> None:
    address = await theme(team)
    first = {"name": "Ravi's name", "revision": "0"}
    assert (await team.ravi.post(address, data=first)).status_code == 303
    late = await team.olga.post(address, data={"name": "A name of Olga", "idea": "Her idea", "revision": "0"})
    assert late.status_code == 409
    page = words_of(late)
    assert "The saved version Ravi's name" in page
    assert "Your version" in page
    assert "A name of Olga" in late.text
    assert "Her idea" in late.text
    again = await team.olga.post(address, data={"name": "A name of Olga", "revision": "1"})
    assert again.status_code == 303
    history = await team.olga.get(f"{team.path}/themes?theme={address.rsplit('/', 1)[1]}")
    assert "Bring this version back" in history.text
    back = await team.olga.post(f"{address}/versions", data={"former": "1", "revision": "2"})
    assert back.status_code == 303
    assert "Ravi's name" in words_of(await team.olga.get(f"{team.path}/themes"))
    # Words for a theme that someone has removed meanwhile are shown too.
    await team.ravi.post(f"{address}/removal")
    late = await team.olga.post(address, data={"name": "A name", "summary": "A long summary", "revision": "3"})
    assert late.status_code == 409
    for words in ("Someone has removed this theme.", "It was not saved. Copy what you need.", "A long summary"):
        assert words in words_of(late), words
    assert (await team.olga.post(f"{team.path}/themes/unknown", data={"name": "A", "revision": "0"})).status_code == 404


async def test_filters_by_facet_group_and_question_stay_after_an_action_which_can_be_undone(team: Office) -> None:
    first, second = note(team, "Our contact left."), note(team, "We meet every month.")
    address = await theme(team)
    question = team.app_client.workshop.columns[0]
    given = {"unit": [first], "facet": "facet_role", "on": "1", "shown": f"question={question}&use=all&page=9"}
    answer = await team.ravi.post(f"{team.path}/facets", data=given)
    assert answer.headers["location"] == f"{team.path}/themes?question={question}&use=all#evidence"
    page = await team.ravi.get(answer.headers["location"])
    assert "Kind added to 1 note or excerpt." in words_of(page)
    for query, found in (
        ("facet=facet_role", 1),
        ("facet=-", 1),
        ("group=-", 0),
        ("group=resident", 2),
        (f"question={question}", 2),
        ("question=999999", 0),
        ("most=1", 2),
    ):
        page = await team.ravi.get(f"{team.path}/themes?{query}")
        assert f"{found} of 2" in words_of(page), query
    assert page.text.count('name="unit"') == 1
    assert "Show more 1 of 2" in words_of(page)
    # Olga sees no way to undo what Ravi has done.
    assert 'name="action"' not in (await team.olga.get(f"{team.path}/themes")).text
    await move(team, address, first, second)
    for left in (2, 1):
        page = await team.ravi.get(f"{team.path}/themes")
        (form,) = html.document_fromstring(page.text).xpath("//form[contains(@action, '/undo')]")
        assert (await team.ravi.post(f"{team.path}/undo", data=dict(form.form_values()))).status_code == 303, left
    page = await team.ravi.get(f"{team.path}/themes?facet=facet_role")
    assert "0 of 2" in words_of(page)
    assert 'name="action"' not in page.text
    again = await team.ravi.post(f"{team.path}/undo", data=dict(form.form_values()))
    assert again.status_code == 404


async def test_each_piece_of_evidence_leads_to_where_it_was_said(team: Office) -> None:
    async def in_context(address: str, words: str) -> str:
        page = html.document_fromstring((await team.ravi.get(address)).text)
        (link,) = page.xpath(f"//a[@class='context-link'][contains(., '{words[:20]}')]/@href")
        return link

    first = note(team, "Our contact left the council.")
    note(team, "We meet every month.")
    address = await theme(team)
    await move(team, address, first)
    link = await in_context(f"{team.path}/themes?theme={address.rsplit('/', 1)[1]}", "Our contact left")
    page = html.document_fromstring((await team.ravi.get(link)).text)
    assert "We meet every month." in page.text_content()
    (here,) = page.xpath("//li[@id='here']")
    assert "Our contact left the council." in here.text_content()
    assert "Goodwill leaves when people leave" in here.text_content()
    interview = await team.interview()
    span = await selected(team, interview)
    await team.ravi.post(f"{interview}/codes", data=span | {"give": "involve_voice"})
    answer = await team.ravi.get(await in_context(f"{team.path}/codebook/involve_voice", WORDS))
    start, end = span["start"], span["end"]
    assert answer.headers["location"] == f"{interview}?from={start}&to={end}#s3"
    chosen = html.document_fromstring((await team.ravi.get(answer.headers["location"])).text)
    assert [node.text_content() for node in chosen.xpath("//*[@id='s3'][@aria-current]")] == [WORDS]
    for unknown in ("kind=note&ref=1:unknown", "kind=note&ref=x", "kind=excerpt&ref=x", ""):
        assert (await team.ravi.get(f"{team.path}/passage?{unknown}")).status_code == 404
