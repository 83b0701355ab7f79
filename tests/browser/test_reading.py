"""Someone who reads or writes while notes arrive stays where they are, and sees of a long note its beginning."""

from playwright.async_api import expect

from app.domain.board import notes
from tests.browser.board import note
from tests.browser.conftest import BrowserPages
from tests.browser.places import settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY


async def test_updates_keep_the_text_focus_and_scroll_position_of_a_reader(browser_pages: BrowserPages) -> None:
    first = [await browser_pages.post(BEN, f"note {number}") for number in range(40)]
    ana = await browser_pages.visit(ANA)
    composer = ana.locator(".composer textarea").first
    await composer.click()
    await composer.press_sequentially("half a thought")
    await ana.evaluate("document.activeElement.setSelectionRange(5, 9)")
    paper = ana.locator(".paper").first
    # Notes that come into sight get their real heights in the next frames.
    scroll = """paper => new Promise((done) => {
      paper.scrollTop = 300;
      requestAnimationFrame(() => requestAnimationFrame(done));
    })"""
    for _ in range(2):
        await settled(ana)
        await paper.evaluate(scroll)
    where = """() => {
      const box = document.activeElement, paper = document.querySelector('.paper');
      const edge = paper.getBoundingClientRect().top;
      const top = [...paper.querySelectorAll('[data-rank]')].find(n => n.getBoundingClientRect().bottom > edge);
      return [box.id, box.value, box.selectionStart, box.selectionEnd, paper.scrollTop, top.id,
        Math.round(top.getBoundingClientRect().top), Math.round(box.getBoundingClientRect().top)];
    }"""
    before = await ana.evaluate(where)
    for number in range(50):
        await browser_pages.post(BEN, f"arrival {number}")
    await browser_pages.do(BEN, notes.edit, first[35], text="changed elsewhere")
    await expect(note(ana, "arrival 49")).to_have_count(1)
    await expect(ana.locator(".newer").first).to_have_text("50 new notes ↓")
    await settled(ana)
    await becomes(lambda: ana.evaluate(where), before)
    async with ana.expect_websocket():
        await ana.evaluate("document.getElementById('live')._htmx.ws.connection.socket.close()")
        await browser_pages.post(BEN, "while the connection was away")
    await expect(note(ana, "while the connection was away")).to_have_count(1)
    await browser_pages.post(BEN, "after the connection came back")
    await expect(note(ana, "after the connection came back")).to_have_count(1)
    await settled(ana)
    await becomes(lambda: ana.evaluate(where), before)
    await ana.locator(".newer").first.click()
    await expect(note(ana, "after the connection came back")).to_be_in_viewport()
    await expect(ana.locator(".newer").first).to_be_hidden()


async def test_a_list_scrolled_to_its_end_stays_at_its_end(browser_pages: BrowserPages) -> None:
    for number in range(30):
        await browser_pages.post(BEN, f"note {number}")
    ana = await browser_pages.visit(ANA)
    await expect(note(ana, "note 29")).to_be_in_viewport()
    await browser_pages.post(BEN, "the very latest")
    await expect(note(ana, "the very latest")).to_be_in_viewport()
    await expect(ana.locator(".newer").first).to_be_hidden()


async def test_a_long_note_shows_eight_lines_until_it_is_opened(browser_pages: BrowserPages) -> None:
    await browser_pages.post(BEN, "a short one")
    long = await browser_pages.post(BEN, "many words that go on and on " * 30)
    page = await browser_pages.visit(ANA)
    one, short = note(page, "many words"), note(page, "a short one")
    await expect(short.get_by_role("button")).to_have_count(0)
    lines = "words => Math.round(words.clientHeight / parseFloat(getComputedStyle(words).lineHeight))"
    more = one.get_by_role("button", name="Show more")
    await expect(more).to_be_visible()
    await becomes(lambda: one.locator(".words").evaluate(lines), 8)
    await more.focus()
    await page.keyboard.press("Enter")
    less = one.get_by_role("button", name="Show less")
    await expect(less).to_be_focused()
    await fulfils(lambda: one.locator(".words").evaluate(lines), lambda shown: shown > 8)
    # It stays open through an update, and is closed again after a reload.
    await browser_pages.do(FAY, notes.hide, long, on=True)
    await browser_pages.do(FAY, notes.hide, long, on=False)
    await page.reload()
    await expect(note(page, "many words").get_by_role("button", name="Show more")).to_be_visible()
