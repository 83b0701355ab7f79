"""Importing codes from a file into a programme's codebook: the preview, and doing it."""

from collections.abc import Mapping

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.domain.errors import Conflict, Invalid
from app.domain.findings.coding import book, codebook_import
from app.domain.findings.coding.codebook_import import UNREADABLE, Plan, Row
from app.domain.findings.rights import Colleague, Right
from app.exports.programmes.qda_text import code_guid
from app.web.context import ActingAccount, Context, Key, Language
from app.web.findings.entering import act, enter, facts
from app.web.findings.uploads import LIMIT, ONE_AT_A_TIME
from app.web.pages import html

router = APIRouter()
_ROWS = TypeAdapter(list[Row])


@router.post("/p/{key}/codebook-imports", max_body_size=LIMIT)
async def import_codes(
    request: Request, context: Context, language: Language, key: Key, cookie: ActingAccount
) -> Response:
    """Show what a file would add and change. With `sure`, do what the preview with this `stamp` has shown."""
    async with request.form() as form:
        file = form.get("file")
        data = await file.read() if isinstance(file, UploadFile) else b""
        shown, stamp, sure = str(form.get("rows") or ""), str(form.get("stamp") or ""), bool(form.get("sure"))

    def known(session: Session) -> dict[str, str]:
        person = enter(session, cookie, key, Right.LEAD)
        codes = book.read(session, person.programme)
        return {code_guid(str(codes.framework.content["key"]), each): each for each in codes.keys}

    problems: Mapping[str, str] = {}
    rows: list[Row] = []
    status = 200
    identifiers = await context.database.read(known)
    try:
        rows = _sent(shown) if shown else await _read(data, identifiers)
        if sure:
            await act(context, cookie, key, lambda session, person: _import(session, person, rows, stamp))
            return RedirectResponse(f"/p/{key}/codebook?saved=1", 303)
    except Conflict as error:
        problems, status = {"": str(error)}, 409
    except Invalid as error:
        problems, status, rows = {"file": str(error)}, 422, []

    def read(session: Session) -> tuple[str, int]:
        person = enter(session, cookie, key, Right.LEAD)
        plan, found, answer = Plan([], [], 0, [], []), problems, status
        if rows:
            try:
                plan = codebook_import.plan(session, person, rows)
            except Invalid as error:
                found, answer = {"file": str(error)}, 422
        page = html(
            "findings/codebook_import.html",
            language,
            plan=plan,
            rows=_ROWS.dump_json(rows).decode(),
            problems=found,
            **facts(session, person),
        )
        return page, answer

    page, answer = await context.database.read(read)
    return HTMLResponse(page, answer)


def _import(session: Session, person: Colleague, rows: list[Row], stamp: str) -> None:
    codebook_import.carry_out(session, person, rows, stamp)


async def _read(data: bytes, identifiers: Mapping[str, str]) -> list[Row]:
    # Imported here, because a start does not need its library.
    from app.exports.programmes import codebook_reader

    return await to_thread.run_sync(codebook_reader.read, data, identifiers, limiter=ONE_AT_A_TIME)


def _sent(shown: str) -> list[Row]:
    """The rows that a preview has sent along."""
    try:
        return _ROWS.validate_json(shown)
    except ValidationError:
        raise Invalid(UNREADABLE, field="file") from None
