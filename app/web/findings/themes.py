"""The page of themes: evidence beside themes, and the open theme; and the actions on them."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Conflict, Invalid
from app.domain.findings import book, evidence, members, programmes, themes, units, versions
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import Wording
from app.domain.findings.units import Ref, Unit
from app.domain.mapping.codings import LETTERS, NOT_ABOUT
from app.domain.text import searchable
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.findings.entering import act, enter, facts
from app.web.findings.fields import number
from app.web.findings.shown import group_numbers, titles
from app.web.pages import html

router = APIRouter()

ThemeId = Annotated[str, Path(max_length=40)]
Many = Annotated[list[str], Form()]
Chosen = Annotated[str, Query(max_length=200)]
# More evidence at once would be slow to show; filters and search find the rest.
MOST_SHOWN = 300
LETTERS_IN_ORDER = sorted(LETTERS)
FILTERS = ("find", "element", "place", "group", "question", "source", "use")


@router.get("/p/{key}/themes")
async def themes_page(
    context: Context,
    language: Language,
    key: Key,
    cookie: OrganiserCookie,
    theme: Chosen = "",
    find: Chosen = "",
    element: Chosen = "",
    place: Chosen = "",
    group: Chosen = "",
    question: Chosen = "",
    source: Chosen = "",
    use: Chosen = "none",
) -> Response:
    """Evidence that fits the filters, all themes, and the open one. `use` none is evidence in no theme."""
    chosen = dict(zip(FILTERS, (find, element, place, group, question, source, use), strict=True))
    return HTMLResponse(await _page(context, language, key, cookie, theme, chosen=chosen))


@router.post("/p/{key}/themes")
async def add(
    context: Context, language: Language, key: Key, cookie: ActingAccount, name: Field = "", place: Field = ""
) -> Response:
    """Add a theme of one place, or a combined one without `place`."""
    made = programmes.fresh_id()

    def make(session: Session, person: Colleague) -> None:
        themes.add(session, person, made, Wording(name), number(place, "place") if place else None)

    try:
        await act(context, cookie, key, make)
    except Invalid as error:
        page = await _page(context, language, key, cookie, "", problems={"new-name": str(error)})
        return HTMLResponse(page, 422)
    return _back(key, made)


@router.post("/p/{key}/evidence")
async def move(
    context: Context,
    key: Key,
    cookie: ActingAccount,
    theme: Field = "",
    stance: Field = evidence.FOR,
    unit: Many = [],  # noqa: B006
) -> Response:
    """Make the chosen units, each "kind ref", evidence for or against a theme."""
    chosen = [name for text in unit if (name := unit_name(text)) is not None]
    await act(context, cookie, key, lambda session, person: evidence.give(session, person, theme, chosen, stance))
    return _back(key, theme)


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
) -> Response:
    """Change what a theme says. If someone else has changed it since `revision`, the page shows both versions."""
    wording = Wording(name, idea, summary, state, tuple(element))
    try:
        await act(
            context, cookie, key, lambda session, person: themes.reword(session, person, theme_id, wording, revision)
        )
    except (Conflict, Invalid) as error:
        status, field = (409, "") if isinstance(error, Conflict) else (422, error.field)
        page = await _page(context, language, key, cookie, theme_id, typed=wording, problems={field: str(error)})
        return HTMLResponse(page, status)
    return _back(key, theme_id)


@router.post("/p/{key}/themes/{theme_id}/versions")
async def bring_back(
    context: Context,
    key: Key,
    cookie: ActingAccount,
    theme_id: ThemeId,
    former: Annotated[int, Form()],
    revision: Annotated[int, Form()],
) -> Response:
    """Make a former version the present one."""
    await act(
        context,
        cookie,
        key,
        lambda session, person: themes.restore_version(session, person, theme_id, former, revision),
    )
    return _back(key, theme_id)


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
) -> Response:
    """Change one piece of evidence: `do` is for, against, free, quote (with the typed `quote`) or unquote."""
    name = unit_name(unit) or Ref("", "")

    def change(session: Session, person: Colleague) -> None:
        if do in evidence.STANCES:
            evidence.give(session, person, theme_id, [name], do)
        elif do in ("quote", "unquote"):
            evidence.quote(session, person, theme_id, name, quote if do == "quote" else None)
        else:
            evidence.take(session, person, theme_id, [name])

    try:
        await act(context, cookie, key, change)
    except Invalid as error:
        problems = {"quote": str(error)}
        page = await _page(context, language, key, cookie, theme_id, problems=problems, quoted=(unit, quote))
        return HTMLResponse(page, 422)
    return _back(key, theme_id)


@router.post("/p/{key}/themes/{theme_id}/place")
async def nest(context: Context, key: Key, cookie: ActingAccount, theme_id: ThemeId, parent: Field = "") -> Response:
    """Make a theme a part of another one, or let it stand alone without `parent`."""
    await act(context, cookie, key, lambda session, person: themes.nest(session, person, theme_id, parent or None))
    return _back(key, theme_id)


@router.post("/p/{key}/themes/{theme_id}/merge")
async def merge(context: Context, key: Key, cookie: ActingAccount, theme_id: ThemeId, into: Field = "") -> Response:
    await act(context, cookie, key, lambda session, person: themes.merge(session, person, theme_id, into))
    return _back(key, into)


@router.post("/p/{key}/themes/{theme_id}/removal")
async def remove(context: Context, key: Key, cookie: ActingAccount, theme_id: ThemeId, on: Field = "1") -> Response:
    """Remove a theme, or bring it back with `on` "0"."""
    change = themes.restore if on == "0" else themes.remove
    await act(context, cookie, key, lambda session, person: change(session, person, theme_id))
    return RedirectResponse(f"/p/{key}/themes?theme={theme_id}", 303)


def _back(key: str, theme_id: str) -> Response:
    return RedirectResponse(f"/p/{key}/themes?theme={theme_id}#theme", 303)


def unit_name(text: str) -> Ref | None:
    """The name of a unit as forms send it, "kind ref"; None for another text."""
    kind, space, ref = text.partition(" ")
    return Ref(kind, ref) if space else None


def _fits(unit: Unit, chosen: dict[str, str], used: frozenset[Ref]) -> bool:
    words = searchable(unit.text)
    return (
        all(word in words for word in searchable(chosen["find"]).split())
        and chosen["element"] in {"", *unit.codes}
        and chosen["place"] in ("", str(unit.place_id))
        and chosen["group"] in ("", unit.group)
        and chosen["question"] in ("", str(unit.question))
        and chosen["source"] in ("", unit.source)
        and (chosen["use"] != "none" or unit.name not in used)
    )


async def _page(
    context: Context, language: str, key: str, cookie: OrganiserCookie, theme_id: str, **values: Any
) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        found = units.units(session, person.programme)
        listed = evidence.of_themes(session, person.programme, found)
        chosen = values.get("chosen") or dict.fromkeys(FILTERS, "") | {"use": "none"}
        used = frozenset[Ref]().union(*(one.names for one in listed))
        shown = [unit for unit in found if _fits(unit, chosen, used)]
        opened = next(
            (one for one in listed if one.theme.id == theme_id), listed[0] if listed and not theme_id else None
        )
        removed = None
        if opened is None and theme_id:
            removed = themes.find(session, person, theme_id, removed=True)
        codes = book.read(session, person.programme)
        return html(
            "findings/themes.html",
            language,
            themes=listed,
            letters=dict(zip((one.theme.id for one in listed), LETTERS_IN_ORDER, strict=False)),
            opened=opened,
            removed=removed,
            wording=themes.wording_of(session, person, opened.theme) if opened else None,
            about=themes.elements(session, person.programme),
            history=versions.listed(session, person, themes.KIND, opened.theme.id) if opened else [],
            pens=members.pen_names(session, person.programme),
            evidence=shown[:MOST_SHOWN],
            fitting=len(shown),
            all=len(found),
            used=len(used & {unit.name for unit in found}),
            groups=sorted({unit.group for unit in found if unit.group}),
            titles=titles(session, person),
            book=codes,
            group_of=group_numbers(codes),
            not_about=NOT_ABOUT,
            **{"typed": None, "problems": {}, "quoted": ("", "")} | values | {"chosen": chosen},
            **facts(session, person),
        )

    return await context.database.read(read)
