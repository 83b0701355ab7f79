"""Joining a workshop: by code, by link or QR code, and by a facilitator's link."""

import io
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import joining
from app.domain.errors import Closed, Full, Invalid, NotAllowed, NotFound
from app.domain.models import Seat
from app.domain.records import facilitators
from app.domain.records.security_log import Kind
from app.domain.workshops import device_codes, seats, workshops
from app.presentation import translations
from app.web.board.join_page import join_page, join_page_again
from app.web.context import Context, Key, Language, SeatRef, admit_newcomer
from app.web.pages import accepts_gzip, page, page_of_blocks
from app.web.security import cookies, devices
from app.web.security.admission_queue import Stage
from app.web.security.rate_limit import TooFast

router = APIRouter()


@router.get("/")
async def front(request: Request, language: Language) -> Response:
    return page("board/front.html", language, typed="", problem=None, organises=False)


@router.post("/language")
async def choose_language(request: Request, language: Annotated[str, Form()] = "") -> Response:
    """Keep the chosen language in a cookie, and redirect back to the page that sent the choice."""
    try:
        back = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        back = urlsplit("")
    # Exactly one slash at the start: a browser reads two as the address of another site.
    path = "/" + back.path.lstrip("/\\")
    response = RedirectResponse(f"{path}{'?' + back.query if back.query else ''}", 303)
    if language in translations.languages():
        cookies.keep_language(request, response, language)
    return response


@router.get("/j")
async def by_typed_code(request: Request, context: Context, language: Language, code: str = "") -> Response:
    async with admit_newcomer(request):
        return await _by_code(request, context, language, code)


@router.get("/j/{code}")
async def by_code(request: Request, context: Context, language: Language, code: str) -> Response:
    async with admit_newcomer(request):
        return await _by_code(request, context, language, code)


async def _by_code(request: Request, context: Context, language: str, typed: str) -> Response:
    """Redirect to the workshop of a code. For a wrong code, show the same page with the typed text and the problem."""
    address = request.client.host if request.client else None
    if wait := context.code_failures.wait(address):
        return _front_again(TooFast(wait), 429, language, typed, round(wait) + 1)
    try:
        if len(workshops.plain_code(typed)) == device_codes.LENGTH:
            return RedirectResponse(f"/r/{workshops.plain_code(typed)}", 303)
        workshop = await context.database.read(lambda session: workshops.by_code(session, typed))
    except NotFound as error:
        if workshops.plain_code(typed):
            context.code_failures.failed(address)
        return _front_again(error, 404, language, typed)
    return RedirectResponse(f"/w/{workshop.key}/join?code={workshop.code}", 303)


def _front_again(error: Exception, status: int, language: str, typed: str, wait: int = 0) -> Response:
    response = page("board/front.html", language, status, typed=typed[:40], problem=str(error), wait=wait)
    if wait:
        response.headers["retry-after"] = str(wait)
    return response


@router.get("/w/{key}/join")
async def join_form(
    request: Request, context: Context, language: Language, key: Key, ref: SeatRef, code: str = ""
) -> Response:
    gzipped = accepts_gzip(request)

    def read(session: Session) -> bytes | None:
        if ref is not None:
            try:
                seats.load_actor(session, key, ref)
            except NotAllowed:
                pass  # a removed seat sees the form, and the reason for its removal when it sends the form
            else:
                return None
        return join_page(
            session,
            context.skeletons,
            joining.workshop_to_join(session, key),
            language,
            fresh_seat=fresh_seat,
            code=code,
            group_threshold=context.settings.group_threshold,
            gzipped=gzipped,
        )

    async with admit_newcomer(request):
        fresh_seat = context.keys.fresh_seat()
        body = await context.database.read(read)
    return RedirectResponse(f"/w/{key}", 303) if body is None else page_of_blocks(body, gzipped=gzipped)


