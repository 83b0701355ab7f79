"""Help pages, one for each role."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.domain.errors import NotFound
from app.web.context import Language
from app.web.pages import page

router = APIRouter(prefix="/help")

# The key of the board to link back to.
From = Annotated[str, Query(alias="from", pattern=r"^[a-z0-9]{0,64}$")]
PAGES = ("participant", "facilitator", "organiser")


@router.get("")
async def taking_part(language: Language, key: From = "") -> Response:
    return page("help/participant.html", language, key=key, current="participant")


@router.get("/{name}")
async def for_others(language: Language, name: str, key: From = "") -> Response:
    if name not in PAGES:
        raise NotFound
    return page(f"help/{name}.html", language, key=key, current=name)
