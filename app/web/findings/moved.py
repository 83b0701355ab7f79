"""Tells an open page which parts of a programme have changed, so that it fetches them again.

Pages ask every few seconds while they are visible: there are few analysts, and rights are checked at each request.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.findings import regions
from app.live.writing_now import LONGEST_WHERE
from app.web.context import Context, Key, UnattendedCookie
from app.web.findings.entering import enter

router = APIRouter()


@router.get("/p/{key}/moved")
async def moved(
    context: Context,
    key: Key,
    cookie: UnattendedCookie,
    since: Annotated[str, Query(max_length=40)] = "",
    writing: Annotated[str, Query(max_length=LONGEST_WHERE)] = "",
) -> Response:
    """JSON {"stamp": …, "regions": […], "writing": {…}}: the present stamp, the regions that changed after the stamp
    `since`, and the names of others by where they are writing. `writing` is where the reader is."""

    def read(session: Session) -> tuple[int, str, str, list[str]]:
        person = enter(session, cookie, key)
        stamp, changed = regions.since(session, person.programme, since)
        return person.id, person.member.pen_name, stamp, sorted(changed)

    account, name, stamp, changed = await context.database.read(read)
    context.writing_now.tell(key, account, name, writing)
    others = context.writing_now.others(key, account)
    return JSONResponse({"stamp": stamp, "regions": changed, "writing": others})
