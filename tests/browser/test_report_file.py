"""The HTML file of a report, opened from a disk: right for everyone, and complete without a server."""

from pathlib import Path

from playwright.async_api import expect

from app.exports.documents import to_html
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import looked_at, olga
from tests.exports.documents.test_read_back import DOCUMENT
from tests.waiting import becomes


async def test_a_report_opened_from_a_disk_is_right_for_everybody_and_asks_no_server(
    browser_pages: BrowserPages, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(to_html.write(DOCUMENT))
    page = await olga(browser_pages)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(file.as_uri())
    await expect(page.get_by_role("heading", level=1)).to_have_text(DOCUMENT.title)
    await expect(page.get_by_role("img", name="Bars: voice and insight 13")).to_be_visible()
    await becomes(lambda: page.evaluate("document.fonts.check('700 16px \"Atkinson Next\"', 'ŵ')"), True)
    assert [url[:5] for url in asked if not url.startswith("data:")] == ["file:"]
    await looked_at(page, "a report")
