"""The Agenda page: the phases of a workshop, the form of one of them, and its questions."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.board import note_rows
from app.domain.checks import Checks
from app.domain.errors import Refused
from app.domain.findings.asks import ask_drafts, asks
from app.domain.findings.asks.ask_drafts import ELEMENTS, AskDraft
from app.domain.steering import agenda, agenda_editing, state
from app.domain.steering.agenda import PhaseRow
from app.domain.steering.agenda_editing import Draft
from app.domain.steering.default_agenda import default_agenda
from app.domain.steering.visibility import Who
from app.domain.workshops import column_rows, seats
from app.exports.ratings import words
from app.presentation import translations
from app.presentation.translations import translators
from app.web.acting import Acting
from app.web.context import Context, Key, Language, SeatSecret, count_action
from app.web.errors import STATUS
from app.web.fields import checked_number
from app.web.header import header_facts
from app.web.pages import html

router = APIRouter(prefix="/w/{key}/agenda")

NEW = "new"
Before = Annotated[int | None, Form()]


@router.get("")
async def agenda_page(context: Context, language: Language, key: Key, secret: SeatSecret, phase: str = "") -> Response:
    """The agenda; `phase` is the id of the phase whose form is open, or `new`."""
    presence = context.hub.presence_counts()
    drawn = await context.database.read(lambda session: _page(session, presence, language, key, secret, phase))
    return HTMLResponse(drawn)


@router.post("/phases")
async def add(request: Request, context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """Add a phase with the form's fields."""
    return await _save(request, context, language, key, secret, None)


@router.post("/phases/{phase_id}")
async def edit(
    request: Request, context: Context, language: Language, key: Key, secret: SeatSecret, phase_id: int
) -> Response:
    """Change a phase to the form's fields."""
    return await _save(request, context, language, key, secret, phase_id)


@router.post("/phases/{phase_id}/position")
async def move(act: Acting, phase_id: int, before: Before = None) -> Response:
    """Move a phase before the phase `before`, or to the end."""
    return await act(
        lambda session, person, now: agenda_editing.move(session, person, phase_id, before=before, now=now),
        f"/agenda#phase-{phase_id}",
    )


@router.post("/phases/{phase_id}/removal")
async def remove(act: Acting, phase_id: int) -> Response:
    return await act(lambda session, person, now: agenda_editing.remove(session, person, phase_id, now), "/agenda")


@router.post("/default")
async def use_default(act: Acting) -> Response:
    """Give a workshop without an agenda the usual one."""

    def fill(session: Session, person: seats.Actor, now: datetime) -> int:
        own, others = translators(person.workshop.language)
        usual = default_agenda(len(column_rows.of(session, person.workshop.id or 0)), own, others)
        return agenda_editing.fill(session, person, usual, now)

    return await act(fill, "/agenda")


async def _save(
    request: Request, context: Context, language: str, key: str, secret: str | None, phase_id: int | None
) -> Response:
    form = await request.form()
    await count_action(request, key, secret)
    now = datetime.now(UTC)

    def write(session: Session) -> int:
        person = seats.load_actor(session, key, secret, hold=True)
        checks = Checks()
        draft = _draft(form, checks)
        if phase_id is None:
            return checks.finish_with(lambda: agenda_editing.add(session, person, draft, now))
        return checks.finish_with(lambda: agenda_editing.edit(session, person, phase_id, draft, now))

    try:
        await context.database.write(write, key)
    except Refused as error:
        presence = context.hub.presence_counts()
        problems = error.with_prefix("phase-")
        drawn = await context.database.read(
            lambda session: _page(session, presence, language, key, secret, str(phase_id or NEW), form, problems)
        )
        return HTMLResponse(drawn, STATUS[type(error)])
    return RedirectResponse(f"/w/{key}/agenda" + (f"?phase={phase_id}#phase-{phase_id}" if phase_id else ""), 303)


def _draft(form: FormData, checks: Checks) -> Draft:
    """What the form says; `checks` then knows the numbers that cannot be read."""

    def number(name: str, otherwise: int) -> int:
        text = _text(form, name)
        return checked_number(text, name, checks, otherwise) if text else otherwise

    return Draft(
        title=_text(form, "title"),
        asked=_text(form, "asked"),
        may=[str(value) for value in form.getlist("may")],
        columns=[int(str(value)) for value in form.getlist("columns") if str(value).isdecimal()],
        veiled=_text(form, "veiled") == "1",
        minutes=number("minutes", 1) if _text(form, "minutes") else None,
        votes=number("votes", 5),
        votes_per_note=number("votes_per_note", 1),
        ask=_ask(form),
        words={
            tag: {"title": _text(form, f"title-{tag}"), "asked": _text(form, f"asked-{tag}")}
            for tag in translations.languages()
        },
    )


def _ask(form: FormData) -> AskDraft:
    return AskDraft(
        kind=_text(form, "ask_kind") or ELEMENTS,
        name=_text(form, "ask_name"),
        words={tag: {"name": _text(form, f"ask_name-{tag}")} for tag in translations.languages()},
        scale=_text(form, "ask_scale").splitlines(),
        items=_text(form, "ask_items").splitlines(),
    )


def _text(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()


def _page(
    session: Session,
    presence: Mapping[int, int],
    language: str,
    key: str,
    secret: str | None,
    chosen: str,
    form: FormData | None = None,
    problems: Mapping[str, str] | None = None,
) -> str:
    person = seats.load_actor(session, key, secret)
    seats.require(person, "people")
    workshop = person.workshop
    steering = state.read(session, workshop)
    columns = column_rows.of(session, workshop.id or 0)
    open_phase = next((phase for phase in steering.phases if str(phase.id) == chosen), None)
    told = note_rows.counts(session, workshop.id or 0)
    return html(
        "steering/agenda.html",
        language,
        **header_facts(session, person, presence),
        steering=steering,
        columns=columns,
        counts={column: numbers[Who.FACILITATORS] for column, numbers in told.items()},
        starts=_starts(steering.phases, datetime.now(UTC)),
        total=sum(phase.minutes or 0 for phase in steering.phases),
        chosen=open_phase,
        ask=asks.row(session, open_phase.ask_id) if open_phase and open_phase.ask_id else None,
        ask_limits=ask_drafts,
        step_words=lambda text: words.said(text, language),
        form_open=chosen == NEW or open_phase is not None,
        typed=form,
        problems=problems or {},
        others=[tag for tag in translations.languages() if tag != workshop.language],
        may=agenda.MAY,
        limits=agenda_editing,
        most=agenda_editing.MOST,
    )


def _starts(phases: list[PhaseRow], now: datetime) -> dict[int, datetime]:
    """When each phase began, or will begin if every phase takes its minutes; those before an unknown start are left
    out."""
    starts: dict[int, datetime] = {}
    at: datetime | None = None
    for phase in phases:
        if phase.begun_at is not None:
            at = phase.begun_at
        if at is not None:
            starts[phase.id] = at
            at = (
                max(at + timedelta(minutes=phase.minutes or 0), now)
                if phase.begun_at
                else at + timedelta(minutes=phase.minutes or 0)
            )
    return starts
