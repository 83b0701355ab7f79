"""What happens to next steps whose sources are withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update

from app.domain.findings.models import Programme
from app.domain.findings.steps.step_models import Step, StepSource


def forget(session: Session, programme: Programme, kind: str, refs: Sequence[str], now: datetime) -> None:
    """Mark these units as withdrawn where steps refer to them, and erase the text of steps that repeats their words."""
    of_units = (col(StepSource.programme_id) == programme.id, col(StepSource.kind) == kind)
    gone = (*of_units, col(StepSource.ref).in_(refs), col(StepSource.withdrawn_at).is_(None))
    copied = list(session.exec(select(StepSource.step_id).where(*gone, StepSource.copied)))
    session.exec(update(StepSource).where(*gone).values(withdrawn_at=now, copied=False))
    of_steps = (col(Step.programme_id) == programme.id, col(Step.id).in_(copied))
    session.exec(update(Step).where(*of_steps).values(text="", revision=col(Step.revision) + 1, changed_at=now))
