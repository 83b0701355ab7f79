"""Memos on the pages of a programme, and two windows that change one memo."""

import re

from tests.web.findings.acting import Office, words_of
from tests.web.findings.test_themes import note, theme


async def test_memos_stand_on_the_page_of_what_they_are_about(team: Office) -> None:
    interview = await team.interview()
    address = await theme(team)
    kind, ref = note(team, "Our contact left.").split(" ")
    own_page = f"{team.path}/memos?kind={kind}&ref={ref}"
    pages = {
        ("programme", ""): team.path,
        ("theme", address.rsplit("/", 1)[1]): f"{team.path}/themes",
        ("interview", interview.rsplit("/", 1)[1]): interview,
        ("code", "involve_voice"): f"{team.path}/codebook/involve_voice",
        (kind, ref): own_page,
    }
    for (about, what), page in pages.items():
        sent = {"kind": about, "ref": what, "text": f"My memo about a {about}"}
        answer = await team.ravi.post(f"{team.path}/memos", data=sent)
        assert answer.headers["location"].partition("#")[0].startswith(page), about
        read = words_of(await team.olga.get(page))
        assert f"My memo about a {about}" in read, about
        assert "Ravi" in read
    assert "Our contact left." in words_of(await team.olga.get(own_page))
    assert "1 memo" in words_of(await team.olga.get(f"{team.path}/codebook"))
    empty = await team.ravi.post(f"{team.path}/memos", data={"kind": kind, "ref": ref, "text": " "})
    assert empty.status_code == 422
    assert "Enter the memo." in words_of(empty)


async def test_of_two_windows_that_change_one_memo_the_second_shows_both_versions(team: Office) -> None:
    await team.ravi.post(f"{team.path}/memos", data={"text": "First thought"})
    page = (await team.ravi.get(f"{team.path}/memos")).text
    found = re.search(r'action="(/p/\w+/memos/\w+)"', page)
    assert found is not None
    first = await team.ravi.post(found[1], data={"text": "Second thought", "revision": "0"})
    assert first.status_code == 303
    late = await team.ravi.post(found[1], data={"text": "Third thought", "revision": "0"})
    assert late.status_code == 409
    assert "The saved version Second thought" in words_of(late)
    assert "Third thought" in late.text
    assert (await team.olga.post(found[1], data={"text": "Not mine", "revision": "1"})).status_code == 403
    assert (await team.olga.post(f"{found[1]}/removal")).status_code == 303
    assert "Second thought" not in (await team.ravi.get(f"{team.path}/memos")).text
