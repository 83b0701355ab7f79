"""Choosing evidence: the notes and excerpts that fit a search and filters."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.findings import units
from app.domain.findings.models import Programme, ProgrammeWorkshop
from app.domain.findings.outlines import Outline, Ref
from app.domain.models import Column
from app.domain.text import searchable

# In place of a group: those of whom no group is known.
NO_GROUP = "-"
# In place of a facet: those without any.
NO_FACET = "-"
UNUSED, EVERYTHING = "none", "all"


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for; "" means anything. `question` is the id of a column, and stands for every column that
    asks the same. `use` is UNUSED for evidence in no theme."""

    find: str = ""
    element: str = ""
    facet: str = ""
    place: str = ""
    group: str = ""
    question: str = ""
    source: str = ""
    use: str = UNUSED


@dataclass(frozen=True)
class Question:
    """One question that workshops of a programme ask, with the columns that ask it; its id is the first of them."""

    id: int
    words: str
    columns: frozenset[int]


def questions(session: Session, programme: Programme) -> list[Question]:
    """What the workshops of a programme ask, each question once, in the order of the boards."""
    query = (
        select(Column.id, Column.question, Column.short_name)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.workshop_id) == col(Column.workshop_id))
        .where(ProgrammeWorkshop.programme_id == programme.id)
        .order_by(col(Column.order_key), col(Column.id))
    )
    columns: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for column, question, short_name in session.exec(query):
        assert column is not None
        columns.setdefault(question, []).append(column)
        names.setdefault(question, short_name or question)
    return [Question(ids[0], names[words], frozenset(ids)) for words, ids in columns.items()]


def chosen(
    session: Session,
    programme: Programme,
    found: Sequence[Outline],
    wanted: Wanted,
    *,
    asked: Sequence[Question],
    used: Collection[Ref],
    facets: Collection[str],
) -> list[Outline]:
    """The evidence among `found` that fits. `used` is in a theme, `facets` are the keys of the framework's facets."""
    columns = next((question.columns for question in asked if str(question.id) == wanted.question), frozenset())
    keys = frozenset(facets)
    fitting = [
        unit
        for unit in found
        if (not wanted.element or wanted.element in unit.codes)
        and (not wanted.facet or (wanted.facet in unit.codes if wanted.facet != NO_FACET else not unit.codes & keys))
        and (not wanted.place or wanted.place == str(unit.place_id))
        and (not wanted.group or wanted.group == (unit.group or NO_GROUP))
        and (not wanted.question or unit.question in columns)
        and (not wanted.source or wanted.source == unit.source)
        and (wanted.use != UNUSED or unit.name not in used)
    ]
    words = searchable(wanted.find).split()
    if not words:
        return fitting
    read = units.with_words(session, programme, fitting)
    there = {unit.name for unit in read if all(word in searchable(unit.text) for word in words)}
    return [unit for unit in fitting if unit.name in there]
