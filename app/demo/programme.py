"""A sample programme: two places with closed workshops, four interviews, and their whole analysis."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.demo import analysis, ratings, reports, steps
from app.demo.workshop import Sample, notes, sample_workshop
from app.domain.accounts.acting import ANALYST, By
from app.domain.findings import members, programmes, sources
from app.domain.findings.interviews import excerpts, interview_text, interviews
from app.domain.findings.models import Programme
from app.domain.findings.rights import Colleague, Role
from app.domain.models import Framework, Organiser
from app.domain.workshops import plans, workshops

INTERVIEWS = Path(__file__).parent / "interviews.json"
PLACES = (("Eastfield", "Eastfield: working together"), ("Northgate", "Northgate: working together"))
# Accounts that belong to the sample. They are deactivated, so no one signs in with them.
CODERS = (("Ann", Role.LEAD), ("Ravi", Role.ANALYST))


def find(session: Session) -> Programme | None:
    """The sample programme of this installation, if it is there."""
    return session.exec(select(Programme).where(Programme.sample, col(Programme.deleted_at).is_(None))).first()


def make(session: Session, now: datetime) -> Programme:
    """The sample programme, which is created once. Every organiser's account is a member of it."""
    there = find(session)
    if there is not None:
        return there
    framework = workshops.settle(session, plans.default_framework())
    coders = [_account(session, framework, name, now) for name, _role in CODERS]
    by = By(coders[0], "", now)
    person = _programme(session, by, framework)
    members.add(session, person, coders[1].id, CODERS[1][1])
    for number, (place, title) in enumerate(PLACES):
        _workshop(session, person, number, place, title)
    for number, told in enumerate(json.loads(INTERVIEWS.read_text(encoding="utf-8"))):
        _interview(session, person, number, told)
    analysis.make(session, person, coders)
    steps.make(session, person)
    ratings.make(session, person)
    reports.make(session, person, coders[1])
    members.join_samples(session, by)
    # From here on, organisers manage it.
    person.member.role = CODERS[0][1]
    for coder in coders:
        coder.deactivated_at = now
    session.add_all([person.member, *coders])
    session.flush()
    return person.programme


def _account(session: Session, framework: Framework, name: str, now: datetime) -> Organiser:
    account = Organiser(
        organisation_id=framework.organisation_id,
        email=f"{name.lower()}@sample.invalid",
        name=name,
        password="",
        kind=ANALYST,
        made_at=now,
    )
    session.add(account)
    session.flush()
    return account


def _programme(session: Session, by: By, framework: Framework) -> Colleague:
    details = programmes.Details("Healthier neighbourhoods", (by.now + programmes.KEPT).date())
    # An organiser creates a programme, and the account is an analyst's again before anyone can see it.
    by.account.kind = "organiser"
    person = programmes.create(session, by, details, framework, sample=True)
    by.account.kind = ANALYST
    return person


def _workshop(session: Session, person: Colleague, number: int, place: str, title: str) -> None:
    held = person.now - timedelta(days=30 - 10 * number)
    chosen = [row for at, row in enumerate(notes()) if at % len(PLACES) == number]
    sample = Sample(title=title, place=place, started=held, rows=chosen, mapped_every=1, closed_at=held)
    made = sample_workshop(session, sample, person.now)
    sources.take(session, person, made.key)


def _interview(session: Session, person: Colleague, number: int, told: dict[str, Any]) -> None:
    places = programmes.places(session, person.programme)
    about = interviews.About(
        place_id=places[told["place"]].id,
        held_on=(person.now - timedelta(days=25 - number)).date(),
        title=told["title"],
        language=told["language"],
        consent=told["consent"],
        keep_until=(person.now + timedelta(days=365)).date(),
        speaks_for=told["group"],
        consent_note="",
    )
    text = told["text"]
    prepared = interview_text.prepare(text, interviewer=text.partition(":")[0])
    made = interviews.add(session, person, programmes.fresh_id(), about, prepared.text, prepared.turns)
    for words, element in told["codes"]:
        start = made.text.index(words)
        excerpts.code(session, person, made.id, excerpts.Selected(start, start + len(words), words), element)
    interviews.mark_coded(session, person, made.id, on=True)
