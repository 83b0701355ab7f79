"""Takes the screenshots of README.md and docs/ from the sample workshop: `make screenshots`.

It starts a server in a temporary folder and stops it again. Day, code and address are fixed, so that a picture rarely
changes unless its content has changed.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from sqlalchemy import update
from sqlmodel import Session, col, select

from app import demo
from app.demo import programme
from app.domain.findings.models import Programme
from app.domain.findings.reports import reports
from app.domain.mapping import frameworks
from app.domain.models import Note, Workshop
from app.domain.workshops import plans, workshops
from tests.browser.conftest import FLAGS
from tests.servers.server import ROOT, Server, browser_path

DOCS = ROOT / "docs"
NOW = datetime(2026, 11, 23, 10, 40, tzinfo=UTC)
LAPTOP: ViewportSize = {"width": 1440, "height": 900}
SCALE = 1200 / 1440
PHONE: ViewportSize = {"width": 390, "height": 780}
PLAIN: dict[str, Any] = {"color_scheme": "light", "device_scale_factor": SCALE}
PASSWORD = "four words put together"  # noqa: S105  (of an account that lives for half a minute)


async def main() -> int:
    """Take every screenshot and return the exit code."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder), BASE_URL="https://board.example.org") as server,
    ):
        sample = server.database.write_now(_town)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
            await _draw(browser, server, sample)
            await browser.close()
    return 0


def _town(session: Session) -> Workshop:
    """The sample workshop, and two more for the list of workshops."""
    framework = frameworks.install(session, plans.default_framework())
    for title, place, days in (("Warm spaces, second round", "Westfield Library", 14), ("Our next five years", "", 30)):
        day = (NOW + timedelta(days=days)).date()
        draft = workshops.Draft(
            title=title,
            place=place or None,
            questions=list(plans.plan("starter").questions),
            held_on=day,
            keep_until=day + timedelta(days=365),
        )
        workshops.create(session, draft, framework, NOW)
    sample = demo.make(session, NOW)
    sample.code, sample.sample = "K7M4PX", False
    session.add(sample)
    return sample


def _posted(session: Session, sample: Workshop) -> None:
    """Set the time of the note that the phone has just posted to the fixed day too."""
    session.exec(
        update(Note).where(col(Note.workshop_id) == sample.id, col(Note.posted_at) > NOW).values(posted_at=NOW)
    )
    # The note has been rendered with its real time already.
    session.exec(
        update(Workshop).where(col(Workshop.id) == sample.id).values(render_version=col(Workshop.render_version) + 1)
    )


async def _draw(browser: Browser, server: Server, sample: Workshop) -> None:
    board = f"{server.url}/w/{sample.key}"
    async with _window(browser, LAPTOP) as olga:
        await olga.goto(server.keys.setup_link(server.url))
        for label, words in (
            ("Your organisation", "Eastfield Council"),
            ("Your name", "Olga Marsh"),
            ("Email address", "olga@council.example"),
            ("Password", PASSWORD),
        ):
            await olga.get_by_label(label).fill(words)
        await olga.get_by_role("button", name="Create account").click()
        await olga.wait_for_url("**/workshops")
        await _picture(olga, "workshops")
        row = olga.locator(".workshop", has_text=sample.title)
        await row.get_by_role("button", name="Open").click()
        await olga.wait_for_url("**/w/*")
        # Other participants are present, each in a browser of its own, and do not post.
        crowd = [await _joined(browser, server, sample, "Resident") for _ in range(3)]
        async with _window(browser, PHONE, is_mobile=True, has_touch=True, device_scale_factor=1) as phone:
            await phone.goto(f"{server.url}/j/{sample.code}")
            await _picture(phone, "join")
            await phone.get_by_label("Resident").check()
            await phone.get_by_role("button", name="Join").click()
            await phone.locator(".composer textarea").first.fill("The hub and the surgery finally talk")
            await phone.get_by_role("button", name="Post").click()
            await phone.locator(".note[data-ui-mine]", has_text="surgery finally").get_by_text("Saved").wait_for()
            server.database.write_now(lambda session: _posted(session, sample))
            await phone.reload()
            await _picture(phone, "phone")
        for scheme, name in (("light", "board"), ("dark", "board-dark")):
            ben = await _joined(browser, server, sample, "Council", color_scheme=scheme)
            await ben.locator("#presence", has_text=re.compile(r"[2-9]")).wait_for()
            await _picture(ben, name)
            crowd.append(ben)
        for name, rest in (
            ("mapping", "/map"),
            ("tables", "/tables"),
            ("records", "/records"),
            ("people", "/share"),
        ):
            await olga.goto(board + rest)
            if name == "mapping":
                await olga.locator(".entry").first.wait_for()
            await _picture(olga, name)
        await _programme(olga, server)
        await olga.goto(f"{board}/agenda")
        await olga.get_by_role("button", name="Use the usual agenda").click()
        await olga.locator("table.phases").wait_for()
        await _picture(olga, "agenda")
        await olga.goto(f"{board}/handout")
        await olga.set_viewport_size({"width": 740, "height": 900})
        await _picture(olga, "handout")
        for page in crowd:
            await page.context.close()


async def _programme(olga: Page, server: Server) -> None:
    """The sample programme: its overview, round of independent coding, themes, a report, and files."""
    key = server.database.write_now(lambda session: programme.make(session, NOW).key)
    address = f"{server.url}/p/{key}"
    await olga.goto(address)
    # The time of the picture would change it each time.
    await olga.locator(".as-at").evaluate("line => line.remove()")
    await _picture(olga, "programme")
    await olga.goto(f"{address}/rounds")
    await olga.get_by_role("link", name="Round 1", exact=True).click()
    await olga.locator("#differences").wait_for()
    await _picture(olga, "agreement")
    await olga.goto(f"{address}/themes")
    opening = await olga.get_by_role("link", name="People are asked too late to decide").get_attribute("href")
    await olga.goto(f"{server.url}{(opening or '').partition('#')[0]}")
    await _picture(olga, "themes")
    report = server.database.read_now(lambda session: _report(session, key))
    await olga.goto(f"{address}/reports/{report}?section=findings")
    await _picture(olga, "report")
    await olga.goto(f"{address}/records")
    await olga.locator("main .hint").first.evaluate("line => line.remove()")
    await _picture(olga, "programme-files")


@asynccontextmanager
async def _window(browser: Browser, size: ViewportSize, **options: Any) -> AsyncGenerator[Page]:
    context = await browser.new_context(viewport=size, **(PLAIN | options))
    page = await context.new_page()
    yield page
    await context.close()


async def _joined(browser: Browser, server: Server, sample: Workshop, speaks_for: str, **options: Any) -> Page:
    context = await browser.new_context(viewport=LAPTOP, **(PLAIN | options))
    page = await context.new_page()
    await page.goto(f"{server.url}/j/{sample.code}")
    await page.get_by_label(speaks_for, exact=True).check()
    await page.get_by_role("button", name="Join").click()
    # The scripts have run, so the page is scrolled to the end of the notes.
    await page.locator(".column[data-ui-current]").wait_for()
    return page


def _report(session: Session, key: str) -> str:
    """The id of the first report of the sample programme."""
    found = session.exec(select(Programme).where(Programme.key == key)).one()
    return reports.listed(session, found)[0].id


async def _picture(page: Page, name: str) -> None:
    await page.evaluate("document.fonts.ready")
    # Wait until the last update has been painted.
    await page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    path = DOCS / f"{name}.png"
    await page.screenshot(path=path, animations="disabled")
    sys.stdout.write(f"docs/{path.name}: {path.stat().st_size // 1024} KB\n")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
