"""The page New workshop: one form, filled in from a template."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.accounts import sessions
from app.domain.accounts.organisers import OrganisationNotice, organisation_notice
from app.domain.checks import Checks
from app.domain.errors import Invalid
from app.domain.models import Organiser, OwnPlan, Workshop
from app.domain.records import retention
from app.domain.records.security_log import Kind
from app.domain.steering.default_agenda import default_agenda
from app.domain.workshops import columns, drafts, plans, saved_plans, workshops
from app.domain.workshops.drafts import Draft, Wording
from app.presentation import translations
from app.web.context import ActingOrganiser, Context, Language, OrganiserCookie
from app.web.pages import html
from app.web.workshops import workshop_form
from app.web.workshops.workshop_form import Problems

router = APIRouter()

BLANK = "blank"
# The value of a saved plan in the form is this prefix and its id.
OWN = "own-"
# Boxes for further questions below those of the template, and boxes where the template has none.
MORE_BOXES, FIRST_BOXES = 1, 3


@router.get("/workshops/new")
async def new_workshop(
    context: Context, language: Language, cookie: OrganiserCookie, plan: str = "discussion"
) -> Response:
    def read(session: Session) -> tuple[Draft, list[OwnPlan]]:
        organiser = sessions.signed_in(session, cookie)
        return _start(session, organiser, plan, language), saved_plans.listed(session, organiser)

    draft, own_plans = await context.database.read(read)
    with_agenda = bool(draft.agenda) if _own(plan) else plan != BLANK
    zones = await workshop_form.known_time_zones()
    return HTMLResponse(_page(language, draft, zones, plan, own_plans, with_agenda=with_agenda))


@router.post("/workshops")
async def make_workshop(request: Request, context: Context, language: Language, cookie: ActingOrganiser) -> Response:
    """Create the workshop; with the field `choose`, show the form again with the questions of that template."""
    form = await request.form()
    plan = workshop_form.text(form, "plan") or "discussion"
    with_agenda = workshop_form.text(form, "agenda") == "1"
    now = datetime.now(UTC)
    zones = await workshop_form.known_time_zones()

    def again(session: Session) -> tuple[Draft, list[OwnPlan]]:
        organiser = sessions.acting(session, cookie).account
        typed = workshop_form.typed(form)
        if chosen := workshop_form.text(form, "choose"):
            typed = _with_template(typed, _start(session, organiser, chosen, language), own=bool(_own(chosen)))
        return typed, saved_plans.listed(session, organiser)

    def make(session: Session, draft: Draft) -> Workshop:
        by = sessions.acting(session, cookie)
        if own := _own(plan):
            start = saved_plans.start(session, by.account, own, now.date())
            framework, agenda = start.framework, start.draft.agenda
        else:
            product = plans.plan(plan)
            framework = workshops.latest_framework(session, plans.framework(product.framework))
            agenda = product.agenda or default_agenda(len(draft.questions), *translations.translators(draft.language))
        draft = replace(draft, agenda=agenda if with_agenda else [])
        made = workshops.create(session, draft, framework, now)
        by.record(session, Kind.WORKSHOP_CREATED, workshop=made.key)
        return made

    if chosen := workshop_form.text(form, "choose"):
        draft, own_plans = await context.database.read(again)
        return HTMLResponse(_page(language, draft, zones, chosen, own_plans, with_agenda=with_agenda, form=form))
    try:
        checks = Checks()
        draft = workshop_form.sent(form, checks)
        draft = checks.finish_with(lambda: drafts.checked(draft, zones))
        made = await context.database.write(lambda session: make(session, draft))
    except Invalid as error:
        draft, own_plans = await context.database.read(again)
        drawn = _page(language, draft, zones, plan, own_plans, error.problems, with_agenda=with_agenda, form=form)
        return HTMLResponse(drawn, 422)
    return RedirectResponse(f"/w/{made.key}/details?made=1", 303)


def _page(
    language: str,
    draft: Draft,
    zones: Sequence[str],
    plan: str,
    own_plans: list[OwnPlan],
    problems: Problems | None = None,
    *,
    with_agenda: bool,
    form: FormData | None = None,
) -> str:
    empty = max(0, min(MORE_BOXES if draft.questions else FIRST_BOXES, columns.MOST - len(draft.questions)))
    return html(
        "workshops/new.html",
        language,
        **workshop_form.values(draft, zones, problems or {}, form),
        unsaved=form is not None,
        with_agenda=with_agenda,
        plan=plan,
        source=plans.plan(plan).source if plan in plans.PLANS else "",
        own_plans=own_plans,
        namings=drafts.NAMING,
        empty=empty,
        boxes=len(draft.questions) + empty,
    )


def _start(session: Session, organiser: Organiser, plan: str, language: str) -> Draft:
    """The draft of a template for today. Raises NotFound for an unknown template."""
    # The zone that the form offers first.
    today = retention.today(Draft.time_zone, datetime.now(UTC))
    if own := _own(plan):
        return saved_plans.start(session, organiser, own, today).draft
    return _from_plan(plans.plan(plan), language, organisation_notice(session), today)


def _from_plan(chosen: plans.Plan, language: str, said: OrganisationNotice, today: date) -> Draft:
    return Draft(
        title="",
        questions=list(chosen.questions),
        short_names=list(chosen.short_names),
        wordings={
            tag: Wording(questions=asked["questions"], short_names=asked["short_names"])
            for tag, asked in chosen.wordings.items()
        },
        held_on=today,
        keep_until=workshop_form.a_year_after(today),
        naming=chosen.naming,
        notice=_notice(language, said),
    )


def _with_template(typed: Draft, start: Draft, *, own: bool) -> Draft:
    """What was typed, with the questions of another template; one of the organisation's own has settings too."""
    tags = typed.wordings | start.wordings
    wordings = {
        tag: replace(
            typed.wordings.get(tag, Wording()),
            questions=start.wordings.get(tag, Wording()).questions,
            short_names=start.wordings.get(tag, Wording()).short_names,
        )
        for tag in tags
    }
    draft = replace(typed, questions=start.questions, short_names=start.short_names, wordings=wordings)
    if own:
        draft = replace(draft, naming=start.naming, speaks_for=start.speaks_for, notice=start.notice)
    return draft


def _own(plan: str) -> int:
    """The id of a saved plan; 0 for a plan that comes with the product."""
    number = plan.removeprefix(OWN)
    return int(number) if plan.startswith(OWN) and number.isdecimal() and len(number) < 10 else 0


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
