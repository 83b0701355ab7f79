"""Outlines: the notes and excerpts that are a programme's evidence, each with its codes and origin but without words.

A unit is named by `kind` and `ref`: a note by "workshop id:note id", an excerpt by its id. Notes that not everyone
sees, withdrawn interviews and excerpts without codes are no units. Pages that count or filter a whole programme read
outlines, because reading every text takes several times as long.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, select

from app.domain.findings.coding.coding_models import Excerpt, Interview, Settled, UnitCoding
from app.domain.findings.models import Programme, ProgrammePlace, ProgrammeWorkshop
from app.domain.journal import AT_ONCE
from app.domain.mapping.codings import NOT_ABOUT, SHARED, CodeBook
from app.domain.models import Coding, Column, Framework, Note, Workshop
from app.domain.steering.visibility import Who, seen_by

NOTE, EXCERPT = "note", "excerpt"
# What people agreed to: analysis only, quotes, or quotes that name the group. A participant's note is as the last.
ANALYSIS, QUOTES, GROUP = CONSENTS = ("analysis", "quotes", "group")

Given = dict["Ref", set[str]]


class Ref(NamedTuple):
    """The name of one unit."""

    kind: str
    ref: str


# Not frozen: nothing changes an outline, and making thousands of frozen ones takes as long as reading them.
@dataclass(slots=True, unsafe_hash=True)
class Outline:
    """One note or excerpt. `source` is its workshop's id or its interview's id, `question` a note's column.

    `group` is who the person speaks for, None if it is unknown or not shown. `codes` are the keys of the shared book; a
    decision about a difference between coders replaces a note's elements in this programme.
    """

    name: Ref
    place_id: int
    group: str | None
    source: str
    question: int | None
    lang: str | None
    consent: str
    codes: frozenset[str]

    @property
    def kind(self) -> str:
        return self.name.kind

    @property
    def ref(self) -> str:
        return self.name.ref

    @property
    def quotable(self) -> bool:
        """True if its words may leave the programme."""
        return self.consent != ANALYSIS


def note_ref(workshop_id: int, note_id: str) -> str:
    """The ref of a note."""
    return f"{workshop_id}:{note_id}"


def note_of(ref: str) -> tuple[int, str]:
    """The (workshop id, note id) of a note's ref. Raises ValueError for another text."""
    workshop_id, _colon, note_id = ref.partition(":")
    return int(workshop_id), note_id


def note_ids(names: Collection[Ref]) -> list[str]:
    """The ids of the notes among these names, without what is no name of a note."""
    return [name.ref.partition(":")[2] for name in names if name.kind == NOTE]


def excerpt_ids(names: Collection[Ref]) -> list[str]:
    """The ids of the excerpts among these names."""
    return [name.ref for name in names if name.kind == EXCERPT]


def outlines(session: Session, programme: Programme, only: Collection[Ref] | None = None) -> list[Outline]:
    """A programme's evidence: notes by place, question and order on the board, then excerpts by interview and start.

    With `only`, those of these that are units.
    """
    wanted = None if only is None else set(only)
    own = _own_codes(session, programme, wanted)
    found = [*_notes(session, programme, own, wanted), *_excerpts(session, programme, own, wanted)]
    return found if wanted is None else [outline for outline in found if outline.name in wanted]


def batches(column: Any, values: Sequence[str] | None) -> Iterator[ColumnElement[bool]]:
    """Conditions that together choose the rows with these values, each short enough for a statement; all with None."""
    if values is None:
        yield true()
    for start in range(0, len(values or ()), AT_ONCE):
        yield col(column).in_((values or ())[start : start + AT_ONCE])


def rows(session: Session, query: Any) -> Any:
    """The rows of a query for columns. Without the ORM, thousands of rows take half as long."""
    return session.connection().execute(query).all()


def _own_codes(session: Session, programme: Programme, wanted: set[Ref] | None) -> Given:
    codes: Given = {}
    query = select(UnitCoding.kind, UnitCoding.ref, UnitCoding.element).where(UnitCoding.programme_id == programme.id)
    for condition in batches(UnitCoding.ref, None if wanted is None else [name.ref for name in wanted]):
        for kind, ref, element in rows(session, query.where(condition)):
            codes.setdefault(Ref(kind, ref), set()).add(element)
    return codes


