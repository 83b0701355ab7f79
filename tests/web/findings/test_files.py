"""Downloading the files of a programme."""

import io
import zipfile

import httpx

from tests.web.findings.acting import Office, invited, words_of
from tests.workshop import ANA


async def download(browser: httpx.AsyncClient, team: Office, name: str) -> httpx.Response:
    return await browser.get(f"{team.path}/records/{name}")


async def test_members_who_work_on_a_programme_download_its_files_and_the_page_says_who_did(team: Office) -> None:
    team.app_client.workshop.post(ANA, "People know her")
    await team.interview()
    rhys = await invited(team.app_client, team.olga, team.path, "Rhys", "reviewer")
    page = words_of(await team.ravi.get(f"{team.path}/records"))
    assert "1 note, 1 interview." in page
    assert "No one has downloaded a file yet." in page
    for name in ("project.qdpx", "codebook.qdc", "codebook.csv", "workbook.xlsx", "workbook.ods", "programme.json"):
        answer = await download(team.ravi, team, name)
        assert answer.status_code == 200, name
        assert answer.headers["content-disposition"].endswith(f'.{name.rpartition(".")[2]}"')
        assert f'href="{team.path}/records/{name}"' in (await team.ravi.get(f"{team.path}/records")).text
        if name.endswith("qdpx"):
            assert "project.qde" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    page = words_of(await team.olga.get(f"{team.path}/records"))
    assert "Ravi, ODS" in page
    # Reviewers read drafts and take nothing away.
    for address in ("", "/programme.json"):
        refused = await rhys.get(f"{team.path}/records{address}")
        assert refused.status_code == 403
        assert "not download its files" in refused.text
    assert "/records" not in (await rhys.get(team.path)).text
    assert (await download(team.app_client.visitor(), team, "programme.json")).status_code in (303, 404)
    assert (await download(team.ravi, team, "programme.docx")).status_code == 404


async def test_members_see_how_much_a_programme_holds_and_take_the_list_away_as_text(team: Office) -> None:
    await team.interview()
    rhys = await invited(team.app_client, team.olga, team.path, "Rhys", "reviewer")
    page = words_of(await rhys.get(f"{team.path}/held"))
    for expected in ("Interviews1", "Members3", "Workshops, which hold their own notes1", "Deleted on"):
        assert expected in page
    assert "Download this list" not in page
    assert (await rhys.get(f"{team.path}/held/what-we-hold.txt")).status_code == 403
    listed = await team.ravi.get(f"{team.path}/held/what-we-hold.txt")
    assert listed.headers["content-type"] == "text/plain; charset=utf-8"
    assert {"Interviews: 1", "Members: 3"} <= set(listed.text.splitlines())
    for address in ("", "/records"):
        assert f'href="{team.path}/held"' in (await team.ravi.get(f"{team.path}{address}")).text
