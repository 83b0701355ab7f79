"""Ratings in a workshop: answering, the controls of facilitators, and the results."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.board import notes
from app.domain.errors import Invalid
from app.domain.findings.asks import ask_results, asks, ballots, helping, judgements
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.findings.asks.asks import AskRow
from app.domain.rows import AnyWorkshop
from app.domain.steering import agenda, state
from app.domain.workshops import seats
from app.exports.ratings import asked, helps, words
from app.web.acting import Acting, On
from app.web.context import Context, Key, Language, SeatSecret
from app.web.header import header_facts
from app.web.pages import html

router = APIRouter(prefix="/w/{key}/asks")

Step = Annotated[int, Form(ge=0, le=99)]
Subject = Annotated[int, Form(ge=1, le=999)]


@router.get("")
async def listed(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """The ratings whose results were shown."""
    presence = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        shown = [ask for ask in asks.listed(session, person.workshop.id or 0) if ask.shown_at]
        questions = {ask.id: words.heading(ask, language) for ask in shown}
        facts = header_facts(session, person, presence)
        return html("findings/asks.html", language, **facts, shown=shown, questions=questions)

    return HTMLResponse(await context.database.read(read))


@router.get("/{ask_id}")
async def ask_page(
    context: Context, language: Language, key: Key, secret: SeatSecret, ask_id: int, saved: bool = False
) -> Response:
    """The results of a rating; before they are shown, its form for a browser without JavaScript."""
    presence = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        return html(
            "findings/ask.html",
            language,
            **header_facts(session, person, presence),
            **_facts(session, person, ask_id, language),
            saved=saved,
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/{ask_id}/answers")
async def answer(act: Acting, ask_id: int) -> Response:
    """Set the person's answers: fields `answer-NUMBER` with a step, or 0 for "can't say"; others stay."""
    form = await act.request.form()

    def given(session: Session, person: seats.Actor) -> dict[str, int | None]:
        ask = asks.known(session, person, ask_id)
        return _answers(form, ask.subjects)

    return await act(
        lambda session, person, now: ballots.answer(session, person, ask_id, given(session, person), now),
        f"/asks/{ask_id}?saved=1",
    )


@router.post("/{ask_id}/group")
async def choose_group(act: Acting, ask_id: int, group: Annotated[str, Form()]) -> Response:
    """Set the group for which a person rates who chose none when joining."""
    return await act(
        lambda session, person, now: ballots.choose_group(session, person, ask_id, group, now),
        f"/asks/{ask_id}",
    )


@router.post("/{ask_id}/opening")
async def set_open(act: Acting, ask_id: int, on: On) -> Response:
    """Let people answer (`on`), or stop them."""
    return await act(
        lambda session, person, now: asks.set_open(session, person, ask_id, on=on, now=now),
    )


@router.post("/{ask_id}/results")
async def show(act: Acting, ask_id: int) -> Response:
    """Show the results to everyone."""
    return await act(lambda session, person, now: asks.show(session, person, ask_id, now))


@router.post("/{ask_id}/judgements")
async def judge(
    act: Acting,
    ask_id: int,
    subject: Subject,
    value: Step = 0,
    reason: Annotated[str, Form()] = "",
    rater: Annotated[str, Form()] = "",
) -> Response:
    """Record the step on which the group agreed for the subject with this number; 0 removes it."""

    def judged(session: Session, person: seats.Actor) -> str:
        # Before the number is looked up, so that others do not learn how many there are.
        seats.require(person, "steer")
        subjects = asks.find(session, person.workshop, ask_id).subjects
        if subject > len(subjects):
            raise Invalid(ballots.NO_STEP)
        return subjects[subject - 1]

    return await act(
        lambda session, person, now: judgements.judge(
            session, person, ask_id, judged(session, person), value or None, reason, now, rater=rater
        ),
        f"/asks/{ask_id}#judgement-{subject}",
    )


def _facts(session: Session, person: seats.Actor, ask_id: int, language: str) -> dict[str, object]:
    workshop = person.workshop
    asks.known(session, person, ask_id)
    row = asks.row(session, ask_id)
    assert row is not None
    asking = asked.of(session, workshop, row, language)
    mine = ballots.own(session, workshop.id or 0, [person.seat.ref]).get(person.seat.ref, {}).get(ask_id)
    chosen = mine.group if mine is not None else person.seat.speaks_for
    subjects = [one for one in asking.subjects if row.kind != LINKS or one.key != chosen]
    return {
        "asking": asking if row.shown_at else asked.only(asking, subjects),
        "own": mine.answers if mine is not None else {},
        "chosen": chosen,
        "helps": helping.column_for(session, state.read(session, workshop)) if row.kind == LINKS else None,
        "helped": _helped(session, workshop, asking, language) if row.kind == LINKS and row.shown_at else {},
        "fresh_id": secrets.token_hex,
        "longest_note": notes.LONGEST,
        "can_rate": _can_rate(session, person, row),
        "raters": _raters(asking) if row.kind == LINKS else [""],
        "exact": False,
        "longest_reason": judgements.LONGEST_REASON,
        "median": lambda cell: words.median(cell, language),
    }


def _helped(session: Session, workshop: AnyWorkshop, asking: asked.Asking, language: str) -> helps.Pairs:
    return helps.by_pair(helping.of_workshop(session, workshop), asking.subjects, language)


def _can_rate(session: Session, person: seats.Actor, ask: AskRow) -> bool:
    present = agenda.present_phase(session, person.workshop)
    return present is not None and present.ask_id == ask.id and ask.state == "open" and person.role is None


def _raters(asking: asked.Asking) -> list[str]:
    """The groups whose rating of links the results show."""
    results: ask_results.Results | None = asking.figures.results if asking.figures else None
    keys = {subject.key for subject in asking.subjects}
    return [row.key for row in results.rows if row.key in keys] if results is not None else []


def _answers(form: FormData, subjects: list[str]) -> dict[str, int | None]:
    """The answers in a form, by subject. Raises Invalid for a step that is no number."""
    found: dict[str, int | None] = {}
    for number, subject in enumerate(subjects, 1):
        text = str(form.get(f"answer-{number}") or "")
        if not text:
            continue
        if not text.isdecimal() or len(text) > 2:
            raise Invalid(ballots.NO_STEP)
        found[subject] = int(text) or None
    return found
