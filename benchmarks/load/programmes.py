"""Creates programmes with many workshops, interviews, codes, themes and summaries, and signs in their organiser."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice

from sqlmodel import Session

from app.demo.workshop import Sample, notes, sample_workshop
from app.domain.accounts import organisers, sessions
from app.domain.accounts.acting import By
from app.domain.accounts.sessions import Presented
from app.domain.findings import outlines, programmes, sources
from app.domain.findings.coding.coding_models import Excerpt, UnitCoding
from app.domain.findings.interviews import interview_text, interviews
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import cells, evidence
from app.domain.findings.themes import themes as theme_acts
from app.domain.findings.themes.matrix import Address
from app.domain.mapping import frameworks
from app.domain.models import Organiser
from app.domain.workshops import plans
from tests.workshop import SampleWorkshop

NOTES, WORDS, EXCERPTS, THEMES = 200, 5000, 40, 10
PLACES = ("Eastfield", "Northgate", "Harbour", "Upper Vale")
KEPT = date(2036, 1, 1)


def new_programme(workshop: SampleWorkshop, size: int) -> tuple[str, str]:
    """The path of a programme with this number of workshops and of interviews, and the Cookie header of its organiser.

    Each workshop has NOTES notes, and each interview WORDS words in EXCERPTS coded sentences. Half of the notes are
    evidence of THEMES themes, and each cell of the matrix of places has a summary.
    """
    token = sessions.fresh_token()
    return workshop.write(lambda session: _programme(session, size, token)), f"organiser={token}"


def _programme(session: Session, size: int, token: str) -> str:
    now = datetime.now(UTC)
    by = By(_organiser(session, token, now), "Benchmark", now)
    framework = frameworks.install(session, plans.default_framework())
    person = programmes.create(session, by, programmes.Details("Benchmark", KEPT), framework)
    for number in range(size):
        held = now - timedelta(days=30 + number)
        rows = list(islice(cycle(notes()), number, number + NOTES))
        sample = Sample(f"Workshop {number}", PLACES[number % 4], held, rows, mapped_every=1, closed_at=held)
        sources.take(session, person, sample_workshop(session, sample, now).key)
    for number in range(size):
        _interview(session, person, number)
    _themes(session, person)
    return f"/p/{person.programme.key}"


def _organiser(session: Session, token: str, now: datetime) -> Organiser:
    shown = Presented(sessions.hash_of(token), now, "Benchmark")
    account = organisers.by_email(session, "bench@x.example") or organisers.make_first(
        session,
        By(None, shown.device, now),
        organisation="Benchmark",
        name="Bench",
        email="bench@x.example",
        password="nobody signs in by it",
    )
    sessions.begin(session, account, shown, kept=False)
    return account


def _interview(session: Session, person: Colleague, number: int) -> None:
    places = programmes.places(session, person.programme)
    said = cycle(row["text"].rstrip(".") for row in notes())
    sentences = []
    while sum(len(sentence.split()) for sentence in sentences) < WORDS:
        sentences.append(f"{next(said)}.")
    prepared = interview_text.prepare("Sam: How do you work together?\nAnn: " + " ".join(sentences))
    about = interviews.About(
        place_id=places[number % len(places)].id,
        held_on=date(2026, 11, 12),
        title=f"Interview {number}",
        language="en",
        consent="group",
        keep_until=KEPT,
        speaks_for="council",
    )
    made = interviews.add(session, person, programmes.fresh_id(), about, prepared.text, prepared.turns)
    elements = [row["element"] for row in notes() if row["element"] != "none"]
    at = 0
    for count, sentence in enumerate(sentences[:EXCERPTS]):
        start = made.text.index(sentence, at)
        at = start + len(sentence)
        excerpt = Excerpt(
            programme_id=person.programme_id,
            id=programmes.fresh_id(),
            interview_id=made.id,
            start=start,
            end=at,
            made_by_id=person.id,
            made_at=person.now,
        )
        session.add(excerpt)
        session.flush()
        session.add(
            UnitCoding(
                programme_id=person.programme_id,
                kind=outlines.EXCERPT,
                ref=excerpt.id,
                element=elements[count % len(elements)],
                coder_id=person.id,
                framework_id=person.programme.framework_id,
                given_at=person.now,
            )
        )
    session.flush()


def _themes(session: Session, person: Colleague) -> None:
    """Themes with half of the evidence, and a summary in each cell of places by elements."""
    found = outlines.outlines(session, person.programme)
    chosen = random.Random(18).sample(found, len(found) // 2)
    for number in range(THEMES):
        theme = theme_acts.add(session, person, programmes.fresh_id(), theme_acts.Wording(f"Theme {number}"))
        evidence.give(session, person, theme.id, [unit.name for unit in chosen[number::THEMES]])
    for place in programmes.places(session, person.programme):
        for element in plans.default_framework()["groups"][0]["elements"]:
            address = Address("place", str(place.id), "element", element["key"])
            cells.write(session, person, address, "What people said here. " * 8, [], 0)
