"""What we hold: how much of each kind of data one programme consists of."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

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
from app.domain.findings.steps.step_models import Step, StepLink, StepSource, StepUpdate
from app.domain.findings.themes.theme_models import Cell, CellQuote, Theme, ThemeElement, ThemeEvidence
from app.domain.models import Invitation, SecurityEntry

# Every table with rows of a programme, in the order of their list.
COUNTED: tuple[type[Any], ...] = (
    *(ProgrammePlace, ProgrammeWorkshop, Member, Partner, Invitation),
    *(Interview, Turn, Excerpt, UnitCoding, Code),
    *(Round, RoundCoder, RoundUnit, BlindCoding, Settled, Memo),
    *(Theme, ThemeElement, ThemeEvidence, Cell, CellQuote),
    *(Step, StepSource, StepUpdate, StepLink),
    *(Report, ReportSection, ReportQuote, Edition, ReportComment, ReportLink),
    *(History, ProgrammeEvent),
)
_MEMO = "memo"


@dataclass(frozen=True)
class ProgrammeHeld:
    """Numbers of rows, by table in `rows`.

    `withdrawn` interviews have no words. `consent_notes` and `left` count notes about consent, and members who left.
    `logged` counts the entries of the security log about the programme, and `erased` what of it is on the erasure list.
    """

    rows: dict[type, int]
    withdrawn: int
    consent_notes: int
    left: int
    logged: int
    erased: int


def held(session: Session, programme: Programme) -> ProgrammeHeld:
    """Count what the database holds about this programme now.

    What coders wrote in a round is counted once the round is closed, because the number would tell that one has begun.
    """
    still_open = select(Round.id).where(Round.programme_id == programme.id, col(Round.closed_at).is_(None))
    unseen = select(Memo.id).where(Memo.programme_id == programme.id, col(Memo.round_id).in_(still_open))
    only: dict[type[Any], Any] = {
        BlindCoding: col(BlindCoding.round_id).not_in(still_open),
        Memo: col(Memo.round_id).is_(None) | col(Memo.round_id).not_in(still_open),
        History: (col(History.kind) != _MEMO) | col(History.ref).not_in(unseen),
    }

    def count(model: type[Any], *conditions: Any) -> int:
        return session.exec(select(func.count()).select_from(model).where(*conditions)).one()

    def here(model: type[Any], *conditions: Any) -> int:
        return count(model, model.programme_id == programme.id, *conditions)

    return ProgrammeHeld(
        rows={model: here(model, *([only[model]] if model in only else [])) for model in COUNTED},
        withdrawn=here(Interview, col(Interview.withdrawn_at).is_not(None)),
        consent_notes=here(Interview, Interview.consent_note != ""),
        left=here(Member, col(Member.left_at).is_not(None)),
        logged=count(SecurityEntry, col(SecurityEntry.details)["programme"].as_string() == programme.key),
        erased=count(ProgrammeErasure, ProgrammeErasure.programme_key == programme.key),
    )
