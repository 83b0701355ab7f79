"""The page Details and its forms: changing, duplicating and deleting a workshop, and saving it as a plan."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.accounts import sessions
from app.domain.accounts.sessions import Presented
from app.domain.checks import Checks
from app.domain.errors import Invalid, gettext_noop
from app.domain.findings import sources
from app.domain.findings.models import Programme
from app.domain.models import Workshop
from app.domain.records import retention
from app.domain.records.security_log import Kind
from app.domain.text import one_line
from app.domain.workshops import deletion, drafts, saved_plans, seats, workshops
from app.domain.workshops.drafts import Draft
from app.web.context import ActingOrganiser, AppContext, Context, Key, Language, OrganiserCookie
from app.web.pages import html
from app.web.workshops import workshop_form

router = APIRouter(prefix="/w/{key}")

USED = gettext_noop("Nothing was deleted. A programme uses this workshop. Tick both boxes first.")


@router.get("/details")
async def details(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, made: bool = False, saved: bool = False
) -> Response:
    return HTMLResponse(await _page(context, language, key, cookie, made=made, saved=saved))


@router.post("/details")
async def change_details(
    request: Request, context: Context, language: Language, key: Key, cookie: ActingOrganiser
) -> Response:
    form = await request.form()
    zones = await workshop_form.known_time_zones()

    def change(session: Session) -> None:
        checks = Checks()
        asked = workshop_form.sent(form, checks)
        by = sessions.acting(session, cookie)
        workshop = seats.find(session, key, hold=True)
        present = workshops.draft_of(session, workshop)
        wanted = replace(
            drafts.with_questions_of(asked, present),
            naming=present.naming,
            keep_until=present.keep_until,
            retention=present.retention,
        )
        complete = checks.finish_with(lambda: drafts.checked(wanted, zones))
        workshops.edit(session, workshop, complete, datetime.now(UTC))
        by.record(session, Kind.WORKSHOP_EDITED, workshop=key)

    try:
        await context.database.write(change, key)
    except Invalid as error:
        return await _refused(context, language, key, cookie, error, form=form)
    return RedirectResponse(f"/w/{key}/details?saved=1", 303)


@router.post("/copies")
async def duplicate(
    context: Context, language: Language, key: Key, cookie: ActingOrganiser, title: Annotated[str, Form()] = ""
) -> Response:
    """Create a workshop of this title with the same questions and settings, held today, without notes and seats."""

    def make(session: Session) -> Workshop:
        by = sessions.acting(session, cookie)
        workshop = seats.find(session, key)
        draft = workshops.draft_of(session, workshop)
        if not (called := one_line(title, 200)):
            raise Invalid("Enter a title for the new workshop.", field="new-title")
        today = retention.today(workshop.time_zone, datetime.now(UTC))
        kept = draft.keep_until - draft.held_on
        # A title in another language belongs to the first workshop.
        wordings = {tag: replace(wording, title="") for tag, wording in draft.wordings.items()}
        again = replace(draft, title=called, wordings=wordings, held_on=today, keep_until=today + kept)
        made = workshops.create(session, again, workshops.framework_of(session, workshop), datetime.now(UTC))
        by.record(session, Kind.WORKSHOP_CREATED, workshop=made.key)
        return made

    try:
        made = await context.database.write(make, key)
    except Invalid as error:
        return await _refused(context, language, key, cookie, error, typed=title)
    return RedirectResponse(f"/w/{made.key}/details?made=1", 303)


@router.post("/deletion")
async def delete(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingOrganiser,
    sure: Annotated[bool, Form()] = False,
    missing: Annotated[bool, Form()] = False,
) -> Response:
    """Permanently delete a workshop and everything in it, if the person is `sure`.

    If programmes use it, the person must also accept that its evidence will be `missing` there.
    """

    def forget(session: Session) -> None:
        by = sessions.acting(session, cookie)
        workshop = seats.find(session, key, hold=True)
        checks = Checks()
        sure_first = Invalid("Nothing was deleted. To delete the workshop, tick the box first.", field="sure")
        checks.unless(sure, sure_first)
        _mine, programmes = sources.using(session, workshop.id, by.account.id)
        checks.unless(missing or not programmes, Invalid(USED, field="missing"))
        checks.finish()
        by.record(session, Kind.WORKSHOP_DELETED, workshop=key)
        deletion.delete_workshop(session, workshop, datetime.now(UTC))

    try:
        await context.database.write(forget, key)
    except Invalid as error:
        return await _refused(context, language, key, cookie, error)
    return RedirectResponse("/workshops?deleted=1", 303)


@router.post("/plan")
async def keep_plan(
    context: Context, language: Language, key: Key, cookie: ActingOrganiser, name: Annotated[str, Form()] = ""
) -> Response:
    """Save this workshop's questions and settings as a plan."""

    def keep(session: Session) -> None:
        organiser = sessions.signed_in(session, cookie)
        saved_plans.keep(session, organiser, seats.find(session, key), name, datetime.now(UTC))

    try:
        await context.database.write(keep)
    except Invalid as error:
        return await _refused(context, language, key, cookie, error, typed=name)
    return RedirectResponse("/workshops", 303)


async def _refused(
    context: AppContext,
    language: str,
    key: str,
    cookie: Presented | None,
    error: Invalid,
    *,
    form: FormData | None = None,
    typed: str = "",
) -> Response:
    """The page with what is wrong. `form` has the unsaved details, and `typed` the field of one of the other forms."""
    return HTMLResponse(await _page(context, language, key, cookie, error=error, form=form, typed=typed), 422)


async def _page(
    context: AppContext,
    language: str,
    key: str,
    cookie: Presented | None,
    *,
    error: Invalid | None = None,
    form: FormData | None = None,
    typed: str = "",
    made: bool = False,
    saved: bool = False,
) -> str:
    def read(session: Session) -> tuple[Draft, Workshop, tuple[list[Programme], int]]:
        organiser = sessions.signed_in(session, cookie)
        workshop = seats.find(session, key)
        present = workshops.draft_of(session, workshop)
        used = sources.using(session, workshop.id, organiser.id)
        return drafts.with_questions_of(workshop_form.typed(form), present) if form else present, workshop, used

    shown, workshop, used = await context.database.read(read)
    zones = await workshop_form.known_time_zones()
    return html(
        "workshops/details.html",
        language,
        **workshop_form.values(shown, zones, error.problems if error else {}, form),
        workshop=workshop,
        used=used,
        unsaved=form is not None,
        typed=dict.fromkeys(error.problems, typed) if error else {},
        plan="",
        made=made,
        saved=saved,
    )
