"""Who is writing where: told by open pages, and never stored."""

from app.live.writing_now import FORGOTTEN_SECONDS, WritingNow
from tests.web.accounts.acting import let_time_pass
from tests.web.findings.acting import Office


def test_others_learn_where_someone_is_writing_until_that_page_is_silent() -> None:
    now = [0.0]
    writing = WritingNow(lambda: now[0])
    writing.tell(7, 1, "theme x")
    assert writing.others(7, 2) == {"theme x": [1]}
    assert writing.others(7, 1) == writing.others(8, 2) == {}
    now[0] = FORGOTTEN_SECONDS
    assert writing.others(7, 2) == {}
    writing.tell(7, 1, "cell y")
    writing.tell(7, 1, "")
    assert writing.others(7, 2) == {}


async def test_members_see_in_their_next_poll_who_is_writing(team: Office) -> None:
    async def seen(**asked: str) -> dict[str, list[str]]:
        await team.ravi.get(f"{team.path}/moved", params=asked)
        return (await team.olga.get(f"{team.path}/moved")).json()["writing"]

    assert await seen(writing="theme x") == {"theme x": ["Ravi"]}
    outside = await team.app_client.visitor().get(f"{team.path}/moved")
    assert "Ravi" not in outside.text
    # Another page that Ravi has open says nothing about where he writes, and the page that he leaves says "".
    assert await seen() == {"theme x": ["Ravi"]}
    assert await seen(writing="") == {}


async def test_a_page_that_is_left_open_does_not_keep_its_reader_signed_in(team: Office) -> None:
    for hours in (11, 1):
        assert (await team.ravi.get(f"{team.path}/moved")).status_code == 200
        let_time_pass(team.app_client, hours=hours)
        team.app_client.inside.last_seen._looked_at.clear()
    assert (await team.ravi.get(f"{team.path}/moved")).headers["location"].startswith("/sign-in")
