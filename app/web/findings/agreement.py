"""The rounds of independent coding: draw one, close it, read its figures and settle its differences."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid
from app.domain.findings import members, programmes
from app.domain.findings.coding import book, boundary, figures, rounds, settling
from app.domain.findings.coding.figures import Sample
from app.domain.findings.coding.settling import Difference
from app.domain.findings.rights import Colleague, Right, has, require
from app.domain.findings.units import Ref
from app.domain.mapping.codings import NOT_ABOUT
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.fields import checked_number, number
from app.web.findings.blind_coding import RoundId
from app.web.findings.entering import act, enter, facts
from app.web.findings.shown import group_numbers
from app.web.pages import html

router = APIRouter()

Many = Annotated[list[str], Form()]
At = Annotated[int, Query(ge=1, le=rounds.MOST_UNITS)]
USUAL_SIZE = 30


@router.get("/p/{key}/rounds")
async def list_of_rounds(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    return HTMLResponse(await _list(context, language, key, cookie))


@router.post("/p/{key}/rounds")
async def draw(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    name: Field = "",
    amount: Field = "",
    unit: Field = "number",
    coders: Many = [],  # noqa: B006
) -> Response:
    """Draw a sample for these coders; `amount` is a number of notes and excerpts, or a share in per cent."""

    def make(session: Session, person: Colleague) -> str:
        checks = Checks()
        asked = checked_number(amount, "size", checks)
        size, percent = (None, asked) if unit == "percent" else (asked, None)
        chosen = tuple(checked_number(coder, "coders", checks) for coder in coders)
        draft = rounds.Draft(name, chosen, size, percent)
        return checks.finish_with(lambda: rounds.draw(session, person, programmes.fresh_id(), draft)).id

    try:
        made = await act(context, cookie, key, make)
    except Invalid as error:
        typed = {"name": name, "amount": amount, "unit": unit, "coders": coders}
        page = await _list(context, language, key, cookie, typed=typed, problems=error.problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/rounds/{made}", 303)


@router.get("/p/{key}/rounds/{round_id}")
async def round_page(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, round_id: RoundId, difference: At = 1
) -> Response:
    """An open round with who is done, or a closed one with its figures and differences."""
    return HTMLResponse(await _round(context, language, key, cookie, round_id, difference))


@router.post("/p/{key}/rounds/{round_id}/closure")
async def close(
    context: Context, language: Language, key: Key, cookie: ActingAccount, round_id: RoundId, reason: Field = ""
) -> Response:
    try:
        await act(context, cookie, key, lambda session, person: rounds.close(session, person, round_id, reason))
    except Invalid as error:
        problems = error.problems
        return HTMLResponse(await _round(context, language, key, cookie, round_id, problems=problems), 422)
    return RedirectResponse(f"/p/{key}/rounds/{round_id}", 303)


@router.post("/p/{key}/rounds/{round_id}/decisions")
async def settle(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    round_id: RoundId,
    kind: Field = "",
    ref: Field = "",
    decision: Field = "",
    other: Many = [],  # noqa: B006
    reason: Field = "",
    revision: Field = "0",
    difference: Field = "1",
) -> Response:
    """Settle one difference: `decision` is a coder's account id, "all", or "other" with the keys `other`."""

    def store(session: Session, person: Colleague) -> None:
        require(person, Right.CODE)
        found = settling.differences(session, person, round_id)
        keys = _decided(found, Ref(kind, ref), decision, other)
        settling.settle(session, person, round_id, Ref(kind, ref), keys, reason, number(revision, "decision"))

    at = _at(difference)
    try:
        await act(context, cookie, key, store)
    except Invalid as error:
        typed = {"decision": decision, "other": other, "reason": reason}
        problems = error.problems
        page = await _round(context, language, key, cookie, round_id, at, typed=typed, problems=problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/rounds/{round_id}?difference={at + 1}#settling", 303)


@router.post("/p/{key}/rounds/{round_id}/rules")
async def mend_rule(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    round_id: RoundId,
    code: Field = "",
    rule: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    difference: Field = "1",
) -> Response:
    """Change the boundary rule of a code while settling. If it is no longer as `seen`, the page shows both versions."""
    try:
        await act(context, cookie, key, lambda session, person: boundary.mend(session, person, code, rule, seen))
    except (Conflict, Invalid) as error:
        status, field = (409, "") if isinstance(error, Conflict) else (422, f"rule-{code}")
        values = {"mended": {code: rule}, "problems": {field: str(error)}}
        return HTMLResponse(await _round(context, language, key, cookie, round_id, _at(difference), **values), status)
    return RedirectResponse(f"/p/{key}/rounds/{round_id}?difference={_at(difference)}#settling", 303)


def _at(difference: str) -> int:
    """The number of a difference, as a form sends it; 1 for what is none."""
    return max(1, int(difference)) if difference.isascii() and difference.isdecimal() and len(difference) < 6 else 1


def _decided(found: list[Difference], unit: Ref, decision: str, other: list[str]) -> set[str]:
    choices = next((one.choices for one in found if one.unit.name == unit), {})
    if decision == "all":
        return set[str]().union(*choices.values())
    if decision == "other":
        return set(other)
    return set(choices.get(int(decision), ())) if decision.isdecimal() else set()


async def _list(context: Context, language: str, key: str, cookie: OrganiserCookie, **values: object) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        people = members.listed(session, person.programme)
        listed = rounds.listed(session, person.programme)
        there = rounds.can_be_drawn(session, person.programme)
        usual = {"name": "", "amount": str(min(USUAL_SIZE, there)), "unit": "number", "coders": []}
        return html(
            "findings/rounds.html",
            language,
            listed=listed,
            there=there,
            people=[each for each in people if has(each.member.role, Right.CODE)],
            pens=members.pen_names(session, person.programme),
            **{"typed": usual, "problems": {}} | values,
            **facts(session, person),
        )

    return await context.database.read(read)


async def _round(
    context: Context, language: str, key: str, cookie: OrganiserCookie, round_id: str, at: int = 1, **values: object
) -> str:
    """The page of a round. Its figures are computed between two reads, because that takes a second."""

    def collect(session: Session) -> Sample | None:
        person = enter(session, cookie, key)
        closed = rounds.find(session, person.programme, round_id).round.closed_at is not None
        return settling.sample(session, person, round_id) if closed and not person.programme.reflexive else None

    sample = await context.database.read(collect)
    found = await to_thread.run_sync(figures.compute, sample) if sample else None

    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        listed = rounds.find(session, person.programme, round_id)
        codes = rounds.codebook(session, person.programme, listed.round)
        shown: dict[str, Any] = {"differences": [], "difference": None, "at": 1}
        if listed.round.closed_at is not None:
            differences = settling.differences(session, person, round_id)
            number = min(at, len(differences))
            shown = {"differences": differences, "at": number}
            shown["difference"] = differences[number - 1] if differences else None
        return html(
            "findings/round.html",
            language,
            round=listed.round,
            coders=listed.coders,
            pens=members.pen_names(session, person.programme),
            figures=found,
            book=codes,
            group_of=group_numbers(codes),
            not_about=NOT_ABOUT,
            rules=boundary.rules(book.read(session, person.programme)),
            **shown,
            **{"mended": {}, "typed": {"decision": "", "other": [], "reason": ""}, "problems": {}} | values,
            **facts(session, person),
        )

    return await context.database.read(read)
