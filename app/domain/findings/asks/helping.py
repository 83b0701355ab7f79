"""What would help a link between two partners: notes that people write while they rate links, each about one link."""

from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.domain.board import notes
from app.domain.errors import Invalid
from app.domain.findings.asks import asks
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.models import Column, Note
from app.domain.rows import AnyWorkshop
from app.domain.steering.state import Steering
from app.domain.steering.visibility import Who, seen_by
from app.domain.workshops import column_rows, groups
from app.domain.workshops.seats import Actor


class Help(NamedTuple):
    """A note of the group `group` about its link with `partner`."""

    note_id: str
    group: str
    partner: str
    text: str
    lang: str | None


def add(session: Session, person: Actor, partner: str, **note: Any) -> int:
    """Post a note about the link between the person's group and this partner; returns the note's seq.

    Raises Invalid, with the field, for a partner that no rating of this workshop asked about, or that is the person's
    own group. Otherwise as `notes.add`, which gets the further values.
    """
    asked = (ask for ask in asks.listed(session, person.workshop.id or 0) if ask.kind == LINKS and ask.opened_at)
    if not any(partner in ask.subjects for ask in asked) or partner == person.seat.speaks_for:
        raise Invalid("Choose a partner from the list.", field="partner")
    return notes.add(session, person, partner=partner, **note)


def column_for(session: Session, steering: Steering) -> int | None:
    """The question under which people write what would help: the first that the present phase opens; None for none."""
    present = steering.present
    if present is None or "write" not in present.may:
        return None
    columns = column_rows.of(session, steering.workshop.id or 0)
    return next((column.id for column in columns if not present.columns or column.id in present.columns), None)


def of_workshop(session: Session, workshop: AnyWorkshop) -> list[Help]:
    """The notes about links that everyone sees, in the order of the board.

    A note is left out while its group is not shown, because then no page says which link it is about.
    """
    query = (
        select(Note)
        .join(Column, col(Column.id) == col(Note.column_id))
        .where(Note.workshop_id == workshop.id, col(Note.partner).is_not(None), seen_by(Who.EVERYONE))
        .order_by(col(Column.order_key), col(Note.order_key), col(Note.id))
    )
    return [
        Help(note.id, group, partner, note.text, note.lang)
        for note in session.exec(query)
        if (group := groups.shown(workshop, note.speaks_for))
        and (partner := groups.shown_partner(workshop, note.speaks_for, note.partner))
    ]
