"""The codebook of a programme: its elements and own codes, where they are used, and changes of own codes."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Conflict, Invalid
from app.domain.findings import members, programmes, units
from app.domain.findings.coding import book, codebook, memos
from app.domain.findings.coding.codebook import Wording
from app.domain.findings.outlines import outlines
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import undoing
from app.domain.findings.units import Ref
from app.domain.mapping.codings import NOT_ABOUT
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.findings.entering import act, enter, facts
from app.web.findings.shown import PIECES, Most, titles
from app.web.pages import html

router = APIRouter()

Code = Annotated[str, Path(max_length=64)]


@router.get("/p/{key}/codebook")
async def codebook_page(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, saved: bool = False
) -> Response:
    return HTMLResponse(await _page(context, language, key, cookie, saved=saved))


@router.post("/p/{key}/codebook")
async def add_code(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    name: Field = "",
    description: Field = "",
    signals: Field = "",
    boundary: Field = "",
) -> Response:
    """Add a code of the programme's own."""
    wording = Wording(name, description, signals, boundary)
    made = f"{book.OWN}{programmes.fresh_id()}"
    try:
        await act(context, cookie, key, lambda session, person: codebook.add(session, person, made, wording))
    except Invalid as error:
        problems = error.problems
        return HTMLResponse(await _page(context, language, key, cookie, typed=wording, problems=problems), 422)
    return RedirectResponse(f"/p/{key}/codebook?saved=1#{made}", 303)


@router.get("/p/{key}/codebook/{code}")
async def evidence_of_code(
    context: Context,
    language: Language,
    key: Key,
    cookie: OrganiserCookie,
    code: Code,
    place: int = 0,
    most: Most = PIECES,
) -> Response:
    """The first `most` notes and excerpts that have a code, of one place or of all."""
    return HTMLResponse(await _evidence(context, language, key, cookie, code, place=place, shown_at_most=most))


@router.post("/p/{key}/codebook/{code}")
async def reword(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    code: Code,
    revision: Annotated[int, Form()],
    name: Field = "",
    description: Field = "",
    signals: Field = "",
    boundary: Field = "",
    status: Field = codebook.DRAFT,
) -> Response:
    """Change an own code. If someone else has changed it since `revision`, the page shows both versions."""
    wording = Wording(name, description, signals, boundary, status)
    try:
        await act(
            context,
            cookie,
            key,
            lambda session, person: codebook.reword(session, person, code, wording, revision),
        )
    except Conflict as error:
        page = await _evidence(context, language, key, cookie, code, typed=wording, problems={"": str(error)})
        return HTMLResponse(page, 409)
    except Invalid as error:
        page = await _evidence(context, language, key, cookie, code, typed=wording, problems=error.problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/codebook/{code}", 303)


@router.post("/p/{key}/codebook/{code}/merge")
async def merge(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    code: Code,
    into: Field = "",
    sure: Field = "",
) -> Response:
    """Merge an own code into another one. Without `sure`, show what would move and change nothing."""
    if not sure:
        page = await _evidence(context, language, key, cookie, code, into=into)
        return HTMLResponse(page)
    await act(context, cookie, key, lambda session, person: codebook.merge(session, person, code, into))
    return RedirectResponse(f"/p/{key}/codebook/{into}", 303)


@router.post("/p/{key}/codebook/{code}/split")
async def split(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    code: Code,
    name: Field = "",
    unit: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:
    """Give the chosen units, each "kind ref", a new code in place of this one."""
    made = f"{book.OWN}{programmes.fresh_id()}"
    chosen = [Ref(*found) for text in unit if len(found := text.split(" ", 1)) == 2]

    def act_on(session: Session, person: Colleague) -> None:
        codebook.split(session, person, code, made, Wording(name), chosen)

    try:
        await act(context, cookie, key, act_on)
    except Invalid as error:
        page = await _evidence(context, language, key, cookie, code, problems={"new-name": str(error)})
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/codebook/{made}", 303)


async def _page(context: Context, language: str, key: str, cookie: OrganiserCookie, **values: object) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        return html(
            "findings/codebook.html",
            language,
            book=book.read(session, person.programme, language),
            counts=codebook.counts(outlines(session, person.programme)),
            memo_counts=memos.counts(session, person),
            not_about=NOT_ABOUT,
            **{"typed": Wording(""), "problems": {}, "saved": False} | values,
            **facts(session, person),
        )

    return await context.database.read(read)


async def _evidence(
    context: Context,
    language: str,
    key: str,
    cookie: OrganiserCookie,
    code: str,
    *,
    place: int = 0,
    into: str = "",
    shown_at_most: int = PIECES,
    **values: object,
) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        codes = book.read(session, person.programme, language)
        shown = codes.resolved(code)
        found = [unit for unit in outlines(session, person.programme) if shown in unit.codes]
        found = [unit for unit in found if place in (0, unit.place_id)]
        own = book.find(session, person.programme, shown) if shown.startswith(book.OWN) else None
        moves = codebook.merge_preview(session, person, shown, into) if into else None
        query = ({"place": place} if place else {}) | ({"most": shown_at_most} if shown_at_most != PIECES else {})
        done = undoing.latest(session, person)
        return html(
            "findings/code.html",
            language,
            book=codes,
            code=shown,
            own=own,
            evidence=units.with_words(session, person.programme, found[:shown_at_most]),
            having=len(found),
            next_most=shown_at_most + PIECES,
            chosen_place=place,
            shown=urlencode(query),
            opened=None,
            done=done if done and done.what in ("facet given", "facet taken") else None,
            into=into,
            moves=moves,
            titles=titles(session, person),
            memos=memos.listed(session, person, memos.About(memos.CODE, shown)),
            pens=members.pen_names(session, person.programme),
            not_about=NOT_ABOUT,
            **{"typed": None, "problems": {}} | values,
            **facts(session, person),
        )

    return await context.database.read(read)
