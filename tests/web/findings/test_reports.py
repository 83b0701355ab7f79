"""The pages of reports: the list, the editor, signing, the published page, and the draft behind a link."""

import re

import httpx
from lxml import html

from app.web.security import public_pages
from tests.web.findings.acting import Office, invited, words_of
from tests.web.findings.test_matrix import coded
from tests.web.records.test_security_log import entries

ZEBRA = "The zebra crossing was drawn before anyone asked us here."


async def finding(team: Office, *units: str) -> None:
    """An agreed theme with this evidence, the first of it as a quote."""
    await team.ravi.post(f"{team.path}/themes", data={"name": "People are asked late", "place": await team.place()})
    page = html.document_fromstring((await team.ravi.get(f"{team.path}/themes")).text)
    theme = str(page.xpath("//select[@id='to-theme']/option/@value")[0])
    await team.ravi.post(f"{team.path}/evidence", data={"theme": theme, "unit": list(units)})
    data = {"do": "quote", "unit": units[0], "quote": ZEBRA}
    assert (await team.ravi.post(f"{team.path}/themes/{theme}/evidence", data=data)).status_code == 303
    words = {"name": "People are asked late", "state": "agreed", "revision": "0"}
    assert (await team.ravi.post(f"{team.path}/themes/{theme}", data=words)).status_code == 303


async def started(team: Office) -> str:
    """A local report with one finding; returns the address of its editor."""
    units = [await coded(team, words) for words in (ZEBRA, "They did a survey.")]
    await finding(team, *units)
    made = await team.ravi.post(f"{team.path}/reports", data={"place": await team.place(), "title": "What we heard"})
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


async def fields(browser: httpx.AsyncClient, path: str, section: str) -> dict[str, str | list[str]]:
    """The form of a section as it is."""
    page = html.document_fromstring((await browser.get(path, params={"section": section})).text)
    form = page.xpath("//form[contains(@class, 'blocks')]")[0]
    found: dict[str, str | list[str]] = {"block": []}
    for name, value in form.form_values():
        if name == "block":
            found["block"] = [*found["block"], str(value)]
        elif not name.startswith("new-"):
            found[str(name)] = str(value or "")
    return found


async def save(browser: httpx.AsyncClient, path: str, section: str, do: str = "save", **texts: str) -> httpx.Response:
    """Type into the first block of each kind of a section, and press a button."""
    form = await fields(browser, path, section)
    for kind, text in texts.items():
        block = next(one for one in form["block"] if form[f"kind-{one}"] == kind)
        form[f"text-{block}"] = text
    return await browser.post(f"{path}/sections/{section}", data=form | {"do": do})


async def signed(team: Office, path: str) -> str:
    """Do what the page says is left to do, as different people, and sign; returns the address of the published page."""
    lena = await invited(team.app_client, team.olga, team.path, "Lena", "lead")
    key = team.app_client.workshop.key
    assert (await team.olga.post(f"/w/{key}/closure", data={"on": "1", "sure": "1"})).status_code < 400
    assert (await save(team.ravi, path, "summary", prose="They are asked late.")).status_code == 303
    assert (await save(team.ravi, path, "findings", against="The hub asks early.")).status_code == 303
    form = await fields(lena, path, "findings")
    quote = next(
        str(value) for name, value in form.items() if form.get(f"kind-{name[6:]}") == "quote" and name[:6] == "names-"
    )
    assert (await save(lena, path, "findings", f"read {quote}")).status_code == 303
    assert (await team.ravi.post(f"{path}/limits")).status_code == 303
    answer = await team.olga.post(f"{path}/editions", data={"role": "Director of Public Health"})
    assert answer.status_code == 303, words_of(answer)
    page = html.document_fromstring((await team.olga.get(f"{path}/sign-off")).text)
    return str(page.xpath("//section[@id='editions']//a/@href")[0])


