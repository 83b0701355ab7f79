"""What organisers do: the list of workshops, a new one from a plan, changing one, and the way onto its board."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app import text
from app.domain import accounts, people, plans, workshops
from app.domain.errors import Invalid
from app.domain.models import Workshop
from app.domain.workshops import Draft
from app.web.pages import html
from app.web.signin import HouseHere, Key, Language, OrganiserCookie, SeatRef, keep_seat

router = APIRouter()

# How long before its notes have to go a workshop says so.
WARNED_DAYS = 14


@router.get("/workshops")
async def list_of_workshops(house: HouseHere, language: Language, cookie: OrganiserCookie, q: str = "") -> Response:
    def read(session: Session) -> str:
        organiser = accounts.signed_in(session, cookie)
        return html(
            "organise/workshops.html",
            language,
            organiser=organiser,
            listed=workshops.listed(session, q[:200]),
            search=q[:200],
            plans=[plans.plan(key) for key in plans.PLANS],
            soon=datetime.now(UTC).date() + timedelta(days=WARNED_DAYS),
        )

    return HTMLResponse(await house.database.read(read))


@router.get("/workshops/new")
async def new_workshop(
    house: HouseHere, language: Language, cookie: OrganiserCookie, plan: str = "discussion"
) -> Response:
    chosen = plans.plan(plan)
    today = datetime.now(UTC).date()

    def read(session: Session) -> str:
        accounts.signed_in(session, cookie)
        owner = accounts.organisation(session).name
        draft = Draft(
            title="",
            questions=list(chosen.questions),
            held_on=today,
            keep_until=_a_year_after(today),
            naming=chosen.naming,
            notice=_notice(language, owner),
        )
        return _form(language, draft, action="/workshops", plan=plan)

    return HTMLResponse(await house.database.read(read))


@router.post("/workshops")
async def make_workshop(request: Request, house: HouseHere, language: Language, cookie: OrganiserCookie) -> Response:
    form = await request.form()
    plan = plans.plan(str(form.get("plan") or "discussion"))

    def make(session: Session) -> Workshop:
        accounts.signed_in(session, cookie)
        framework = workshops.latest_framework(session, plans.framework(plan.framework))
        return workshops.create(session, workshops.checked(_draft(form)), framework, datetime.now(UTC))

    try:
        made = await house.database.write(make)
    except Invalid as error:
        return HTMLResponse(_form(language, _typed(form), "/workshops", plan=plan.key, problem=str(error)), 422)
    return RedirectResponse(f"/w/{made.key}/details?made=1", 303)


@router.get("/w/{key}/details")
async def details(
    house: HouseHere, language: Language, key: Key, cookie: OrganiserCookie, made: bool = False
) -> Response:
    def read(session: Session) -> str:
        accounts.signed_in(session, cookie)
        workshop = people.find(session, key)
        return _form(language, workshops.draft_of(session, workshop), f"/w/{key}/details", workshop=workshop, made=made)

    return HTMLResponse(await house.database.read(read))


@router.post("/w/{key}/details")
async def change_details(
    request: Request, house: HouseHere, language: Language, key: Key, cookie: OrganiserCookie
) -> Response:
    form = await request.form()

    def change(session: Session) -> None:
        accounts.signed_in(session, cookie)
        workshop = people.find(session, key, hold=True)
        present = workshops.draft_of(session, workshop)
        wanted = _draft(form, questions=present.questions, naming=present.naming)
        workshops.edit(session, workshop, workshops.checked(wanted), datetime.now(UTC))

    try:
        await house.database.write(change, key)
    except Invalid as error:
        workshop = await house.database.read(lambda session: people.find(session, key))
        action = f"/w/{key}/details"
        return HTMLResponse(_form(language, _typed(form), action, workshop=workshop, problem=str(error)), 422)
    return RedirectResponse("/workshops", 303)


@router.post("/w/{key}/copies")
async def duplicate(house: HouseHere, key: Key, cookie: OrganiserCookie) -> Response:
    """Another workshop with the same questions and settings, today, without notes and people."""

    def make(session: Session) -> Workshop:
        accounts.signed_in(session, cookie)
        workshop = people.find(session, key)
        draft = workshops.draft_of(session, workshop)
        today = datetime.now(UTC).date()
        kept = draft.keep_until - draft.held_on
        again = workshops.replace(draft, held_on=today, keep_until=today + kept)
        return workshops.create(session, again, workshops.framework_of(session, workshop), datetime.now(UTC))

    made = await house.database.write(make, key)
    return RedirectResponse(f"/w/{made.key}/details?made=1", 303)


@router.post("/w/{key}/opening")
async def open_as_facilitator(
    request: Request, house: HouseHere, key: Key, ref: SeatRef, cookie: OrganiserCookie, to: Annotated[str, Form()] = ""
) -> Response:
    """The organiser's own way onto a board: as a facilitator of it."""

    def raise_seat(session: Session) -> str:
        now = datetime.now(UTC)
        organiser = accounts.signed_in(session, cookie)
        workshop = people.find(session, key, hold=True)
        assert workshop.id is not None
        working = people.links(session, workshop.id)
        link = working[0] if working else people.make_link(session, workshop, now)
        fresh = house.keys.fresh(house.keys.fresh_seat())
        return people.facilitate(
            session, key, link.ref, seat_ref=ref, fresh_ref=fresh, name=organiser.name, now=now
        ).ref

    raised = await house.database.write(raise_seat, key)
    response = RedirectResponse(f"/w/{key}{'/people' if to == 'people' else ''}", 303)
    keep_seat(request, response, key, raised)
    return response


