"""The evidence for and against themes: give, take, turn and quote it, and what each theme rests on."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.domain.board import order
from app.domain.errors import Invalid, NotFound
from app.domain.findings import quotes, themes, units
from app.domain.findings.events import EvidenceGiven, EvidenceTaken
from app.domain.findings.models import Programme
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.theme_models import Theme, ThemeEvidence
from app.domain.findings.units import NOTE, Ref, Unit, note_of
from app.domain.models import Workshop

STANCES = FOR, AGAINST = ("for", "against")


@dataclass(frozen=True)
class Piece:
    """One unit of a theme; `quote` is its words with the cuts, None if it is not quoted."""

    unit: Unit
    stance: str
    quote: str | None


@dataclass(frozen=True)
class Rests:
    """A theme with its evidence. `names` are the distinct units of the theme and its parts, `withdrawn` counts rows."""

    theme: Theme
    pieces: list[Piece]
    names: frozenset[Ref]
    withdrawn: int
    by_place: dict[int, int]
    groups: int
    sources: int

    def having(self, stance: str) -> list[Piece]:
        """The pieces for the theme, or those against it."""
        return [piece for piece in self.pieces if piece.stance == stance]


def give(session: Session, person: Colleague, theme_id: str, names: Iterable[Ref], stance: str = FOR) -> int:
    """Make units evidence for or against a theme, at the end; returns the seq. A unit there gets this stance.

    Raises NotAllowed, NotFound for another theme or unit, Invalid.
    """
    require(person, Right.CODE)
    themes.find(session, person, theme_id)
    if stance not in STANCES:
        raise Invalid("Choose whether it is for or against the theme.")
    wanted = list(dict.fromkeys(names))
    if not wanted or len(units.units(session, person.programme, wanted)) != len(wanted):
        raise NotFound("Choose notes or excerpts that are still there.")
    last = max((row.order_key for row in _rows(session, person.programme, theme_id)), default=None)
    for name in wanted:
        row = session.get(ThemeEvidence, (person.programme_id, theme_id, *name))
        if row is not None and (row.stance, row.withdrawn_at) == (stance, None):
            continue
        last = order.between(last, None)
        row = row or ThemeEvidence(
            programme_id=person.programme_id,
            theme_id=theme_id,
            kind=name.kind,
            ref=name.ref,
            order_key=last,
            by_id=person.id,
            at=person.now,
        )
        row.stance, row.withdrawn_at = stance, None
        session.add(row)
        session.flush()
        record(session, person, EvidenceGiven(name.kind, name.ref, theme_id))
    return person.programme.seq


def take(session: Session, person: Colleague, theme_id: str, names: Iterable[Ref]) -> int:
    """Take units out of a theme; returns the seq. Raises NotAllowed, NotFound."""
    require(person, Right.CODE)
    themes.find(session, person, theme_id)
    for name in dict.fromkeys(names):
        row = session.get(ThemeEvidence, (person.programme_id, theme_id, *name))
        if row is not None and row.withdrawn_at is None:
            session.delete(row)
            session.flush()
            record(session, person, EvidenceTaken(name.kind, name.ref, theme_id))
    return person.programme.seq


def quote(session: Session, person: Colleague, theme_id: str, name: Ref, typed: str | None) -> int:
    """Show a piece of evidence as the typed quote, or not as a quote with None; returns the seq.

    Raises NotAllowed, NotFound, and Invalid with the field "quote" as `quotable` does and for other words.
    """
    require(person, Right.CODE)
    themes.find(session, person, theme_id)
    row = session.get(ThemeEvidence, (person.programme_id, theme_id, *name))
    if row is None or row.withdrawn_at is not None:
        raise NotFound("This theme no longer has this evidence. Reload the page.")
    row.quote, row.cuts = typed is not None, [] if typed is None else quotable(session, person, name, typed)
    session.add(row)
    session.flush()
    return record(session, person, EvidenceGiven(name.kind, name.ref, theme_id))


def quotable(session: Session, person: Colleague, name: Ref, typed: str) -> list[list[object]]:
    """The cuts that make the typed quote from a unit. Raises NotFound, and Invalid with the field "quote"."""
    found = units.units(session, person.programme, [name])
    if not found:
        raise NotFound("This note or excerpt is no longer there. Reload the page.")
    (unit,) = found
    if not unit.quotable:
        raise Invalid("The person agreed to analysis only. Do not quote them.", field="quote")
    cuts = quotes.cuts_of(unit.text, typed)
    # The positions are those of words that no longer change.
    if cuts and unit.kind == NOTE and session.get_one(Workshop, note_of(unit.ref)[0]).closed_at is None:
        raise Invalid("You can shorten this quote once its workshop is closed.", field="quote")
    return cuts


def quoted(session: Session, programme: Programme, theme_id: str) -> list[tuple[Ref, list[Any]]]:
    """The quotes of a theme in their order, as (unit, cuts)."""
    rows = _rows(session, programme, theme_id)
    return [(Ref(row.kind, row.ref), row.cuts) for row in rows if row.quote and row.withdrawn_at is None]


def of_themes(session: Session, programme: Programme, found: Collection[Unit]) -> list[Rests]:
    """Every theme in its order, with its evidence among these units. A unit counts once in each theme."""
    there = units.by_name(found)
    by_theme: dict[str, list[ThemeEvidence]] = {}
    for row in _rows(session, programme):
        by_theme.setdefault(row.theme_id, []).append(row)
    rows = themes.listed(session, programme)
    rests = []
    for theme in rows:
        own = by_theme.get(theme.id, [])
        parts = [theme.id, *(part.id for part in rows if part.parent_id == theme.id)]
        names = frozenset(
            Ref(row.kind, row.ref)
            for part in parts
            for row in by_theme.get(part, [])
            if row.withdrawn_at is None and Ref(row.kind, row.ref) in there
        )
        whole = [there[name] for name in names]
        rests.append(
            Rests(
                theme=theme,
                pieces=[piece for row in own if (piece := _piece(row, there)) is not None],
                names=names,
                withdrawn=sum(row.withdrawn_at is not None for row in own),
                by_place=dict(Counter(unit.place_id for unit in whole)),
                groups=len({unit.group for unit in whole if unit.group}),
                sources=len({unit.source for unit in whole}),
            )
        )
    return rests


def _piece(row: ThemeEvidence, there: dict[Ref, Unit]) -> Piece | None:
    unit = there.get(Ref(row.kind, row.ref))
    if unit is None or row.withdrawn_at is not None:
        return None
    return Piece(unit, row.stance, quotes.shown(unit.text, row.cuts) if row.quote and unit.quotable else None)


def _rows(session: Session, programme: Programme, theme_id: str | None = None) -> list[ThemeEvidence]:
    query = select(ThemeEvidence).where(ThemeEvidence.programme_id == programme.id)
    if theme_id is not None:
        query = query.where(ThemeEvidence.theme_id == theme_id)
    return list(session.exec(query.order_by(col(ThemeEvidence.order_key))))
