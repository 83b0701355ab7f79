"""The evidence for and against themes: give, take, turn and quote it, and what each theme rests on."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlmodel import Session, col, select

from app.domain.board import order
from app.domain.errors import Invalid, NotFound
from app.domain.findings import outlines, units
from app.domain.findings.events import EvidenceGiven, EvidenceTaken
from app.domain.findings.models import Programme
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.themes import quotes, themes
from app.domain.findings.themes.theme_models import Theme, ThemeEvidence
from app.domain.findings.units import NOTE, Outline, Ref, Unit, note_of
from app.domain.models import Workshop

STANCES = FOR, AGAINST = ("for", "against")


@dataclass(frozen=True)
class Piece:
    """One unit of a theme; `quote` is its words with the cuts, None if it is not quoted."""

    unit: Unit
    stance: str
    quote: str | None


@dataclass(frozen=True)
class Counted:
    """A theme and the numbers of its evidence. `stances` are those of its own units, in their order.

    `whole` are the stances of the distinct units of the theme and its parts, whose `names` are the units; if a unit is
    in several of them, the theme's own stance counts first. `withdrawn` counts rows.
    """

    theme: Theme
    stances: dict[Ref, str]
    whole: dict[Ref, str]
    names: frozenset[Ref]
    withdrawn: int
    by_place: dict[int, int]
    groups: int
    sources: int

    def number(self, stance: str) -> int:
        """How many units are for the theme, or against it."""
        return sum(own == stance for own in self.stances.values())

    def total(self, stance: str) -> int:
        """How many units are for the theme or its parts, or against them."""
        return sum(one == stance for one in self.whole.values())


@dataclass(frozen=True)
class Rests(Counted):
    """A theme with its evidence."""

    pieces: list[Piece]

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
    if not wanted or len(outlines.outlines(session, person.programme, wanted)) != len(wanted):
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


def themes_of(session: Session, programme: Programme, name: Ref) -> list[tuple[Theme, str]]:
    """The themes that a unit is evidence of, each with its stance, in the order of the themes."""
    of_unit = (ThemeEvidence.kind == name.kind, ThemeEvidence.ref == name.ref)
    there = (ThemeEvidence.programme_id == programme.id, col(ThemeEvidence.withdrawn_at).is_(None))
    stances = dict(session.exec(select(ThemeEvidence.theme_id, ThemeEvidence.stance).where(*of_unit, *there)).all())
    return [(theme, stances[theme.id]) for theme in themes.listed(session, programme) if theme.id in stances]


def of_themes(session: Session, programme: Programme, found: Collection[Unit]) -> list[Rests]:
    """Every theme in its order, each followed by its parts, with its evidence among these units.

    A unit counts once in each theme.
    """
    there = units.by_name(found)
    return [
        Rests(**_values(one), pieces=_pieces(session, programme, one.theme, there))
        for one in counted(session, programme, found)
    ]


def opened(session: Session, programme: Programme, theme: Counted, most: int | None = None) -> Rests:
    """This theme with its evidence; with `most`, only so many pieces for it, and so many against it."""
    names = [[name for name, own in theme.stances.items() if own == stance][:most] for stance in STANCES]
    there = units.by_name(units.units(session, programme, [*names[0], *names[1]]))
    return Rests(**_values(theme), pieces=_pieces(session, programme, theme.theme, there))


def counted(session: Session, programme: Programme, found: Collection[Outline]) -> list[Counted]:
    """Every theme in its order, each followed by its parts, with the numbers of its evidence among these."""
    there = units.by_name(found)
    rows = themes.listed(session, programme)
    own: dict[str, dict[Ref, str]] = {theme.id: {} for theme in rows}
    withdrawn: Counter[str] = Counter()
    query = select(  # ty: ignore[no-matching-overload]
        *(ThemeEvidence.theme_id, ThemeEvidence.kind, ThemeEvidence.ref),
        *(ThemeEvidence.stance, ThemeEvidence.withdrawn_at),
    ).where(ThemeEvidence.programme_id == programme.id)
    for theme_id, kind, ref, stance, withdrawn_at in outlines.rows(
        session, query.order_by(col(ThemeEvidence.order_key))
    ):
        withdrawn[theme_id] += withdrawn_at is not None
        name = Ref(kind, ref)
        if withdrawn_at is None and name in there and theme_id in own:
            own[theme_id][name] = stance
    return [_count(theme, rows, own, withdrawn[theme.id], there) for theme in _parts_below(rows)]


def _parts_below(rows: Sequence[Theme]) -> list[Theme]:
    """These themes, each followed by its parts."""
    there = {theme.id for theme in rows}
    alone = [theme for theme in rows if theme.parent_id not in there]
    return [each for theme in alone for each in (theme, *(part for part in rows if part.parent_id == theme.id))]


def _count(
    theme: Theme, rows: Sequence[Theme], own: dict[str, dict[Ref, str]], withdrawn: int, there: Mapping[Ref, Outline]
) -> Counted:
    stances: dict[Ref, str] = {}
    for part in (part.id for part in rows if part.parent_id == theme.id):
        stances |= own[part]
    stances |= own[theme.id]
    whole = [there[name] for name in stances]
    return Counted(
        theme=theme,
        stances=own[theme.id],
        whole=stances,
        names=frozenset(stances),
        withdrawn=withdrawn,
        by_place=dict(Counter(unit.place_id for unit in whole)),
        groups=len({unit.group for unit in whole if unit.group}),
        sources=len({unit.source for unit in whole}),
    )


def _values(theme: Counted) -> dict[str, Any]:
    return {field.name: getattr(theme, field.name) for field in fields(Counted)}


def _pieces(session: Session, programme: Programme, theme: Theme, there: Mapping[Ref, Unit]) -> list[Piece]:
    found = []
    for row in _rows(session, programme, theme.id):
        unit = there.get(Ref(row.kind, row.ref))
        if unit is not None and row.withdrawn_at is None:
            quote = quotes.shown(unit.text, row.cuts) if row.quote and unit.quotable else None
            found.append(Piece(unit, row.stance, quote))
    return found


def _rows(session: Session, programme: Programme, theme_id: str) -> list[ThemeEvidence]:
    query = select(ThemeEvidence).where(ThemeEvidence.programme_id == programme.id, ThemeEvidence.theme_id == theme_id)
    return list(session.exec(query.order_by(col(ThemeEvidence.order_key))))
