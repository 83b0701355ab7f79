"""Removing evidence permanently: erased notes, deleted workshops, withdrawn interviews, and whole programmes.

Evidence that a theme or cell refers to stays as a row without cuts, which counts as withdrawn. Quotes are never copied,
so their words disappear with their source.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select, update

from app.domain import journal
from app.domain.findings import versions
from app.domain.findings.coding.coding_models import (
    BlindCoding,
    Code,
    Excerpt,
    Interview,
    Round,
    RoundCoder,
    RoundUnit,
    Settled,
    Turn,
    UnitCoding,
)
from app.domain.findings.events import InterviewWithdrawn, ProgrammeEdited, WorkshopLetGo
from app.domain.findings.models import (
    History,
    Member,
    Memo,
    Partner,
    Programme,
    ProgrammeErasure,
    ProgrammeEvent,
    ProgrammePlace,
    ProgrammeWorkshop,
)
from app.domain.findings.reports.report_models import (
    Edition,
    Report,
    ReportComment,
    ReportLink,
    ReportQuote,
    ReportSection,
)
from app.domain.findings.steps import step_removal
from app.domain.findings.steps.step_models import Step, StepLink, StepSource, StepUpdate
from app.domain.findings.themes.theme_models import Cell, CellQuote, Theme, ThemeElement, ThemeEvidence
from app.domain.findings.units import EXCERPT, NOTE, note_ref
from app.domain.models import Invitation

INTERVIEW = "interview"
# What the erasure list calls a comment, before its id. No id of an interview has a space.
_COMMENT = "comment "
# Each table of this area, before the tables that it refers to.
_EVERYTHING: tuple[type[Any], ...] = (
    *(ReportComment, ReportLink, Edition, ReportQuote, ReportSection, Report),
    *(StepLink, StepSource, StepUpdate, Step),
    *(CellQuote, Cell, ThemeEvidence, ThemeElement, Theme),
    *(Settled, BlindCoding, RoundUnit, RoundCoder, Round),
    *(UnitCoding, Code, Excerpt, Turn, Interview),
    *(Memo, History, ProgrammeEvent, Member, Partner, ProgrammeWorkshop, ProgrammePlace),
)


def erase_interview(session: Session, programme: Programme, interview: Interview, now: datetime) -> int:
    """Erase an interview's words, excerpts and codes; returns the seq. The erasure list keeps its id.

    The caller must have locked the programme's row.
    """
    of_interview = (col(Excerpt.programme_id) == programme.id, col(Excerpt.interview_id) == interview.id)
    excerpts = list(session.exec(select(Excerpt.id).where(*of_interview)))
    _forget_units(session, programme, EXCERPT, excerpts, now)
    _forget_memos(session, programme, INTERVIEW, [interview.id])
    session.exec(delete(Excerpt).where(*of_interview))
    session.exec(delete(Turn).where(col(Turn.programme_id) == programme.id, col(Turn.interview_id) == interview.id))
    interview.text = interview.title = interview.consent_note = ""
    interview.speaks_for, interview.withdrawn_at = None, now
    interview.revision += 1
    session.add(interview)
    session.merge(ProgrammeErasure(programme_key=programme.key, interview_id=interview.id, at=now))
    session.flush()
    journal.mark_erased(session)
    return journal.record(session, programme, InterviewWithdrawn(interview.id), now)


def erase_comment(session: Session, programme: Programme, comment: ReportComment, now: datetime) -> None:
    """Delete a participant's comment on a draft. The erasure list keeps its id."""
    session.delete(comment)
    session.merge(ProgrammeErasure(programme_key=programme.key, interview_id=comment_entry(comment.id), at=now))
    session.flush()
    journal.mark_erased(session)


def comment_entry(comment_id: str) -> str:
    """What the erasure list calls a comment, where an interview has its id."""
    return f"{_COMMENT}{comment_id}"


def forget_notes(session: Session, workshop_id: int, note_ids: Collection[str], now: datetime) -> None:
    """Remove what every programme holds about these notes, whose words were erased."""
    refs = [note_ref(workshop_id, note_id) for note_id in note_ids]
    for programme in _using(session, workshop_id):
        _forget_units(session, programme, NOTE, refs, now)
        journal.record(session, programme, ProgrammeEdited(), now)


