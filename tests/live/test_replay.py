"""Update equals reload, and no leak: for every event and audience, the page before plus the update is the page fetched
after, and no fragment contains data that its reader may not see."""

import random
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import select

from app.domain import journal
from app.domain.board import notes
from app.domain.event_kinds import KINDS
from app.domain.events import Happened
from app.domain.models import Comment, Note
from app.domain.steering.visibility import visible
from app.domain.workshops import column_rows, columns
from app.live.update import Update
from app.rehearsal.page_model import PageModel
from app.web.render.audience import BOARD, MAP, STEER, Audience
from tests.app_client import AppClient, inside
from tests.live.random_actions import RandomWorld
from tests.live.replay_makers import MAKERS
from tests.live.replay_pages import PLACES, Place, apply, board, bring_up, html, page, rendered
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

# One app for all these tests, with a workshop of its own for each: an app takes longer than most of them.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app_client(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[AppClient]:
    async with inside(tmp_path_factory.mktemp("replay")) as made:
        yield made


@pytest.fixture
def world(app_client: AppClient) -> RandomWorld:
    return new_world(app_client)


def new_world(app_client: AppClient) -> RandomWorld:
    return RandomWorld(replace(app_client, workshop=SampleWorkshop(app_client.inside.database)))


@dataclass
class Change:
    """One event: each place's page before it, its updates, and what each place gets from the server after it."""

    before: dict[Place, str]
    events: list[Happened]
    update_for_all: Update
    alone: dict[Place, Update]
    boards: dict[Place, str]
    normalised: dict[Place, str]
    notes: list[Note]
    comments: list[Comment]
    columns: dict[int, Any]
    written: dict[str, str]
    voted: dict[str, set[str]]
    commented: dict[str, str]

    def applied(self, place: Place, update: Update) -> PageModel:
        """The page before the event with an update."""
        page_model = PageModel(self.before[place])
        apply(page_model, update, place, self.boards[place])
        return page_model


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=MAKERS)
async def change_by(request: pytest.FixtureRequest, app_client: AppClient) -> Change:
    """A change by each kind of event, made once for all tests of it."""
    before, event = MAKERS[request.param]
    world = new_world(app_client)
    workshop = world.workshop
    before(world)
    held = {place: await html(world.app_client, *place) for place in PLACES}
    event(world)
    models = {place: PageModel(words) for place, words in held.items()}
    after = {place: await html(world.app_client, *place) for place in PLACES}
    return Change(
        before=held,
        events=workshop.read(lambda session: [one for _seq, one in journal.since(session, workshop.id, 0, 1000)]),
        update_for_all=rendered(world, models[PLACES[0]], list(PLACES), catching_up=False),
        alone={place: rendered(world, models[place], [place], catching_up=True) for place in PLACES},
        boards={place: await board(world.app_client, *place) for place in PLACES},
        normalised={place: PageModel(words).normalised() for place, words in after.items()},
        notes=workshop.read(lambda session: list(session.exec(select(Note).where(Note.workshop_id == workshop.id)))),
        comments=workshop.read(
            lambda session: list(session.exec(select(Comment).where(Comment.workshop_id == workshop.id)))
        ),
        columns=workshop.read(lambda session: {one.id or 0: one for one in column_rows.of(session, workshop.id)}),
        written=world.written,
        voted=world.voted,
        commented=world.commented,
    )


async def test_every_kind_of_event_has_an_entry_in_makers() -> None:
    assert set(MAKERS) == set(KINDS)


@pytest.mark.parametrize("catching_up", [False, True], ids=["live", "catching up"])
async def test_the_page_before_plus_the_update_is_the_page_after(
    change_by: Change, catching_up: bool, request: pytest.FixtureRequest
) -> None:
    assert change_by.events[-1].kind == request.node.callspec.params["change_by"]
    for place in PLACES:
        update = change_by.alone[place] if catching_up else change_by.update_for_all
        assert change_by.applied(place, update).normalised() == change_by.normalised[place], place


@pytest.mark.parametrize(
    ("kind", "ref", "view", "shown"),
    [
        ("NoteEdited", BEN, BOARD, "second words"),
        ("NoteEdited", FAY, MAP, "second words"),
        ("CodingGiven", FAY, MAP, "data-codes='value_trust'"),
        ("NoteRestored", BEN, BOARD, "first words 1"),
        ("WorkshopEdited", BEN, BOARD, "Another title"),
        ("FrameworkEdited", FAY, MAP, "The official name {key}"),
        ("NamingChosen", BEN, BOARD, "only if you choose"),
        ("ColumnWorded", BEN, BOARD, "Worded anew?"),
        ("ColumnAdded", FAY, STEER, "One more?"),
    ],
)
async def test_a_page_shows_the_change_only_after_its_event(
    world: RandomWorld, kind: str, ref: str, view: str, shown: str
) -> None:
    before, event = MAKERS[kind]
    # Workshops of one installation share the newest version of their framework.
    shown = shown.format(key=world.workshop.key)
    before(world)
    assert shown not in (await page(world.app_client, ref, view)).normalised()
    event(world)
    assert shown in (await page(world.app_client, ref, view)).normalised()


