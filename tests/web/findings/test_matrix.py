"""The page of the matrix, and of one cell."""

from lxml import html

from tests.web.findings.acting import Office, words_of
from tests.web.findings.test_themes import note

VOICE = "involve_voice"


async def cell(team: Office, element: str = VOICE) -> tuple[str, dict[str, str]]:
    """The address of the place's cell for an element, and the fields of its form."""
    page = html.document_fromstring((await team.ravi.get(f"{team.path}/matrix")).text)
    address = str(page.xpath(f"//a[@data-cell][contains(@href, 'column={element}')]/@href")[0])
    form = html.document_fromstring((await team.ravi.get(address)).text).xpath("//form[.//textarea[@id='summary']]")[0]
    return address, {str(name): str(value or "") for name, value in form.form_values()}


async def coded(team: Office, words: str) -> str:
    """A new note with the first element, as forms name it."""
    unit = note(team, words)
    key = team.app_client.workshop.key
    note_id = unit.rsplit(":", 1)[1]
    await team.olga.post(f"/w/{key}/opening")
    given = await team.olga.post(f"/w/{key}/notes/{note_id}/codings", data={"element": VOICE, "on": "1"})
    assert given.status_code < 400, given.text
    return unit


async def test_a_cell_is_written_with_a_quote_and_the_next_one_opens(team: Office) -> None:
    unit = await coded(team, "They did a survey and we never heard back.")
    address, fields = await cell(team)
    assert "No summary yet" in words_of(await team.ravi.get(f"{team.path}/matrix"))
    typed = {"summary": "Residents rarely hear back.", "unit": unit, "go": "right"}
    answer = await team.ravi.post(f"{team.path}/matrix/cell", data=fields | typed)
    assert answer.status_code == 303, answer.text
    assert "column=involve_decisions" in answer.headers["location"]
    page = words_of(await team.ravi.get(f"{team.path}/matrix"))
    for words in ("Residents rarely hear back.", "They did a survey and we never heard back.", "1 of 11 summaries"):
        assert words in page, page
    _address, fields = await cell(team)
    await coded(team, "Another survey came.")
    assert "1 new since" in words_of(await team.ravi.get(f"{team.path}/matrix"))
    assert "The evidence has changed since this summary." in words_of(await team.ravi.get(address))
    # Who opened the cell before that note came has not read it.
    again = {"summary": "Residents rarely hear back, they say.", "read": f"{fields['read']} <b>"}
    assert (await team.ravi.post(f"{team.path}/matrix/cell", data=fields | again)).status_code == 303
    assert "1 new since" in words_of(await team.ravi.get(f"{team.path}/matrix"))
    _address, fields = await cell(team)
    assert (
        await team.ravi.post(f"{team.path}/matrix/cell", data=fields | again | {"read": fields["read"]})
    ).is_redirect
    assert "1 new since" not in words_of(await team.ravi.get(f"{team.path}/matrix"))


async def test_of_two_people_who_save_one_cell_the_second_sees_both_versions(team: Office) -> None:
    await coded(team, "They did a survey.")
    _address, fields = await cell(team)
    save = f"{team.path}/matrix/cell"
    assert (await team.ravi.post(save, data=fields | {"summary": "Words of Ravi"})).status_code == 303
    late = await team.olga.post(save, data=fields | {"summary": "Words of Olga"})
    assert late.status_code == 409
    assert "The saved version" in late.text
    assert "Words of Ravi" in late.text
    assert "Words of Olga" in late.text
    assert (await team.olga.post(save, data=fields | {"summary": "Words of Olga", "revision": "1"})).status_code == 303
    fields |= {"former": "1", "revision": "2"}
    assert (await team.olga.post(f"{team.path}/matrix/versions", data=fields)).status_code == 303
    assert "Words of Ravi" in words_of(await team.ravi.get(f"{team.path}/matrix"))


async def test_a_quote_with_another_word_is_refused_in_a_cell(team: Office) -> None:
    unit = await coded(team, "They did a survey.")
    _address, fields = await cell(team)
    typed = {"summary": "A summary", "unit": unit, f"words {unit}": "They did a poll."}
    refused = await team.ravi.post(f"{team.path}/matrix/cell", data=fields | typed)
    assert refused.status_code == 422
    assert "They did a poll." in refused.text
    # A quote that someone else took out of the cell meanwhile does not take the typed summary with it.
    note_id = unit.rsplit(":", 1)[1]
    key = team.app_client.workshop.key
    taken = await team.olga.post(f"/w/{key}/notes/{note_id}/codings", data={"element": VOICE, "on": "0"})
    assert taken.status_code < 400
    typed = {"summary": "A long summary", "unit": unit, f"words {unit}": "They did a survey."}
    late = await team.ravi.post(f"{team.path}/matrix/cell", data=fields | typed)
    assert late.status_code == 422
    assert "This cell no longer has one of these quotes." in late.text
    assert "A long summary" in late.text


async def test_selected_evidence_of_a_cell_gets_a_facet_and_typed_words_stay(team: Office) -> None:
    unit = await coded(team, "They did a survey.")
    address, fields = await cell(team)
    give = {"selected": unit, "facet": "facet_role", "on": "1"}

    async def roles() -> int:
        return words_of(await team.ravi.get(address)).count("· Role")

    answer = await team.ravi.post(f"{team.path}/matrix/facets", data=fields | give)
    assert answer.headers["location"] == f"{address}#evidence"
    assert await roles() == 1
    # What is typed is not saved yet, so it stays in the form, as the choice of a quote does.
    typed = fields | give | {"on": "0", "summary": "Not saved.\r\nYet.", "unit": unit, f"words {unit}": "They did …"}
    kept = await team.ravi.post(f"{team.path}/matrix/facets", data=typed)
    assert kept.status_code == 200
    page = html.document_fromstring(kept.text)
    (form,) = page.xpath("//form[@data-unsaved]")
    values = dict(form.form_values())
    assert values["summary"] == "Not saved.\nYet."
    assert (values["unit"], values[f"words {unit}"]) == (unit, "They did …")
    assert await roles() == 0
    assert "Not saved" not in (await team.ravi.get(address)).text
    refused = await team.ravi.post(f"{team.path}/matrix/facets", data=fields | give | {"facet": "no_such_facet"})
    assert refused.status_code == 404
