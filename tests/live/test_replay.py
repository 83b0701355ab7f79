"""For every act and every audience: the page before and the rendered pieces are the page fetched after; and nothing
that a seat may not see is in any piece."""

import copy
import random
import re
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from sqlmodel import update as change

from app.domain import journal
from app.domain.board import notes
from app.domain.errors import Refused
from app.domain.events import KINDS, CodeReplaced
from app.domain.mapping import codings
from app.domain.models import Event, Note
from app.domain.workshops import closing, columns, drafts, seats, time_zones, workshops
from app.live.update import Update
from app.rehearsal.page_model import PageModel
from app.web.render.fragments import BOARD, MAP, STEER, Audience
from tests.app_client import AppClient, inside
from tests.rendering import render
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

PLACES = ((ANA, BOARD), (BEN, BOARD), (FAY, STEER), (FAY, MAP))
ELEMENTS = ("involve_voice", "scale_reach", "value_trust", codings.NOT_ABOUT)


@dataclass
class World:
    """A workshop with notes in every state, and how to make each kind of event happen in it."""

    app_client: AppClient
    seed: int = 1
    written: dict[str, str] = field(default_factory=dict)
    passers_by: int = 0

    def __post_init__(self) -> None:
        self.workshop: SampleWorkshop = self.app_client.workshop
        self.chance = random.Random(self.seed)

    def fill(self) -> None:
        self.mine, self.hidden, self.withdrawn = (self.post(ANA) for _ in range(3))
        self.other, self.coded = self.post(BEN, 1), self.post(BEN, 1)
        self.post(FAY, 2)
        self.workshop.act(FAY, notes.hide, self.hidden, on=True)
        self.workshop.act(ANA, notes.withdraw, self.withdrawn, on=True)
        self.workshop.act(FAY, codings.give, self.coded, ELEMENTS[0])

    def post(self, ref: str, column: int = 0) -> str:
        note_id = self.workshop.post(ref, f"first words {len(self.written)} of {ref}x", column=column)
        self.written[note_id] = ref
        return note_id

    def emptied(self) -> None:
        self.fill()
        for note in self.workshop.order(2):
            self.workshop.act(FAY, notes.move, note, column_id=self.workshop.columns[0], after=None)
        self.workshop.act(ANA, notes.withdraw, self.post(ANA, 2), on=True)

    def closed(self) -> None:
        self.workshop.act(FAY, closing.close, on=True)

    def edited(self) -> None:
        def act(session: seats.Session) -> int:
            workshop = seats.find(session, self.workshop.key, hold=True)
            draft = workshops.draft_of(session, workshop)
            fresh = replace(draft, title="Another title", place="Elsewhere", time_zone="Asia/Tokyo")
            return workshops.edit(session, workshop, drafts.checked(fresh, time_zones.known()), self.workshop.now())

        self.workshop.write(act)

    def renamed(self) -> None:
        def act(session: seats.Session) -> int:
            workshop = seats.find(session, self.workshop.key, hold=True)
            content = copy.deepcopy(workshops.framework_of(session, workshop).content)
            content["groups"][0]["elements"].reverse()
            content["groups"][0]["elements"][0] |= {"name": "The official name", "status": "checked"}
            return workshops.edit_framework(session, workshop, content, self.workshop.now())

        self.workshop.write(act)

    def passer_by(self) -> int:
        self.passers_by += 1
        self.workshop.join(f"passer-by{self.passers_by}")
        return self.workshop.read(lambda session: seats.seats(session, self.workshop.id))[-1].id or 0

    def link(self) -> int:
        self.workshop.act(FAY, seats.another_link)
        return self.workshop.read(lambda session: seats.links(session, self.workshop.id))[-1].id or 0

    def anything(self) -> None:
        """One act of anybody, perhaps refused."""
        note = self.chance.choice(list(self.written))
        writer = self.written[note]
        on = self.chance.random() < 0.5
        column = self.chance.choice(self.workshop.columns)
        after = self.chance.choice([None, "", *self.written])
        ref = self.chance.choice([ANA, BEN, FAY])
        act = self.workshop.act
        what: list[Callable[[], object]] = [
            lambda: self.post(ref, self.chance.randrange(3)),
            lambda: self.post(ref, self.chance.randrange(3)),
            lambda: act(writer, notes.edit, note, text=f"changed {self.workshop.now()}", colour="sky"),
            lambda: act(FAY, notes.move, note, column_id=column, after=after),
            lambda: act(writer, notes.withdraw, note, on=on),
            lambda: act(FAY, notes.hide, note, on=on),
            lambda: act(FAY, codings.give, note, self.chance.choice(ELEMENTS)),
            lambda: act(FAY, codings.take, note, self.chance.choice(ELEMENTS)),
            lambda: act(FAY, workshops.replace_code),
            lambda: act(FAY, columns.word, column, f"Worded {self.workshop.now()}", {}),
            lambda: act(FAY, columns.move, column, before=self.chance.choice([None, *self.workshop.columns])),
            lambda: act(FAY, columns.add, "More?"),
            lambda: act(FAY, seats.remove, self.passer_by()),
        ]
        try:
            self.chance.choice(what)()
        except Refused:
            return