async def test_a_report_is_written_with_blocks_from_lists_and_its_preview_is_what_will_be_published(
    team: Office,
) -> None:
    path = await started(team)
    page = words_of(await team.ravi.get(path))
    for words in ("1 About this report", "Before sign-off", "not started", "the page as it will be published"):
        assert words in page, page
    text = "Four of {Notes} notes.\n\n- **one**\n- more"
    assert (await save(team.ravi, path, "summary", prose=text)).status_code == 303
    shown = await team.ravi.get(path, params={"section": "summary"})
    assert "Typed numbers: Four. Check them" in words_of(shown)
    assert "Four of 2 notes." in words_of(shown)
    assert "<strong>one</strong>" in shown.text
    # The preview of what is typed stores nothing.
    form = await fields(team.ravi, path, "summary")
    (only,) = form["block"]
    typed = await team.ravi.post(f"{path}/sections/summary/preview", data=form | {f"text-{only}": "Not *saved*."})
    assert "Not <em>saved</em>." in typed.text
    assert (await fields(team.ravi, path, "summary"))[f"text-{only}"] == text
    # A table is added after the text, and moved above it.
    added = form | {"do": f"insert {only}", f"new-{only}": "table people"}
    assert (await team.ravi.post(f"{path}/sections/summary", data=added)).status_code == 303
    form = await fields(team.ravi, path, "summary")
    first, second = form["block"]
    assert (first, form[f"kind-{second}"]) == (only, "table")
    await team.ravi.post(f"{path}/sections/summary", data=form | {"do": f"up {second}"})
    assert (await fields(team.ravi, path, "summary"))["block"] == [second, only]
    assert "Who took part" in words_of(await team.ravi.get(f"{path}/page"))
    # A quote has the person's own words.
    where = {"section": "summary", "after": only}
    page = html.document_fromstring((await team.ravi.get(f"{path}/quotes", params=where)).text)
    unit = str(page.xpath("//input[@name='unit']/@value")[0])
    wrong = await team.ravi.post(f"{path}/quotes", data=where | {"unit": unit, "words": "The zebra was seen."})
    assert wrong.status_code == 422
    assert "The zebra was seen." in wrong.text
    assert (await team.ravi.post(f"{path}/quotes", data=where | {"unit": unit, "words": ZEBRA})).status_code == 303
    assert ZEBRA in words_of(await team.ravi.get(path, params={"section": "summary"}))


async def test_of_two_people_who_save_one_section_the_second_sees_both_versions(team: Office) -> None:
    path = await started(team)
    late = await fields(team.olga, path, "summary")
    (block,) = late["block"]
    assert (await save(team.ravi, path, "summary", prose="Words of Ravi")).status_code == 303
    answer = await team.olga.post(f"{path}/sections/summary", data=late | {f"text-{block}": "Words of Olga"})
    assert answer.status_code == 409
    for words in ("The saved version", "Words of Ravi", "Your version", "Words of Olga"):
        assert words in answer.text
    again = {f"text-{block}": "Words of Olga", "revision": "1"}
    assert (await team.olga.post(f"{path}/sections/summary", data=late | again)).status_code == 303
    back = {"former": "1", "revision": "2"}
    assert (await team.olga.post(f"{path}/sections/summary/versions", data=back)).status_code == 303
    assert "Words of Ravi" in words_of(await team.ravi.get(path, params={"section": "summary"}))


