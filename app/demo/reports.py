"""The reports of the sample programme: two signed local ones and a signed combined one, with written prose."""

import json
import secrets
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from app.domain.accounts.acting import By
from app.domain.findings import programmes, rights, sources, units
from app.domain.findings.coding import facets
from app.domain.findings.models import Programme
from app.domain.findings.reports import report_links, report_quotes, reports, signing
from app.domain.findings.reports.report_blocks import Kind
from app.domain.findings.reports.report_models import Report
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import themes
from app.domain.findings.themes.theme_models import Theme
from app.domain.models import Organiser, Seat
from app.exports.reports.composition import compose

TOLD = Path(__file__).parent / "reports.json"


def make(session: Session, person: Colleague, reader: Organiser) -> None:
    """Write and sign the reports as an organiser; the account `reader` reads the quotes."""
    told = json.loads(TOLD.read_text(encoding="utf-8"))
    second = rights.load(session, By(reader, "", person.now), person.programme.key)
    _people(session, person, told["people"])
    _facets(session, person, told["facets"])
    for local in told["local"]:
        place = programmes.places(session, person.programme)[local["place"]]
        for theme in themes.listed(session, person.programme):
            if theme.place_id == place.id:
                _agree(session, person, theme)
        _report(session, person, second, place.id, local, local["findings"], told["role"])
    combined = told["combined"]
    for theme in combined["themes"]:
        _combine(session, person, theme)
    findings = {theme["name"]: theme for theme in combined["themes"]}
    _report(session, person, second, None, combined, findings, told["role"])


def keys(session: Session, programme: Programme) -> dict[str, list[str] | str]:
    """The keys of the signed reports: {"local": […], "combined": …}."""
    found = reports.listed(session, programme)
    local = [report.key for report in found if report.place_id is not None]
    return {"local": local, "combined": next((report.key for report in found if report.place_id is None), "")}


def _people(session: Session, person: Colleague, groups: list[dict[str, int]]) -> None:
    """As many places at each workshop as people who took part. No browser has one of them."""
    for (workshop, _place), sizes in zip(sources.workshops(session, person.programme), groups, strict=True):
        session.add_all(
            Seat(
                workshop_id=workshop.id,
                ref=secrets.token_hex(8),
                by_code=True,
                speaks_for=group,
                joined_at=workshop.closed_at or person.now,
            )
            for group, size in sizes.items()
            for _number in range(size)
        )
    session.flush()


def _facets(session: Session, person: Colleague, beginnings: dict[str, list[str]]) -> None:
    found = units.units(session, person.programme)
    for facet, starts in beginnings.items():
        chosen = [next(unit.name for unit in found if unit.text.startswith(start)) for start in starts]
        facets.set_for(session, person, chosen, facet, on=True)


def _agree(session: Session, person: Colleague, theme: Theme) -> None:
    now = themes.wording_of(session, person, theme)
    agreed = themes.Wording(now.name, now.idea, now.summary, themes.AGREED, now.elements)
    themes.reword(session, person, theme.id, agreed, theme.revision)


def _combine(session: Session, person: Colleague, told: dict[str, Any]) -> None:
    """A combined theme with local ones as its parts."""
    wording = themes.Wording(told["name"], told["idea"], "", themes.AGREED, tuple(told["elements"]))
    made = themes.add(session, person, programmes.fresh_id(), wording)
    known = {theme.name: theme.id for theme in themes.listed(session, person.programme)}
    for name in told["parts"]:
        themes.nest(session, person, known[name], made.id)


def _report(
    session: Session,
    person: Colleague,
    second: Colleague,
    place_id: int | None,
    told: dict[str, Any],
    findings: dict[str, Any],
    role: str,
) -> None:
    title, language = told["title"], person.programme.language
    report = reports.add(session, person, programmes.fresh_id(), place_id, title, language)
    written = reports.read(session, report)
    for key, section in written.sections.items():
        blocks = [dict(block) for block in section.blocks]
        first = next((block for block in blocks if block["kind"] == Kind.PROSE), None)
        if first is not None:
            first["text"] = told["sections"].get(key, "")
        _findings(session, person, blocks, findings)
        reports.write(session, person, report.id, key, blocks, section.revision)
    _check_back(session, person, report, told.get("said", []))
    for _key, block in reports.read(session, report).blocks(Kind.QUOTE):
        report_quotes.mark_read(session, second, report, block["quote"])
    reports.read_limits(session, second, report.id)
    content = compose(session, person, reports.read(session, report))
    signing.sign(session, person, report.id, content, role)


def _check_back(session: Session, person: Colleague, report: Report, said: list[dict[str, str]]) -> None:
    """What participants said about the draft through a link that no longer works, and the team's answers."""
    if not said:
        return
    secret = report_links.share(session, person, report.id, 14)
    for comment in said:
        shared, comment_id = report_links.opened(session, secret, person.now), programmes.fresh_id()
        report_links.comment(session, shared, comment_id, comment["section"], comment["text"], person.now)
        report_links.respond(session, person, report.id, comment_id, comment["response"])
    report_links.end(session, person, report.id, shared.link.id)


def _findings(
    session: Session, person: Colleague, blocks: list[dict[str, Any]], told: dict[str, dict[str, str]]
) -> None:
    """Write the prose of each finding, and what speaks against it. "{for}" counts the finding's own evidence."""
    names = dict(session.exec(select(Theme.id, Theme.name).where(Theme.programme_id == person.programme_id)).all())
    current: dict[str, str] | None = None
    theme = ""
    for block in blocks:
        if block["kind"] == Kind.FINDING:
            theme = block["theme"]
            current = dict(told[names[theme]])
        elif current is not None and block["kind"] in (Kind.PROSE, Kind.AGAINST):
            text = current.pop("prose" if block["kind"] == Kind.PROSE else "against", "")
            block["text"] = text.replace("{for}", f"{{for:{theme}}}").replace("{groups}", f"{{groups:{theme}}}")
