"""Notes that a member of the team posts for another person: from a call, from paper, or from a chat."""

from datetime import datetime

from sqlmodel import Session

from app.domain.board import notes
from app.domain.errors import Invalid
from app.domain.workshops.seats import Actor, require


def add(
    session: Session,
    person: Actor,
    *,
    note_id: str,
    column_id: int,
    text: str,
    colour: str = "sun",
    group: str = "",
    now: datetime,
) -> int:
    """Post a note for another person, whose group is `group`, or "" if it is not known; returns the note's seq.

    The note says who posted it, and that person can edit and delete it. Raises NotAllowed, Closed, and Invalid for a
    group that this workshop does not have.
    """
    require(person, "post_for")
    return notes.add(
        session,
        person,
        note_id=note_id,
        column_id=column_id,
        text=text,
        colour=colour,
        posted_by=person.called,
        group=checked_group(person, group),
        now=now,
    )


def checked_group(person: Actor, group: str) -> str | None:
    """The group as it is stored; None for "". Raises Invalid for one that this workshop does not have."""
    if group and group not in person.workshop.speaks_for:
        raise Invalid("Choose a group from the list.", field="group")
    return group or None