async def test_numbers_on_the_map_follow_the_order_of_the_questions(world: RandomWorld) -> None:
    world.fill()
    assert (await page(world.app_client, FAY, MAP))[f"note-{world.mine}"].get("data-number") == "1"
    world.workshop.act(FAY, columns.move, world.workshop.columns[2], before=world.workshop.columns[0])
    assert (await page(world.app_client, FAY, MAP))[f"note-{world.mine}"].get("data-number") == "2"


async def test_no_two_notes_share_a_revision_after_any_event(change_by: Change) -> None:
    revisions = [note.revision for note in change_by.notes]
    assert len(set(revisions)) == len(revisions)
    assert 0 not in revisions


async def test_applying_an_update_twice_changes_nothing_more(change_by: Change) -> None:
    for place, update in change_by.alone.items():
        page_model = change_by.applied(place, update)
        apply(page_model, update, place, change_by.boards[place])
        # Another test says the same of an update that is applied once.
        assert page_model.normalised() == change_by.normalised[place]


@pytest.mark.parametrize("seed", range(12))
async def test_bursts_and_catch_ups_in_any_order_lead_to_the_same_page(world: RandomWorld, seed: int) -> None:
    world.chance = random.Random(seed)
    world.fill()
    held = {place: await page(world.app_client, *place) for place in PLACES}
    for _round in range(6):
        for _act in range(world.chance.randint(1, 20)):
            world.take_random_action()
        for place in world.chance.sample(PLACES, 3):
            page_model = held[place]
            await bring_up(world, page_model, rendered(world, page_model, [place], catching_up=True), place)
    updates = {place: rendered(world, page_model, [place], catching_up=True) for place, page_model in held.items()}
    for place, page_model in held.items():
        await bring_up(world, page_model, updates[place], place)
        assert page_model.normalised() == (await page(world.app_client, *place)).normalised(), place


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_a_board_fetched_by_http_equals_the_page(world: RandomWorld, place: tuple[str, str]) -> None:
    held = await page(world.app_client, *place)
    world.fill()
    ref, view = place
    answer = await world.app_client.visitor(ref).get(world.app_client.path(f"/board?view={view}&lang=en"))
    held.apply(answer.text)
    fresh = await page(world.app_client, *place)
    assert held.normalised() == fresh.normalised()
    assert int(answer.headers["x-seq"]) == fresh.seq


def forbidden(change_by: Change, view: str) -> set[str]:
    """The texts that may reach this view only in private fragments."""
    by_id, who = change_by.columns, Audience(view, "en").who
    column_of = {note.id: by_id[note.column_id] for note in change_by.notes}
    texts = [(note, note.id) for note in change_by.notes] + [(one, one.note_id) for one in change_by.comments]
    return {
        text.text for text, note_id in texts if not visible(text, column_of[note_id], column_of[note_id].opens_in, who)
    } - {""}


async def test_no_fragment_contains_data_hidden_from_its_audience(change_by: Change) -> None:
    update_for_all = change_by.update_for_all
    for ref, view in PLACES:
        audience = Audience(view, "en")
        alone, whole = change_by.alone[ref, view], change_by.boards[ref, view]
        for words in forbidden(change_by, view):
            for update in (update_for_all, alone):
                assert words not in update.common.get(audience, "")
            if f" of {ref}x" not in words:
                assert words not in whole
                assert words not in alone.private_fragments.get((ref, audience), "")
        private_fragments = {**update_for_all.private_fragments, **alone.private_fragments}
        for (seat, _audience), private_fragment in private_fragments.items():
            for note_id, writer in change_by.written.items():
                theirs = writer == seat or note_id in change_by.voted.get(seat, ())
                about = f'data-about="{note_id}"'
                assert theirs or note_id not in private_fragment.replace(about, "")
            for comment_id, writer in change_by.commented.items():
                assert writer == seat or comment_id not in private_fragment
        for fragments in [*update_for_all.common.values(), *update_for_all.private_fragments.values(), whole]:
            # The workshop is anonymous, so no name and no seat may appear.
            assert not {"Ana", "Ben", "Fay"} & set(fragments.replace("<", " ").replace(">", " ").split())
            assert not re.search(r"seat[-_=]", fragments)


async def test_one_update_covers_several_people_and_each_private_fragment_only_its_seat(world: RandomWorld) -> None:
    world.fill()
    held = {place: await page(world.app_client, *place) for place in PLACES}
    for ref in (ANA, BEN, FAY, ANA, BEN):
        world.post(ref)
    world.workshop.act(ANA, notes.withdraw, world.mine, on=True)
    world.workshop.act(FAY, notes.hide, world.other, on=True)
    update = rendered(world, next(iter(held.values())), list(PLACES), catching_up=False)
    for (seat, _audience), private_fragment in update.private_fragments.items():
        theirs = {note_id for note_id, writer in world.written.items() if writer == seat}
        assert {note_id for note_id in world.written if note_id in private_fragment} <= theirs
    for place, page_model in held.items():
        await bring_up(world, page_model, update, place)
        assert page_model.normalised() == (await page(world.app_client, *place)).normalised(), place
