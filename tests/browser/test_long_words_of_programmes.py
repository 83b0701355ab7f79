"""Words of 60 letters in everything that people type in a programme: they break at 320 pixels and on paper."""

import asyncio
import re
from typing import Any

from playwright.async_api import Browser
from sqlmodel import Session, select

from app.domain.findings import programmes
from app.domain.findings.coding.coding_models import Code, Interview, Round, Settled
from app.domain.findings.models import Member, Memo, Partner, Programme
from app.domain.findings.reports import reports
from app.domain.findings.reports.report_models import Report, ReportSection
from app.domain.findings.steps.step_models import Step, StepUpdate
from app.domain.findings.themes.theme_models import Cell, Theme
from app.domain.models import Note, Organiser, Place
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import signed_in
from tests.browser.test_long_words import LONG, breaks_long_words, paths_of
from tests.exports.programmes.full import CLOSED_ROUND, OPEN_ROUND, TRUST, VOICE, FullProgramme
from tests.programme import LENA, OLGA
from tests.servers.server import Server

TYPED: dict[Any, tuple[str, ...]] = {
    Theme: ("name", "idea", "summary"),
    Cell: ("summary",),
    Step: ("text", "owner"),
    StepUpdate: ("text",),
    Interview: ("title", "consent_note"),
    Code: ("name", "description", "boundary"),
    Round: ("name", "reason"),
    Settled: ("reason",),
    Memo: ("text",),
    Programme: ("name",),
    Member: ("pen_name",),
    Partner: ("name",),
    Place: ("name",),
    Note: ("text",),
    Organiser: ("name",),
    Report: ("title",),
}
# Files, what scripts ask for, and pages of a signed report, whose words are those of the report.
NO_PAGES = re.compile(r"/moved$|\.csv$|\.ics$|{name}|/editions/|/matrix/cell$")


def _fill(full: FullProgramme) -> dict[str, str]:
    """Make every typed word of the programme long; returns what its addresses name."""
    office = full.of
    spoken = office.interview(f"Sam: {LONG}?\n\nAnn: {LONG} {LONG}. {LONG}.", number=9).id
    office.act(OLGA, programmes.set_partners, [(LONG, None), (f"{LONG}M", None)])
    report = office.act(LENA, reports.add, "9" * 24, office.place.id, LONG, "en").id

    def lengthen(session: Session) -> None:
        for kind, names in TYPED.items():
            for number, row in enumerate(session.exec(select(kind))):
                for name in names:
                    setattr(row, name, f"{LONG}{number}")
                session.add(row)
        for section in session.exec(select(ReportSection)):
            section.blocks = [block | {"text": LONG} if "text" in block else block for block in section.blocks]
            session.add(section)

    office.write(lengthen)
    rounds = {"round_id": CLOSED_ROUND, "open_round": OPEN_ROUND}
    return {"key": office.key, "interview_id": spoken, "report_id": report, "code": TRUST, **rounds}


async def test_words_of_60_letters_break_on_every_page_of_a_programme(chromium: Browser, own_server: Server) -> None:
    await asyncio.to_thread(own_server.start)
    full = await asyncio.to_thread(FullProgramme, own_server.database)
    places = await asyncio.to_thread(_fill, full)
    pages = BrowserPages(chromium, own_server, full.of.workshop)
    cell = f"/p/{{key}}/matrix/cell?rows=place&row={full.of.place.id}&columns=element&column={VOICE}"
    for name, addresses in (
        (LENA, [*paths_of("a member"), *paths_of("an analyst"), cell]),
        (OLGA, paths_of("the programme's organiser")),
    ):
        account = full.of.accounts[name]
        page = await signed_in(pages, lambda session, _shown, account=account: session.get_one(Organiser, account))
        for address in addresses:
            if not NO_PAGES.search(address):
                path = address.replace("{round_id}/coding", "{open_round}/coding")
                await breaks_long_words(page, own_server.url + path.format_map(places))
    for context in pages.contexts:
        await context.close()
    assert pages.complaints == []
