"""Words of 60 letters in everything that people type: they break at 320 pixels and on paper, on every page."""

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page
from sqlmodel import Session

from app.domain.accounts import invitations, organisers
from app.domain.accounts.acting import By
from app.domain.mapping import codings, frameworks
from app.domain.workshops import columns, saved_plans, seats, workshops
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import OLGA, olga
from tests.servers.server import Server
from tests.waiting import becomes
from tests.web.access_rights import ROUTES
from tests.workshop import ANA, FAY

LONG = "W" * 60
PHONE, PAPER = 320, 703  # the width of a small phone, and of A4 between its margins, in CSS pixels
# Pages that people see without an account or a seat, and that say something typed.
PUBLIC = {"/w/{key}/join", "/accessibility"}
# No pages, or pages that need a state of their own.
NOT_VISITED = {
    *("/w/{key}/board", "/w/{key}/news", "/w/{key}/qr.svg", "/w/{key}/place", "/w/{key}/records/{name}.{format}"),
    *("/w/{key}/held/{name}.txt", "/account/second-factor/set-up", "/account/second-factor/codes"),
    *("/organisers/links/{link_id}",),
}
# The text of every node that reaches over the edge of the page. What scrolls sideways or ends in … shows all it can.
CUT = """(width) => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!walk.currentNode.data.includes("WWWWWWWW") || !parent.checkVisibility({ visibilityProperty: true })) continue;
    let scrolls = false;
    for (let box = parent; box && !scrolls; box = box.parentElement) {
      const style = getComputedStyle(box);
      // On paper nothing scrolls.
      scrolls = style.textOverflow === "ellipsis" || box.matches(".unseen")
        || (matchMedia("screen").matches && ["auto", "scroll"].includes(style.overflowX));
    }
    if (scrolls || parent.matches("script, style, template, textarea, option")) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const { left, right } = range.getBoundingClientRect();
    if (left < -1 || right > width + 1) found.push(`${left} to ${right}: ${parent.outerHTML.slice(0, 160)}`);
  }
  return found;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def long_words(chromium: Browser, own_server: Server) -> AsyncGenerator[tuple[BrowserPages, dict[str, str]]]:
    """A server on which everything that people can type is one word of 60 letters, and what addresses there name."""
    await asyncio.to_thread(own_server.start)
    made = await asyncio.to_thread(own_server.workshop, naming="named")
    pages = BrowserPages(chromium, own_server, made)
    places = await asyncio.to_thread(_fill, pages)
    yield pages, places
    for context in pages.contexts:
        await context.close()


def _fill(pages: BrowserPages) -> dict[str, str]:
    made = pages.workshop

    def offer(session: Session) -> None:
        seats.find(session, made.key).speaks_for = ["resident", LONG]

    made.write(offer)
    made.join("longest", name=LONG, speaks_for=LONG)
    made.raise_up(FAY, LONG)
    for column in made.columns:
        made.act(FAY, columns.word, column, f"{LONG} {LONG}?", {"cy": LONG}, short_name=LONG[:40])
    note = made.post("longest", f"{LONG} https://example.org/{LONG}", show_name=True)
    own = made.post(ANA, LONG, show_name=True)
    for key in ("involve_voice", "value_trust"):
        made.act(FAY, codings.give, note, key)

    def settle(session: Session) -> dict[str, str]:
        now = datetime.now(UTC)
        workshop = seats.find(session, made.key)
        words = {"cy": {"title": LONG, "notice": LONG}}
        draft = workshops.draft_of(session, workshop)
        wanted = replace(draft, title=f"{LONG} {LONG}", place=LONG, notice=f"{LONG} [{LONG[:30]}]")
        workshops.edit(session, workshop, wanted, now)
        workshop.words = words
        content = json.loads(json.dumps(frameworks.of(session, workshop).content))
        for item in [*content["groups"], *(e for group in content["groups"] for e in group["elements"])]:
            item["name"] = item["description"] = LONG
        content["values"][0]["name"] = LONG
        frameworks.edit(session, workshop, content, now)
        by = By(None, "", now)
        named: dict[str, Any] = {"organisation": LONG, "contact": LONG, "lawful_basis": LONG}
        first = organisers.make_first(session, by, name=LONG, email=OLGA, password="nobody signs in by it", **named)
        plan = saved_plans.keep(session, first, workshop, LONG, now)
        invitations.invite(session, By(first, "", now), pages.server.keys.derived)
        return {"plan_id": str(plan.id), "organiser_id": str(first.id)}

    _phase, ask = made.plan_rating(LONG)
    return made.write(settle) | {"key": made.key, "note_id": own, "ask_id": str(ask)}


def paths_of(who: str) -> list[str]:
    """The addresses of pages that these people may open."""
    found = [
        path
        for route, wanted in ROUTES.items()
        for method, path in [route.split(" ")]
        if method == "GET" and wanted == who
    ]
    return sorted(set(found) - NOT_VISITED)


async def test_words_of_60_letters_break_on_every_page(long_words: tuple[BrowserPages, dict[str, str]]) -> None:
    pages, places = long_words
    ana, fay = await pages.visit(ANA, "/device", live=False), await pages.visit(FAY, "/share", live=False)
    organiser, newcomer = await olga(pages), await pages.window()
    for page, paths in (
        (newcomer, sorted(PUBLIC)),
        (ana, [*paths_of("a seat"), *paths_of("the writer")]),
        (fay, ["/w/{key}", *paths_of("a facilitator"), "/w/{key}/tables?show=values"]),
        (organiser, [*paths_of("an organiser"), "/workshops/new?plan=own-{plan_id}", "/w/{key}/tables"]),
    ):
        assert paths
        for path in paths:
            await breaks_long_words(page, pages.server.url + path.format_map(places))


async def breaks_long_words(page: Page, address: str) -> None:
    """The page at this address has nothing that is wider than a small phone, or than paper when it is printed."""
    await page.goto(address)
    await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    for width, media in ((PHONE, "screen"), (PAPER, "print")):
        await page.set_viewport_size({"width": width, "height": 640})
        await page.emulate_media(media=media)  # ty: ignore[invalid-argument-type]
        await becomes(partial(_faults, page, address, width), [])


async def _faults(page: Page, path: str, width: int) -> list[str]:
    wide = await page.evaluate("document.documentElement.scrollWidth")
    faults = [f"{wide} pixels wide"] * (wide > width) + await page.evaluate(CUT, width)
    return [f"{path}, {width} pixels: {fault}" for fault in faults]
