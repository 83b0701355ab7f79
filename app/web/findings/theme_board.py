"""The page of themes: evidence that fits the filters, all themes, and the open one."""

from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.findings import choosing, members, outlines, programmes, units, versions
from app.domain.findings.choosing import Wanted
from app.domain.findings.coding import book, memos
from app.domain.findings.themes import evidence, themes, undoing
from app.domain.mapping.codings import LETTERS, NOT_ABOUT
from app.web.context import Context, Key, Language, OrganiserCookie
from app.web.findings.entering import enter, facts
from app.web.findings.shown import PIECES, Most, group_numbers, titles
from app.web.pages import html

router = APIRouter()

Chosen = Annotated[str, Query(max_length=200)]
LETTERS_IN_ORDER = sorted(LETTERS)
PIECES_OF_THEME = 30


@router.get("/p/{key}/themes")
async def themes_page(
    context: Context,
    language: Language,
    key: Key,
    cookie: OrganiserCookie,
    theme: Chosen = "",
    find: Chosen = "",
    element: Chosen = "",
    facet: Chosen = "",
    place: Chosen = "",
    group: Chosen = "",
    question: Chosen = "",
    source: Chosen = "",
    use: Chosen = choosing.UNUSED,
    most: Most = PIECES,
    whole: bool = False,
) -> Response:
    """With `whole`, the open theme shows all its evidence, and otherwise PIECES_OF_THEME pieces for and against."""
    wanted = Wanted(find, element, facet, place, group, question, source, use)
    return HTMLResponse(await page(context, language, key, cookie, theme, shown=query(wanted, most), whole=whole))


async def page(
    context: Context,
    language: str,
    key: str,
    cookie: OrganiserCookie,
    theme_id: str,
    *,
    shown: str = "",
    whole: bool = False,
    **values: Any,
) -> str:
    """The page as HTML with this theme open. `shown` is the query that says which evidence it shows.

    Values: `typed` and `problems` of a form that was refused, and `quoted` (unit, words) of a refused quote.
    """
    wanted, most = read_query(shown)

    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        programme = person.programme
        found = outlines.outlines(session, programme)
        listed = evidence.counted(session, programme, found)
        used = frozenset().union(*(one.names for one in listed))
        codes = book.read(session, programme)
        asked = choosing.questions(session, programme)
        fitting = choosing.chosen(
            session, programme, found, wanted, asked=asked, used=used, facets=codes.framework.facet_keys
        )
        counted = next(
            (one for one in listed if one.theme.id == theme_id), listed[0] if listed and not theme_id else None
        )
        removed = themes.find(session, person, theme_id, removed=True) if counted is None and theme_id else None
        opened = evidence.opened(session, programme, counted, None if whole else PIECES_OF_THEME) if counted else None
        return html(
            "findings/themes.html",
            language,
            themes=listed,
            letters=dict(zip((one.theme.id for one in listed), LETTERS_IN_ORDER, strict=False)),
            opened=opened,
            removed=removed,
            wording=themes.wording_of(session, person, opened.theme) if opened else None,
            about=themes.elements(session, programme),
            history=versions.listed(session, person, themes.KIND, opened.theme.id) if opened else [],
            memos=memos.listed(session, person, memos.About(memos.THEME, opened.theme.id)) if opened else [],
            memo_counts=memos.counts(session, person),
            fresh_id=programmes.fresh_id(),
            pens=members.pen_names(session, programme),
            evidence=units.with_words(session, programme, fitting[:most]),
            fitting=len(fitting),
            more=address(key, theme_id, wanted, most + PIECES) if len(fitting) > most else "",
            all=len(found),
            used=len(used),
            groups=sorted({unit.group for unit in found if unit.group}),
            no_group=choosing.NO_GROUP,
            no_facet=choosing.NO_FACET,
            questions=asked,
            titles=titles(session, person),
            book=codes,
            group_of=group_numbers(codes),
            not_about=NOT_ABOUT,
            done=undoing.latest(session, person),
            wanted=wanted,
            whole=whole,
            shown=query(wanted, most),
            **{"typed": None, "problems": {}, "quoted": ("", "")} | values,
            **facts(session, person),
        )

    return await context.database.read(read)


def query(wanted: Wanted, most: int = PIECES) -> str:
    """The part of the page's address that says which evidence it shows; "" for what it shows by itself."""
    usual = asdict(Wanted())
    changed = {name: value for name, value in asdict(wanted).items() if value != usual[name]}
    return urlencode(changed | ({"most": str(most)} if most != PIECES else {}))


def address(key: str, theme_id: str, wanted: Wanted, most: int = PIECES) -> str:
    """The address of the page with this theme open and this evidence."""
    shown = [part for part in (urlencode({"theme": theme_id}) if theme_id else "", query(wanted, most)) if part]
    return f"/p/{key}/themes" + (f"?{'&'.join(shown)}" if shown else "")


def read_query(text: str) -> tuple[Wanted, int]:
    """What `query` says: the evidence, and how much of it to show. Ignores what is no filter."""
    typed = dict(parse_qsl(text[:2000]))
    wanted = Wanted(**{name: typed[name] for name in asdict(Wanted()) if name in typed})
    most = typed.get("most", "")
    return wanted, int(most) if most.isascii() and most.isdecimal() and len(most) < 6 else PIECES
