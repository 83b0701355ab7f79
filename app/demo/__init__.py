"""A sample workshop to look at and to rehearse with: 123 notes from an invented town, half of them mapped."""

import csv
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


def make(session: Session, now: datetime) -> Workshop:
    """Create a new sample workshop, held today."""
    plan = plans.plan("discussion")
    started = now - timedelta(minutes=40)
    notes: list[NoteFacts] = []
    codings: list[CodingFacts] = []
    with NOTES.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            column = int(row["question"])
            note = NoteFacts(
                id=token_hex(12),
                column=column,
                place=sum(other.column == column for other in notes) + 1,
                text=row["text"],
                colour=COLOURS[number * 7 % 11 % len(COLOURS)],
                lang=None,
                speaks_for=row["author_group"],
                shown_name=None,
                posted_at=started + timedelta(seconds=15 * number),
                edited_at=None,
            )
            notes.append(note)
            # Half of them, as if the facilitator had got this far.
            if number % 2 == 0:
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
            title="Stronger together in Eastfield",
            place="Eastfield Community Hub",
            held_on=now.date(),
            time_zone="Europe/London",
            language="en",
            naming="anonymous",
            speaks_for=list(drafts.SPEAKS_FOR),
            keep_until=_a_year_after(now.date()),
            sample=True,
            closed_at=None,
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
        notes=notes,
        framework=plans.framework(plan.framework),  # ty: ignore[invalid-argument-type]
        codings=codings,
        exported_at=now.astimezone(UTC),
    )
    return bring_in(session, bundle, now)


def _a_year_after(day: date) -> date:
    return day.replace(day=28, year=day.year + 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
