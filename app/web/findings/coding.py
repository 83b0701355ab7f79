"""The page on which one interview is coded, and the actions on it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid
from app.domain.findings import members, programmes
from app.domain.findings.coding import book, memos
from app.domain.findings.interviews import corrections, excerpts, interviews, transcript
from app.domain.findings.interviews.excerpts import Selected
from app.domain.findings.outlines import EXCERPT, Ref
from app.domain.findings.rights import Colleague, Right
from app.domain.findings.themes import undoing
from app.domain.mapping.codings import NOT_ABOUT
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.findings.entering import act, enter
from app.web.findings.interviews import FIELDS, about_of, choices
from app.web.findings.shown import Position, interview_address
from app.web.findings.uploads import LIMIT
from app.web.pages import html

router = APIRouter()

Id = Annotated[str, Path(max_length=40)]


@router.get("/p/{key}/interviews/{interview_id}")
async def interview_page(
    context: Context,
    language: Language,
    key: Key,
    cookie: OrganiserCookie,
    interview_id: Id,
    start: Annotated[int, Query(alias="from")] = -1,
    end: Annotated[int, Query(alias="to")] = -1,
    saved: bool = False,
) -> Response:
    """The text with its codes. Without JavaScript, `from` and `to` are the positions of the selected sentences."""
    return HTMLResponse(await _page(context, language, key, cookie, interview_id, start, end, saved=saved))


@router.post("/p/{key}/interviews/{interview_id}/codes")
async def change_codes(
    context: Context,
    key: Key,
    cookie: ActingAccount,
    interview_id: Id,
    start: Position,
    end: Position,
    words: Field = "",
    give: Field = "",
    take: Field = "",
) -> Response:
    """Give the selected words the code `give`, or take `take` away, or all their codes if neither is sent.

    The sender can undo it for a while.
    """
    selected = Selected(start, end, words)

    def change(session: Session, person: Colleague) -> None:
        units = [Ref(EXCERPT, found) for found in excerpts.at(session, person, interview_id, selected)]
        with undoing.kept(session, person, "coded" if give else "uncoded" if take else "cleared", units=units):
            if give:
                units.append(Ref(EXCERPT, excerpts.code(session, person, interview_id, selected, give).id))
            else:
                excerpts.uncode_span(session, person, interview_id, selected, take)

    await act(context, cookie, key, change)
    return RedirectResponse(interview_address(key, interview_id, start, end), 303)


@router.post("/p/{key}/interviews/{interview_id}/coded")
async def mark_coded(context: Context, key: Key, cookie: ActingAccount, interview_id: Id, on: Field = "") -> Response:
    def mark(session: Session, person: Colleague) -> None:
        interviews.mark_coded(session, person, interview_id, on=bool(on))

    await act(context, cookie, key, mark)
    return RedirectResponse(f"/p/{key}/interviews/{interview_id}", 303)


@router.post("/p/{key}/interviews/{interview_id}/details")
async def change_details(
    request: Request, context: Context, language: Language, key: Key, cookie: ActingAccount, interview_id: Id
) -> Response:
    """Change what is said about an interview. If someone else has changed it since, the page shows both versions."""
    form = await request.form()
    fields = {name: str(form.get(name) or "") for name in FIELDS}
    seen = str(form.get("seen") or "")

    def change(session: Session, person: Colleague) -> None:
        checks = Checks()
        about = about_of(fields, checks)
        checks.finish_with(lambda: interviews.edit(session, person, interview_id, about, seen))

    try:
        await act(context, cookie, key, change)
    except (Conflict, Invalid) as error:
        status = 409 if isinstance(error, Conflict) else 422
        page = await _page(context, language, key, cookie, interview_id, fields=fields, problems=error.problems)
        return HTMLResponse(page, status)
    return RedirectResponse(f"/p/{key}/interviews/{interview_id}?saved=1", 303)


@router.post("/p/{key}/interviews/{interview_id}/text", max_body_size=LIMIT)
async def correct_text(
    request: Request, context: Context, language: Language, key: Key, cookie: ActingAccount, interview_id: Id
) -> Response:
    """Replace the text: in place before it is coded, and otherwise by a new version with the id that the form sends.

    The page of a new version lists the excerpts that could not be moved. If someone else has corrected the text since,
    the page shows both versions.
    """
    form = await request.form()
    text, new_id, seen = (str(form.get(name) or "") for name in ("text", "id", "seen"))

    def change(session: Session, person: Colleague) -> tuple[str, list[str]]:
        now, lost = corrections.correct(session, person, interview_id, new_id, text, seen)
        return now.id, lost

    try:
        made, lost = await act(context, cookie, key, change)
    except (Conflict, Invalid) as error:
        status, field = (409, "") if isinstance(error, Conflict) else (422, "text")
        typed, problems = text.replace("\r\n", "\n"), {field: str(error)}
        page = await _page(context, language, key, cookie, interview_id, typed=typed, problems=problems)
        return HTMLResponse(page, status)
    return HTMLResponse(await _page(context, language, key, cookie, made, lost=lost))


@router.post("/p/{key}/interviews/{interview_id}/withdrawal")
async def withdraw(
    context: Context, language: Language, key: Key, cookie: ActingAccount, interview_id: Id, sure: Field = ""
) -> Response:
    """Erase the interview and every quote of it, if `sure`."""

    def erase(session: Session, person: Colleague) -> None:
        if not sure:
            raise Invalid("Nothing was withdrawn. To withdraw the interview, tick the box first.", field="sure")
        interviews.withdraw(session, person, interview_id)

    try:
        await act(context, cookie, key, erase)
    except Invalid as error:
        page = await _page(context, language, key, cookie, interview_id, problems=error.problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/interviews?withdrawn=1", 303)


async def _page(
    context: Context,
    language: str,
    key: str,
    cookie: OrganiserCookie,
    interview_id: str,
    start: int = -1,
    end: int = -1,
    **values: object,
) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key, Right.READ)
        interview = corrections.newest(session, person.programme, interview_id)
        given = excerpts.listed(session, interview)
        built = transcript.build(interview.text, interviews.turns(session, interview), given)
        inside = 0 <= start < end <= len(interview.text)
        selected = Selected(start, end, interview.text[start:end]) if inside else None
        own = next((row for row in given if selected and (row.start, row.end) == (start, end)), None)
        counts: dict[str, int] = {}
        for row in given:
            for code in row.codes:
                counts[code] = counts.get(code, 0) + 1
        saved = {name: str(getattr(interview, name, "") or "") for name in FIELDS} | {"place": str(interview.place_id)}
        return html(
            "findings/interview.html",
            language,
            interview=interview,
            transcript=built,
            book=book.read(session, person.programme, language),
            selected=selected,
            given=own.codes if own else frozenset(),
            counts=counts,
            not_about=NOT_ABOUT,
            done=undoing.latest(session, person),
            memos=memos.listed(session, person, memos.About(memos.INTERVIEW, interview.id)),
            pens=members.pen_names(session, person.programme),
            fresh_id=programmes.fresh_id(),
            seen={"about": interviews.about_of(interview).stamp, "text": corrections.stamp(interview)},
            **{"fields": saved, "typed": None, "problems": {}, "saved": False, "lost": None} | values,
            **choices(session, person),
        )

    return await context.database.read(read)
