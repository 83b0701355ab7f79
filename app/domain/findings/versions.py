"""Former versions of the texts of a programme: the last 50 of each theme, cell, memo or code."""

from typing import Any

from sqlmodel import Session, col, delete, select

from app.domain.errors import NotFound
from app.domain.findings.models import History, Programme
from app.domain.findings.rights import Colleague

KEPT = 50
# What an action changed, so that it can be undone; `undoing.py` keeps it.
ACTION = "action"


def keep(session: Session, person: Colleague, kind: str, ref: str, revision: int, content: dict[str, Any]) -> None:
    """Keep what a text said in this revision, before the person changes it. Versions before the last 50 go."""
    session.add(
        History(
            programme_id=person.programme_id,
            kind=kind,
            ref=ref,
            revision=revision,
            content=content,
            by_id=person.id,
            at=person.now,
        )
    )
    session.flush()
    session.exec(
        delete(History).where(
            col(History.programme_id) == person.programme_id,
            col(History.kind) == kind,
            col(History.ref) == ref,
            col(History.revision) <= revision - KEPT,
        )
    )


def listed(session: Session, person: Colleague, kind: str, ref: str) -> list[History]:
    """The former versions of a text, the newest first."""
    of_text = (History.programme_id == person.programme_id, History.kind == kind, History.ref == ref)
    return list(session.exec(select(History).where(*of_text).order_by(col(History.revision).desc())))


def find(session: Session, person: Colleague, kind: str, ref: str, revision: int) -> dict[str, Any]:
    """What a text said in a former revision. Raises NotFound."""
    found = session.get(History, (person.programme_id, kind, ref, revision))
    if found is None:
        raise NotFound("This version is no longer there. Reload the page.")
    return found.content


def forget_actions(session: Session, programme: Programme) -> None:
    """Forget what actions changed, because something that they name was erased. They can no longer be undone."""
    session.exec(delete(History).where(col(History.programme_id) == programme.id, col(History.kind) == ACTION))