async def test_a_signed_edition_is_for_anyone_and_loses_a_quote_whose_note_is_deleted(team: Office) -> None:
    path = await started(team)
    early = await team.olga.post(f"{path}/editions", data={"role": "Director"})
    assert early.status_code == 409
    address = await signed(team, path)
    assert re.fullmatch(r"/reports/\w+/1", address)
    anyone = team.app_client.visitor()
    assert "Edition 1 signed on" in words_of(await team.ravi.get(team.path))
    page = words_of(await anyone.get(address))
    for words in ("What we heard", "edition 1", ZEBRA, "Olga, Director of Public Health", "They are asked late."):
        assert words in page, page
    file = await anyone.get(f"{address}/report.html")
    assert ZEBRA in file.text
    assert 'filename="report-what-we-heard-' in file.headers["content-disposition"]
    assert (await anyone.get(address.removesuffix("/1") + "/2")).status_code == 404
    key = team.app_client.workshop.key
    note = (await coded_notes(team))[0]
    assert (await team.olga.post(f"/w/{key}/notes/{note}/erasure", data={"sure": "1"})).status_code < 400
    for there in (address, address.removesuffix("/1"), f"{address}/report.html"):
        answer = await anyone.get(there)
        assert answer.status_code == 200
        assert "zebra" not in answer.text
        assert "edition 1, corrected" in answer.text
    shared = re.search(r"/d/[\w-]{20,}", (await team.olga.post(f"{path}/links", data={"days": "7"})).text)
    assert shared is not None
    # A program that makes a link of an address may take the punctuation after it along.
    draft = await anyone.get(f"{shared[0]}).")
    assert "zebra" not in draft.text
    assert draft.headers["x-robots-tag"] == "noindex"
    assert "zebra" not in (await team.ravi.get(f"{path}/page")).text
    assert "zebra" not in (await team.ravi.get(path, params={"section": "findings"})).text
    # Files cost most, so one network gets few of them, and other networks still get theirs.
    team.stop_time()
    for _file in range(public_pages.FILES_A_MINUTE):
        busy = await anyone.get(f"{address}/report.html")
    assert busy.status_code == 503
    assert "Many people are reading this page right now." in busy.text
    assert 4 <= int(busy.headers["retry-after"]) <= 12
    assert (await team.app_client.visitor().get(f"{address}/report.html")).status_code == 200


async def test_participants_comment_on_a_draft_through_a_link_and_read_what_was_done(team: Office) -> None:
    path = await started(team)
    lena = await invited(team.app_client, team.olga, team.path, "Lena", "lead")
    assert (await team.ravi.post(f"{path}/links", data={"days": "7"})).status_code == 403
    assert (await lena.post(f"{path}/links", data={"days": "400"})).status_code == 422
    made = await lena.post(f"{path}/links", data={"days": "7"})
    found = re.search(r"/d/[\w-]{20,}", made.text)
    assert found is not None, words_of(made)
    # To choose a language would open the page again, without the link.
    assert 'action="/language"' not in made.text
    link, anyone = found[0], team.app_client.visitor()
    assert "This is a draft." in words_of(await anyone.get(link))
    assert (await anyone.post(f"{link}/comments", data={"section": "summary", "text": " "})).status_code == 422
    said = {"section": "summary", "text": "We were asked once.", "id": "7" * 24}
    for _time in range(2):
        assert (await anyone.post(f"{link}/comments", data=said)).status_code == 303
    page = html.document_fromstring((await team.ravi.get(f"{path}/sign-off")).text)
    (form,) = page.xpath("//section[@id='comments']//form/@action")
    assert (await team.ravi.post(str(form), data={"response": "We added it."})).status_code == 303
    assert "We added it." in words_of(await anyone.get(link))
    # One network can neither fill a draft with comments nor keep those of others out.
    team.stop_time()
    more = [await anyone.post(f"{link}/comments", data=said | {"id": f"{number:024d}"}) for number in range(29)]
    assert [answer.status_code for answer in more[-3:]] == [303, 429, 429]
    other = team.app_client.visitor()
    # An id that could say something is replaced.
    assert (await other.post(f"{link}/comments", data=said | {"id": "MrsPryceNeverAnswersHere"})).status_code == 303
    assert "MrsPryce" not in (await team.ravi.get(f"{path}/sign-off")).text
    # The security log says on which days the link was used, and not when or by whom.
    used = [entry for entry in entries(team.app_client) if entry.kind == "link_used" and "draft" in entry.details]
    assert [(entry.name, entry.device, entry.times) for entry in used] == [("", "", 1)] * len(used)
    assert {str(entry.at.time()) for entry in used} == {"00:00:00"}
    assert len({entry.at for entry in used}) == len(used) <= 2
    ending = html.document_fromstring((await lena.get(f"{path}/sign-off")).text)
    (end,) = ending.xpath("//section[@id='links']//form[contains(@action, '/end')]/@action")
    assert (await lena.post(str(end))).status_code == 303
    assert (await anyone.get(link)).status_code == 404
    assert (await anyone.get("/d/" + "x" * 32)).status_code == 404


async def coded_notes(team: Office) -> list[str]:
    """The ids of the notes that everyone sees in the workshop, oldest first."""
    return team.app_client.workshop.order()
