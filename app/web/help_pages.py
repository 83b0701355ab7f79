"""Help pages, one for each role, and the accessibility statement."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts.organisers import OrganisationNotice, organisation_notice
from app.domain.errors import NotFound
from app.web.context import Context, Language
from app.web.pages import page

router = APIRouter()

# The key of the board to link back to.
From = Annotated[str, Query(alias="from", pattern=r"^[a-z0-9]{0,64}$")]
PAGES = ("participant", "facilitator", "organiser")
# The day on which the statement was last compared with the product.
PREPARED = date(2026, 11, 30)


@router.get("/help")
async def taking_part(language: Language, key: From = "") -> Response:
    return page("help/participant.html", language, key=key, current="participant")


@router.get("/help/{name}")
async def for_others(language: Language, name: str, key: From = "") -> Response:
    if name not in PAGES:
        raise NotFound
    return page(f"help/{name}.html", language, key=key, current=name)


@router.get("/accessibility")
async def accessibility(context: Context, language: Language) -> Response:
    """The accessibility statement, with the contact that the organisation has set."""

    def read(session: Session) -> OrganisationNotice:
        try:
            return organisation_notice(session)
        except NotFound:
            # Before the first account there is no organisation.
            return OrganisationNotice("", "", "")

    said = await context.database.read(read)
    return page(
        "help/accessibility.html", language, organisation=said.organisation, contact=said.contact, prepared=PREPARED
    )
