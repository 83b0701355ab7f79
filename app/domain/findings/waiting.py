"""What waits for people beside interviews and open rounds: summaries out of date, quotes to read, and differences."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain.findings.coding import books
from app.domain.findings.coding.coding_models import Round, Settled
from app.domain.findings.models import Programme
from app.domain.findings.outlines import Outline, Ref
from app.domain.findings.reports import report_quotes, reports
from app.domain.findings.reports.report_blocks import Kind
from app.domain.findings.reports.report_models import ReportQuote
from app.domain.findings.themes import matrix
from app.domain.findings.themes.theme_models import Cell


class ToRead(NamedTuple):
    """A draft whose quotes no one has read for what identifies someone: how many each member chose, by account id.

    `section` is the first one that has such a quote. `alone` is True if one person does everything, who then reads
    quotes that they chose themselves.
    """

    report_id: str
    title: str
    section: str
    chosen: Counter[int]
    alone: bool

    def waits_for(self, account: int) -> int:
        """How many of these quotes this member may read."""
        return self.chosen.total() - (0 if self.alone else self.chosen[account])


class Differences(NamedTuple):
    """The differences between the coders of the last closed round, and how many of them are settled."""

    round_id: str
    name: str
    settled: int
    all: int


def stale_summaries(
    session: Session, programme: Programme, found: Sequence[Outline], keys: Collection[str]
) -> Counter[int]:
    """How many summaries of places by elements are out of date, by place id.

    `found` is every unit of the programme, `keys` are the columns of the matrix.
    """
    here: dict[tuple[str, str], list[Outline]] = {}
    columns = frozenset(keys)
    for unit in found:
        for key in unit.codes & columns:
            here.setdefault((str(unit.place_id), key), []).append(unit)
    of_places = (Cell.row_kind == matrix.Rows.PLACE, Cell.column_kind == matrix.Columns.ELEMENT, Cell.summary != "")
    stale: Counter[int] = Counter()
    for cell in session.exec(select(Cell).where(Cell.programme_id == programme.id, *of_places)):
        present = set(matrix.seen(here.get((cell.row_ref, cell.column_ref), ())).split())
        if cell.column_ref in columns and present != set(cell.seen_evidence.split()):
            stale[int(cell.row_ref)] += 1
    return stale


def quotes_to_read(session: Session, programme: Programme) -> list[ToRead]:
    """The drafts with quotes that no one has read, in the order of the list of reports."""
    unread = (col(ReportQuote.read_at).is_(None), col(ReportQuote.withdrawn_at).is_(None))
    by_id = {
        quote.id: quote
        for quote in session.exec(select(ReportQuote).where(ReportQuote.programme_id == programme.id, *unread))
    }
    if not by_id:
        return []
    alone = len(report_quotes.readers(session, programme)) < 2
    waiting = []
    for report in reports.listed(session, programme):
        blocks = reports.read(session, report).blocks(Kind.QUOTE)
        used = {each["quote"]: key for key, each in reversed([*blocks]) if each["quote"] in by_id}
        if used:
            chosen = Counter(by_id[quote].chosen_by_id for quote in used)
            waiting.append(ToRead(report.id, report.title, [*used.values()][-1], chosen, alone))
    return waiting


def differences(session: Session, programme: Programme, found: Sequence[Outline]) -> Differences | None:
    """The differences of the last closed round; None without one. `found` is every unit of the programme."""
    closed = select(Round).where(Round.programme_id == programme.id, col(Round.closed_at).is_not(None))
    last = session.exec(closed.order_by(col(Round.closed_at).desc())).first()
    if last is None:
        return None
    there = {unit.name for unit in found}
    given: dict[Ref, dict[int, set[str]]] = {}
    for one in books.of_closed_rounds(session, programme):
        if one.round_id == last.id and Ref(one.kind, one.ref) in there:
            given.setdefault(Ref(one.kind, one.ref), {}).setdefault(one.coder_id, set()).add(one.element)
    differ = {name for name, own in given.items() if len(set(map(frozenset, own.values()))) > 1}
    rows = session.exec(select(Settled).where(Settled.programme_id == programme.id, Settled.round_id == last.id))
    settled = {Ref(row.kind, row.ref) for row in rows}
    return Differences(last.id, last.name, len(differ & settled), len(differ))
