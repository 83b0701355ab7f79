"""The list of interviews, and importing one: the form, the preview, and storing it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid
from app.domain.findings import members, programmes
from app.domain.findings.interviews import excerpts, interview_text, interviews
from app.domain.findings.interviews.interview_text import Prepared
from app.domain.findings.interviews.interviews import About
from app.domain.findings.rights import Colleague, Right
from app.domain.findings.units import CONSENTS
from app.domain.records import retention
from app.domain.workshops.drafts import SPEAKS_FOR
from app.presentation import translations
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.fields import checked_day, checked_number
from app.web.findings.entering import act, enter, facts
from app.web.findings.uploads import LIMIT, ONE_AT_A_TIME
from app.web.pages import html

router = APIRouter()

FIELDS = ("place", "speaks_for", "held_on", "language", "title", "consent", "consent_note", "keep_until", "retention")
KEPT = timedelta(days=365)


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: its fields, the transcript, and what was chosen for each speaker."""

    fields: dict[str, str]
    text: str
    names: list[str] | None
    shown: dict[str, str]
    asks: str | None

    def prepared(self, interviewer: str) -> Prepared:
        return interview_text.prepare(
            self.text, asks=self.asks, names=self.names, shown=self.shown, interviewer=interviewer
        )


@router.get("/p/{key}/interviews")
async def list_of_interviews(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, withdrawn: bool = False
) -> Response:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        return html(
            "findings/interviews.html",
            language,
            listed=interviews.listed(session, person.programme),
            counts=excerpts.counts(session, person.programme),
            pens=members.pen_names(session, person.programme),
            withdrawn=withdrawn,
            **facts(session, person),
        )

    return HTMLResponse(await context.database.read(read))


@router.get("/p/{key}/interviews/new")
async def import_form(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    def new(person: Colleague) -> Typed:
        today = retention.today(person.programme.time_zone, person.now)
        fields = dict.fromkeys(FIELDS, "") | {
            "held_on": today.isoformat(),
            "keep_until": (today + KEPT).isoformat(),
            "language": language,
            "retention": "delete",
            "id": programmes.fresh_id(),
        }
        return Typed(fields, "", None, {}, "")

    return HTMLResponse(await _form(context, language, key, cookie, new))


@router.post("/p/{key}/interviews/preview", max_body_size=LIMIT)
async def preview(request: Request, context: Context, language: Language, key: Key, cookie: ActingAccount) -> Response:
    """Show the cleaned text, its turns and its speakers. Nothing is stored."""
    async with request.form() as form:
        typed = _typed(form)
        data, name = await _file(form)
    checks, prepared = Checks(), None

    def check(session: Session) -> None:
        person = enter(session, cookie, key, Right.CODE)
        about = about_of(typed.fields, checks)
        checks.finish_with(lambda: interviews.check(session, person, about))

    with checks.keeping("text"):
        typed = await _with_file(typed, name, data)
        prepared = await to_thread.run_sync(typed.prepared, _interviewer(typed))
    try:
        await context.database.read(check)
    except Invalid as error:
        problems = error.problems
        page = await _form(context, language, key, cookie, typed, prepared=prepared, problems=problems)
        return HTMLResponse(page, 422)
    return HTMLResponse(await _form(context, language, key, cookie, typed, prepared=prepared))


@router.post("/p/{key}/interviews", max_body_size=LIMIT)
async def import_interview(
    request: Request, context: Context, language: Language, key: Key, cookie: ActingAccount
) -> Response:
    """Store the interview as the preview showed it. Without consent nothing is stored."""
    async with request.form() as form:
        typed = _typed(form)
    checks, prepared = Checks(), None

    def add(session: Session, person: Colleague) -> str:
        about = about_of(typed.fields, checks)
        checks.finish_with(lambda: interviews.check(session, person, about))
        # Without a text, the checks have just raised.
        assert prepared is not None
        return interviews.add(session, person, typed.fields["id"], about, prepared.text, prepared.turns).id

    with checks.keeping("text"):
        prepared = await to_thread.run_sync(typed.prepared, _interviewer(typed))
    try:
        made = await act(context, cookie, key, add)
    except Invalid as error:
        problems = error.problems
        page = await _form(context, language, key, cookie, typed, prepared=prepared, problems=problems)
        return HTMLResponse(page, 422)
    except Conflict as error:
        typed = replace(typed, fields=typed.fields | {"id": programmes.fresh_id()})
        page = await _form(context, language, key, cookie, typed, prepared=prepared, problems={"text": str(error)})
        return HTMLResponse(page, 409)
    return RedirectResponse(f"/p/{key}/interviews/{made}", 303)


def about_of(fields: dict[str, str], checks: Checks) -> About:
    """What a form says about an interview; `checks` then knows the fields that cannot be read."""
    return About(
        place_id=checked_number(fields["place"], "place", checks),
        held_on=checked_day(fields["held_on"], "held_on", checks),
        title=fields["title"],
        language=fields["language"] if fields["language"] in translations.languages() else translations.SOURCE,
        consent=fields["consent"],
        keep_until=checked_day(fields["keep_until"], "keep_until", checks),
        speaks_for=fields["speaks_for"] or None,
        consent_note=fields["consent_note"],
        retention=fields["retention"],
    )


def choices(session: Session, person: Colleague) -> dict[str, Any]:
    """The template values of the fields about an interview."""
    return {"groups": SPEAKS_FOR, "consents": CONSENTS, **facts(session, person)}


async def _form(
    context: Context,
    language: str,
    key: str,
    cookie: OrganiserCookie,
    typed: Typed | Callable[[Colleague], Typed],
    **values: object,
) -> str:
    """The form with what was typed, or with what this function gives the member."""

    def read(session: Session) -> str:
        person = enter(session, cookie, key, Right.CODE)
        shown = {"prepared": None, "problems": {}} | values
        return html(
            "findings/interview_new.html",
            language,
            typed=typed if isinstance(typed, Typed) else typed(person),
            **choices(session, person),
            **shown,
        )

    return await context.database.read(read)


def _typed(form: FormData) -> Typed:
    fields = {name: str(form.get(name) or "") for name in (*FIELDS, "id")}
    said = [str(name) for name in form.getlist("name")]
    shown = [str(name) for name in form.getlist("shown")]
    if not said:
        return Typed(fields, str(form.get("text") or ""), None, {}, "")
    left_out = {str(name) for name in form.getlist("no_speaker")}
    asks = str(form.get("asks") or "")
    names = [name for name in said if name not in left_out]
    return Typed(
        fields,
        str(form.get("text") or ""),
        names,
        {name: new for name, new in zip(said, shown, strict=False) if new},
        asks if asks in names else None,
    )


async def _file(form: FormData) -> tuple[bytes, str]:
    """The content and the name of the uploaded file; the name is "" if there is none."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return b"", ""
    return await file.read(), file.filename


async def _with_file(typed: Typed, name: str, data: bytes) -> Typed:
    """The form with the words of the uploaded file, if there is one, in place of the pasted text."""
    if not name:
        return typed
    # Imported here, because its libraries take a quarter of a start, and few servers ever need them.
    from app.exports import from_transcript

    text = await to_thread.run_sync(from_transcript.read, name, data, limiter=ONE_AT_A_TIME)
    return Typed(typed.fields, text, None, {}, "")


def _interviewer(typed: Typed) -> str:
    """What the interviewer is called in the language of the interview."""
    language = typed.fields["language"]
    known = language if language in translations.languages() else translations.SOURCE
    return translations.translations(known).gettext(interview_text.INTERVIEWER)
