"""The framework matrix, and the page on which one cell is written."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.findings import members, units, versions
from app.domain.findings.coding import book, facets
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import cells, matrix, undoing
from app.domain.findings.themes.matrix import Address, Columns, Rows, Shown
from app.domain.findings.units import Ref
from app.domain.mapping.codings import NOT_ABOUT
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.fields import number
from app.web.findings.entering import act, enter
from app.web.findings.entering import facts as header
from app.web.findings.shown import group_numbers, titles
from app.web.findings.themes import names
from app.web.pages import html

router = APIRouter()

Part = Annotated[str, Query(max_length=120)]


@router.get("/p/{key}/matrix")
async def matrix_page(
    context: Context,
    language: Language,
    key: Key,
    cookie: OrganiserCookie,
    rows: Rows = Rows.PLACE,
    columns: Columns = Columns.ELEMENT,
    row: Part = "",
) -> Response:
    """The whole matrix. A narrow screen shows one row at a time: `row`, or the first."""

    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        found = matrix.read(session, person.programme, rows, columns)
        codes = book.read(session, person.programme)
        return html(
            "findings/matrix.html",
            language,
            matrix=found,
            rows=rows,
            columns=columns,
            shown_row=row if row in {one.ref for one in found.rows} else (found.rows[0].ref if found.rows else ""),
            book=codes,
            group_of=group_numbers(codes),
            not_about=NOT_ABOUT,
            **header(session, person),
        )

    return HTMLResponse(await context.database.read(read))


@router.get("/p/{key}/matrix/cell")
async def cell_page(
    context: Context,
    language: Language,
    key: Key,
    cookie: OrganiserCookie,
    rows: Part = "",
    row: Part = "",
    columns: Part = "",
    column: Part = "",
) -> Response:
    return HTMLResponse(await _cell(context, language, key, cookie, Address(rows, row, columns, column)))


@router.post("/p/{key}/matrix/cell")
async def write(request: Request, context: Context, language: Language, key: Key, cookie: ActingAccount) -> Response:
    """Save a cell and go on to the next one in its row with `go` "right", or else back to the matrix."""
    form = await request.form()
    address = Address(*(str(form.get(name) or "") for name in ("rows", "row", "columns", "column")))
    summary = str(form.get("summary") or "")
    quoted = _quoted(form)
    revision = number(str(form.get("revision") or "0"), "summary")

    def store(session: Session, person: Colleague) -> str:
        read = matrix.checked_seen(str(form.get("read") or ""))
        cells.write(session, person, address, summary, quoted, revision, read)
        keys = [column for column, _name in matrix.heads_of(session, person.programme, Columns(address.columns))]
        at = keys.index(address.column) + 1
        return keys[at] if at < len(keys) else ""

    try:
        following = await act(context, cookie, key, store)
    except (Conflict, Invalid, NotFound) as error:
        status = 409 if isinstance(error, Conflict) else 422
        problems = {"quote": str(error)} if isinstance(error, NotFound) else error.problems
        typed = {"summary": summary, "quoted": dict(quoted)}
        page = await _cell(context, language, key, cookie, address, typed=typed, problems=problems)
        return HTMLResponse(page, status)
    if form.get("go") == "right" and following:
        return RedirectResponse(_address(request, key, address._replace(column=following)), 303)
    whole = request.url_for("matrix_page", key=key)
    shown = whole.include_query_params(rows=address.rows, columns=address.columns, row=address.row)
    return RedirectResponse(f"{shown.path}?{shown.query}", 303)


@router.post("/p/{key}/matrix/facets")
async def set_facets(
    request: Request, context: Context, language: Language, key: Key, cookie: ActingAccount
) -> Response:
    """Give the selected evidence of a cell a facet, or take it away with `on` "0". What is typed stays, unsaved."""
    form = await request.form()
    address = Address(*(str(form.get(name) or "") for name in ("rows", "row", "columns", "column")))
    summary, quoted = str(form.get("summary") or "").replace("\r\n", "\n"), dict(_quoted(form))
    typed = {"summary": summary, "quoted": quoted, "revision": number(str(form.get("revision") or "0"), "summary")}
    chosen = names([str(unit) for unit in form.getlist("selected")])
    on = form.get("on") != "0"

    def change(session: Session, person: Colleague) -> bool:
        with undoing.kept(session, person, "facet given" if on else "facet taken", units=chosen):
            facets.set_for(session, person, chosen, str(form.get("facet") or ""), on=on)
        stored = _stored(cells.find(session, person, address))
        return (summary.strip(), quoted) == (stored["summary"].strip(), stored["quoted"])

    if await act(context, cookie, key, change):
        return RedirectResponse(f"{_address(request, key, address)}#evidence", 303)
    return HTMLResponse(await _cell(context, language, key, cookie, address, unsaved=typed))


@router.post("/p/{key}/matrix/versions")
async def bring_back(
    request: Request,
    context: Context,
    key: Key,
    cookie: ActingAccount,
    rows: Field = "",
    row: Field = "",
    columns: Field = "",
    column: Field = "",
    former: Field = "",
    revision: Field = "",
) -> Response:
    """Make a former summary of a cell the present one."""
    address = Address(rows, row, columns, column)

    def restore(session: Session, person: Colleague) -> None:
        versions_of = (number(former, "former"), number(revision, "revision"))
        cells.restore_version(session, person, address, *versions_of)

    await act(context, cookie, key, restore)
    return RedirectResponse(_address(request, key, address), 303)


def _address(request: Request, key: str, address: Address) -> str:
    found = request.url_for("cell_page", key=key).include_query_params(**address._asdict())
    return f"{found.path}?{found.query}"


def _quoted(form: FormData) -> list[tuple[Ref, str]]:
    """The chosen quotes: each ticked unit, "kind ref", with the words typed for it."""
    chosen = []
    for ticked in form.getlist("unit"):
        kind, _space, ref = str(ticked).partition(" ")
        chosen.append((Ref(kind, ref), str(form.get(f"words {ticked}") or "")))
    return chosen


async def _cell(
    context: Context, language: str, key: str, cookie: OrganiserCookie, address: Address, **values: Any
) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        whole = cells.whole(session, person, address)
        shown = cells.within(whole, address)
        codes = book.read(session, person.programme)
        return html(
            "findings/cell.html",
            language,
            cell=shown,
            evidence=units.with_words(session, person.programme, shown.units),
            new={unit.name for unit in shown.new},
            read=matrix.seen(shown.units),
            column_name=dict(whole.columns)[address.column],
            row=next(row for row in whole.rows if row.ref == address.row),
            stored=_stored(shown),
            withdrawn=cells.withdrawn(session, person, shown.cell) if shown.cell else 0,
            history=versions.listed(session, person, cells.KIND, shown.cell.id) if shown.cell else [],
            pens=members.pen_names(session, person.programme),
            titles=titles(session, person),
            book=codes,
            group_of=group_numbers(codes),
            not_about=NOT_ABOUT,
            **{"typed": None, "unsaved": None, "problems": {}} | values,
            **header(session, person),
        )

    return await context.database.read(read)


def _stored(shown: Shown) -> dict[str, Any]:
    """The summary and the quotes of a cell, as its form has them."""
    return {
        "summary": shown.cell.summary if shown.cell else "",
        "quoted": {quote.unit.name: quote.words for quote in shown.quotes},
    }
