"""A signed report and a draft, as people without an account read them in Firefox and in WebKit."""

import pytest

from app.domain.findings.reports import report_links
from tests.engines.conftest import Engine
from tests.engines.window import Window
from tests.programme import OLGA, SampleProgramme
from tests.reports import REPORT, SampleReport
from tests.servers.server import Server

WIDE, NARROW = ".report-figure svg:not(.of-phone)", ".report-figure svg.of-phone"


@pytest.fixture(scope="session")
def signed(engine_server: Server) -> SampleReport:
    """One signed report for both engines."""
    made = SampleReport(SampleProgramme(engine_server.workshop()))
    made.finish()
    made.sign()
    return made


def test_anyone_reads_and_downloads_a_signed_report_and_comments_on_a_draft(
    engine: Engine, engine_server: Server, signed: SampleReport
) -> None:
    window = Window(engine.driver)
    window.go(f"{engine_server.url}/reports/{signed.written().report.key}")
    window.find("h1", "What Eastfield told us")
    window.find(".report-quote", "The zebra crossing")
    window.find(".report-table caption", "Elements by group")
    window.find(WIDE)
    window.gone(NARROW)
    # Where there is as little room as on a phone, the other drawing is shown.
    engine.driver.execute_script("document.querySelector('.report-text').style.width = '288px'")
    window.find(NARROW)
    window.gone(WIDE)
    window.click("a", "OpenDocument (ODT)")
    window.wait(lambda: engine.downloaded(".odt"), "the file to arrive")
    secret = signed.programme.act(OLGA, report_links.share, REPORT, 7)
    window.go(f"{engine_server.url}/d/{secret}")
    window.find(".report-notice", "This is a draft.")
    window.fill("Your comment", "The bus stop is missing.")
    window.leave_by("button", "Send comment")
    window.find("[role=status]", "Your comment was sent.")
