"""The codebook's pages: counts that open their evidence, own codes, and changes with a preview."""

import re

from lxml import html

from tests.app_client import AppClient
from tests.web.findings.acting import Office, words_of
from tests.web.findings.test_interviews import WORDS, selected


async def own_code(team: Office, name: str) -> str:
    answer = await team.olga.post(f"{team.path}/codebook", data={"name": name})
    return re.findall(r"#(own_\w+)", answer.headers["location"])[0]


async def coded_with(team: Office, *codes: str) -> None:
    address = await team.interview()
    span = await selected(team, address)
    for code in codes:
        answer = await team.ravi.post(f"{address}/codes", data=span | {"give": code})
        assert answer.status_code == 303, answer.text


async def test_a_count_opens_the_notes_and_excerpts_behind_it(team: Office) -> None:
    await coded_with(team, "involve_voice")
    page = await team.ravi.get(f"{team.path}/codebook")
    (address,) = re.findall(rf'href="({team.path}/codebook/involve_voice\?place=\d+)"', page.text)
    assert WORDS in (await team.ravi.get(address)).text


async def test_an_own_code_is_added_by_a_lead_and_used_by_everyone(team: Office) -> None:
    assert (await team.ravi.post(f"{team.path}/codebook", data={"name": "Trust in officers"})).status_code == 403
    code = await own_code(team, "Trust in officers")
    await coded_with(team, code)
    assert "1 note or excerpt" in words_of(await team.ravi.get(f"{team.path}/codebook/{code}"))
    again = await team.olga.post(f"{team.path}/codebook", data={"name": "trust in officers"})
    assert again.status_code == 422


async def test_a_stale_save_shows_both_versions_and_loses_neither(team: Office) -> None:
    code = await own_code(team, "Trust in officers")
    address = f"{team.path}/codebook/{code}"
    first = {"name": "Officers we trust", "revision": "0"}
    assert (await team.olga.post(address, data=first)).status_code == 303
    answer = await team.olga.post(address, data={"name": "Belief in officers", "revision": "0"})
    assert answer.status_code == 409
    assert "Officers we trust" in words_of(answer)
    assert 'value="Belief in officers"' in answer.text
    assert 'name="revision" value="1"' in answer.text


async def test_a_merge_shows_what_moves_before_it_moves(team: Office) -> None:
    one, other = await own_code(team, "Trust in officers"), await own_code(team, "Money for posts")
    await coded_with(team, one)
    address = f"{team.path}/codebook/{one}"
    shown = await team.olga.post(f"{address}/merge", data={"into": other})
    assert "1 note or excerpt gets “Money for posts” instead." in words_of(shown)
    assert "1 note or excerpt" in words_of(await team.olga.get(address))
    await team.olga.post(f"{address}/merge", data={"into": other, "sure": "1"})
    # An old address shows the code that replaced it.
    assert "Money for posts" in words_of(await team.olga.get(address))


async def test_a_split_gives_the_chosen_excerpts_a_new_code(team: Office) -> None:
    code = await own_code(team, "Trust in officers")
    await coded_with(team, code)
    address = f"{team.path}/codebook/{code}"
    (unit,) = re.findall(r'name="unit" value="([^"]+)"', (await team.olga.get(address)).text)
    answer = await team.olga.post(f"{address}/split", data={"name": "Named officers", "unit": unit})
    assert WORDS in (await team.olga.get(answer.headers["location"])).text
    assert "No note or excerpt has this code here." in words_of(await team.olga.get(address))
    assert (await team.olga.post(f"{address}/split", data={"name": " ", "unit": unit})).status_code in (404, 422)


