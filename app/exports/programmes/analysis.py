"""The closed rounds, matrix summaries and memos of a programme, as its record has them."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.findings.coding import books, rounds
from app.domain.findings.coding.coding_models import Settled
from app.domain.findings.models import Memo, Programme
from app.domain.findings.themes import matrix, themes
from app.domain.findings.themes.theme_models import Cell, CellQuote
from app.domain.findings.units import EXCERPT, NOTE, Ref, Unit
from app.exports.programmes.facts import CellFacts, DecisionFacts, MemoFacts, RoundCode, RoundCoderFacts, RoundFacts
from app.exports.programmes.numbering import Numbering

Moment = Callable[[Ref, datetime], datetime]


def rounds_of(session: Session, programme: Programme, numbering: Numbering, moment: Moment) -> list[RoundFacts]:
    """The closed rounds, the oldest first, each with the units of its sample that are still there."""
    people = numbering.people
    given = books.of_closed_rounds(session, programme)
    found = []
    for row, coders in reversed(rounds.listed(session, programme)):
        if row.closed_at is None:
            continue
        codings = [
            RoundCode(people[one.coder_id], numbering.units[name], one.element, moment(name, one.given_at))
            for one in given
            if one.round_id == row.id and (name := Ref(one.kind, one.ref)) in numbering.units
        ]
        found.append(
            RoundFacts(
                id=row.id,
                name=row.name,
                framework=numbering.frameworks[row.framework_id],
                share=row.share,
                size=row.size,
                seed=row.seed,
                drawn_by=people[row.drawn_by_id],
                drawn_at=row.drawn_at,
                closed_by=people[row.closed_by_id] if row.closed_by_id else None,
                closed_at=row.closed_at,
                reason=row.reason,
                coders=[RoundCoderFacts(people[coder.coder_id], coder.done_at) for coder in coders],
                units=[numbering.units[unit.name] for unit in rounds.sample(session, programme, row.id)],
                codings=sorted(codings, key=lambda one: (one.coder, one.unit, one.element)),
                decisions=_decisions(session, programme, row.id, numbering, moment),
            )
        )
    return found


def _decisions(
    session: Session, programme: Programme, round_id: str, numbering: Numbering, moment: Moment
) -> list[DecisionFacts]:
    query = select(Settled).where(Settled.programme_id == programme.id, Settled.round_id == round_id)
    found = [
        DecisionFacts(
            unit=numbering.units[name],
            before=sorted((numbering.people[int(coder)], keys) for coder, keys in row.before.items()),
            after=row.after,
            reason=row.reason,
            by=numbering.people[row.by_id],
            at=moment(name, row.at),
        )
        for row in session.exec(query)
        if (name := Ref(row.kind, row.ref)) in numbering.units
    ]
    return sorted(found, key=lambda one: one.unit)


def cells_of(session: Session, programme: Programme, numbering: Numbering, found: list[Unit]) -> list[CellFacts]:
    """The cells with a summary or quotes whose row and column are there, by id."""
    hashes = {matrix.seen([unit]): numbering.units[unit.name] for unit in found}
    themes_there = {theme.id for theme in themes.listed(session, programme)}
    quotes: dict[str, list[CellQuote]] = {}
    chosen = select(CellQuote).where(CellQuote.programme_id == programme.id, col(CellQuote.withdrawn_at).is_(None))
    for quote in session.exec(chosen.order_by(col(CellQuote.order_key))):
        quotes.setdefault(quote.cell_id, []).append(quote)
    made = []
    for cell in session.exec(select(Cell).where(Cell.programme_id == programme.id).order_by(col(Cell.id))):
        place_id, group = _row(cell)
        if (place_id and place_id not in numbering.places) or (
            cell.column_kind == matrix.Columns.THEME and cell.column_ref not in themes_there
        ):
            continue
        seen = cell.seen_evidence.split()
        made.append(
            CellFacts(
                id=cell.id,
                place=numbering.places[place_id] if place_id else None,
                group=group,
                columns=cell.column_kind,  # ty: ignore[invalid-argument-type]
                column=cell.column_ref,
                summary=cell.summary,
                quotes=[
                    (numbering.units[name], [tuple(cut) for cut in quote.cuts])
                    for quote in quotes.get(cell.id, ())
                    if (name := Ref(quote.kind, quote.ref)) in numbering.units
                ],
                seen=sorted(hashes[one] for one in seen if one in hashes),
                missing=sum(one not in hashes for one in seen),
                by=numbering.people[cell.by_id],
                at=cell.at,
            )
        )
    return made


def memos_of(session: Session, programme: Programme, numbering: Numbering) -> list[MemoFacts]:
    """The memos by id, without those that were written for an open round, and those about what is no longer there."""
    closed = {row.id for row, _coders in rounds.listed(session, programme) if row.closed_at is not None}
    found = []
    for memo in session.exec(select(Memo).where(Memo.programme_id == programme.id).order_by(col(Memo.id))):
        about: str | None = memo.about_ref
        if memo.about_kind in (NOTE, EXCERPT):
            about = numbering.units.get(Ref(memo.about_kind, memo.about_ref))
        if about is not None and memo.round_id in {None, *closed}:
            by = numbering.people[memo.by_id]
            found.append(MemoFacts(memo.id, memo.about_kind, about, memo.round_id, memo.text, by, memo.at))
    return found


def _row(cell: Cell) -> tuple[int | None, str | None]:
    """The place id and the group of a cell's row."""
    if cell.row_kind == matrix.Rows.GROUP:
        return None, cell.row_ref
    place, _colon, group = cell.row_ref.partition(":")
    return int(place), group or None
