"""The page on which a coder codes a round's sample in their own book, and the actions on it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import NotFound
from app.domain.findings import members
from app.domain.findings.coding import books, memos, rounds
from app.domain.findings.rights import Colleague, Right
from app.domain.findings.units import Ref
from app.domain.mapping.codings import NOT_ABOUT
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.findings.entering import act, enter, facts
from app.web.findings.shown import group_numbers
from app.web.pages import html

router = APIRouter()

RoundId = Annotated[str, Path(max_length=40)]
# The number of a unit in its sample, from 1. 0 is the first one that has no code.
At = Annotated[int, Query(ge=0, le=rounds.MOST_UNITS)]


@router.get("/p/{key}/rounds/{round_id}/coding")
async def coding_page(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, round_id: RoundId, at: At = 0
) -> Response:
    """One note or excerpt of the sample with the reader's own codes. Only coders of the round have this page."""

    def read(session: Session) -> str:
        person = enter(session, cookie, key, Right.CODE)
        found = rounds.find(session, person.programme, round_id)
        own = next((coder for coder in found.coders if coder.coder_id == person.id), None)
        if own is None:
            raise NotFound("You do not code this round. Check the address.")
        units = rounds.sample(session, person.programme, round_id)
        given = books.codes(session, person, round_id)[person.id]
        codes = rounds.codebook(session, person.programme, found.round)
        left = [number for number, unit in enumerate(units, 1) if unit.name not in given]
        shown = min(at or (left[0] if left else 1), len(units))
        unit = units[shown - 1] if units else None
        return html(
            "findings/blind_coding.html",
            language,
            round=found.round,
            own=own,
            at=shown,
            of=len(units),
            unit=unit,
            coded=len(units) - len(left),
            given=given.get(unit.name, set()) if unit else set(),
            memos=memos.listed(session, person, memos.About(unit.kind, unit.ref)) if unit else [],
            pens=members.pen_names(session, person.programme),
            book=codes,
            group_of=group_numbers(codes),
            not_about=NOT_ABOUT,
            **facts(session, person),
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/p/{key}/rounds/{round_id}/codes")
async def change_code(
    context: Context,
    key: Key,
    cookie: ActingAccount,
    round_id: RoundId,
    kind: Field = "",
    ref: Field = "",
    give: Field = "",
    take: Field = "",
    at: Field = "1",
) -> Response:
    """Give one unit the code `give` in the sender's own book, or take `take` away; `at` is the page to return to."""

    def change(session: Session, person: Colleague) -> None:
        rounds.give(session, person, round_id, Ref(kind, ref), give or take, on=bool(give))

    await act(context, cookie, key, change)
    return RedirectResponse(f"/p/{key}/rounds/{round_id}/coding?at={at if at.isdecimal() else 1}", 303)


@router.post("/p/{key}/rounds/{round_id}/done")
async def finish(context: Context, key: Key, cookie: ActingAccount, round_id: RoundId, on: Field = "") -> Response:
    """Say that one's own coding is done, or that it continues."""
    await act(context, cookie, key, lambda session, person: rounds.finish(session, person, round_id, on=bool(on)))
    return RedirectResponse(f"/p/{key}/rounds/{round_id}" + ("" if on else "/coding"), 303)
