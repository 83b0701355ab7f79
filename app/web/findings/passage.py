"""A note or excerpt where it was said: among the other notes of its question, or in the text of its interview."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import NotFound
from app.domain.findings import units
from app.domain.findings.coding import book
from app.domain.findings.coding.coding_models import Excerpt
from app.domain.findings.interviews import corrections, interviews, transcript
from app.domain.findings.outlines import EXCERPT, Outline, Ref, outlines
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import evidence
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.models import Column
from app.web.context import Context, Key, Language, OrganiserCookie
from app.web.findings.entering import enter, facts
from app.web.findings.memos import Part
from app.web.findings.shown import group_numbers, interview_address, titles
from app.web.pages import html

router = APIRouter()


@router.get("/p/{key}/passage")
async def passage(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, kind: Part = "", ref: Part = ""
) -> Response:
    """The page of a note's question, or the way to an excerpt in its interview. Raises NotFound for what is no unit."""

    def read(session: Session) -> Response:
        person = enter(session, cookie, key)
        found = outlines(session, person.programme, [Ref(kind, ref)])
        if not found:
            raise NotFound("This note or excerpt is no longer there.")
        if kind == EXCERPT:
            return RedirectResponse(_in_interview(session, person, ref), 303)
        return HTMLResponse(_among_notes(session, person, language, found[0]))

    return await context.database.read(read)


def _in_interview(session: Session, person: Colleague, excerpt_id: str) -> str:
    excerpt = session.get_one(Excerpt, (person.programme_id, excerpt_id))
    interview = corrections.newest(session, person.programme, excerpt.interview_id)
    sentences = transcript.build(interview.text, interviews.turns(session, interview), []).sentences
    first = next(sentence.number for sentence in sentences if sentence.end > excerpt.start)
    return interview_address(person.programme.key, interview.id, excerpt.start, excerpt.end, f"s{first}")


def _among_notes(session: Session, person: Colleague, language: str, chosen: Outline) -> str:
    same = (chosen.source, chosen.question)
    found = [unit for unit in outlines(session, person.programme) if (unit.source, unit.question) == same]
    codes = book.read(session, person.programme, language)
    return html(
        "findings/passage.html",
        language,
        column=session.get_one(Column, chosen.question),
        chosen=chosen.name,
        notes=units.with_words(session, person.programme, found),
        title=titles(session, person)[chosen.source],
        themes=evidence.themes_of(session, person.programme, chosen.name),
        book=codes,
        group_of=group_numbers(codes),
        not_about=NOT_ABOUT,
        **facts(session, person),
    )
