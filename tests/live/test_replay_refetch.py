"""Updates that no page gets, and pages that cannot be caught up by events and fetch their board."""

import pytest
from sqlmodel import Session, col
from sqlmodel import update as change

from app.domain import journal
from app.domain.events import CodeReplaced
from app.domain.models import Event
from app.domain.workshops import seats, workshops
from app.web.render.audience import BOARD, MAP, PREVIEW, SCREEN, STEER, Audience
from tests.app_client import AppClient
from tests.live.replay_world import World
from tests.rendering import render
from tests.workshop import ANA, BEN, FAY


@pytest.fixture
def world(app_client: AppClient) -> World:
    return World(app_client)


@pytest.mark.parametrize(
    ("kind", "payload"), [("NoteStarred", {"note": "x" * 24, "column": 1}), ("NoteAdded", {"note": "x" * 24, "why": 1})]
)
async def test_an_event_of_a_later_version_makes_pages_fetch_the_board(
    world: World, kind: str, payload: dict[str, object]
) -> None:
    world.fill()
    workshop = world.workshop
    since = workshop.workshop().seq

    def later(session: Session) -> None:
        journal.record(session, seats.find(session, workshop.key), CodeReplaced(), workshop.now())
        session.exec(change(Event).where(col(Event.seq) == since + 1).values(kind=kind, payload=payload))

    workshop.write(later)
    workshop.post(BEN, "and on it goes")
    asked = {Audience(BOARD, "en"): {ANA}}
    update = workshop.read(lambda session: render(session, workshop.id, since, _epoch(session), asked, False))
    assert (update.refetch, update.seq) == (True, since + 2)


async def test_an_unknown_audience_gets_nothing(world: World) -> None:
    world.fill()
    update = world.workshop.read(
        lambda session: render(session, world.workshop.id, 0, _epoch(session), {"everything": {ANA}}, True)
    )
    assert update.revoked == {(ANA, "everything")}
    assert not update.common
    assert not update.private_fragments


async def test_a_participant_is_refused_a_facilitators_audience(world: World) -> None:
    world.fill()
    for view in (STEER, MAP, SCREEN, PREVIEW):
        asked = {Audience(view, "en"): {ANA}}
        update = world.workshop.read(
            lambda session, asked=asked: render(session, world.workshop.id, 0, _epoch(session), asked, True)
        )
        assert update.revoked == {(ANA, Audience(view, "en"))}
        assert not update.common
        assert (
            await world.app_client.visitor(ANA).get(world.app_client.path(f"/board?view={view}"))
        ).status_code == 403


@pytest.mark.parametrize("reason", ["too far behind", "another epoch", "from the future"])
async def test_a_page_that_cannot_be_caught_up_by_events_fetches_the_board(world: World, reason: str) -> None:
    world.fill()
    for _ in range(201):
        world.workshop.act(FAY, workshops.replace_code)
    epoch = world.workshop.read(_epoch)
    since, asked = {
        "too far behind": (0, epoch),
        "another epoch": (world.workshop.workshop().seq, "other"),
        "from the future": (10_000, epoch),
    }[reason]
    update = world.workshop.read(
        lambda session: render(session, world.workshop.id, since, asked, {Audience(BOARD, "en"): {ANA}}, True)
    )
    assert update.refetch
    assert not update.common


def _epoch(session: seats.Session) -> str:
    return seats.journal.position(session, 0)[1]
