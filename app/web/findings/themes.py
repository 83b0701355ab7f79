"""The actions on themes and their evidence. Each can be undone for a while."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.findings import programmes
from app.domain.findings.coding import facets
from app.domain.findings.outlines import Ref
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import evidence, themes, undoing
from app.domain.findings.themes.themes import Wording
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language
from app.web.fields import checked_number, number
from app.web.findings import theme_board
from app.web.findings.entering import act
from app.web.findings.shown import Position, code_address, interview_address

router = APIRouter()

ThemeId = Annotated[str, Path(max_length=40)]
Many = Annotated[list[str], Form()]


@router.post("/p/{key}/themes")
async def add(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    name: Field = "",
    place: Field = "",
    shown: Field = "",
) -> Response:
    """Add a theme of one place, or a combined one without `place`."""
    made = programmes.fresh_id()

    def make(session: Session, person: Colleague) -> None:
        checks = Checks()
        about = checked_number(place, "place", checks) if place else None
        checks.finish_with(lambda: themes.add(session, person, made, Wording(name), about))

    try:
        await act(context, cookie, key, make)
    except Invalid as error:
        page = await theme_board.page(
            context, language, key, cookie, "", shown=shown, problems=error.with_prefix("new-")
        )
        return HTMLResponse(page, 422)
    return back(key, made, shown)


@router.post("/p/{key}/evidence")
async def move(
    context: Context,
    key: Key,
    cookie: ActingAccount,
    theme: Field = "",
    stance: Field = evidence.FOR,
    unit: Many = [],  # noqa: B006
    shown: Field = "",
) -> Response:
    """Make the chosen units, each "kind ref", evidence for or against a theme. `shown` are the filters of the page."""
    chosen = names(unit)

    def change(session: Session, person: Colleague) -> None:
        with undoing.kept(session, person, f"moved {stance}", theme_ids=[theme]):
            evidence.give(session, person, theme, chosen, stance)

    await act(context, cookie, key, change)
    return back(key, theme, shown, "evidence")


@router.post("/p/{key}/facets")
async def set_facet(
    context: Context,
    key: Key,
    cookie: ActingAccount,
    facet: Field = "",
    on: Field = "1",
    unit: Many = [],  # noqa: B006
    opened: Field = "",
    code: Field = "",
    shown: Field = "",
) -> Response:
    """Give the chosen units a facet, or take it away with `on` "0". Lead back to the page of `code`, or else to the
    themes with `opened` open."""
    chosen = names(unit)

    def change(session: Session, person: Colleague) -> None:
        with undoing.kept(session, person, "facet given" if on == "1" else "facet taken", units=chosen):
            facets.set_for(session, person, chosen, facet, on=on == "1")

    await act(context, cookie, key, change)
    return back_to_evidence(key, opened, code, shown)


@router.post("/p/{key}/undo")
async def undo(
    context: Context,
    key: Key,
    cookie: ActingAccount,
    number_of_action: Annotated[str, Form(alias="action", max_length=12)] = "",
    opened: Field = "",
    code: Field = "",
    shown: Field = "",
    interview: Field = "",
    start: Position = 0,
    end: Position = 0,
) -> Response:
    """Undo one of the sender's own actions.

    Lead back to the chosen words of `interview`, or without one as `set_facet` does.
    """
    await act(
        context, cookie, key, lambda session, person: undoing.undo(session, person, number(number_of_action, "action"))
    )
    if interview:
        return RedirectResponse(interview_address(key, interview, start, end), 303)
    return back_to_evidence(key, opened, code, shown)


@router.post("/p/{key}/themes/{theme_id}")
async def reword(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    theme_id: ThemeId,
    revision: Annotated[int, Form()],
    name: Field = "",
    idea: Field = "",
    summary: Field = "",
    state: Field = themes.DRAFT,
    element: Many = [],  # noqa: B006
    shown: Field = "",
) -> Response:
    """Change what a theme says. If someone else has changed it since `revision`, the page shows both versions.

    If someone has removed it, the page shows the words that were typed.
    """
    wording = Wording(name, idea, summary, state, tuple(element))
    try:
        await act(
            context, cookie, key, lambda session, person: themes.reword(session, person, theme_id, wording, revision)
        )
    except (Conflict, Invalid, NotFound) as error:
        status = 422 if isinstance(error, Invalid) else 409
        page = await theme_board.page(
            context, language, key, cookie, theme_id, shown=shown, typed=wording, problems=error.problems
        )
        return HTMLResponse(page, status)
    return back(key, theme_id, shown)


@router.post("/p/{key}/themes/{theme_id}/versions")
async def bring_back(
    context: Context,
    key: Key,
    cookie: ActingAccount,
    theme_id: ThemeId,
    former: Annotated[int, Form()],
    revision: Annotated[int, Form()],
    shown: Field = "",
) -> Response:
    """Make a former version the present one."""
    await act(
        context,
        cookie,
        key,
        lambda session, person: themes.restore_version(session, person, theme_id, former, revision),
    )
    return back(key, theme_id, shown)


@router.post("/p/{key}/themes/{theme_id}/evidence")
async def change_evidence(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    theme_id: ThemeId,
    do: Field = "",
    unit: Field = "",
    quote: Field = "",
    shown: Field = "",
) -> Response:
    """Change one piece of evidence: `do` is for, against, free, quote (with the typed `quote`) or unquote."""
    name = next(iter(names([unit])), Ref("", ""))

    def change(session: Session, person: Colleague) -> None:
        if do in ("quote", "unquote"):
            with undoing.kept(session, person, "quoted", theme_ids=[theme_id]):
                evidence.quote(session, person, theme_id, name, quote if do == "quote" else None)
        elif do in evidence.STANCES:
            with undoing.kept(session, person, f"moved {do}", theme_ids=[theme_id]):
                evidence.give(session, person, theme_id, [name], do)
        else:
            with undoing.kept(session, person, "freed", theme_ids=[theme_id]):
                evidence.take(session, person, theme_id, [name])

    try:
        await act(context, cookie, key, change)
    except Invalid as error:
        problems = {"quote": str(error)}
        page = await theme_board.page(
            context, language, key, cookie, theme_id, shown=shown, problems=problems, quoted=(unit, quote)
        )
        return HTMLResponse(page, 422)
    return back(key, theme_id, shown)


@router.post("/p/{key}/themes/{theme_id}/place")
async def nest(
    context: Context, key: Key, cookie: ActingAccount, theme_id: ThemeId, parent: Field = "", shown: Field = ""
) -> Response:
    """Make a theme a part of another one, or let it stand alone without `parent`."""

    def change(session: Session, person: Colleague) -> None:
        with undoing.kept(session, person, "nested", theme_ids=[theme_id]):
            themes.nest(session, person, theme_id, parent or None)

    await act(context, cookie, key, change)
    return back(key, theme_id, shown)


@router.post("/p/{key}/themes/{theme_id}/merge")
async def merge(
    context: Context, key: Key, cookie: ActingAccount, theme_id: ThemeId, into: Field = "", shown: Field = ""
) -> Response:
    def change(session: Session, person: Colleague) -> None:
        with undoing.kept(session, person, "merged", theme_ids=[theme_id, into]):
            themes.merge(session, person, theme_id, into)

    await act(context, cookie, key, change)
    return back(key, into, shown)


@router.post("/p/{key}/themes/{theme_id}/removal")
async def remove(
    context: Context, key: Key, cookie: ActingAccount, theme_id: ThemeId, on: Field = "1", shown: Field = ""
) -> Response:
    """Remove a theme, or bring it back with `on` "0"."""

    def change(session: Session, person: Colleague) -> None:
        with undoing.kept(session, person, "removed" if on != "0" else "restored", theme_ids=[theme_id]):
            (themes.restore if on == "0" else themes.remove)(session, person, theme_id)

    await act(context, cookie, key, change)
    return back(key, theme_id, shown)


def back(key: str, theme_id: str, shown: str, part: str = "theme") -> Response:
    """Lead back to the page with this theme open, to a part of it. `shown` is the query of the evidence it showed."""
    return RedirectResponse(f"{theme_board.address(key, theme_id, *theme_board.read_query(shown))}#{part}", 303)


def back_to_evidence(key: str, opened: str, code: str, shown: str) -> Response:
    """Lead back to the evidence of the page that an action came from: that of a code, or that of themes."""
    if code:
        return RedirectResponse(f"{code_address(key, code, shown)}#evidence", 303)
    return back(key, opened, shown, "evidence")


def names(units: list[str]) -> list[Ref]:
    """The names of units from texts "kind ref", without what is none."""
    parts = (text.partition(" ") for text in units)
    return [Ref(kind, ref) for kind, space, ref in parts if space]
