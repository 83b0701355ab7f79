"""The HTML file of a report, opened from a disk: right for everyone, and complete without a server."""

from dataclasses import replace
from pathlib import Path

from playwright.async_api import expect

from app.domain.findings.reports import reports
from app.exports.documents import to_html
from app.exports.documents.model import Figure
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import looked_at, olga
from tests.browser.places import settled
from tests.domain.findings.conftest import sqlite_programme as sqlite_programme
from tests.exports.documents.sample import DOCUMENT
from tests.exports.reports.test_ratings import report as report
from tests.programme import RAVI
from tests.reports import SampleReport
from tests.waiting import becomes

# Of each drawing that is shown: its kind, and what is wrong with it. A letter may be two pixels outside, because the
# box of a line of words is higher than its letters.
FAULTS = """() => [...document.querySelectorAll('.report-figure svg')].filter((svg) => svg.checkVisibility())
  .map((svg) => {
    const box = svg.getBoundingClientRect(), room = svg.parentElement;
    const size = box.width / svg.viewBox.baseVal.width;
    const words = [...svg.querySelectorAll('text')];
    const small = words.filter((text) => parseFloat(getComputedStyle(text).fontSize) * size < 12);
    const outside = words.map((text) => [text.textContent, text.getBoundingClientRect()])
      .filter(([, { left, right }]) => left < box.left - 2 || right > box.right + 2);
    return [
      svg.classList[1] + (svg.matches('.of-phone') ? ' of-phone' : ''),
      room.scrollWidth > room.clientWidth ? 'scrolls' : '',
      small.map((text) => text.textContent).join(),
      outside.map(([words]) => words).join(),
    ];
  })"""
KINDS = ("link-matrix", "link-matrix", "network", "framework-wheel", "dot-plot", "heat-map", "side-by-side")


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


async def test_no_drawing_of_a_report_scrolls_sideways_or_has_small_letters(
    browser_pages: BrowserPages, report: SampleReport, tmp_path: Path
) -> None:
    report.programme.act(RAVI, reports.add, "f" * 24, None, "What places told us", "en")
    drawn = [block for made in (report.edition(), report.draft("f" * 24)) for block in made.blocks]
    figures = [block for block in drawn if isinstance(block, Figure)]
    # An edition that was signed before there were drawings for phones has none. It is in words there.
    figures.append(replace(figures[-1], narrow=""))
    file = tmp_path / "report.html"
    file.write_bytes(to_html.write(replace(DOCUMENT, blocks=tuple(figures))))
    page = await olga(browser_pages)
    await page.goto(file.as_uri())
    for width, kind in ((320, " of-phone"), (390, " of-phone"), (768, ""), (1440, "")):
        await page.set_viewport_size({"width": width, "height": 900})
        await settled(page)
        shown = KINDS if kind else (*KINDS, KINDS[-1])
        await becomes(lambda: page.evaluate(FAULTS), [[f"{name}{kind}", "", "", ""] for name in shown])
        await expect(page.locator("p.of-phone", has_text=figures[-1].alt)).to_be_visible(visible=bool(kind))
