"""What programmes hold about one workshop: codes, evidence, quotes, memos, next steps and signed reports."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from app.domain.findings.coding.coding_models import BlindCoding, Round, Settled, UnitCoding
from app.domain.findings.models import Memo, Programme, ProgrammeWorkshop
from app.domain.findings.reports import editions
from app.domain.findings.reports.report_models import Edition, ReportComment, ReportQuote
from app.domain.findings.steps.step_models import StepSource
from app.domain.findings.themes.theme_models import CellQuote, ThemeEvidence
from app.domain.findings.units import NOTE, note_ref


class InProgrammes(NamedTuple):
    """Numbers of rows about the notes of one workshop, in all programmes that use it.

    Codes and memos of coders who code independently count once their round is closed. Until then the number would
    tell others that a coder has begun.

    `editions` counts the signed reports that refer to one of these notes as a quote. `comments` are those of
    participants on drafts of these programmes, who may be people of the workshop.
    """

    programmes: int
    codes: int
    evidence: int
    memos: int
    steps: int
    editions: int
    comments: int


def held(session: Session, workshop_id: int) -> InProgrammes:
    """Count what the programmes that use this workshop hold now."""
    using = (
        select(ProgrammeWorkshop.programme_id)
        .join(Programme, col(Programme.id) == col(ProgrammeWorkshop.programme_id))
        .where(ProgrammeWorkshop.workshop_id == workshop_id, col(Programme.deleted_at).is_(None))
    )
    programmes = list(session.exec(using))
    notes = note_ref(workshop_id, "")

    open_rounds = list(
        session.exec(select(Round.id).where(col(Round.programme_id).in_(programmes), col(Round.closed_at).is_(None)))
    )

    def count(models: Iterable[type[Any]], *more: Any) -> int:
        numbers = [
            session.exec(
                select(func.count())
                .select_from(model)
                .where(model.programme_id.in_(programmes), model.kind == NOTE, model.ref.startswith(notes), *more)
            ).one()
            for model in models
        ]
        return sum(numbers)

    about = (
        col(Memo.programme_id).in_(programmes),
        Memo.about_kind == NOTE,
        col(Memo.about_ref).startswith(notes),
        col(Memo.round_id).is_(None) | col(Memo.round_id).not_in(open_rounds),
    )
    blind = count((BlindCoding,), col(BlindCoding.round_id).not_in(open_rounds))
    said = select(func.count()).select_from(ReportComment).where(col(ReportComment.programme_id).in_(programmes))
    return InProgrammes(
        programmes=len(programmes),
        codes=count((UnitCoding, Settled)) + blind,
        evidence=count((ThemeEvidence, CellQuote, ReportQuote)),
        memos=session.exec(select(func.count()).select_from(Memo).where(*about)).one(),
        steps=count((StepSource,)),
        editions=_editions(session, programmes, notes),
        comments=session.exec(said).one(),
    )


def _editions(session: Session, programmes: list[int], notes: str) -> int:
    query = select(ReportQuote.id).where(
        col(ReportQuote.programme_id).in_(programmes), ReportQuote.kind == NOTE, col(ReportQuote.ref).startswith(notes)
    )
    quotes = set(session.exec(query))
    signed = session.exec(select(Edition).where(col(Edition.programme_id).in_(programmes))) if quotes else ()
    return sum(bool(quotes & editions.named_in(edition.content, "quote")) for edition in signed)
