"""The form with a workshop's details, for creating one from a plan and for changing one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain import accounts
from app.domain.accounts import sessions
from app.domain.accounts.organisers import OrganisationNotice, organisation_notice
from app.domain.errors import Invalid
from app.domain.findings import sources
from app.domain.findings.models import Programme
from app.domain.models import Workshop
from app.domain.records.security_log import Kind
from app.domain.workshops import columns, drafts, plans, saved_plans, seats, time_zones, workshops
from app.domain.workshops.drafts import Draft, Wording
from app.presentation import language_tags, translations
from app.web.context import ActingOrganiser, Context, Key, Language, OrganiserCookie
from app.web.pages import html

router = APIRouter()

# The value of a saved plan in the form is this prefix and its id.
OWN = "own-"


@router.get("/workshops/new")
async def new_workshop(
    context: Context, language: Language, cookie: OrganiserCookie, plan: str = "discussion"
) -> Response:
    today = datetime.now(UTC).date()

    def read(session: Session) -> Draft:
        organiser = accounts.signed_in(session, cookie)
        said = organisation_notice(session)
        if own := _own(plan):
            return saved_plans.start(session, organiser, own, today).draft
        chosen = plans.plan(plan)
        return Draft(
            title="",
            questions=list(chosen.questions),
            short_names=list(chosen.short_names),
            wordings={
                tag: Wording(questions=asked["questions"], short_names=asked["short_names"])
                for tag, asked in chosen.wordings.items()
            },
            held_on=today,
            keep_until=_a_year_after(today),
            naming=chosen.naming,
            notice=_notice(language, said),
        )

    draft = await context.database.read(read)
    return HTMLResponse(_form(language, draft, await _time_zones(), action="/workshops", plan=plan))


@router.post("/workshops")
async def make_workshop(request: Request, context: Context, language: Language, cookie: ActingOrganiser) -> Response:
    form = await request.form()
    plan = _field(form, "plan") or "discussion"
    now = datetime.now(UTC)
    zones = await _time_zones()

    def make(session: Session, draft: Draft) -> Workshop:
        by = sessions.acting(session, cookie)
        organiser = by.account
        if own := _own(plan):
            framework = saved_plans.start(session, organiser, own, now.date()).framework
        else:
            framework = workshops.latest_framework(session, plans.framework(plans.plan(plan).framework))
        made = workshops.create(session, draft, framework, now)
        by.record(session, Kind.WORKSHOP_CREATED, workshop=made.key)
        return made

    try:
        draft = drafts.checked(_draft(form), zones)
        made = await context.database.write(lambda session: make(session, draft))
    except Invalid as error:
        return HTMLResponse(_form(language, _typed(form), zones, "/workshops", plan=plan, problem=str(error)), 422)
    return RedirectResponse(f"/w/{made.key}/details?made=1", 303)


@router.get("/w/{key}/details")
async def details(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, made: bool = False, saved: bool = False
) -> Response:
    def read(session: Session) -> tuple[Draft, Workshop, tuple[list[Programme], int]]:
        organiser = accounts.signed_in(session, cookie)
        workshop = seats.find(session, key)
        used = sources.using(session, workshop.id or 0, organiser.id)
        return workshops.draft_of(session, workshop), workshop, used

    draft, workshop, used = await context.database.read(read)
    shown: dict[str, Any] = {"workshop": workshop, "used": used, "made": made, "saved": saved}
    return HTMLResponse(_form(language, draft, await _time_zones(), f"/w/{key}/details", **shown))


@router.post("/w/{key}/details")
async def change_details(
    request: Request, context: Context, language: Language, key: Key, cookie: ActingOrganiser
) -> Response:
    form = await request.form()
    zones = await _time_zones()

    def change(session: Session, asked: Draft) -> None:
        by = sessions.acting(session, cookie)
        workshop = seats.find(session, key, hold=True)
        present = workshops.draft_of(session, workshop)
        wanted = replace(
            drafts.with_questions_of(asked, present),
            naming=present.naming,
            keep_until=present.keep_until,
            retention=present.retention,
        )
        workshops.edit(session, workshop, drafts.checked(wanted, zones), datetime.now(UTC))
        by.record(session, Kind.WORKSHOP_EDITED, workshop=key)

    def again(session: Session) -> tuple[Draft, Workshop, tuple[list[Programme], int]]:
        workshop = seats.find(session, key)
        used = sources.using(session, workshop.id or 0, None)
        return drafts.with_questions_of(_typed(form), workshops.draft_of(session, workshop)), workshop, used

    try:
        asked = _draft(form)
        await context.database.write(lambda session: change(session, asked), key)
    except Invalid as error:
        typed, workshop, used = await context.database.read(again)
        shown: dict[str, Any] = {"workshop": workshop, "used": used, "problem": str(error)}
        page = _form(language, typed, zones, f"/w/{key}/details", **shown)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/w/{key}/details?saved=1", 303)


def _form(
    language: str,
    draft: Draft,
    zones: Sequence[str],
    action: str,
    *,
    plan: str = "",
    workshop: Workshop | None = None,
    used: tuple[list[Programme], int] = ([], 0),
    problem: str | None = None,
    made: bool = False,
    saved: bool = False,
) -> str:
    known = list(drafts.SPEAKS_FOR)
    return html(
        "workshops/details.html",
        language,
        draft=draft,
        action=action,
        plan=plan,
        workshop=workshop,
        used=used,
        problem=problem,
        blanks=drafts.blanks(draft.notice, draft.words) if workshop else [],
        made=made,
        saved=saved,
        known=known,
        spoken={draft.language: translations.name_of(draft.language)} | translations.names(),
        others=[tag for tag in translations.languages() if tag != draft.language],
        unsaid=Wording(),
        own=[group for group in draft.speaks_for if group not in known],
        zones=zones,
        namings=drafts.NAMING,
        longest_name=columns.LONGEST_NAME,
        empty=max(0, min(2, columns.MOST - len(draft.questions))),
    )


async def _time_zones() -> Sequence[str]:
    return await to_thread.run_sync(time_zones.known)


def _draft(form: FormData) -> Draft:
    """The draft in a form. Raises Invalid for an invalid date."""
    held_on = _day(form, "held_on")
    # The form of an existing workshop does not contain the date; it is changed on the page What we hold.
    keep_until = _day(form, "keep_until") if "keep_until" in form else _a_year_after(held_on)
    # If only the day was changed, notes are kept for a year from the new day.
    if form.get("usual") == str(keep_until) and keep_until != _a_year_after(held_on):
        keep_until = _a_year_after(held_on)
    return replace(_typed(form), held_on=held_on, keep_until=keep_until)


def _typed(form: FormData) -> Draft:
    """The draft in a form, with defaults in place of invalid dates: today, and a year from today."""
    today = datetime.now(UTC).date()

    def day(name: str, otherwise: date) -> date:
        try:
            return _day(form, name)
        except Invalid:
            return otherwise

    language = _field(form, "language")
    return Draft(
        title=_field(form, "title"),
        questions=[str(value) for value in form.getlist("question")],
        short_names=[str(value) for value in form.getlist("short_name")],
        place=_field(form, "place"),
        time_zone=_field(form, "time_zone"),
        # Any language, because the one of a workshop or a plan may have no translation file here.
        language=language_tags.canonical(language) or translations.SOURCE,
        naming=_field(form, "naming"),
        retention=_field(form, "retention") or "delete",
        speaks_for=[*map(str, form.getlist("speaks_for")), *_field(form, "own").splitlines()],
        notice=_field(form, "notice"),
        wordings={
            tag: Wording(
                title=_field(form, f"title-{tag}"),
                notice=_field(form, f"notice-{tag}"),
                questions=[str(value) for value in form.getlist(f"question-{tag}")],
                short_names=[str(value) for value in form.getlist(f"short_name-{tag}")],
            )
            for tag in translations.languages()
        },
        held_on=day("held_on", today),
        keep_until=day("keep_until", _a_year_after(today)),
    )


def _own(plan: str) -> int:
    """The id of a saved plan; 0 for a plan that comes with the product."""
    number = plan.removeprefix(OWN)
    return int(number) if plan.startswith(OWN) and number.isdecimal() and len(number) < 10 else 0


def _field(form: FormData, name: str) -> str:
    return str(form.get(name) or "")


def _day(form: FormData, name: str) -> date:
    try:
        day = date.fromisoformat(_field(form, name))
    except ValueError:
        raise Invalid("Enter each date with a day, month and year.") from None
    return drafts.possible(day)


def _a_year_after(day: date) -> date:
    return day + timedelta(days=365)


def _notice(language: str, said: OrganisationNotice) -> str:
    """The initial privacy notice, with blanks for what the organisation has not filled in."""
    _ = translations.translations(language).gettext
    return _(
        "%(organisation)s runs this workshop to learn what helps communities to stay well. We use your notes for this, "
        "and in a report that does not name anyone. Lawful basis: %(basis)s. To have a note removed, or to ask a "
        "question, write to %(contact)s."
    ) % {
        "organisation": said.organisation or _("[organisation]"),
        "basis": said.lawful_basis or _("[fill in]"),
        "contact": said.contact or _("[contact]"),
    }
