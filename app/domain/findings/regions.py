"""Which parts of a programme have changed since a page was rendered. A page fetches again what it shows of them."""

from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.events import Happened
from app.domain.findings import events
from app.domain.findings.models import Programme, ProgrammeWorkshop
from app.domain.findings.reports import report_events
from app.domain.models import Workshop

PROGRAMME, MEMBERS, NOTES, INTERVIEWS = "programme", "members", "notes", "interviews"
CODES, ROUNDS, MEMOS, THEMES, MATRIX = "codes", "rounds", "memos", "themes", "matrix"
REPORTS, STEPS = "reports", "steps"
ALL = frozenset({PROGRAMME, MEMBERS, NOTES, INTERVIEWS, CODES, ROUNDS, MEMOS, THEMES, MATRIX, REPORTS, STEPS})
# After more events than this, a page fetches everything.
MOST = 200
_OF: dict[type[Happened], frozenset[str]] = {
    events.MemberJoined: frozenset({MEMBERS}),
    events.MemberChanged: frozenset({MEMBERS}),
    events.MemberLeft: frozenset({MEMBERS}),
    events.InterviewAdded: frozenset({INTERVIEWS}),
    events.InterviewEdited: frozenset({INTERVIEWS}),
    events.InterviewFrozen: frozenset({INTERVIEWS}),
    events.ExcerptMade: frozenset({INTERVIEWS, CODES}),
    events.ExcerptGone: frozenset({INTERVIEWS, CODES}),
    events.UnitCoded: frozenset({INTERVIEWS, CODES}),
    events.UnitUncoded: frozenset({INTERVIEWS, CODES}),
    events.RoundDrawn: frozenset({ROUNDS}),
    events.RoundClosed: frozenset({ROUNDS, MEMOS}),
    events.CoderDone: frozenset({ROUNDS}),
    events.DifferenceSettled: frozenset({ROUNDS, CODES}),
    events.MemoWritten: frozenset({MEMOS}),
    events.MemoRemoved: frozenset({MEMOS}),
    events.EvidenceGiven: frozenset({THEMES}),
    events.EvidenceTaken: frozenset({THEMES}),
    events.CellWritten: frozenset({MATRIX}),
    report_events.StepAdded: frozenset({STEPS}),
    report_events.StepChanged: frozenset({STEPS}),
    report_events.StepsShared: frozenset({STEPS}),
}


def stamp(session: Session, programme: Programme) -> str:
    """The state of a programme and of its workshops, as a page keeps it: two sequence numbers."""
    total = (
        select(func.coalesce(func.sum(Workshop.seq), 0))
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.workshop_id) == col(Workshop.id))
        .where(ProgrammeWorkshop.programme_id == programme.id)
    )
    return f"{programme.seq}.{session.exec(total).one()}"


def since(session: Session, programme: Programme, before: str) -> tuple[str, frozenset[str]]:
    """The present stamp, and the regions that changed after the stamp `before`; all of them if it is no stamp."""
    now = stamp(session, programme)
    seen, dot, workshops = before.partition(".")
    if before == now:
        return now, frozenset()
    if not (dot and seen.isdecimal() and len(seen) < 10):
        return now, ALL
    changed = journal.programme_since(session, programme.id, int(seen), MOST + 1)
    if len(changed) > MOST:
        return now, ALL
    regions = frozenset[str]().union(*(_regions(event) for _seq, event in changed))
    return now, regions | ({NOTES, CODES} if now.partition(".")[2] != workshops else frozenset())


def _regions(event: Happened) -> frozenset[str]:
    """The regions that show what this event changed. An unknown event may have changed anything."""
    if isinstance(event, events.AboutTheme):
        return frozenset({THEMES})
    if isinstance(event, report_events.AboutReport):
        return frozenset({REPORTS})
    return _OF.get(type(event), ALL)
