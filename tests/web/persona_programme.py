"""A programme with one of everything that its addresses name."""

from datetime import date
from typing import Any

import httpx
from sqlmodel import Session, select

from app.domain.accounts.acting import By
from app.domain.findings import programmes, rights
from app.domain.findings.coding import codebook, memos, rounds
from app.domain.findings.interviews import corrections, excerpts, interview_text, interviews
from app.domain.findings.models import Member
from app.domain.findings.reports import editions, report_links, reports
from app.domain.findings.reports.report_models import Edition, Report
from app.domain.findings.steps import step_links, steps
from app.domain.findings.themes import cells, themes
from app.domain.findings.themes.matrix import Address
from app.domain.models import (
    Organiser,
)
from app.exports.reports.composition import compose
from tests.web.accounts.acting import OLGA
from tests.workshop import START, SampleWorkshop

PROGRAMME_NAME, INTERVIEW_WORDS = "Healthier neighbourhoods", "Kept between colleagues."


async def make_programme(organiser: httpx.AsyncClient, workshop: SampleWorkshop, name: str = PROGRAMME_NAME) -> str:
    """The address of an organiser's new programme, which has the workshop."""
    answer = await organiser.post("/p", data={"name": name, "keep_until": "2031-01-01"})
    path = answer.headers["location"]
    await organiser.post(f"{path}/workshops", data={"workshop": workshop.key})
    return path


def fill_programme(session: Session, key: str) -> dict[str, str]:
    """What the addresses of a programme name: an interview, an excerpt with an own code, and a place to remove."""
    olga = session.exec(select(Organiser).where(Organiser.email == OLGA)).one()
    person = rights.load(session, By(olga, "Firefox", START), key, hold=True)
    (place,) = programmes.places(session, person.programme)
    kept = date(2031, 1, 1)
    about = interviews.About(place.id, START.date(), "Interview 1", "en", "quotes", kept)
    prepared = interview_text.prepare(INTERVIEW_WORDS)
    made = interviews.add(session, person, "1" * 24, about, prepared.text, prepared.turns)
    own = codebook.add(session, person, "own_code", codebook.Wording("A code of our own"))
    selected = excerpts.Selected(0, len(INTERVIEW_WORDS), INTERVIEW_WORDS)
    excerpt = excerpts.code(session, person, made.id, selected, own.key)
    harbour = programmes.add_place(session, person, "Harbour")
    coders = select(Member.organiser_id).where(Member.programme_id == person.programme_id, Member.role != "reviewer")
    members = session.exec(coders).all()
    drawn = rounds.draw(session, person, "2" * 24, rounds.Draft("Round 1", tuple(members), percent=100))
    named = {"interview_id": made.id, "excerpt": excerpt.id, "code": own.key, "place_id": str(harbour.id)}
    theme = themes.add(session, person, "3" * 24, themes.Wording("A theme"))
    themes.reword(session, person, theme.id, themes.Wording("A reworded theme"), 0)
    other = themes.add(session, person, "4" * 24, themes.Wording("Another theme"))
    cells.write(session, person, Address("place", str(place.id), "element", "involve_voice"), "A summary", [], 0)
    memo = memos.write(session, person, "5" * 24, memos.About(memos.THEME, theme.id), "A memo")
    named |= {"memo_id": memo.id, "theme_id": theme.id, "other_theme": other.id, "place": str(place.id)}
    step = steps.add(session, person, "5" * 24, steps.Fields("A step"))
    named["text_seen"] = corrections.stamp(made)
    named |= {"step_id": step.id, "page_id": step_links.share(session, person, place.id).id}
    named |= _report(session, person, place.id)
    return named | {"round_id": drawn.id, "olga": str(person.id)}


def _report(session: Session, person: rights.Colleague, place_id: int) -> dict[str, str]:
    """A report with one changed section, a link to its draft, a comment, and an edition that was signed before."""
    report = reports.add(session, person, "5" * 24, place_id, "A report", "en")
    blocks = reports.read(session, report).sections["summary"].blocks
    reports.write(session, person, report.id, "summary", [dict(blocks[0], text="Some words")], 0)
    opened = report_links.opened(session, report_links.share(session, person, report.id, 7), person.now)
    report_links.comment(session, opened, "6" * 24, "summary", "A comment", person.now)
    content = compose(session, person, reports.find(session, person.programme, report.id))
    signed = {"signed_by_id": person.id, "signed_name": "Olga", "signed_role": "Director", "signed_at": START}
    session.add(Edition(**_of(report), number=1, content=content, sha256=editions.digest(content), **signed))
    session.flush()
    named = {"report_id": report.id, "section": "summary", "link": opened.link.id, "comment": "6" * 24}
    return named | {"number": "1"}


def _of(report: Report) -> dict[str, Any]:
    return {"programme_id": report.programme_id, "report_id": report.id}
