"""Counts of notes by element, question and group: the figures of the page Tables."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, literal
from sqlmodel import Session, col, func, select

from app.domain.mapping.codings import SHARED, CodeBook
from app.domain.models import Coding, Note, Phase, Vote
from app.domain.rows import AnyWorkshop
from app.domain.steering.visibility import Who, seen_by
from app.domain.workshops import groups

# Rows beside the keys of the framework. The mapping page filters by the same words.
UNMAPPED = "-"
ALL = ""

_KEY = col(Coding.element)
_VOTED = (col(Note.workshop_id) == col(Vote.workshop_id)) & (col(Note.id) == col(Vote.note_id))
_SAME_NOTE = (col(Note.workshop_id) == col(Coding.workshop_id)) & (col(Note.id) == col(Coding.note_id))


@dataclass(frozen=True)
class Tables:
    """Counts of the notes that can be mapped. A row is an element, a value, a facet, NOT_ABOUT,
    UNMAPPED or ALL.

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


def tables(
    session: Session,
    workshop: AnyWorkshop,
    code_book: CodeBook,
    book: str = SHARED,
    *,
    only: str = "",
    votes: bool = False,
) -> Tables:
    """Count the notes that can be mapped. A note with two elements counts in both rows, and once in ALL.

    With `only`, a key of the framework or NOT_ABOUT, just the notes that have it. With `votes`, a note counts as often
    as it got votes in votes that have ended.
    """
    coded = select(Coding.note_id).where(Coding.workshop_id == workshop.id, Coding.book == book)
    shown: list[ColumnElement[bool]] = [col(Note.workshop_id) == workshop.id, seen_by(Who.MAPPERS)]
    if only:
        shown.append(col(Note.id).in_(coded.where(Coding.element == only)))
    mapped = coded.where(_KEY.not_in(code_book.aspect_keys))
    amount = func.sum(Vote.votes) if votes else func.count()

    by = (col(Note.column_id), col(Note.speaks_for))

    def amounts(query: Any) -> Sequence[Any]:
        if votes:
            query = query.join(Vote, _VOTED).join(Phase, col(Phase.id) == col(Vote.phase_id))
            query = query.where(col(Vote.votes) > 0, col(Phase.votes_closed_at).is_not(None))
        return session.exec(query.where(*shown).group_by(*by)).all()

    by_key = select(_KEY, *by, amount).select_from(Note).join(Coding, _SAME_NOTE).where(Coding.book == book)
    every = select(literal(ALL), *by, amount).select_from(Note)
    unmapped = select(literal(UNMAPPED), *by, amount).select_from(Note).where(col(Note.id).not_in(mapped))
    counted = Tables()
    for query in (by_key.group_by(_KEY), every, unmapped):
        for row, column, group, count in amounts(query):
            counted.add(row, column, groups.shown(workshop, group), count)
    return counted
