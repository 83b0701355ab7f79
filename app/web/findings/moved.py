"""Tells an open page which parts of a programme have changed, so that it fetches them again.

Pages ask every few seconds while they are visible: there are few analysts, and rights are checked at each request.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.findings import regions
from app.web.context import Context, Key, OrganiserCookie
from app.web.findings.entering import enter

router = APIRouter()


@router.get("/p/{key}/moved")
async def moved(
    context: Context, key: Key, cookie: OrganiserCookie, since: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """JSON {"stamp": …, "regions": […]}: the present stamp, and the regions that changed after the stamp `since`."""

    def read(session: Session) -> dict[str, object]:
        person = enter(session, cookie, key)
        stamp, changed = regions.since(session, person.programme, since)
        return {"stamp": stamp, "regions": sorted(changed)}

    return JSONResponse(await context.database.read(read))