def _form(
    language: str,
    draft: Draft,
    action: str,
    *,
    plan: str = "",
    workshop: Workshop | None = None,
    problem: str | None = None,
    made: bool = False,
) -> str:
    known = list(workshops.SPEAKS_FOR)
    return html(
        "organise/details.html",
        language,
        draft=draft,
        action=action,
        plan=plan,
        workshop=workshop,
        problem=problem,
        made=made,
        known=known,
        own=[who for who in draft.speaks_for if who not in known],
        zones=sorted(available_timezones()),
        namings=workshops.NAMING,
        empty=max(0, min(2, workshops.MOST_QUESTIONS - len(draft.questions))),
    )


def _draft(form: FormData, *, questions: list[str] | None = None, naming: str = "") -> Draft:
    """What a form says; raises Invalid in words for a date that is none."""
    return Draft(
        title=_field(form, "title"),
        questions=questions if questions is not None else [str(value) for value in form.getlist("question")],
        held_on=_day(form, "held_on"),
        keep_until=_day(form, "keep_until"),
        place=_field(form, "place"),
        time_zone=_field(form, "time_zone"),
        naming=naming or _field(form, "naming"),
        speaks_for=[*map(str, form.getlist("speaks_for")), *_field(form, "own").splitlines()],
        notice=_field(form, "notice"),
    )


def _typed(form: FormData) -> Draft:
    """What a form says, whatever it says, to be shown again."""
    today = datetime.now(UTC).date()

    def day(name: str, otherwise: date) -> date:
        try:
            return _day(form, name)
        except Invalid:
            return otherwise

    return Draft(
        title=_field(form, "title"),
        questions=[str(value) for value in form.getlist("question") if str(value).strip()],
        place=_field(form, "place"),
        time_zone=_field(form, "time_zone"),
        naming=_field(form, "naming"),
        speaks_for=[*map(str, form.getlist("speaks_for")), *_field(form, "own").splitlines()],
        notice=_field(form, "notice"),
        held_on=day("held_on", today),
        keep_until=day("keep_until", _a_year_after(today)),
    )


def _field(form: FormData, name: str) -> str:
    return str(form.get(name) or "")


def _day(form: FormData, name: str) -> date:
    try:
        return date.fromisoformat(_field(form, name))
    except ValueError:
        raise Invalid("Please give the dates as day, month and year.") from None


def _a_year_after(day: date) -> date:
    return day + timedelta(days=365)


def _notice(language: str, organisation: str) -> str:
    """The privacy notice that an organiser starts from: the blanks are theirs to fill in."""
    _ = text.translations(language).gettext
    return _(
        "%(organisation)s runs this workshop to learn what helps communities to stay well. What you write is used for "
        "that, and in a report that names nobody. Lawful basis: [fill in]. To have a note removed, or with any "
        "question, write to [contact]."
    ) % {"organisation": organisation or "[organisation]"}