async def test_facets_of_chosen_evidence_are_changed_on_the_page_of_a_code_and_undone_there(team: Office) -> None:
    await coded_with(team, "involve_voice")
    address = f"{team.path}/codebook/involve_voice"
    place = await team.place()
    for on, said, facets in (
        ("1", "Kind added to 1 note or excerpt.", 1),
        ("0", "Kind removed from 1 note or excerpt.", 0),
    ):
        page = html.document_fromstring((await team.ravi.get(f"{address}?place={place}")).text)
        (form,) = page.xpath("//form[@id='pick']")
        (unit,) = form.xpath(".//input[@name='unit']/@value")
        assert form.action == f"{team.path}/facets"
        chosen = dict(form.form_values()) | {"unit": unit, "facet": "facet_role", "on": on}
        answer = await team.ravi.post(form.action, data=chosen)
        assert answer.headers["location"] == f"{address}?place={place}#evidence"
        after = await team.ravi.get(f"{address}?place={place}")
        assert said in words_of(after)
        shown = html.document_fromstring(after.text).xpath("//ul[@id='evidence']//label")
        assert sum("Role" in label.text_content() for label in shown) == facets
    (undo,) = html.document_fromstring(after.text).xpath("//form[contains(@action, '/undo')]")
    answer = await team.ravi.post(undo.action, data=dict(undo.form_values()))
    assert answer.headers["location"] == f"{address}?place={place}#evidence"
    assert "Role" in words_of(await team.ravi.get(address)).partition("Memos")[0].partition(WORDS)[2]
    # Only what the page itself can change is offered for undoing there.
    await team.ravi.post(f"{team.path}/themes", data={"name": "Trust is personal"})
    theme = re.findall(r'option value="([^"]+)" data-letter', (await team.ravi.get(f"{team.path}/themes")).text)[0]
    await team.ravi.post(f"{team.path}/evidence", data={"theme": theme, "unit": unit, "stance": "for"})
    assert 'name="action"' not in (await team.ravi.get(address)).text


async def test_the_codebook_says_that_names_are_provisional(team: Office, app_client: AppClient) -> None:
    assert "Element names are provisional." in words_of(await team.ravi.get(f"{team.path}/codebook"))


async def test_pasted_names_are_shown_before_they_are_used(team: Office) -> None:
    names = "\n".join(f"Name {number}: what it is" for number in range(11))
    shown = await team.olga.post(f"{team.path}/framework", data={"text": names})
    assert "11 elements found" in words_of(shown)
    # What was read of each is shown too, so that a wrong column is noticed.
    assert len(re.findall("<p[^>]*>what it is</p>", shown.text)) == 11
    assert "Element names are provisional." in words_of(await team.olga.get(f"{team.path}/codebook"))
    chosen = re.findall(r'value="(\w+)" selected', shown.text)
    assert len(chosen) == 11
    used = await team.olga.post(f"{team.path}/framework", data={"text": names, "replaces": chosen, "sure": "1"})
    assert used.status_code == 303, used.text
    page = words_of(await team.ravi.get(f"{team.path}/codebook"))
    assert "Name 10" in page
    assert "provisional" not in page
    assert (await team.ravi.get(f"{team.path}/framework")).status_code == 403


async def test_an_imported_file_is_shown_before_it_changes_the_codebook(team: Office) -> None:
    path = f"{team.path}/codebook-imports"
    file = {"file": ("codes.csv", b"tag,description\nStigma,Shame and blame.\n", "text/csv")}
    assert (await team.ravi.post(path, files=file)).status_code == 403
    preview = await team.olga.post(path, files=file)
    assert "1 code will be added" in words_of(preview)
    assert "Stigma" not in (await team.olga.get(f"{team.path}/codebook")).text
    (form,) = [form for form in html.document_fromstring(preview.text).forms if "rows" in form.fields]
    fields = dict(form.form_values())
    done = await team.olga.post(path, data=fields | {"sure": "1"})
    assert done.headers["location"] == f"{team.path}/codebook?saved=1"
    assert "Shame and blame." in (await team.olga.get(f"{team.path}/codebook")).text
    # The preview is out of date now, and the same file changes nothing.
    assert (await team.olga.post(path, data=fields | {"sure": "1"})).status_code == 409
    assert "nothing to import" in words_of(await team.olga.post(path, files=file))
    for wrong in ({"file": ("x.csv", b"\x00\x01", "text/csv")}, {"file": ("x.csv", b"", "text/csv")}):
        refused = await team.olga.post(path, files=wrong)
        assert refused.status_code == 422
        assert "cannot read this file" in refused.text
    assert (await team.olga.post(path, data={"rows": "{", "sure": "1"})).status_code == 422
