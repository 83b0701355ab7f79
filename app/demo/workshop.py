"""Sample workshops with notes from an invented town: one to look at, and those of the sample programme."""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from secrets import choice, token_hex

from sqlmodel import Session

from app.domain.board.notes import COLOURS
from app.domain.mapping.codings import SHARED
from app.domain.models import Workshop
from app.domain.workshops import drafts, plans, workshops
from app.exports.bundle import Bundle
from app.exports.facts import CodingFacts, ColumnFacts, NoteFacts, WorkshopFacts
from app.exports.from_json import bring_in

NOTES = Path(__file__).parent / "notes_sample.csv"


@dataclass(frozen=True)
class Sample:
    """A sample workshop to create. Every `mapped_every`th of its notes is mapped, and each is 15 seconds after another.

    `rows` are rows of the sample file.
    """

    title: str
    place: str
    started: datetime
    rows: list[dict[str, str]]
    mapped_every: int
    closed_at: datetime | None = None


def notes() -> list[dict[str, str]]:
    """The rows of the sample file: question, text, author_group, element and secondary."""
    with NOTES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def make(session: Session, now: datetime) -> Workshop:
    """Create a new sample workshop, held today. Half of its notes are mapped, as if the facilitator had got so far."""
    started = now - timedelta(minutes=40)
    sample = Sample("Stronger together in Eastfield", "Eastfield Community Hub", started, notes(), mapped_every=2)
    return sample_workshop(session, sample, now)


def sample_workshop(session: Session, sample: Sample, now: datetime) -> Workshop:
    """Create this sample workshop."""
    plan = plans.plan("discussion")
    posted: list[NoteFacts] = []
    codings: list[CodingFacts] = []
    for number, row in enumerate(sample.rows):
        column = int(row["question"])
        note = NoteFacts(
            id=token_hex(12),
            column=column,
            place=sum(other.column == column for other in posted) + 1,
            text=row["text"],
            colour=COLOURS[number * 7 % 11 % len(COLOURS)],
            lang=None,
            speaks_for=row["author_group"],
            shown_name=None,
            posted_at=sample.started + timedelta(seconds=15 * number),
            edited_at=None,
        )
        posted.append(note)
        if number % sample.mapped_every == 0:
            codings.extend(
                CodingFacts(note.id, element, "Facilitator", note.posted_at + timedelta(minutes=1), SHARED)
                for element in (row["element"], row["secondary"])
                if element
            )
    bundle = Bundle(
        format="commonboard",
        version=1,
        workshop=WorkshopFacts(
            key="".join(choice(workshops.KEY_LETTERS) for _ in range(workshops.KEY_LENGTH)),
            title=sample.title,
            place=sample.place,
            held_on=sample.started.date(),
            time_zone="Europe/London",
            language="en",
            naming="anonymous",
            speaks_for=list(drafts.SPEAKS_FOR),
            keep_until=_a_year_after(now.date()),
            sample=True,
            closed_at=sample.closed_at,
        ),
        columns=[
            ColumnFacts(
                number,
                question,
                {
                    tag: {"question": asked["questions"][number - 1], "short_name": asked["short_names"][number - 1]}
                    for tag, asked in plan.wordings.items()
                },
                plan.short_names[number - 1],
            )
            for number, question in enumerate(plan.questions, 1)
        ],
        notes=posted,
        framework=plans.framework(plan.framework),  # ty: ignore[invalid-argument-type]
        codings=codings,
        exported_at=now.astimezone(UTC),
    )
    return bring_in(session, bundle, now)


def _a_year_after(day: date) -> date:
    return day.replace(day=28, year=day.year + 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
