"""Counts of notes by element, question and group: the figures of the page Tables."""

from collections import Counter
from dataclasses import dataclass, field

from sqlmodel import Session, col, func, select

from app.domain.mapping.codings import SHARED, CodeBook
from app.domain.models import Coding, Note
from app.domain.rows import AnyWorkshop
from app.domain.steering.visibility import Who, seen_by
from app.domain.workshops import groups

# Rows beside the keys of the framework. The mapping page filters by the same words.
UNMAPPED = "-"
ALL = ""

_SAME_NOTE = (col(Note.workshop_id) == col(Coding.workshop_id)) & (col(Note.id) == col(Coding.note_id))


@dataclass(frozen=True)
class Tables:
    """Counts of the notes that can be mapped. A row is an element, a value, NOT_ABOUT, UNMAPPED or ALL.

    `by_column` counts pairs of a row and a column id, `by_group` pairs of a row and a group. The group is None for
    writers who chose none, and for groups that too few people have chosen to be shown.
    """

    by_column: Counter[tuple[str, int]] = field(default_factory=Counter)
    by_group: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)

    def add(self, row: str, column: int, group: str | None, count: int) -> None:
        """Count notes of one column and one group in this row."""
        self.by_column[row, column] += count
        self.by_group[row, group] += count
        self.totals[row] += count

    def groups(self, offered: list[str]) -> list[str | None]:
        """The groups that have notes: first those offered, in their order, then others, then None."""
        found = {group for (_row, group), count in self.by_group.items() if count}
        others = sorted(group for group in found if group is not None and group not in offered)
        return [*(group for group in offered if group in found), *others, *([None] if None in found else [])]


def tables(session: Session, workshop: AnyWorkshop, code_book: CodeBook, book: str = SHARED) -> Tables:
    """Count the notes that can be mapped. A note with two elements counts in both rows, and once in ALL."""
    shown = (Note.workshop_id == workshop.id, seen_by(Who.MAPPERS))
    counted = Tables()
    given = (
        select(Coding.element, Note.column_id, Note.speaks_for, func.count())
        .join(Note, _SAME_NOTE)
        .where(Coding.book == book, *shown)
        .group_by(col(Coding.element), col(Note.column_id), col(Note.speaks_for))
    )
    for element, column, group, count in session.exec(given):
        counted.add(element, column, groups.shown(workshop, group), count)
    mapped = (
        select(Note.column_id, Note.speaks_for, func.count(func.distinct(Coding.note_id)))
        .join(Note, _SAME_NOTE)
        .where(Coding.book == book, col(Coding.element).not_in(code_book.value_keys), *shown)
        .group_by(col(Note.column_id), col(Note.speaks_for))
    )
    for column, group, count in session.exec(mapped):
        counted.add(UNMAPPED, column, groups.shown(workshop, group), -count)
    notes = (
        select(Note.column_id, Note.speaks_for, func.count())
        .where(*shown)
        .group_by(col(Note.column_id), col(Note.speaks_for))
    )
    for column, group, count in session.exec(notes):
        for row in (ALL, UNMAPPED):
            counted.add(row, column, groups.shown(workshop, group), count)
    return counted
