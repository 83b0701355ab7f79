"""Who may read which coder's own book. Nothing else reads the table of blind codings for a page or a file."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain.findings.coding.coding_models import BlindCoding, Round, RoundCoder
from app.domain.findings.models import Programme
from app.domain.findings.rights import Colleague
from app.domain.findings.units import Ref


class Book(NamedTuple):
    """One coder's own book of one round."""

    round_id: str
    coder_id: int


def books_for(session: Session, person: Colleague) -> set[Book]:
    """The books that this member may read: their own ones, and every book of a closed round.

    Until a round closes, its books are closed to everyone else, the lead analyst and the organiser included.
    """
    query = (
        select(RoundCoder.round_id, RoundCoder.coder_id, Round.closed_at)
        .join(
            Round,
            (col(Round.programme_id) == col(RoundCoder.programme_id)) & (col(Round.id) == col(RoundCoder.round_id)),
        )
        .where(RoundCoder.programme_id == person.programme_id)
    )
    return {
        Book(round_id, coder_id)
        for round_id, coder_id, closed_at in session.exec(query)
        if closed_at is not None or coder_id == person.id
    }


def codes(session: Session, person: Colleague, round_id: str) -> dict[int, dict[Ref, set[str]]]:
    """The codes of this round in the books that the member may read, by coder and then by unit."""
    coders = sorted(book.coder_id for book in books_for(session, person) if book.round_id == round_id)
    query = select(BlindCoding).where(
        BlindCoding.programme_id == person.programme_id,
        BlindCoding.round_id == round_id,
        col(BlindCoding.coder_id).in_(coders),
    )
    found: dict[int, dict[Ref, set[str]]] = {coder: {} for coder in coders}
    for row in session.exec(query):
        found[row.coder_id].setdefault(Ref(row.kind, row.ref), set()).add(row.element)
    return found


def of_closed_rounds(session: Session, programme: Programme) -> list[BlindCoding]:
    """Every code in the books of closed rounds, which files may contain. Those of open rounds are in no file."""
    query = (
        select(BlindCoding)
        .join(
            Round,
            (col(Round.programme_id) == col(BlindCoding.programme_id)) & (col(Round.id) == col(BlindCoding.round_id)),
        )
        .where(BlindCoding.programme_id == programme.id, col(Round.closed_at).is_not(None))
    )
    return list(session.exec(query))