def forget_workshop(session: Session, workshop_id: int, now: datetime) -> None:
    """Remove what every programme holds about a workshop that is deleted, and take it out of them."""
    starts = note_ref(workshop_id, "")
    for programme in _using(session, workshop_id):
        refs: set[str] = set()
        for model in (UnitCoding, BlindCoding, Settled, ThemeEvidence, CellQuote, ReportQuote, StepSource):
            query = select(model.ref).where(model.programme_id == programme.id, model.kind == NOTE)
            refs |= {ref for ref in session.exec(query) if ref.startswith(starts)}
        about = select(Memo.about_ref).where(Memo.programme_id == programme.id, Memo.about_kind == NOTE)
        refs |= {ref for ref in session.exec(about) if ref.startswith(starts)}
        _forget_units(session, programme, NOTE, sorted(refs), now)
        journal.record(session, programme, WorkshopLetGo(workshop_id), now)
    session.exec(delete(ProgrammeWorkshop).where(col(ProgrammeWorkshop.workshop_id) == workshop_id))


def delete_programme(session: Session, programme: Programme, now: datetime) -> None:
    """Delete everything in a programme. Its row stays without any text, and the erasure list keeps its key.

    The caller must have locked the programme's row.
    """
    session.exec(update(Invitation).where(col(Invitation.programme_id) == programme.id).values(programme_id=None))
    for model in _EVERYTHING:
        session.exec(delete(model).where(col(model.programme_id) == programme.id))
    session.merge(ProgrammeErasure(programme_key=programme.key, at=now))
    programme.name, programme.deleted_at = "", now
    session.add(programme)
    session.flush()
    journal.mark_erased(session)


def listed(session: Session) -> list[tuple[str, str, datetime]]:
    """The erasure list of programmes as (programme key, interview id, "comment ID" or "", time)."""
    return [(row.programme_key, row.interview_id, row.at) for row in session.exec(select(ProgrammeErasure))]


def apply(session: Session, more: Iterable[tuple[str, str, datetime]], now: datetime) -> None:
    """Add `more` to the erasure list, and erase everything on the list that is there again."""
    for key, interview_id, at in more:
        session.merge(ProgrammeErasure(programme_key=key, interview_id=interview_id, at=at))
    session.flush()
    for key, interview_id, _at in listed(session):
        present = (Programme.key == key, col(Programme.deleted_at).is_(None))
        programme = session.exec(select(Programme).where(*present).with_for_update()).first()
        if programme is None:
            continue
        if not interview_id:
            delete_programme(session, programme, now)
        elif interview_id.startswith(_COMMENT):
            comment = session.get(ReportComment, (programme.id, interview_id.removeprefix(_COMMENT)))
            if comment is not None:
                erase_comment(session, programme, comment, now)
        else:
            interview = session.get(Interview, (programme.id, interview_id))
            if interview is not None and interview.withdrawn_at is None:
                erase_interview(session, programme, interview, now)


def _using(session: Session, workshop_id: int) -> list[Programme]:
    query = (
        select(Programme)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.programme_id) == col(Programme.id))
        .where(ProgrammeWorkshop.workshop_id == workshop_id, col(Programme.deleted_at).is_(None))
        .order_by(col(Programme.key))
    )
    return list(session.exec(query.with_for_update()))


def _forget_units(session: Session, programme: Programme, kind: str, refs: list[str], now: datetime) -> None:
    versions.forget_actions(session, programme)
    for start in range(0, len(refs), journal.AT_ONCE):
        some = refs[start : start + journal.AT_ONCE]
        for model in (UnitCoding, BlindCoding, Settled):
            session.exec(delete(model).where(*_are(model, programme, kind, some)))
        for model in (ThemeEvidence, CellQuote, ReportQuote):
            gone = (*_are(model, programme, kind, some), col(model.withdrawn_at).is_(None))
            session.exec(update(model).where(*gone).values(cuts=[], withdrawn_at=now))
        step_removal.forget(session, programme, kind, some, now)
        _forget_memos(session, programme, kind, some)


def _forget_memos(session: Session, programme: Programme, kind: str, refs: list[str]) -> None:
    about = (col(Memo.programme_id) == programme.id, col(Memo.about_kind) == kind, col(Memo.about_ref).in_(refs))
    memos = list(session.exec(select(Memo.id).where(*about)))
    of_memos = (col(History.programme_id) == programme.id, col(History.kind) == "memo", col(History.ref).in_(memos))
    session.exec(delete(History).where(*of_memos))
    session.exec(delete(Memo).where(*about))


def _are(model: type[Any], programme: Programme, kind: str, refs: list[str]) -> tuple[Any, ...]:
    return (col(model.programme_id) == programme.id, col(model.kind) == kind, col(model.ref).in_(refs))
