"""Adds the closed rounds, themes, matrix and memos of a record to a new programme."""

from typing import Any

from app.domain.board import order
from app.domain.findings.coding.coding_models import BlindCoding, Round, RoundCoder, RoundUnit, Settled
from app.domain.findings.models import Memo
from app.domain.findings.themes import matrix
from app.domain.findings.themes.theme_models import Cell, CellQuote, Theme, ThemeElement, ThemeEvidence
from app.domain.findings.units import EXCERPT, NOTE
from app.domain.text import many_lines, one_line, optional_lines
from app.exports.programmes.adding import LINE, TEXT, Adding
from app.exports.programmes.facts import CellFacts, RoundFacts


def rounds(to: Adding) -> None:
    """Add the closed rounds, with their samples, codes and decisions."""
    for facts in to.record.rounds:
        _round(to, facts)


def themes(to: Adding) -> None:
    """Add the themes in their order, with their elements and evidence."""
    key = None
    for facts in to.record.themes:
        key = order.between(key, None)
        row = Theme(
            programme_id=to.id,
            id=facts.id,
            parent_id=facts.parent,
            place_id=to.ids.places[facts.place - 1] if facts.place else None,
            order_key=key,
            name=one_line(facts.name, LINE),
            idea=one_line(facts.idea, LINE),
            summary=optional_lines(facts.summary, TEXT),
            state=facts.state,
            made_by_id=to.person(facts.made_by),
            made_at=facts.made_at,
        )
        to.add([row])
        to.add(ThemeElement(programme_id=to.id, theme_id=facts.id, element=each) for each in facts.elements)
        at = None
        for piece in facts.evidence:
            at = order.between(at, None)
            if to.there(piece.unit):
                evidence = ThemeEvidence(
                    **to.of(piece.unit),
                    theme_id=facts.id,
                    stance=piece.stance,
                    quote=piece.quote,
                    cuts=[list(cut) for cut in piece.cuts],
                    order_key=at,
                    by_id=to.person(piece.by),
                    at=piece.at,
                )
                to.add([evidence])


def cells(to: Adding) -> None:
    """Add the summaries and quotes of the matrix."""
    for facts in to.record.cells:
        kind, ref = _row(to, facts)
        seen = [to.units[to.ref(unit)] for unit in facts.seen if to.there(unit)]
        # What is no longer there keeps its number, so that the summary still counts as out of date.
        missing = [f"gone{number}" for number in range(facts.missing + len(facts.seen) - len(seen))]
        row = Cell(
            programme_id=to.id,
            id=facts.id,
            row_kind=kind,
            row_ref=ref,
            column_kind=facts.columns,
            column_ref=facts.column,
            summary=optional_lines(facts.summary, TEXT),
            seen_seq=to.record.seq,
            seen_evidence=" ".join([matrix.seen(seen), *missing]).strip(),
            by_id=to.person(facts.by),
            at=facts.at,
            revision=1,
        )
        to.add([row])
        key = None
        for unit, cuts in facts.quotes:
            key = order.between(key, None)
            if to.there(unit):
                chosen = [list(cut) for cut in cuts]
                to.add([CellQuote(**to.of(unit), cell_id=facts.id, cuts=chosen, order_key=key)])


def memos(to: Adding) -> None:
    """Add the memos."""
    for facts in to.record.memos:
        of_unit = facts.kind in (NOTE, EXCERPT)
        if (of_unit and not to.there(facts.about)) or facts.about in to.gone:
            continue
        row = Memo(
            programme_id=to.id,
            id=facts.id,
            about_kind=facts.kind,
            about_ref=to.ref(facts.about).ref if of_unit else facts.about,
            round_id=facts.round,
            text=many_lines(facts.text, TEXT),
            by_id=to.person(facts.by),
            at=facts.at,
        )
        to.add([row])


def _round(to: Adding, facts: RoundFacts) -> None:
    own: dict[str, Any] = {"programme_id": to.id, "round_id": facts.id}
    row = Round(
        programme_id=to.id,
        id=facts.id,
        name=one_line(facts.name, LINE),
        framework_id=to.ids.frameworks[facts.framework - 1],
        share=facts.share,
        size=facts.size,
        seed=facts.seed,
        drawn_by_id=to.person(facts.drawn_by),
        drawn_at=facts.drawn_at,
        closed_by_id=to.person(facts.closed_by) if facts.closed_by else None,
        closed_at=facts.closed_at,
        reason=optional_lines(facts.reason, TEXT),
    )
    to.add([row])
    to.add(RoundCoder(**own, coder_id=to.person(coder.person), done_at=coder.done_at) for coder in facts.coders)
    for position, name in enumerate(unit for unit in facts.units if to.there(unit)):
        unit = to.units[to.ref(name)]
        stratum = f"{unit.source}/{unit.question or ''}"
        to.add([RoundUnit(**own, kind=unit.kind, ref=unit.ref, position=position, stratum=stratum)])
    to.add(
        BlindCoding(
            **to.of(coding.unit),
            round_id=facts.id,
            coder_id=to.person(coding.coder),
            element=coding.element,
            given_at=coding.given_at,
        )
        for coding in facts.codings
        if to.there(coding.unit)
    )
    to.add(
        Settled(
            **to.of(one.unit),
            round_id=facts.id,
            before={str(to.person(coder)): keys for coder, keys in one.before},
            after=one.after,
            reason=many_lines(one.reason, TEXT),
            by_id=to.person(one.by),
            at=one.at,
            revision=1,
        )
        for one in facts.decisions
        if to.there(one.unit)
    )


def _row(to: Adding, facts: CellFacts) -> tuple[str, str]:
    """The kind and the ref of a cell's row."""
    if facts.place is None:
        return matrix.Rows.GROUP, facts.group or ""
    place = str(to.ids.places[facts.place - 1])
    return (matrix.Rows.BOTH, f"{place}:{facts.group}") if facts.group else (matrix.Rows.PLACE, place)
