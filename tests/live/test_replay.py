"""Update equals reload, and no leak: for every event and audience, the page before plus the update is the page fetched
after, and no fragment contains data that its reader may not see."""

import random
import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from sqlmodel import update as change

from app.domain import journal
from app.domain.board import notes
from app.domain.event_kinds import KINDS
from app.domain.events import CodeReplaced
from app.domain.models import Event, Note
from app.domain.steering.visibility import visible
from app.domain.workshops import columns, seats, workshops
from app.live.update import Update
from app.rehearsal.page_model import PageModel
from app.web.render.fragments import BOARD, MAP, PREVIEW, SCREEN, STEER, Audience
from tests.app_client import AppClient, inside
from tests.live.replay_world import MAKERS, World
from tests.rendering import render
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

PLACES = ((ANA, BOARD), (BEN, BOARD), (FAY, STEER), (FAY, MAP), (FAY, SCREEN), (FAY, PREVIEW))
PAGES = {BOARD: "", STEER: "", MAP: "/map", SCREEN: "/screen", PREVIEW: "/preview"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with inside(tmp_path) as app_client:
        yield World(app_client)


async def page(app_client: AppClient, ref: str, view: str) -> PageModel:
    answer = await app_client.visitor(ref).get(app_client.path(PAGES[view]))
    assert answer.status_code == 200
    return PageModel(answer.text)


async def pages(app_client: AppClient) -> dict[tuple[str, str], PageModel]:
    return {place: await page(app_client, *place) for place in PLACES}


def rendered(
    workshop: SampleWorkshop, page_model: PageModel, places: list[tuple[str, str]], *, catching_up: bool
) -> Update:
    asked: dict[Audience, set[str]] = {}
    for ref, view in places:
        asked.setdefault(Audience(view, "en"), set()).add(ref)
    return workshop.read(
        lambda session: render(session, workshop.id, page_model.seq, page_model.epoch, asked, catching_up)
    )


async def bring_up(app_client: AppClient, page_model: PageModel, update: Update, ref: str, view: str) -> None:
    """Apply an update as a browser does, including the fetch of the whole board."""
    audience = Audience(view, "en")
    if update.refetch:
        page_model.apply((await app_client.visitor(ref).get(app_client.path(f"/board?view={view}&lang=en"))).text)
    page_model.apply(update.common.get(audience, ""))
    page_model.apply(update.private_fragments.get((ref, audience), ""))
    page_model.seq = update.seq


def test_every_kind_of_event_has_an_entry_in_makers() -> None:
    assert set(MAKERS) == set(KINDS)


@pytest.mark.parametrize("catching_up", [False, True], ids=["live", "catching up"])
@pytest.mark.parametrize("kind", MAKERS)
async def test_the_page_before_plus_the_update_is_the_page_after(world: World, kind: str, catching_up: bool) -> None:
    before, event = MAKERS[kind]
    before(world)
    held = await pages(world.app_client)
    event(world)
    latest = world.workshop.read(
        lambda session: [e for _seq, e in seats.journal.since(session, world.workshop.id, 0, 1000)]
    )
    assert latest[-1].kind == kind
    update_for_all = rendered(world.workshop, next(iter(held.values())), list(PLACES), catching_up=False)
    for place, page_model in held.items():
        alone = rendered(world.workshop, page_model, [place], catching_up=True)
        await bring_up(world.app_client, page_model, alone if catching_up else update_for_all, *place)
        assert page_model.normalised() == (await page(world.app_client, *place)).normalised(), place


@pytest.mark.parametrize(
    ("kind", "ref", "view", "shown"),
    [
        ("NoteEdited", BEN, BOARD, "second words"),
        ("NoteEdited", FAY, MAP, "second words"),
        ("CodingGiven", FAY, MAP, "data-codes='value_trust'"),
        ("NoteRestored", BEN, BOARD, "first words 1"),
        ("WorkshopEdited", BEN, BOARD, "Another title"),
        ("FrameworkEdited", FAY, MAP, "The official name"),
        ("NamingChosen", BEN, BOARD, "only if you choose"),
        ("ColumnWorded", BEN, BOARD, "Worded anew?"),
        ("ColumnAdded", FAY, STEER, "One more?"),
    ],
)
async def test_a_page_shows_the_change_only_after_its_event(
    world: World, kind: str, ref: str, view: str, shown: str
) -> None:
    before, event = MAKERS[kind]
    before(world)
    assert shown not in (await page(world.app_client, ref, view)).normalised()
    event(world)
    assert shown in (await page(world.app_client, ref, view)).normalised()


async def test_numbers_on_the_map_follow_the_order_of_the_questions(world: World) -> None:
    world.fill()
    assert (await page(world.app_client, FAY, MAP))[f"note-{world.mine}"].get("data-number") == "1"
    world.workshop.act(FAY, columns.move, world.workshop.columns[2], before=world.workshop.columns[0])
    assert (await page(world.app_client, FAY, MAP))[f"note-{world.mine}"].get("data-number") == "2"


@pytest.mark.parametrize("kind", MAKERS)
async def test_no_two_notes_share_a_revision_after_any_event(world: World, kind: str) -> None:
    before, event = MAKERS[kind]
    before(world)
    event(world)
    mine = select(Note.revision).where(Note.workshop_id == world.workshop.id)
    revisions = world.workshop.read(lambda session: list(session.exec(mine)))
    assert len(set(revisions)) == len(revisions)
    assert 0 not in revisions


@pytest.mark.parametrize("kind", MAKERS)
async def test_applying_an_update_twice_changes_nothing_more(world: World, kind: str) -> None:
    before, event = MAKERS[kind]
    before(world)
    held = await pages(world.app_client)
    event(world)
    for place, page_model in held.items():
        update = rendered(world.workshop, page_model, [place], catching_up=True)
        await bring_up(world.app_client, page_model, update, *place)
        once = page_model.normalised()
        await bring_up(world.app_client, page_model, update, *place)
        assert page_model.normalised() == once


@pytest.mark.parametrize("seed", range(12))
async def test_bursts_and_catch_ups_in_any_order_lead_to_the_same_page(world: World, seed: int) -> None:
    world.chance = random.Random(seed)
    world.fill()
    held = await pages(world.app_client)
    for _round in range(6):
        for _act in range(world.chance.randint(1, 20)):
            world.take_random_action()
        for place in world.chance.sample(PLACES, 3):
            page_model = held[place]
            await bring_up(
                world.app_client, page_model, rendered(world.workshop, page_model, [place], catching_up=True), *place
            )
    updates = {
        place: rendered(world.workshop, page_model, [place], catching_up=True) for place, page_model in held.items()
    }
    for place, page_model in held.items():
        await bring_up(world.app_client, page_model, updates[place], *place)
        assert page_model.normalised() == (await page(world.app_client, *place)).normalised(), place


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_a_board_fetched_by_http_equals_the_page(world: World, place: tuple[str, str]) -> None:
    held = await page(world.app_client, *place)
    world.fill()
    ref, view = place
    answer = await world.app_client.visitor(ref).get(world.app_client.path(f"/board?view={view}&lang=en"))
    held.apply(answer.text)
    fresh = await page(world.app_client, *place)
    assert held.normalised() == fresh.normalised()
    assert int(answer.headers["x-seq"]) == fresh.seq


def forbidden(workshop: SampleWorkshop, ref: str, view: str) -> set[str]:
    """The texts that may reach this place only in its own private fragment."""
    every = workshop.read(lambda session: list(session.exec(seats.select(notes.Note))))
    by_id = {column.id: column for column in workshop.read(lambda session: notes.columns(session, workshop.id))}
    who = Audience(view, "en").who
    return {
        note.text for note in every if not visible(note, by_id[note.column_id], by_id[note.column_id].opens_in, who)
    } - {""}


@pytest.mark.parametrize("kind", MAKERS)
async def test_no_fragment_contains_data_hidden_from_its_audience(world: World, kind: str) -> None:
    before, event = MAKERS[kind]
    before(world)
    held = await pages(world.app_client)
    event(world)
    update_for_all = rendered(world.workshop, next(iter(held.values())), list(PLACES), catching_up=False)
    for ref, view in PLACES:
        audience = Audience(view, "en")
        alone = rendered(world.workshop, held[ref, view], [(ref, view)], catching_up=True)
        whole = (await world.app_client.visitor(ref).get(world.app_client.path(f"/board?view={view}&lang=en"))).text
        for words in forbidden(world.workshop, ref, view):
            for update in (update_for_all, alone):
                assert words not in update.common.get(audience, "")
            if f" of {ref}x" not in words:
                assert words not in whole
                assert words not in alone.private_fragments.get((ref, audience), "")
        private_fragments = {**update_for_all.private_fragments, **alone.private_fragments}
        for (seat, _audience), private_fragment in private_fragments.items():
            for note_id, writer in world.written.items():
                theirs = writer == seat or note_id in world.voted.get(seat, ())
                assert theirs or note_id not in private_fragment
        for fragments in [*update_for_all.common.values(), *update_for_all.private_fragments.values(), whole]:
            # The workshop is anonymous, so no name and no seat may appear.
            assert not {"Ana", "Ben", "Fay"} & set(fragments.replace("<", " ").replace(">", " ").split())
            assert not re.search(r"seat[-_=]", fragments)


async def test_one_update_covers_several_people_and_each_private_fragment_only_its_seat(world: World) -> None:
    world.fill()
    held = await pages(world.app_client)
    for ref in (ANA, BEN, FAY, ANA, BEN):
        world.post(ref)
    world.workshop.act(ANA, notes.withdraw, world.mine, on=True)
    world.workshop.act(FAY, notes.hide, world.other, on=True)
    update = rendered(world.workshop, next(iter(held.values())), list(PLACES), catching_up=False)
    for (seat, _audience), private_fragment in update.private_fragments.items():
        theirs = {note_id for note_id, writer in world.written.items() if writer == seat}
        assert {note_id for note_id in world.written if note_id in private_fragment} <= theirs
    for place, page_model in held.items():
        await bring_up(world.app_client, page_model, update, *place)
        assert page_model.normalised() == (await page(world.app_client, *place)).normalised(), place


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
