"""Memos: the page of what one thing has, and the actions on them."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Conflict, Invalid
from app.domain.findings import members, programmes, units
from app.domain.findings.coding import book, memos
from app.domain.findings.coding.memos import About
from app.domain.findings.interviews import interviews
from app.domain.findings.outlines import EXCERPT, NOTE, Ref
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import themes
from app.domain.mapping.codings import NOT_ABOUT
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.findings.entering import act, enter, facts
from app.web.findings.shown import group_numbers
from app.web.pages import html

router = APIRouter()

MemoId = Annotated[str, Path(max_length=40)]
Part = Annotated[str, Query(max_length=120)]


@router.get("/p/{key}/memos")
async def memos_page(
    context: Context,
    language: Language,
    key: Key,
    cookie: OrganiserCookie,
    kind: Part = memos.PROGRAMME,
    ref: Part = "",
) -> Response:
    """The memos about one thing, with its words if it is a note or an excerpt."""
    return HTMLResponse(await _page(context, language, key, cookie, About(kind, ref)))


@router.post("/p/{key}/memos")
async def write(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    kind: Field = memos.PROGRAMME,
    ref: Field = "",
    text: Annotated[str, Form()] = "",
    round_id: Annotated[str, Form(alias="round", max_length=40)] = "",
    at: Field = "1",
) -> Response:
    """Add a memo. With `round`, it is in the sender's own book of that round, and `at` is the page to return to."""
    about, made = About(kind, ref), programmes.fresh_id()
    try:
        await act(
            context,
            cookie,
            key,
            lambda session, person: memos.write(session, person, made, about, text, round_id or None),
        )
    except Invalid as error:
        page = await _page(context, language, key, cookie, about, typed=text, problems=error.problems)
        return HTMLResponse(page, 422)
    if round_id:
        return RedirectResponse(f"/p/{key}/rounds/{round_id}/coding?at={at if at.isdecimal() else 1}#memos", 303)
    return RedirectResponse(address(key, about), 303)


@router.post("/p/{key}/memos/{memo_id}")
async def reword(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    memo_id: MemoId,
    revision: Annotated[int, Form()],
    text: Annotated[str, Form()] = "",
) -> Response:
    """Change one's own memo. If it has changed since `revision`, the page shows both versions."""

    def change(session: Session, person: Colleague) -> About:
        memo = memos.reword(session, person, memo_id, text, revision)
        return About(memo.about_kind, memo.about_ref)

    try:
        about = await act(context, cookie, key, change)
    except (Conflict, Invalid) as error:
        status = 409 if isinstance(error, Conflict) else 422
        page = await _page(context, language, key, cookie, None, edited=memo_id, typed=text, problems=error.problems)
        return HTMLResponse(page, status)
    return RedirectResponse(_own_page(key, about), 303)


@router.post("/p/{key}/memos/{memo_id}/removal")
async def remove(context: Context, key: Key, cookie: ActingAccount, memo_id: MemoId) -> Response:
    about = await act(context, cookie, key, lambda session, person: memos.remove(session, person, memo_id))
    return RedirectResponse(_own_page(key, about), 303)


def address(key: str, about: About) -> str:
    """Where the memos about something are shown."""
    places = {
        memos.PROGRAMME: f"/p/{key}#memos",
        memos.THEME: f"/p/{key}/themes?theme={about.ref}#memos",
        memos.INTERVIEW: f"/p/{key}/interviews/{about.ref}#memos",
        memos.CODE: f"/p/{key}/codebook/{about.ref}#memos",
    }
    return places.get(about.kind) or _own_page(key, about)


def _own_page(key: str, about: About) -> str:
    return f"/p/{key}/memos?kind={about.kind}&ref={about.ref}#memos"


async def _page(
    context: Context, language: str, key: str, cookie: OrganiserCookie, about: About | None, **values: Any
) -> str:
    """The page about one thing, or about that of the memo `edited`."""

    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        edited = memos.find(session, person, values["edited"]) if values.get("edited") else None
        subject = About(edited.about_kind, edited.about_ref) if edited else about or About()
        unit = None
        if subject.kind in (NOTE, EXCERPT):
            unit = next(iter(units.units(session, person.programme, [Ref(*subject)])), None)
        if edited is None:
            memos.check(session, person, subject)
        codes = book.read(session, person.programme)
        return html(
            "findings/memos.html",
            language,
            about=subject,
            unit=unit,
            called=_name(session, person, subject, codes.names),
            back=address(key, subject) if subject.kind not in (NOTE, EXCERPT) else "",
            memos=memos.listed(session, person, subject),
            pens=members.pen_names(session, person.programme),
            book=codes,
            group_of=group_numbers(codes),
            not_about=NOT_ABOUT,
            **{"typed": "", "edited": "", "problems": {}} | values,
            **facts(session, person),
        )

    return await context.database.read(read)


def _name(session: Session, person: Colleague, about: About, names: dict[str, str]) -> str:
    """What the thing is called; "" for the programme, and for notes and excerpts, which show their words."""
    if about.kind == memos.THEME:
        return themes.find(session, person, about.ref, removed=True).name
    if about.kind == memos.INTERVIEW:
        return interviews.find(session, person.programme, about.ref).title
    return names.get(about.ref, "") if about.kind == memos.CODE else ""