@router.post("/w/{key}/join")
async def join(
    request: Request,
    context: Context,
    language: Language,
    key: Key,
    ref: SeatRef,
    code: Annotated[str, Form()] = "",
    seat: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    speaks_for: Annotated[str, Form()] = "",
) -> Response:
    def take_seat(session: Session) -> str:
        return joining.join(
            session,
            key,
            workshops.plain_code(code),
            seat_ref=ref,
            fresh_ref=context.keys.fresh(seat),
            name=name,
            speaks_for=speaks_for,
            seats=context.settings.seats_per_workshop,
            group_threshold=context.settings.group_threshold,
            now=datetime.now(UTC),
        )

    address = request.client.host if request.client else None
    problem: str
    status = 422
    if wait := context.code_failures.wait(address):
        problem, status = str(TooFast(wait)), 429
    else:
        try:
            async with context.admission.turn(Stage.FORM_SENT):
                taken = await context.database.write(take_seat, key)
        except NotFound as error:
            context.code_failures.failed(address)
            problem, status = str(error), 404
        except (Invalid, Full, Closed) as error:
            problem, status = str(error), 422 if isinstance(error, Invalid) else 409
        else:
            response = RedirectResponse(f"/w/{key}", 303)
            cookies.keep_seat(request, response, context.keys, key, taken)
            return response

    def again(session: Session) -> str:
        return join_page_again(
            session,
            seats.find(session, key),
            language,
            fresh_seat=seat,
            code=code,
            group_threshold=context.settings.group_threshold,
            problem=problem,
            typed={"name": name, "speaks_for": speaks_for},
        )

    return Response(await context.database.read(again), status, media_type="text/html")


@router.get("/w/{key}/facilitate/{token}")
async def facilitator_button(context: Context, language: Language, key: Key, token: str) -> Response:
    """A page with one button, because mail scanners follow links but do not press buttons."""
    if context.keys.facilitates(token) is None:
        raise NotAllowed("This link no longer works. Ask the organiser for a new one.")
    workshop = await context.database.read(lambda session: seats.find(session, key))
    return page("workshops/facilitate.html", language, workshop=workshop, token=token, fresh=context.keys.fresh_seat())


@router.post("/w/{key}/facilitate")
async def facilitate(
    request: Request,
    context: Context,
    key: Key,
    ref: SeatRef,
    token: Annotated[str, Form()] = "",
    seat: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    link_ref = context.keys.facilitates(token)
    if link_ref is None:
        raise NotAllowed("This link no longer works. Ask the organiser for a new one.")
    now, device = datetime.now(UTC), devices.in_words(request.headers.get("user-agent"))

    def raise_seat(session: Session) -> Seat:
        fresh = context.keys.fresh(seat)
        raised = seats.facilitate(session, key, link_ref, seat_ref=ref, fresh_ref=fresh, name=name, now=now)
        person = seats.load_actor(session, key, raised.ref)
        facilitators.record(session, Kind.LINK_USED, person, device, now)
        return raised

    raised = await context.database.write(raise_seat, key)
    response = RedirectResponse(f"/w/{key}", 303)
    cookies.keep_seat(request, response, context.keys, key, raised.ref)
    return response


@router.get("/o")
@router.get("/i")
@router.get("/r")
@router.get("/w/{key}/facilitate")
async def link_again(language: Language) -> Response:
    """The page at the address that remains after `secret-address.js` has removed the secret from it."""
    return page("board/link_again.html", language)


@router.get("/w/{key}/qr.svg")
async def qr(context: Context, key: Key, ref: SeatRef) -> Response:
    """The joining address as a QR code in SVG, for seats of this workshop. Raises NotFound after closing."""
    person = await context.database.read(lambda session: seats.load_actor(session, key, ref))
    if person.workshop.code is None:
        raise NotFound
    drawn = io.BytesIO()
    segno.make(f"{context.settings.public_url}/j/{person.workshop.code}", error="m", micro=False).save(
        drawn, kind="svg", border=4, dark="#101418", light="#ffffff", omitsize=True, svgclass=None, lineclass=None
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")
