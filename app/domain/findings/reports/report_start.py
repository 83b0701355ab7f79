"""What a new report begins with: computed tables and figures, quotes of agreed themes, and empty prose."""

from typing import Any

from sqlmodel import Session

from app.domain.findings import programmes, units
from app.domain.findings.asks import rated
from app.domain.findings.models import Programme
from app.domain.findings.reports import report_blocks, report_quotes
from app.domain.findings.reports.report_blocks import Kind, block
from app.domain.findings.reports.report_models import Report
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import evidence, themes
from app.domain.findings.themes.theme_models import Theme


def findings(session: Session, report: Report, programme: Programme) -> list[Theme]:
    """The agreed themes of the report's place, or the combined ones, in their order.

    Parts of a theme of the same place are left out. A local theme that is part of a combined one is a finding too.
    """
    listed = themes.listed(session, programme)
    own = {theme.id for theme in listed if theme.place_id == report.place_id}
    return [
        theme for theme in listed if theme.id in own and theme.state == themes.AGREED and theme.parent_id not in own
    ]


def blocks(session: Session, person: Colleague, report: Report, key: str) -> list[dict[str, Any]]:
    """What a new section contains: computed tables and figures, the quotes of agreed themes, and empty prose."""

    local = report.place_id is not None
    tables = {
        "about": ["people"] if local else ["places"],
        "roles": ["facets"],
        "system": ["questions", "groups"],
        "findings": ["findings"] if local else ["across"],
        "differences": ["differ"],
        "rated": ["rated"],
        "matrix": ["matrix"],
        "framework": ["framework"],
        "method": [] if person.programme.reflexive else ["agreement"],
    }.get(key, [])
    figure = {"system": "wheel", "differences": "places", "rated": "rated"}.get(key, "")
    made = [_block(Kind.FIGURE, name=figure)] if figure else []
    made += [_block(Kind.TABLE, name=name) for name in tables]
    if report.place_id is not None and key in ("together", "system"):
        made += _ratings(session, person.programme, report.place_id, links=key == "together")
    if key in ("matrix", "framework"):
        return made
    made.insert(0, _block(Kind.PROSE))
    if key == "steps":
        made.append(_block(Kind.STEPS))
    if key == "findings":
        for theme in findings(session, report, person.programme):
            made += _finding(session, person, report, theme)
    return made


def _ratings(session: Session, programme: Programme, place_id: int, *, links: bool) -> list[dict[str, Any]]:
    """The figures and the table of ratings, if results were shown at the place."""
    if not any(one.is_links == links for one in rated.shown(session, programme, [place_id])):
        return []
    name = "links" if links else "ratings"
    figures = ["links", "network"] if links else ["ratings"]
    return [*(_block(Kind.FIGURE, name=figure) for figure in figures), _block(Kind.TABLE, name=name)]


def _finding(session: Session, person: Colleague, report: Report, theme: Theme) -> list[dict[str, Any]]:
    table = next(iter(report_blocks.of_theme(report.place_id)))
    start = [
        _block(Kind.FINDING, theme=theme.id),
        _block(Kind.PROSE, text=theme.summary),
    ]
    quotes = [
        _block(Kind.QUOTE, quote=report_quotes.keep(session, person, report, name, cuts).id)
        for name, cuts in _quotes(session, person, report, theme)
    ]
    return [
        *start,
        *quotes,
        _block(Kind.AGAINST, theme=theme.id),
        _block(Kind.TABLE, name=f"{table}:{theme.id}"),
    ]


def _quotes(session: Session, person: Colleague, report: Report, theme: Theme) -> list[tuple[units.Ref, list[Any]]]:
    """The quotes of a theme, as (unit, cuts). A combined one also has those of its parts, and one from each place."""
    there = units.by_name(units.units(session, person.programme))
    parts = [row.id for row in themes.listed(session, person.programme) if row.parent_id == theme.id]
    found = [
        (name, cuts)
        for part in (theme.id, *(parts if report.place_id is None else ()))
        for name, cuts in evidence.quoted(session, person.programme, part)
        if name in there and there[name].quotable
    ]
    if report.place_id is not None:
        return found
    first: dict[int, tuple[units.Ref, list[Any]]] = {}
    for name, cuts in found:
        first.setdefault(there[name].place_id, (name, cuts))
    return list(first.values())


def _block(kind: Kind, **values: Any) -> dict[str, Any]:
    return block(programmes.fresh_id(), kind, **values)
