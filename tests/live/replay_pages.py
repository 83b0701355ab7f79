"""Pages of a replay world, and updates applied to them as a browser does."""

from app.live.update import Update
from app.rehearsal.page_model import PageModel
from app.web.render.audience import BOARD, MAP, PREVIEW, SCREEN, STEER, Audience
from tests.app_client import AppClient
from tests.live.replay_world import World
from tests.rendering import render
from tests.workshop import ANA, BEN, FAY

Place = tuple[str, str]
PLACES: tuple[Place, ...] = (
    *((ANA, BOARD), (BEN, BOARD)),
    *((FAY, view) for view in (STEER, MAP, SCREEN, PREVIEW)),
)
PAGES = {BOARD: "", STEER: "", MAP: "/map", SCREEN: "/screen", PREVIEW: "/preview"}


async def html(app_client: AppClient, ref: str, view: str) -> str:
    answer = await app_client.visitor(ref).get(app_client.path(PAGES[view]))
    assert answer.status_code == 200
    return answer.text


async def page(app_client: AppClient, ref: str, view: str) -> PageModel:
    return PageModel(await html(app_client, ref, view))


async def board(app_client: AppClient, ref: str, view: str) -> str:
    """What a browser gets that fetches the whole board."""
    return (await app_client.visitor(ref).get(app_client.path(f"/board?view={view}&lang=en"))).text


def rendered(world: World, page_model: PageModel, places: list[Place], *, catching_up: bool) -> Update:
    asked: dict[Audience, set[str]] = {}
    for ref, view in places:
        asked.setdefault(Audience(view, "en"), set()).add(ref)
    workshop = world.workshop
    return workshop.read(
        lambda session: render(session, workshop.id, page_model.seq, page_model.epoch, asked, catching_up)
    )


def apply(page_model: PageModel, update: Update, place: Place, whole: str) -> None:
    """Apply an update as a browser does; `whole` is the whole board, which the browser fetches if it has to."""
    ref, view = place
    audience = Audience(view, "en")
    if update.refetch:
        page_model.apply(whole)
    page_model.apply(update.common.get(audience, ""))
    page_model.apply(update.private_fragments.get((ref, audience), ""))
    page_model.seq = update.seq


async def bring_up(world: World, page_model: PageModel, update: Update, place: Place) -> None:
    apply(page_model, update, place, await board(world.app_client, *place) if update.refetch else "")
