"""A workshop with a row in every table that holds anything about a workshop, and a way to find those rows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlmodel import Session, select

from app.domain.board import comments, notes, stacks, votes
from app.domain.findings.asks import asks, ballots, judgements
from app.domain.mapping import codings
from app.domain.models import metadata
from app.domain.steering import agenda, agenda_editing, attention, signals
from app.domain.workshops import device_codes, joining_controls, seats
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

VOICE = "involve_voice"


def fill(workshop: SampleWorkshop) -> SampleWorkshop:
    """Do everything that people and facilitators do, at seconds that are no quarters of an hour."""
    act = workshop.act
    note, other, hidden, withdrawn = (workshop.post(ref, f"Words of {ref}") for ref in (ANA, BEN, ANA, BEN))
    act(ANA, notes.edit, note, text="Other words")
    act(FAY, notes.hide, hidden, on=True)
    act(BEN, notes.withdraw, withdrawn, on=True)
    act(FAY, codings.give, note, VOICE)
    act(FAY, stacks.put_together, [note], other)
    for name in ("A name", "Another name"):
        act(FAY, stacks.name, other, name)
        act(FAY, attention.announce, name)
    act(FAY, joining_controls.admit_all)
    workshop.write(
        lambda session: device_codes.make(session, seats.load_actor(session, workshop.key, BEN), workshop.now())
    )
    vote = agenda_editing.Draft("Vote", may=["vote", "comment"], columns=workshop.columns[:1])
    act(FAY, agenda_editing.add, vote)
    rating, ask = workshop.plan_rating()
    first = workshop.read(lambda session: agenda.phases(session, workshop.id))[0]
    act(FAY, agenda.enter, first.id, seen=None)
    act(BEN, comments.add, note, comment_id="c" * 24, text="A comment")
    act(BEN, comments.edit, "c" * 24, text="An edited comment")
    act(ANA, votes.cast, note, 1, phase_id=first.id)
    act(FAY, agenda.enter, rating, seen=first.id)
    act(FAY, asks.set_open, ask, on=True)
    act(ANA, ballots.answer, ask, {VOICE: 1})
    act(FAY, asks.show, ask)
    act(FAY, judgements.judge, ask, VOICE, 2, "A reason")
    act(BEN, signals.raise_hand, on=True)
    return workshop


def rows_about(session: Session, workshop_id: int) -> dict[str, list[Mapping[str, Any]]]:
    """Every row that refers to a workshop, directly or through another row, by table. Programmes are left out."""
    whole = metadata.tables["workshop"]
    conditions: dict[Table, ColumnElement[bool]] = {whole: whole.c.id == workshop_id}
    for table in metadata.sorted_tables:
        if table in conditions or "programme_id" in table.columns:
            continue
        if "workshop_id" in table.columns:
            conditions[table] = table.c.workshop_id == workshop_id
            continue
        for key in table.foreign_keys:
            owner = key.column.table
            if owner in conditions and owner is not whole:
                conditions[table] = key.parent.in_(select(key.column).where(conditions[owner]))
    return {
        table.name: [dict(row._mapping) for row in session.connection().execute(select(table).where(condition))]
        for table, condition in conditions.items()
    }
