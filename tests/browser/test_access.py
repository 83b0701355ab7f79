"""For everybody: axe finds nothing, nothing is wider than a narrow phone, and the keyboard reaches everything."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.domain import mapping, notes, people
from tests.browser.conftest import LAPTOP, PHONE, Stage
from tests.browser.test_board import note
from tests.hall import ANA, BEN, FAY

AXE = next((Path(__file__).parent.parent / "vendor").glob("axe-*.min.js"))
PAGES = (
    "front",
    "join",
    "board",
    "steer",
    "map",
    "tables",
    "questions",
    "people",
    "device",
    "handout",
    "records",
    "error",
    "facilitate",
    "help",
    "help/facilitator",
    "help/organiser",
)


async def full(stage: Stage) -> None:
    writers = [ANA, BEN] * 4
    ids = [await stage.post(ref, f"note {n} https://example.org", column=n % 3) for n, ref in enumerate(writers)]
    await stage.do(FAY, mapping.give, ids[0], "scale_reach")
    await stage.do(FAY, notes.hide, ids[1], on=True)
    await stage.do(ANA, notes.withdraw, ids[2], on=True)


async def opened(stage: Stage, name: str, **options: Any) -> Page:
    """One of the pages, for whoever may see it."""
    link = stage.hall.read(lambda session: people.links(session, stage.hall.id))[0]
    public = {
        "front": stage.server.url,
        **{name: f"{stage.server.url}/{name}?from={stage.hall.key}" for name in PAGES if name.startswith("help")},
        "join": f"{stage.server.url}/j/{stage.hall.code}",
        "facilitate": stage.server.keys.facilitator_link(stage.server.url, stage.hall.key, link.ref),
    }
    if name in public:
        page = await stage.window(**options)
        await page.goto(public[name])
        return page
    if name == "error":
        return await stage.visit(ANA, "/map", live=False, **options)
    rest = {"board": "", "steer": ""}.get(name, f"/{name}")
    return await stage.visit(ANA if name == "board" else FAY, rest, live=name in ("board", "steer", "map"), **options)


@pytest.mark.parametrize("device", ["laptop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_any_page(stage: Stage, device: str, scheme: str) -> None:
    await full(stage)
    options = {"laptop": LAPTOP, "phone": PHONE}[device]
    for name in PAGES:
        page = await opened(stage, name, color_scheme=scheme, reduced_motion="reduce", **options)
        if name in ("board", "steer"):
            await page.locator("#slip summary").click()
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await page.evaluate(
            "axe.run({preload: false,"
            " runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        wrong = [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]]
        assert wrong == [], (name, device, scheme)
        await page.context.close()
    # axe tries styles out that the pages' own policy forbids.
    stage.complaints[:] = [said for said in stage.complaints if "inline style" not in said]


@pytest.mark.parametrize("width", [320, 768, 1440])
async def test_nothing_is_wider_than_the_screen(stage: Stage, width: int) -> None:
    await full(stage)
    await stage.post(ANA, "W" * 300)
    for name in PAGES:
        page = await opened(stage, name, viewport={"width": width, "height": 640})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, name
        await page.context.close()


async def test_the_keyboard_alone_is_enough_to_post(stage: Stage) -> None:
    page = await stage.visit(ANA)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the questions")).to_be_focused()
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    await page.keyboard.type("by keyboard alone")
    await page.keyboard.press("Control+Enter")
    await expect(note(page, "by keyboard alone").get_by_text("Saved")).to_be_visible()


async def test_arrivals_are_announced_once_as_a_count(stage: Stage) -> None:
    page = await stage.visit(ANA)
    await stage.post(BEN, "one")
    await expect(page.locator("#announcer")).to_have_text("1 new note")
    assert await page.locator("#announcer").get_attribute("role") == "status"
