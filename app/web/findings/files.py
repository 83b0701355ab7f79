"""The files of a programme, and who has downloaded them."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import NotFound
from app.domain.findings import outlines
from app.domain.findings.interviews import interviews
from app.domain.findings.rights import Colleague, Right, require
from app.domain.records import security_log
from app.domain.records.security_log import Kind
from app.downloads.wanted import Wanted
from app.exports.programmes.formats import FORMATS
from app.web.context import Context, Key, Language, OrganiserCookie
from app.web.findings.entering import act, enter, facts
from app.web.pages import html
from app.web.records.files import LATEST

router = APIRouter()


@router.get("/p/{key}/records")
async def records(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    """The files by what they are for, what they would contain now, and the latest downloads."""

    def read(session: Session) -> str:
        person = enter(session, cookie, key, Right.DOWNLOAD)
        found = outlines.outlines(session, person.programme)
        return html(
            "findings/files.html",
            language,
            notes=sum(unit.kind == outlines.NOTE for unit in found),
            interviews=len(interviews.listed(session, person.programme)),
            downloads=security_log.downloads(session, "programme", key, LATEST),
            **facts(session, person),
        )

    return HTMLResponse(await context.database.read(read))


@router.get("/p/{key}/records/{name}.{format}")
async def download(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, name: str, format: str
) -> Response:
    """Download what the programme holds at this moment as one file."""
    if format not in FORMATS:
        raise NotFound

    def may(session: Session) -> None:
        enter(session, cookie, key, Right.DOWNLOAD)

    # Read first, so that a refused download never waits for the writer.
    await context.database.read(may)
    assert cookie is not None

    def record(session: Session, person: Colleague) -> None:
        require(person, Right.DOWNLOAD)
        person.by.record(session, Kind.DOWNLOADED, programme=key, format=format)

    await act(context, cookie, key, record)

    name, content = await context.files.make(Wanted("programme", key, format, language))
    # Again, because it may have taken minutes.
    await context.database.read(may)
    return Response(
        content,
        media_type=FORMATS[format].media_type,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