# What must be so before, and what makes the event happen.
MAKERS: dict[str, tuple[Callable[[World], object], Callable[[World], object]]] = {
    "NoteAdded": (World.fill, lambda w: w.post(ANA, 1)),
    "NoteEdited": (World.fill, lambda w: w.workshop.act(ANA, notes.edit, w.mine, text="second words", colour="rose")),
    "NoteMoved": (
        World.fill,
        lambda w: w.workshop.act(FAY, notes.move, w.mine, column_id=w.workshop.columns[1], after=w.other),
    ),
    "NoteWithdrawn": (World.fill, lambda w: w.workshop.act(ANA, notes.withdraw, w.mine, on=True)),
    "NoteReturned": (World.fill, lambda w: w.workshop.act(ANA, notes.withdraw, w.withdrawn, on=False)),
    "NoteHidden": (World.fill, lambda w: w.workshop.act(FAY, notes.hide, w.mine, on=True)),
    "NoteRestored": (World.fill, lambda w: w.workshop.act(FAY, notes.hide, w.hidden, on=False)),
    "CodingGiven": (World.fill, lambda w: w.workshop.act(FAY, codings.give, w.other, "value_trust")),
    "CodingTaken": (World.fill, lambda w: w.workshop.act(FAY, codings.take, w.coded, ELEMENTS[0])),
    "ColumnWorded": (
        World.fill,
        lambda w: w.workshop.act(FAY, columns.word, w.workshop.columns[1], "Worded anew?", {"cy": "Yn Gymraeg?"}),
    ),
    "ColumnAdded": (World.fill, lambda w: w.workshop.act(FAY, columns.add, "One more?")),
    "ColumnMoved": (
        World.fill,
        lambda w: w.workshop.act(FAY, columns.move, w.workshop.columns[2], before=w.workshop.columns[0]),
    ),
    "ColumnRemoved": (World.emptied, lambda w: w.workshop.act(FAY, columns.remove, w.workshop.columns[2])),
    "NamingChosen": (lambda w: None, lambda w: w.workshop.act(FAY, closing.choose_naming, "choice")),
    "WorkshopEdited": (World.fill, World.edited),
    "FrameworkEdited": (World.fill, World.renamed),
    "WorkshopClosed": (World.fill, World.closed),
    "WorkshopReopened": (
        lambda w: (w.fill(), w.closed()),
        lambda w: w.workshop.act(FAY, closing.close, on=False),
    ),
    "CodeReplaced": (World.fill, lambda w: w.workshop.act(FAY, workshops.replace_code)),
    "SeatRemoved": (World.fill, lambda w: w.workshop.act(FAY, seats.remove, w.passer_by())),
    "LinkRevoked": (World.fill, lambda w: w.workshop.act(FAY, seats.revoke, w.link())),
    "LinkMade": (World.fill, World.link),
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with inside(tmp_path) as app_client:
        yield World(app_client)


async def page(app_client: AppClient, ref: str, view: str) -> PageModel:
    answer = await app_client.visitor(ref).get(app_client.path("/map" if view == MAP else ""))
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
    """What a browser does with what it is told."""
    audience = Audience(view, "en")
    if update.refetch:
        page_model.apply((await app_client.visitor(ref).get(app_client.path(f"/board?view={view}&lang=en"))).text)
    page_model.apply(update.common.get(audience, ""))
    page_model.apply(update.private_fragments.get((ref, audience), ""))
    page_model.seq = update.seq


def test_every_kind_of_event_is_made_here() -> None:
    assert set(MAKERS) == set(KINDS)


@pytest.mark.parametrize("catching_up", [False, True], ids=["live", "catching up"])
@pytest.mark.parametrize("kind", MAKERS)
async def test_the_page_before_and_the_pieces_are_the_page_after(world: World, kind: str, catching_up: bool) -> None:
    before, event = MAKERS[kind]
    before(world)
    held = await pages(world.app_client)
    event(world)
    latest = world.workshop.read(
        lambda session: [e for _seq, e in seats.journal.since(session, world.workshop.id, 0, 1000)]
    )
    assert latest[-1].kind == kind
    everybody = rendered(world.workshop, next(iter(held.values())), list(PLACES), catching_up=False)
    for place, page_model in held.items():
        alone = rendered(world.workshop, page_model, [place], catching_up=True)
        await bring_up(world.app_client, page_model, alone if catching_up else everybody, *place)
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
async def test_what_is_shown_is_what_is_true(world: World, kind: str, ref: str, view: str, shown: str) -> None:
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
async def test_a_revision_is_one_note(world: World, kind: str) -> None:
    before, event = MAKERS[kind]
    before(world)
    event(world)
    mine = select(Note.revision).where(Note.workshop_id == world.workshop.id)
    revisions = world.workshop.read(lambda session: list(session.exec(mine)))
    assert len(set(revisions)) == len(revisions)
    assert 0 not in revisions


@pytest.mark.parametrize("kind", MAKERS)
async def test_rendering_twice_changes_nothing_more(world: World, kind: str) -> None:
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
async def test_bursts_and_catch_ups_in_any_order_end_in_the_same_page(world: World, seed: int) -> None:
    world.chance = random.Random(seed)
    world.fill()
    held = await pages(world.app_client)
    for _round in range(6):
        for _act in range(world.chance.randint(1, 20)):
            world.anything()
        for place in world.chance.sample(PLACES, 3):
            page_model = held[place]
            await bring_up(
                world.app_client, page_model, rendered(world.workshop, page_model, [place], catching_up=True), *place
            )
    everybody = {
        place: rendered(world.workshop, page_model, [place], catching_up=True) for place, page_model in held.items()
    }
    for place, page_model in held.items():
        await bring_up(world.app_client, page_model, everybody[place], *place)
        assert page_model.normalised() == (await page(world.app_client, *place)).normalised(), place


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_a_whole_board_fetched_by_http_is_the_page_too(world: World, place: tuple[str, str]) -> None:
    held = await page(world.app_client, *place)
    world.fill()
    ref, view = place
    answer = await world.app_client.visitor(ref).get(world.app_client.path(f"/board?view={view}&lang=en"))
    held.apply(answer.text)
    fresh = await page(world.app_client, *place)
    assert held.normalised() == fresh.normalised()
    assert int(answer.headers["x-seq"]) == fresh.seq


def forbidden(workshop: SampleWorkshop, ref: str, view: str) -> set[str]:
    """The words that must not reach this place but in its own private_fragment."""
    every = workshop.read(lambda session: list(session.exec(seats.select(notes.Note))))
    return {note.text for note in every if note.withdrawn or (note.hidden and view != STEER)} - {""}


@pytest.mark.parametrize("kind", MAKERS)
async def test_nothing_hidden_is_in_any_piece(world: World, kind: str) -> None:
    before, event = MAKERS[kind]
    before(world)
    held = await pages(world.app_client)
    event(world)
    everybody = rendered(world.workshop, next(iter(held.values())), list(PLACES), catching_up=False)
    for ref, view in PLACES:
        audience = Audience(view, "en")
        alone = rendered(world.workshop, held[ref, view], [(ref, view)], catching_up=True)
        whole = (await world.app_client.visitor(ref).get(world.app_client.path(f"/board?view={view}&lang=en"))).text
        for words in forbidden(world.workshop, ref, view):
            for update in (everybody, alone):
                assert words not in update.common.get(audience, "")
            if f" of {ref}x" not in words:
                assert words not in whole
                assert words not in alone.private_fragments.get((ref, audience), "")
        for (seat, _audience), private_fragment in {**everybody.private_fragments, **alone.private_fragments}.items():
            for note_id, writer in world.written.items():
                assert writer == seat or note_id not in private_fragment
        for pieces in [*everybody.common.values(), *everybody.private_fragments.values(), whole]:
            # The workshop is anonymous: nobody's name, and nobody's seat.
            assert not {"Ana", "Ben", "Fay"} & set(pieces.replace("<", " ").replace(">", " ").split())
            assert not re.search(r"seat[-_=]", pieces)


async def test_what_several_did_at_once_is_told_to_everybody_and_their_own_to_each(world: World) -> None:
    world.fill()
    held = await pages(world.app_client)
    for ref in (ANA, BEN, FAY, ANA, BEN):
        world.post(ref)
    world.workshop.act(ANA, notes.withdraw, world.mine, on=True)
    world.workshop.act(FAY, notes.hide, world.other, on=True)
    told = rendered(world.workshop, next(iter(held.values())), list(PLACES), catching_up=False)
    for (seat, _audience), private_fragment in told.private_fragments.items():
        theirs = {note_id for note_id, writer in world.written.items() if writer == seat}
        assert {note_id for note_id in world.written if note_id in private_fragment} <= theirs
    for place, page_model in held.items():
        await bring_up(world.app_client, page_model, told, *place)
        assert page_model.normalised() == (await page(world.app_client, *place)).normalised(), place


@pytest.mark.parametrize(
    ("kind", "payload"), [("NoteStarred", {"note": "x" * 24, "column": 1}), ("NoteAdded", {"note": "x" * 24, "why": 1})]
)
async def test_what_a_later_version_wrote_has_pages_fetch_the_board(
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


async def test_an_audience_that_is_not_known_gets_nothing(world: World) -> None:
    world.fill()
    update = world.workshop.read(
        lambda session: render(session, world.workshop.id, 0, _epoch(session), {"everything": {ANA}}, True)
    )
    assert update.revoked == {(ANA, "everything")}
    assert not update.common
    assert not update.private_fragments


async def test_a_participant_cannot_have_a_facilitators_audience(world: World) -> None:
    world.fill()
    for view in (STEER, MAP):
        asked = {Audience(view, "en"): {ANA}}
        update = world.workshop.read(
            lambda session, asked=asked: render(session, world.workshop.id, 0, _epoch(session), asked, True)
        )
        assert update.revoked == {(ANA, Audience(view, "en"))}
        assert not update.common
        assert (
            await world.app_client.visitor(ANA).get(world.app_client.path(f"/board?view={view}"))
        ).status_code == 403


@pytest.mark.parametrize("why", ["too far behind", "another epoch", "from the future"])
async def test_who_cannot_be_told_what_happened_fetches_the_board(world: World, why: str) -> None:
    world.fill()
    for _ in range(201):
        world.workshop.act(FAY, workshops.replace_code)
    epoch = world.workshop.read(_epoch)
    since, asked = {
        "too far behind": (0, epoch),
        "another epoch": (world.workshop.workshop().seq, "other"),
        "from the future": (10_000, epoch),
    }[why]
    update = world.workshop.read(
        lambda session: render(session, world.workshop.id, since, asked, {Audience(BOARD, "en"): {ANA}}, True)
    )
    assert update.refetch
    assert not update.common


def _epoch(session: seats.Session) -> str:
    return seats.journal.position(session, 0)[1]
