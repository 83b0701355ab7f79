"""The page on which the team pastes many notes, with a preview that says where each one goes."""

import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from app.domain.board import pasting, sheets
from app.domain.board.pasting import Fate
from app.domain.errors import Invalid, Refused
from app.domain.workshops import column_rows, seats
from app.observability import metrics
from app.web.context import Context, Key, Language, SeatSecret, context_of, count_action
from app.web.header import header_facts
from app.web.pages import html
from app.web.security import cookies
from app.web.security.middleware import Larger

router = APIRouter(prefix="/w/{key}/paste")

FORM_ID_BYTES = 12
# In bytes: 200 long notes, or the cells of a sheet with other columns beside them.
LIMIT = 1024 * 1024
_PATH = re.compile(r"/w/([^/]+)/paste")


async def _is_on_team(scope: Scope) -> bool:
    connection, found = HTTPConnection(scope), _PATH.fullmatch(scope["path"])
    context = context_of(connection)
    if found is None or (secret := cookies.seat_secret(connection, context.keys, found[1])) is None:
        return False
    try:
        viewer = await context.database.read(lambda session: seats.load_viewer(session, found[1], secret))
    except Refused:
        return False
    return viewer.role is not None


FORM = Larger(_PATH, LIMIT, _is_on_team)


class Pasted:
    """What a person entered on the page. `cell` is the place of the chosen column of a spreadsheet, from 0."""

    def __init__(
        self,
        text: Annotated[str, Form()] = "",
        column: Annotated[int, Form()] = 0,
        cell: Annotated[int, Form()] = -1,
        heading: Annotated[bool, Form()] = False,
        repeats: Annotated[bool, Form()] = False,
        group: Annotated[str, Form()] = "",
        form_id: Annotated[str, Form()] = "",
        seen: Annotated[str, Form()] = "",
    ) -> None:
        self.text, self.column, self.group, self.seen = text, column, group, seen
        self.repeats, self.heading = repeats, heading
        self.form_id = form_id or secrets.token_hex(FORM_ID_BYTES)
        self.rows = sheets.rows(text)
        self.width = sheets.width(self.rows)
        self.cell = cell if 0 <= cell < self.width else sheets.fullest(self.rows) if self.rows else 0

    @property
    def texts(self) -> list[str]:
        """The notes, in order."""
        return sheets.column(self.rows[1:] if self.heading and self.width > 1 else self.rows, self.cell)

    @property
    def mark(self) -> str:
        """A word that changes whenever a preview would show something else."""
        chosen = repr((self.column, self.cell, self.heading, self.repeats, self.group, self.rows))
        return hashlib.sha256(chosen.encode("utf-8", "replace")).hexdigest()[:16]


@router.get("")
async def paste_page(context: Context, language: Language, key: Key, secret: SeatSecret, column: int = 0) -> Response:
    present = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        seats.require(person, "post_for")
        return _page(session, person, language, Pasted(column=column), header_facts(session, person, present))

    return HTMLResponse(await context.database.read(read))


@router.post("", max_body_size=LIMIT)
async def paste(
    request: Request,
    context: Context,
    language: Language,
    key: Key,
    secret: SeatSecret,
    pasted: Annotated[Pasted, Depends()],
) -> Response:
    """Show what would be posted; post it if the person has seen exactly this preview."""
    # If it is refused, for any reason, the page of the error shows the text and can send it again.
    request.state.kept = {name: getattr(pasted, name) for name in ("text", "column", "group", "form_id")}
    await count_action(request, key, secret)
    present = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        seats.require(person, "post_for")
        return _page(session, person, language, pasted, header_facts(session, person, present), previewed=True)

    def write(session: Session) -> int:
        person = seats.load_actor(session, key, secret, hold=True)
        return pasting.add_all(
            session,
            person,
            form_id=pasted.form_id,
            column_id=pasted.column,
            texts=pasted.texts,
            group=pasted.group,
            repeats=pasted.repeats,
            now=datetime.now(UTC),
        )

    if pasted.seen != pasted.mark:
        return HTMLResponse(await context.database.read(read))
    with context.admission.note():
        metrics.NOTES.inc(await context.database.write(write, key))
    return RedirectResponse(f"/w/{key}#column-{pasted.column}", 303)


def _page(
    session: Session,
    person: seats.Actor,
    language: str,
    pasted: Pasted,
    facts: dict[str, Any],
    *,
    previewed: bool = False,
) -> str:
    lines, problem = [], ""
    if previewed:
        try:
            lines = pasting.preview(
                session, person, column_id=pasted.column, texts=pasted.texts, repeats=pasted.repeats
            )
        except Invalid as error:
            problem = str(error)
    counts = {fate: sum(line.fate == fate for line in lines) for fate in Fate}
    columns = column_rows.of(session, person.workshop.id)
    return html(
        "board/paste.html",
        language,
        **facts,
        pasted=pasted,
        lines=lines,
        counts=counts,
        problem=problem,
        columns=columns,
        asked=next((column for column in columns if column.id == pasted.column), columns[0]),
        most=pasting.MOST,
    )
