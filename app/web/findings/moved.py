"""Tells an open page which parts of a programme have changed, so that it fetches them again.

Pages ask every few seconds while they are visible: there are few analysts, and rights are checked at each request.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.findings import members, regions
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
    writing: Annotated[str | None, Query(max_length=LONGEST_WHERE)] = None,
) -> Response:
    """JSON {"stamp": …, "regions": […], "writing": {…}}: the present stamp, the regions that changed after the stamp
    `since`, and the names of others by where they are writing.

    `writing` is where the reader is; "" once they have stopped. A page in which they do not write leaves it out, so
    that it does not end what they do in another one.
    """

    def read(session: Session) -> tuple[int, int, dict[int, str], str, list[str]]:
        person = enter(session, cookie, key)
        assert person.programme.id is not None
        stamp, changed = regions.since(session, person.programme, since)
        names = members.pen_names(session, person.programme)
        return person.id, person.programme.id, names, stamp, sorted(changed)

    account, programme_id, names, stamp, changed = await context.database.read(read)
    if writing is not None:
        context.writing_now.tell(programme_id, account, writing)
    others = context.writing_now.others(programme_id, account)
    shown = {where: [names[writer] for writer in writers if writer in names] for where, writers in others.items()}
    return JSONResponse({"stamp": stamp, "regions": changed, "writing": shown})
