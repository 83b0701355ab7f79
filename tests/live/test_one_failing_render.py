"""A failing render affects only one audience, one page that is catching up, or one seat."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.live.update import Update
from app.observability.logs import Lines, Seldom
from app.web.render import page_pieces
from app.web.render import update as rendering
from app.web.render.audience import BOARD, MAP, STEER, Audience
from app.web.render.private_fragments import PrivateFragments
from tests.app_client import AppClient, inside
from tests.live.connecting import connect, frames, up_to
from tests.own_log import said
from tests.rendering import render
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

READER, WELSH, FACILITATOR = Audience(BOARD, "en"), Audience(BOARD, "cy"), Audience(STEER, "en")
SEATS: dict[Any, set[str]] = {READER: {ANA, BEN}, WELSH: {BEN}, FACILITATOR: {FAY}, Audience(MAP, "en"): {FAY}}


def rendered(workshop: SampleWorkshop, since: int, *, catching_up: bool) -> Update:
    def read(session: Any) -> Update:
        epoch = rendering.journal.position(session, workshop.id)[1]
        return render(session, workshop.id, since, epoch, SEATS, catching_up)

    return workshop.read(read)


@pytest.fixture(autouse=True)
def every_line_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.observability.logs._seldom", Seldom())


@pytest.fixture
def broken_welsh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break a host's translation with a placeholder that the template does not fill."""
    html = page_pieces.html

    def misspelt(name: str, language: str, **values: Any) -> str:
        if language == "cy":
            raise KeyError("nmber")
        return html(name, language, **values)

    monkeypatch.setattr(page_pieces, "html", misspelt)


@pytest.fixture
def broken_for_ana(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make rendering of Ana's private fragment fail."""
    entries, whole = PrivateFragments._entries, PrivateFragments.whole

    def some(own: PrivateFragments, touched: list[Any]) -> dict[str, str]:
        assert all(note.seat_ref != ANA for note in touched)
        return entries(own, touched)

    def all_of(own: PrivateFragments, seats: Collection[str]) -> dict[str, str]:
        assert ANA not in seats
        return whole(own, seats)

    monkeypatch.setattr(PrivateFragments, "_entries", some)
    monkeypatch.setattr(PrivateFragments, "whole", all_of)


@pytest.mark.usefixtures("broken_welsh")
@pytest.mark.parametrize("catching_up", [False, True], ids=["live", "catching up"])
def test_a_failing_audience_is_reported_and_the_others_have_their_update(
    sqlite_workshop: SampleWorkshop, caplog: pytest.LogCaptureFixture, catching_up: bool
) -> None:
    since = sqlite_workshop.workshop().seq
    note = sqlite_workshop.post(ANA, "Hello")
    update = rendered(sqlite_workshop, since, catching_up=catching_up)
    assert update.failed == {(BEN, WELSH)}
    assert set(update.common) == SEATS.keys() - {WELSH}
    assert all(note in content for content in update.common.values())
    assert (ANA, READER) in update.private_fragments
    assert not any(audience == WELSH for _seat, audience in update.private_fragments)
    assert said(caplog) == [
        f"could not render board in cy of workshop {sqlite_workshop.id} (1 since the last such line)"
    ]


@pytest.mark.usefixtures("broken_for_ana")
@pytest.mark.parametrize("catching_up", [False, True], ids=["live", "catching up"])
def test_a_seat_with_a_failing_private_fragment_is_reported_and_the_others_have_theirs(
    sqlite_workshop: SampleWorkshop, caplog: pytest.LogCaptureFixture, catching_up: bool
) -> None:
    since = sqlite_workshop.workshop().seq
    for ref in (ANA, BEN):
        sqlite_workshop.post(ref)
    update = rendered(sqlite_workshop, since, catching_up=catching_up)
    assert update.failed == {(ANA, READER)}
    assert set(update.common) == set(SEATS)
    assert {(BEN, READER), (BEN, WELSH)} <= update.private_fragments.keys()
    assert (ANA, READER) not in update.private_fragments
    # The board is anonymous, so no name appears.
    assert not any(ANA in Lines("json").format(record).casefold() for record in caplog.records)
    assert any("a private fragment" in record.getMessage() for record in caplog.records)


def test_a_database_error_while_rendering_is_raised_for_all_audiences(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_pieces", _asks_for_a_table_that_is_not_there(FACILITATOR))
    since = sqlite_workshop.workshop().seq
    sqlite_workshop.post(ANA)
    with pytest.raises(DBAPIError):
        rendered(sqlite_workshop, since, catching_up=False)


@pytest.mark.usefixtures("broken_welsh")
async def test_readers_of_a_broken_translation_fetch_the_board_and_the_others_see_the_note(tmp_path: Path) -> None:
    async with inside(tmp_path, journal_poll_seconds=60) as app_client:
        await _others_go_on(app_client, connect(app_client, ANA), connect(app_client, BEN, audience=WELSH))


async def test_an_audience_that_the_database_refuses_fetches_the_board_and_the_others_see_the_note(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_pieces", _asks_for_a_table_that_is_not_there(FACILITATOR))
    async with inside(tmp_path, database_url=url, journal_poll_seconds=60) as app_client:
        await _others_go_on(app_client, connect(app_client, ANA), connect(app_client, FAY, audience=FACILITATOR))


@pytest.mark.usefixtures("broken_for_ana")
async def test_a_writer_whose_own_notes_cannot_be_rendered_fetches_the_board_and_the_others_see_the_note(
    tmp_path: Path,
) -> None:
    async with inside(tmp_path, journal_poll_seconds=60) as app_client:
        await _others_go_on(app_client, connect(app_client, BEN), connect(app_client, ANA))


@pytest.mark.usefixtures("broken_welsh")
async def test_a_page_that_cannot_be_caught_up_fetches_the_board_and_the_others_are_caught_up(tmp_path: Path) -> None:
    async with inside(tmp_path, journal_poll_seconds=60) as app_client:
        seq = app_client.workshop.workshop().seq
        note = await asyncio.to_thread(app_client.workshop.post, ANA)
        broken, whole = connect(app_client, BEN, since=seq, audience=WELSH), connect(app_client, BEN, since=seq)
        assert note in (await frames(whole, up_to(seq + 1)))[-1]["content"]
        assert (await frames(broken, up_to(seq + 1)))[-1]["board"]


async def _others_go_on(app_client: AppClient, good: Any, bad: Any) -> None:
    """Check that `bad` is asked to refetch for a note but not again for the next, and that `good` receives both."""
    workshop = app_client.workshop
    for number in range(2):
        note = await asyncio.to_thread(workshop.post, ANA)
        seq = workshop.workshop().seq
        assert note in (await frames(good, up_to(seq)))[-1]["content"]
        if number == 0:
            assert (await frames(bad, up_to(seq)))[-1] == {"seq": seq, "epoch": bad.epoch, "board": True}
    assert (good.closing, bad.closing) == (None, None)
    assert bad.sent == seq - 1
    # Presence and proof of life come when their time has come.
    assert not bad.has_numbered_frame


def _asks_for_a_table_that_is_not_there(audience: Audience) -> Callable[[Any, Any, Audience], Iterable[str]]:
    pieces = rendering._pieces

    def failing(fragments: Any, news: Any, wanted: Audience) -> Iterable[str]:
        if wanted == audience:
            news.session.execute(text("SELECT * FROM nowhere"))
        return pieces(fragments, news, wanted)

    return failing
