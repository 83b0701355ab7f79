"""Writes the summaries and quotes of the framework matrix."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from app.domain.board import order
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.findings import programmes, versions
from app.domain.findings.events import CellWritten
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.themes import evidence, matrix
from app.domain.findings.themes.matrix import Address, Columns, Matrix, Rows, Shown
from app.domain.findings.themes.theme_models import Cell, CellQuote
from app.domain.findings.units import Ref
from app.domain.text import optional_lines

LONGEST_SUMMARY = 600
TOO_LONG = gettext_noop("This is too long. Shorten it to 600 characters.")
MOST_QUOTES = 3
KIND = "cell"


def find(session: Session, person: Colleague, address: Address) -> Shown:
    """One cell of the matrix with its evidence. Raises NotFound for an address outside the matrix."""
    return within(whole(session, person, address), address)


def whole(session: Session, person: Colleague, address: Address) -> Matrix:
    """The matrix in which this address lies. Raises NotFound for rows or columns that no matrix has."""
    try:
        return matrix.read(session, person.programme, Rows(address.rows), Columns(address.columns))
    except ValueError:
        raise NotFound from None


def within(whole: Matrix, address: Address) -> Shown:
    """One cell of a matrix that was read. Raises NotFound for an address outside it."""
    found = next((cell for cell in whole.cells if cell.address == address), None)
    if found is None:
        raise NotFound("This cell is no longer in the matrix. Go back to the matrix.")
    return found


def write(
    session: Session,
    person: Colleague,
    address: Address,
    summary: str,
    quoted: Sequence[tuple[Ref, str]],
    revision: int,
    read: str | None = None,
) -> Cell:
    """Save a cell's summary and its quotes, each as (unit, typed words), based on the version `revision`.

    `read` is the evidence that the writer had on the page, as `matrix.seen` writes it; the present evidence if None.
    The former summary is kept. Raises Conflict if someone else has changed the cell since, NotAllowed, NotFound, and
    Invalid with the field "summary" or "quote".
    """
    require(person, Right.CODE)
    shown = find(session, person, address)
    cell = shown.cell or Cell(
        programme_id=person.programme_id,
        id=programmes.fresh_id(),
        row_kind=address.rows,
        row_ref=address.row,
        column_kind=address.columns,
        column_ref=address.column,
        by_id=person.id,
        at=person.now,
    )
    if cell.revision != revision:
        raise Conflict("Someone else has changed this cell. Compare both versions, then save again.")
    checks = Checks()
    typed = summary
    summary = checks.value(lambda: optional_lines(typed, LONGEST_SUMMARY, TOO_LONG), "", field="summary")
    cuts = checks.finish_with(lambda: _cuts(session, person, shown, quoted))
    if shown.cell is not None:
        versions.keep(session, person, KIND, cell.id, cell.revision, {"summary": cell.summary})
    cell.summary, cell.by_id, cell.at = summary, person.id, person.now
    cell.seen_seq = person.programme.seq
    # What came while the summary was written is new to it.
    cell.seen_evidence = matrix.seen(shown.units) if read is None else read
    cell.revision += 1
    session.add(cell)
    session.flush()
    of_cell = (col(CellQuote.programme_id) == person.programme_id, col(CellQuote.cell_id) == cell.id)
    session.exec(delete(CellQuote).where(*of_cell, col(CellQuote.withdrawn_at).is_(None)))
    key = None
    for name, cut in cuts:
        key = order.between(key, None)
        session.merge(
            CellQuote(
                programme_id=person.programme_id,
                cell_id=cell.id,
                kind=name.kind,
                ref=name.ref,
                cuts=cut,
                order_key=key,
            )
        )
    session.flush()
    record(session, person, CellWritten(cell.id))
    return cell


def restore_version(session: Session, person: Colleague, address: Address, former: int, revision: int) -> Cell:
    """Make a former summary the present one, as a new change; the quotes, and what counts as read, stay.

    Raises as `write` does.
    """
    shown = find(session, person, address)
    if shown.cell is None:
        raise NotFound
    content = versions.find(session, person, KIND, shown.cell.id, former)
    kept = [(quote.unit.name, quote.words) for quote in shown.quotes]
    return write(session, person, address, content["summary"], kept, revision, shown.cell.seen_evidence)


def withdrawn(session: Session, person: Colleague, cell: Cell) -> int:
    """How many quotes of a cell were withdrawn with their source."""
    of_cell = (CellQuote.programme_id == person.programme_id, CellQuote.cell_id == cell.id)
    return len(session.exec(select(CellQuote).where(*of_cell, col(CellQuote.withdrawn_at).is_not(None))).all())


def _cuts(
    session: Session, person: Colleague, shown: Shown, quoted: Sequence[tuple[Ref, str]]
) -> list[tuple[Ref, list[Any]]]:
    if len(quoted) > MOST_QUOTES:
        raise Invalid("Choose at most three quotes.", field="quote")
    there = {unit.name for unit in shown.units}
    if not there.issuperset(name for name, _typed in quoted):
        raise NotFound("This cell no longer has one of these quotes. Check them, then save again.")
    return [(name, evidence.quotable(session, person, name, typed)) for name, typed in quoted]
