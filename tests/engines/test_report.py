"""A signed report and a draft, as people without an account read them in Firefox and in WebKit."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from app.domain.accounts.acting import By
from app.domain.findings import rights
from app.domain.findings.reports import report_links
from app.domain.models import Organiser
from tests.engines.conftest import Engine
from tests.engines.window import Window
from tests.programme import OLGA, SampleProgramme
from tests.reports import REPORT, SampleReport
from tests.servers.server import Server

# Whether each drawing that is shown is the one for a phone.
DRAWN = """return [...document.querySelectorAll('.report-figure svg')].filter((svg) => svg.checkVisibility())
  .map((svg) => svg.matches('.of-phone'))"""


@pytest.fixture(scope="session")
def signed(engine_server: Server) -> SampleReport:
    """One signed report for both engines."""
    made = SampleReport(SampleProgramme(engine_server.workshop()))
    made.finish()
    made.sign()
    return made


def shared(session: Session, signed: SampleReport) -> str:
    """A link to the draft that works for a week from now."""
    programme = signed.programme
    by = By(session.get_one(Organiser, programme.accounts[OLGA]), "", datetime.now(UTC))
    return report_links.share(session, rights.load(session, by, programme.key, hold=True), REPORT, 7)


def test_anyone_reads_and_downloads_a_signed_report_and_comments_on_a_draft(
    engine: Engine, engine_server: Server, signed: SampleReport
) -> None:
    window = Window(engine.driver)
    window.go(f"{engine_server.url}/reports/{signed.written().report.key}")
    window.find("h1", "What Eastfield told us")
    window.find(".report-quote", "The zebra crossing")
    window.find(".report-table caption", "Elements by group")
    window.wait(lambda: {*engine.driver.execute_script(DRAWN)} == {False}, "wide drawings")
    # Where there is as little room as on a phone, the other drawing is shown.
    engine.driver.execute_script("document.querySelector('.report-text').style.width = '288px'")
    window.wait(lambda: {*engine.driver.execute_script(DRAWN)} == {True}, "drawings for a phone")
    window.click("a", "OpenDocument (ODT)")
    window.wait(lambda: engine.downloaded(".odt"), "the file to arrive")
    window.go(f"{engine_server.url}/d/{signed.programme.write(lambda session: shared(session, signed))}")
    window.find(".report-notice", "This is a draft.")
    window.fill("Your comment", "The bus stop is missing.")
    window.leave_by("button", "Send comment")
    window.find("[role=status]", "Your comment was sent.")
