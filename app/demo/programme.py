"""A sample programme: two places with closed workshops, four interviews, a closed round of coding, and themes."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.demo import steps
from app.demo.workshop import Sample, notes, sample_workshop
from app.domain.accounts.acting import ANALYST, By
from app.domain.findings import (
    book,
    excerpts,
    interview_text,
    interviews,
    members,
    programmes,
    sources,
    units,
)
from app.domain.findings.coding_models import BlindCoding, Round, RoundCoder, RoundUnit, Settled
from app.domain.findings.events import RoundClosed, RoundDrawn, ThemeAdded
from app.domain.findings.models import Programme
from app.domain.findings.rights import Colleague, Role, record
from app.domain.findings.theme_models import Theme, ThemeElement, ThemeEvidence
from app.domain.findings.units import Unit
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.models import Framework, Organiser
from app.domain.workshops import plans, workshops

INTERVIEWS = Path(__file__).parent / "interviews.json"
PLACES = (("Eastfield", "Eastfield: working together"), ("Northgate", "Northgate: working together"))
# Accounts that belong to the sample. They are deactivated, so nobody signs in with them.
CODERS = (("Ann", Role.LEAD), ("Ravi", Role.ANALYST))
SEED = 20261130
# Name, central idea and element of each theme.
THEMES = (
    (
        "Relationships rest on single people",
        "When one person leaves, the link between organisations goes.",
        "involve_partners",
    ),
    (
        "People are asked too late to decide",
        "Residents comment on plans that are already written.",
        "involve_decisions",
    ),
    (
        "Short funding wears out what works",
        "Grants of a few months cannot keep the people who hold it together.",
        "sustain_resources",
    ),
)


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
    members.add(session, person, coders[1].id or 0, CODERS[1][1])
    for number, (place, title) in enumerate(PLACES):
        _workshop(session, person, number, place, title)
    for number, told in enumerate(json.loads(INTERVIEWS.read_text(encoding="utf-8"))):
        _interview(session, person, number, told)
    found = units.units(session, person.programme)
    _round(session, person, coders, [unit for unit in found if unit.codes])
    _themes(session, person, found)
    steps.make(session, person)
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


def _round(session: Session, person: Colleague, coders: list[Organiser], coded: list[Unit]) -> None:
    """A closed round over every sixth unit, in which the second coder differs on every fifth of them."""
    elements = book.read(session, person.programme).framework.element_keys
    drawn = [unit for unit in coded if unit.codes & {*elements, NOT_ABOUT}][::6]
    of: dict[str, Any] = {"programme_id": person.programme_id, "round_id": programmes.fresh_id()}
    session.add(
        Round(
            programme_id=of["programme_id"],
            id=of["round_id"],
            name="Round 1",
            framework_id=person.programme.framework_id,
            size=len(drawn),
            seed=SEED,
            drawn_by_id=person.id,
            drawn_at=person.now - timedelta(days=12),
            closed_by_id=person.id,
            closed_at=person.now - timedelta(days=9),
        )
    )
    session.flush()
    done = person.now - timedelta(days=10)
    session.add_all(RoundCoder(**of, coder_id=coder.id or 0, done_at=done) for coder in coders)
    session.flush()
    for position, unit in enumerate(drawn):
        name: dict[str, Any] = {"kind": unit.kind, "ref": unit.ref}
        session.add(RoundUnit(**of, **name, position=position, stratum=str(unit.question or unit.source)))
        first = sorted(unit.codes & {*elements, NOT_ABOUT})
        differs = position % 5 == 4
        second = [NOT_ABOUT] if differs else first
        for coder, keys in zip(coders, (first, second), strict=True):
            session.add_all(
                BlindCoding(**of, **name, coder_id=coder.id or 0, element=key, given_at=done) for key in keys
            )
        if differs:
            session.add(
                Settled(
                    **of,
                    **name,
                    before={str(coders[0].id): first, str(coders[1].id): second},
                    after=first,
                    reason="The words are about the framework, seen from one side.",
                    by_id=person.id,
                    at=person.now - timedelta(days=8),
                )
            )
    session.flush()
    for event in (RoundDrawn(of["round_id"]), RoundClosed(of["round_id"])):
        record(session, person, event)


def _themes(session: Session, person: Colleague, found: list[Unit]) -> None:
    """One theme for each of THEMES at the first place, with its evidence for it and one unit against the second."""
    place = programmes.places(session, person.programme)[0]
    for number, (name, idea, element) in enumerate(THEMES):
        theme = programmes.fresh_id()
        session.add(
            Theme(
                programme_id=person.programme_id,
                id=theme,
                place_id=place.id,
                order_key=f"a{number}",
                name=name,
                idea=idea,
                made_by_id=person.id,
                made_at=person.now,
            )
        )
        session.flush()
        session.add(ThemeElement(programme_id=person.programme_id, theme_id=theme, element=element))
        evidence = [unit for unit in found if element in unit.codes and unit.place_id == place.id][:6]
        for at, unit in enumerate(evidence):
            session.add(
                ThemeEvidence(
                    programme_id=person.programme_id,
                    theme_id=theme,
                    kind=unit.kind,
                    ref=unit.ref,
                    stance="against" if at == 5 else "for",
                    quote=at < 2 and unit.quotable,
                    order_key=f"a{at}",
                    by_id=person.id,
                    at=person.now,
                )
            )
        session.flush()
        record(session, person, ThemeAdded(theme))
