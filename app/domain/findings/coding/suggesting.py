"""For which notes of a workshop suggestions may be made."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.domain.findings.coding.coding_models import Round, RoundUnit
from app.domain.findings.units import NOTE, note_ref
from app.domain.models import Note
from app.domain.steering.visibility import Who, seen_by


def texts(session: Session, workshop_id: int, ids: Collection[str]) -> dict[str, str]:
    """The texts of those of these notes that can be mapped, by note id."""
    query = select(Note.id, Note.text).where(
        Note.workshop_id == workshop_id, col(Note.id).in_(ids), seen_by(Who.MAPPERS)
    )
    return dict(session.exec(query).all())


def withheld(session: Session, workshop_id: int) -> bool:
    """True while notes of this workshop are in the sample of an open round: a coder must not see suggestions."""
    sampled = (
        select(Round.id)
        .join(RoundUnit, (col(RoundUnit.programme_id) == Round.programme_id) & (col(RoundUnit.round_id) == Round.id))
        .where(
            col(Round.closed_at).is_(None),
            RoundUnit.kind == NOTE,
            col(RoundUnit.ref).startswith(note_ref(workshop_id, ""), autoescape=True),
        )
    )
    return session.exec(sampled.limit(1)).first() is not None