def _notes(session: Session, programme: Programme, own: Given, wanted: set[Ref] | None) -> list[Outline]:
    held = {workshop_id: (rank, *row) for rank, (workshop_id, *row) in enumerate(_workshops(session, programme))}
    ids = None if wanted is None else note_ids(wanted)
    given: dict[tuple[int, str], set[str]] = {}
    codings = select(Coding.workshop_id, Coding.note_id, Coding.element).where(
        col(Coding.workshop_id).in_(list(held)), Coding.book == SHARED
    )
    for condition in batches(Coding.note_id, ids):
        for workshop_id, note_id, element in rows(session, codings.where(condition)):
            given.setdefault((workshop_id, note_id), set()).add(element)
    query = (
        select(  # ty: ignore[no-matching-overload]
            *(Note.workshop_id, Note.id, Note.speaks_for, Note.column_id, Note.lang),
            *(Column.order_key, Note.order_key),
        )
        .join(Column, col(Column.id) == col(Note.column_id))
        .where(col(Note.workshop_id).in_(list(held)), seen_by(Who.EVERYONE))
    )
    elements = {*CodeBook(session.get_one(Framework, programme.framework_id).content).element_keys, NOT_ABOUT}
    settled = _settled_notes(session, programme)
    found = []
    for condition in batches(Note.id, ids):
        for workshop_id, note_id, group, column, lang, of_column, key in rows(session, query.where(condition)):
            rank, place_id, shown = held[workshop_id]
            name = Ref(NOTE, note_ref(workshop_id, note_id))
            codes = given.get((workshop_id, note_id), set())
            if name.ref in settled:
                codes = (codes - elements) | (settled[name.ref] & elements)
            codes = frozenset(codes.union(own.get(name, ())))
            group = group if group in shown else None
            outline = Outline(name, place_id, group, str(workshop_id), column, lang, GROUP, codes)
            found.append(((rank, of_column, key, note_id), outline))
    found.sort(key=lambda pair: pair[0])
    return [outline for _order, outline in found]


def _workshops(session: Session, programme: Programme) -> list[tuple[Any, ...]]:
    """The (id, place id, groups that are shown) of the programme's workshops, by place and date."""
    query = (
        select(Workshop.id, ProgrammeWorkshop.place_id, Workshop.shown_groups)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.workshop_id) == col(Workshop.id))
        .join(
            ProgrammePlace,
            (col(ProgrammePlace.place_id) == col(ProgrammeWorkshop.place_id))
            & (col(ProgrammePlace.programme_id) == col(ProgrammeWorkshop.programme_id)),
        )
        .where(ProgrammeWorkshop.programme_id == programme.id)
        .order_by(col(ProgrammePlace.order_key), col(Workshop.held_on), col(Workshop.id))
    )
    return [tuple(row) for row in session.exec(query)]


def _settled_notes(session: Session, programme: Programme) -> dict[str, set[str]]:
    """The decided keys by note; of several decisions, the latest counts."""
    query = select(Settled.ref, Settled.after).where(Settled.programme_id == programme.id, Settled.kind == NOTE)
    return {ref: set(after) for ref, after in session.exec(query.order_by(col(Settled.at)))}


def _excerpts(session: Session, programme: Programme, own: Given, wanted: set[Ref] | None) -> list[Outline]:
    query = (
        select(  # ty: ignore[no-matching-overload]
            *(Interview.number, Excerpt.start, Excerpt.end, Excerpt.id, Interview.id),
            *(Interview.place_id, Interview.speaks_for, Interview.language, Interview.consent),
        )
        .join(
            Interview,
            (col(Interview.programme_id) == col(Excerpt.programme_id))
            & (col(Interview.id) == col(Excerpt.interview_id)),
        )
        .where(
            Excerpt.programme_id == programme.id,
            col(Excerpt.gone_at).is_(None),
            col(Interview.withdrawn_at).is_(None),
            col(Interview.replaced_by).is_(None),
        )
    )
    found = []
    for condition in batches(Excerpt.id, None if wanted is None else excerpt_ids(wanted)):
        for number, start, end, excerpt_id, interview_id, place_id, group, lang, consent in rows(
            session, query.where(condition)
        ):
            name = Ref(EXCERPT, excerpt_id)
            codes = frozenset(own.get(name, ()))
            outline = Outline(name, place_id, group, interview_id, None, lang, consent, codes)
            found.append(((number, start, end), outline))
    found.sort(key=lambda pair: pair[0])
    return [outline for _order, outline in found]
