"""The discussion questions while a workshop runs: worded anew, added, put elsewhere, taken away."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app import text as texts
from app.domain import columns, notes, people
from app.web.notes import act
from app.web.pages import html
from app.web.signin import ActingSeat, HouseHere, Key, Language, SeatRef

router = APIRouter(prefix="/w/{key}")

BACK = "/questions"


@router.get("/questions")
async def questions(house: HouseHere, language: Language, key: Key, ref: SeatRef) -> Response:
    def read(session: Session) -> str:
        person = people.who(session, key, ref)
        people.may(person, "people")
        workshop = person.workshop
        assert workshop.id is not None
        return html(
            "steer/questions.html",
            language,
            workshop=workshop,
            person=person,
            columns=notes.columns(session, workshop.id),
            counts={column: steered for column, (_, steered) in notes.counts(session, workshop.id).items()},
            others=[tag for tag in texts.languages() if tag != workshop.language],
            most=columns.MOST,
            longest=columns.LONGEST,
        )

    return HTMLResponse(await house.database.read(read))


@router.post("/columns")
async def add(
    request: Request, house: HouseHere, key: Key, ref: ActingSeat, text: Annotated[str, Form()] = ""
) -> Response:
    request.state.kept = {"text": text}
    return await act(
        request, house, key, ref, lambda session, person, now: columns.add(session, person, text, now), BACK
    )


@router.post("/columns/{column_id}")
async def word(request: Request, house: HouseHere, key: Key, ref: ActingSeat, column_id: int) -> Response:
    """The question in the workshop's language and in the others, whose fields are called `text-TAG`."""
    form = await request.form()
    question = str(form.get("text") or "")
    others = {tag: str(form.get(f"text-{tag}") or "") for tag in texts.languages()}
    request.state.kept = {"text": question} | {f"text-{tag}": words for tag, words in others.items() if words}
    return await act(
        request,
        house,
        key,
        ref,
        lambda session, person, now: columns.word(session, person, column_id, question, others, now),
        BACK,
    )


@router.post("/columns/{column_id}/place")
async def move(
    request: Request,
    house: HouseHere,
    key: Key,
    ref: ActingSeat,
    column_id: int,
    before: Annotated[int | None, Form()] = None,
) -> Response:
    """Before another question, or (without one) at the end."""
    return await act(
        request,
        house,
        key,
        ref,
        lambda session, person, now: columns.move(session, person, column_id, before=before, now=now),
        BACK,
    )


@router.post("/columns/{column_id}/removal")
async def remove(request: Request, house: HouseHere, key: Key, ref: ActingSeat, column_id: int) -> Response:
    return await act(
        request, house, key, ref, lambda session, person, now: columns.remove(session, person, column_id, now), BACK
    )
