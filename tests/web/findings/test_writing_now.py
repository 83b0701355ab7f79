"""Who is writing where: told by open pages, and never stored."""

from app.live.writing_now import FORGOTTEN_SECONDS, WritingNow
from tests.web.accounts.acting import let_time_pass
from tests.web.findings.acting import Office


def test_others_learn_where_someone_is_writing_until_that_page_is_silent() -> None:
    now = [0.0]
    writing = WritingNow(lambda: now[0])
    writing.tell("abc", 1, "Ravi", "theme x")
    assert writing.others("abc", 2) == {"theme x": ["Ravi"]}
    assert writing.others("abc", 1) == writing.others("other", 2) == {}
    now[0] = FORGOTTEN_SECONDS
    assert writing.others("abc", 2) == {}
    writing.tell("abc", 1, "Ravi", "cell y")
    writing.tell("abc", 1, "Ravi", "")
    assert writing.others("abc", 2) == {}


async def test_members_see_in_their_next_poll_who_is_writing(team: Office) -> None:
    await team.ravi.get(f"{team.path}/moved", params={"writing": "theme x"})
    answer = await team.olga.get(f"{team.path}/moved")
    assert answer.json()["writing"] == {"theme x": ["Ravi"]}
    outside = await team.app_client.visitor().get(f"{team.path}/moved")
    assert "Ravi" not in outside.text


async def test_a_page_that_is_left_open_does_not_keep_its_reader_signed_in(team: Office) -> None:
    for hours in (11, 1):
        assert (await team.ravi.get(f"{team.path}/moved")).status_code == 200
        let_time_pass(team.app_client, hours=hours)
        team.app_client.inside.last_seen._looked_at.clear()
    assert (await team.ravi.get(f"{team.path}/moved")).headers["location"].startswith("/sign-in")
