"""Units: the notes and excerpts that are a programme's evidence, each with its words, codes and origin.

A unit is named by `kind` and `ref`: a note by "workshop id:note id", an excerpt by its id. Notes that not
everyone sees, withdrawn interviews and excerpts without codes are no units, so their words appear nowhere.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain.findings.coding_models import Excerpt, Interview, Settled, UnitCoding
from app.domain.findings.models import Programme, ProgrammePlace, ProgrammeWorkshop
from app.domain.mapping.codings import NOT_ABOUT, SHARED, CodeBook
from app.domain.models import Coding, Column, Framework, Note, Workshop
from app.domain.steering.visibility import Who, seen_by

NOTE, EXCERPT = "note", "excerpt"
# What people agreed to: analysis only, quotes, or quotes that name the group. A participant's note is as the last.
ANALYSIS, QUOTES, GROUP = CONSENTS = ("analysis", "quotes", "group")


class Ref(NamedTuple):
    """The name of one unit."""

    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One note or excerpt. `source` is its workshop's id or its interview's id, `question` a note's column.

    `group` is who the person speaks for, None if it is unknown or not shown. `codes` are the keys of the shared book; a
    decision about a difference between coders replaces a note's elements in this programme.
    """

    kind: str
    ref: str
    text: str
    place_id: int
    group: str | None
    source: str
    question: int | None
    lang: str | None
    consent: str
    codes: frozenset[str]

    @property
    def name(self) -> Ref:
        return Ref(self.kind, self.ref)

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


def units(session: Session, programme: Programme, only: Collection[Ref] | None = None) -> list[Unit]:
    """The units of a programme: notes by place, question and order on the board, then excerpts by interview and start.

    With `only`, those of these that are units.
    """
    own = _own_codes(session, programme)
    found = [*_notes(session, programme, own), *_excerpts(session, programme, own)]
    return found if only is None else [unit for unit in found if unit.name in set(only)]


def by_name(found: Iterable[Unit]) -> dict[Ref, Unit]:
    """These units by their names."""
    return {unit.name: unit for unit in found}


def _own_codes(session: Session, programme: Programme) -> dict[Ref, set[str]]:
    codes: dict[Ref, set[str]] = {}
    query = select(UnitCoding.kind, UnitCoding.ref, UnitCoding.element).where(UnitCoding.programme_id == programme.id)
    for kind, ref, element in session.exec(query):
        codes.setdefault(Ref(kind, ref), set()).add(element)
    return codes


def _notes(session: Session, programme: Programme, own: dict[Ref, set[str]]) -> list[Unit]:
    belongs = col(ProgrammeWorkshop.workshop_id) == col(Note.workshop_id)
    of_programme = ProgrammeWorkshop.programme_id == programme.id
    given: dict[tuple[int, str], set[str]] = {}
    codings = (
        select(Coding.workshop_id, Coding.note_id, Coding.element)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.workshop_id) == col(Coding.workshop_id))
        .where(of_programme, Coding.book == SHARED)
    )
    for workshop_id, note_id, element in session.exec(codings):
        given.setdefault((workshop_id, note_id), set()).add(element)
    query = (
        select(  # ty: ignore[no-matching-overload]
            *(Note.workshop_id, Note.id, Note.text, Note.speaks_for, Note.column_id, Note.lang),
            *(ProgrammeWorkshop.place_id, Workshop.shown_groups),
        )
        .join(ProgrammeWorkshop, belongs)
        .join(Workshop, col(Workshop.id) == col(Note.workshop_id))
        .join(Column, col(Column.id) == col(Note.column_id))
        .join(
            ProgrammePlace,
            (col(ProgrammePlace.place_id) == col(ProgrammeWorkshop.place_id))
            & (col(ProgrammePlace.programme_id) == col(ProgrammeWorkshop.programme_id)),
        )
        .where(of_programme, seen_by(Who.EVERYONE))
        .order_by(
            *(col(ProgrammePlace.order_key), col(Workshop.held_on), col(Workshop.id)),
            *(col(Column.order_key), col(Note.order_key), col(Note.id)),
        )
    )
    elements = {*CodeBook(session.get_one(Framework, programme.framework_id).content).element_keys, NOT_ABOUT}
    settled = _settled_notes(session, programme)
    found = []
    for workshop_id, note_id, text, group, column, lang, place_id, shown in session.exec(query):
        ref = note_ref(workshop_id, note_id)
        codes = given.get((workshop_id, note_id), set())
        if ref in settled:
            codes = (codes - elements) | (settled[ref] & elements)
        codes = codes | own.get(Ref(NOTE, ref), set())
        group = group if group in shown else None
        source = str(workshop_id)
        found.append(Unit(NOTE, ref, text, place_id, group, source, column, lang, GROUP, frozenset(codes)))
    return found


def _settled_notes(session: Session, programme: Programme) -> dict[str, set[str]]:
    """The decided keys by note; of several decisions, the latest counts."""
    query = select(Settled.ref, Settled.after).where(Settled.programme_id == programme.id, Settled.kind == NOTE)
    return {ref: set(after) for ref, after in session.exec(query.order_by(col(Settled.at)))}


def _excerpts(session: Session, programme: Programme, own: dict[Ref, set[str]]) -> list[Unit]:
    query = (
        select(Excerpt, Interview)
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
        .order_by(col(Interview.number), col(Excerpt.start), col(Excerpt.end))
    )
    return [
        Unit(
            kind=EXCERPT,
            ref=excerpt.id,
            text=interview.text[excerpt.start : excerpt.end],
            place_id=interview.place_id,
            group=interview.speaks_for,
            source=interview.id,
            question=None,
            lang=interview.language,
            consent=interview.consent,
            codes=frozenset(own.get(Ref(EXCERPT, excerpt.id), set())),
        )
        for excerpt, interview in session.exec(query)
    ]
