"""The layout of the board: what has room, what stays where it is, and what never covers what."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.domain.workshops import columns, workshops
from tests.browser.board import act_on, note
from tests.browser.conftest import LAPTOP, PHONE, BrowserPages
from tests.browser.places import Box, box, boxes, put_message_away, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY

SHORT_NAMES = ("Working together", "Roles and priorities", "Our system and next steps", "My leadership")
QUESTION = "What roles do we each have in this agenda, and what local priorities, challenges and opportunities? " * 2
LONG = "W" * 60
WIDE = "document.documentElement.scrollWidth"
HEIGHTS = "all => all.map((one) => one.clientHeight)"
FILL = "button => getComputedStyle(button).backgroundColor"
# Sizes of windows in pixels; SMALL ones are phones on their side, and 1280 by 1024 at 400 % zoom (320 by 256).
WINDOWS = [(1920, 1080), (1440, 900), (1366, 768), (1440, 320), (1000, 420), (768, 1024), (390, 780), (320, 640)]
SMALL = [(390, 390), (320, 320), (320, 256)]


async def use_workshop_with_long_questions(browser_pages: BrowserPages, questions: int = 3, **workshop: Any) -> None:
    """A new workshop for these pages, whose questions are long and have short names."""
    browser_pages.workshop = await asyncio.to_thread(browser_pages.server.workshop, questions=questions, **workshop)
    for column, name in zip(browser_pages.workshop.columns, SHORT_NAMES, strict=False):
        await browser_pages.do(FAY, columns.word, column, QUESTION, {}, short_name=name)


async def post_notes(browser_pages: BrowserPages, count: int = 30, *, column: int = 0) -> None:
    for number in range(count):
        await browser_pages.post(BEN, f"note {number} " + "and a few words more " * (number % 4), column=column)


def in_one_row(found: list[Box], most: float) -> bool:
    """Whether these begin at one height, and are at most so high."""
    return len({one.top for one in found}) == 1 and all(one.height <= most for one in found)


# What is wider than its box, of that which wraps.
CUT = """() => [...document.querySelectorAll('.note, .note *, .head *, .own-notes, .own-notes li, .tabs a')]
  .filter((item) => item.checkVisibility() && !item.matches('.tools *, .called'))
  .filter((item) => item.scrollWidth > item.clientWidth + 1 && item.clientWidth > 1
    && getComputedStyle(item).textOverflow !== 'ellipsis')
  .map((item) => item.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("ref", [ANA, FAY])
async def test_notes_have_more_than_sixty_percent_of_the_height(browser_pages: BrowserPages, ref: str) -> None:
    await use_workshop_with_long_questions(browser_pages)
    await post_notes(browser_pages)
    page = await browser_pages.visit(ref)
    for width, height in ((1440, 900), (1366, 768)):
        await page.set_viewport_size({"width": width, "height": height})
        await settled(page)
        papers, heads = page.locator(".paper"), page.locator(".head")
        await fulfils(lambda papers=papers: papers.evaluate_all(HEIGHTS), lambda found, h=height: min(found) > 0.6 * h)
        await fulfils(
            lambda heads=heads: boxes(heads), lambda found, h=height: in_one_row(found, 92 if h >= 800 else 56)
        )
        await fulfils(lambda: box(page.locator(".header")), lambda header: header.height == 60)


def in_four_columns(notes: list[Box]) -> bool:
    """Whether these stand side by side in their order, four in a row."""
    places = [(round(one.top), one.left) for one in notes]
    return places == sorted(places) and len({left for _top, left in places}) == 4


@pytest.mark.parametrize("questions", [1, 2, 3, 4])
async def test_notes_are_readably_wide_in_every_window(browser_pages: BrowserPages, questions: int) -> None:
    await use_workshop_with_long_questions(browser_pages, questions)
    await post_notes(browser_pages, 12)
    page = await browser_pages.visit(ANA)
    for width in (900, 1024, 1200, 1366, 1440, 1600, 1920):
        await page.set_viewport_size({"width": width, "height": 900})
        await settled(page)
        # Three columns of 900 pixels have less than a note wants.
        least = min(240, (width - 48 - 24 * (questions - 1)) // questions)
        await fulfils(
            lambda: boxes(page.locator(".notes:not(.pending) > li")),
            lambda notes, least=least: notes != [] and all(least <= round(note.width) <= 400 for note in notes),
        )
        await fulfils(lambda: page.evaluate(WIDE), lambda wide, width=width: wide <= width)
    # With the width to itself a question has its notes side by side, in the order of the document.
    if questions == 1:
        await page.set_viewport_size(LAPTOP["viewport"])
        await settled(page)
        await fulfils(lambda: boxes(page.locator(".notes:not(.pending) > li")), in_four_columns)


async def test_a_question_opens_to_its_full_text(browser_pages: BrowserPages) -> None:
    await use_workshop_with_long_questions(browser_pages)
    page = await browser_pages.visit(ANA, viewport={"width": 1366, "height": 768})
    head = page.locator(".head").first
    full, opens = head.get_by_text(QUESTION.strip()), head.get_by_role("button", name="Show the whole question")
    await expect(full).to_be_hidden()
    await opens.click()
    await expect(full).to_be_visible()
    await expect(opens).to_have_attribute("aria-expanded", "true")
    await becomes(lambda: full.evaluate("text => text.scrollHeight <= text.clientHeight + 1"), True)
    # A facilitator rewords the open question: it stays open.
    await browser_pages.do(
        FAY, columns.word, browser_pages.workshop.columns[0], "Something else?", {}, short_name="Anew"
    )
    await expect(head.get_by_text("Something else?")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(head.get_by_text("Something else?")).to_be_hidden()
    await expect(head.get_by_role("heading", name="Anew")).to_be_visible()


async def test_the_composer_stays_in_view_and_in_place_in_every_window(browser_pages: BrowserPages) -> None:
    await use_workshop_with_long_questions(browser_pages)
    await post_notes(browser_pages, 12)
    page = await browser_pages.visit(ANA)
    for number, (width, height) in enumerate((*WINDOWS, *SMALL)):
        await page.set_viewport_size({"width": width, "height": height})
        form = page.locator(".composer:visible").first
        words, post = form.get_by_role("textbox"), form.get_by_role("button", name="Post")
        await words.fill("half a thought")
        await settled(page)
        before = await boxes(words) + await boxes(post)
        for one in (words, post):
            await expect(one).to_be_in_viewport(ratio=1)
        for other in range(3):
            await browser_pages.post(BEN, f"from others {number}.{other}")
        await browser_pages.do(
            *(FAY, columns.word, browser_pages.workshop.columns[0], f"{QUESTION}And {number} more?", {}),
            short_name=f"Another name {number}",
        )
        await browser_pages.do(FAY, workshops.replace_code)
        await expect(note(page, f"from others {number}.2")).to_have_count(1)
        await expect(page.get_by_role("heading", name=f"Another name {number}", exact=True)).to_have_count(1)
        await settled(page)
        await becomes(lambda words=words: boxes(words), before[:1])
        await becomes(lambda post=post: boxes(post), before[1:])


async def test_the_composer_stays_above_a_keyboard_that_takes_half_of_the_window(browser_pages: BrowserPages) -> None:
    await post_notes(browser_pages, 8)
    page = await browser_pages.visit(ANA)
    for width, height in ((1440, 900), (390, 780), (360, 640)):
        await page.set_viewport_size({"width": width, "height": height})
        await page.reload()
        await keyboard_takes_half(page, width, height)


async def keyboard_takes_half(page: Page, width: int, height: int) -> None:
    """A writer sees all of the composer while a keyboard takes half of a window of this size."""
    form = page.locator(".composer:visible").first
    await form.get_by_role("textbox").fill("half a thought")
    await page.set_viewport_size({"width": width, "height": height // 2})
    for part in (form.get_by_role("textbox"), form.get_by_role("button", name="Post")):
        await expect(part).to_be_in_viewport(ratio=1)
    await expect(page.locator(".promise, .promised").locator("visible=true").first).to_be_in_viewport(ratio=1)
    # Some engines leave the window as it is, and tell only how much of it can be seen.
    await page.set_viewport_size({"width": width, "height": height})
    await page.evaluate(
        """(height) => {
          Object.defineProperty(visualViewport, 'height', { value: height, configurable: true });
          visualViewport.dispatchEvent(new Event('resize'));
        }""",
        height // 2,
    )
    for part in (form.get_by_role("textbox"), form.get_by_role("button", name="Post")):
        await fulfils(lambda part=part: box(part), lambda at: 0 <= at.top < at.bottom <= height // 2)


@pytest.mark.parametrize("options", [LAPTOP, PHONE])
async def test_saving_an_edit_leaves_the_note_where_it_is(browser_pages: BrowserPages, options: dict[str, Any]) -> None:
    await post_notes(browser_pages, 15)
    await browser_pages.post(ANA, "the first words of mine")
    await post_notes(browser_pages, 15)
    page = await browser_pages.visit(ANA, **options)
    mine = page.locator(".notes:not(.pending) > [data-ui-mine]")
    await mine.evaluate("note => note.scrollIntoView({ block: 'center' })")
    await act_on(page, mine, "Edit wording")
    editor = page.get_by_role("dialog", name="Edit your note")
    await expect(editor).to_be_visible()
    await settled(page)
    before = await box(mine)
    await editor.get_by_label("Your note").fill("other words of mine, which are many more than there were before " * 3)
    await editor.get_by_role("button", name="Save").click()
    await expect(mine).to_contain_text("edited")
    await settled(page)
    await fulfils(lambda: box(mine), lambda at: (at.left, round(at.top)) == (before.left, round(before.top)))
    await expect(page.locator(".pending > li")).to_have_count(0)


async def test_a_facilitators_action_leaves_the_note_in_place(browser_pages: BrowserPages) -> None:
    await post_notes(browser_pages, 30)
    page = await browser_pages.visit(FAY)
    one = note(page, "note 15")
    await one.evaluate("note => note.scrollIntoView({ block: 'center' })")
    for action, done in (("Hide from participants", "Hidden from"), ("Move up", ""), ("Show to participants", "")):
        await one.hover()
        await settled(page)
        before = await box(one)
        await act_on(page, one, action)
        await expect(page.locator("#toast")).to_be_visible()
        await expect(one).to_contain_text(done)
        if action == "Move up":
            await expect(page.locator(".notes").first.locator("li").nth(14)).to_contain_text("note 15")
        await settled(page)
        await fulfils(lambda: box(one), lambda at, before=before: abs(at.top - before.top) <= 1.5)
        await put_message_away(page)


async def test_show_my_name_stays_in_place_and_four_composers_are_low(browser_pages: BrowserPages) -> None:
    await use_workshop_with_long_questions(browser_pages, 4, naming="choice")
    page = await browser_pages.visit(ANA)
    for width, height in ((1440, 900), (1366, 768), (1024, 700), (390, 780), (320, 640)):
        await page.set_viewport_size({"width": width, "height": height})
        await page.reload()
        form = page.locator(".composer:visible").first
        choice = form.get_by_label("Show my name")
        await expect(choice).to_be_visible()
        await settled(page)
        before = await box(choice)
        await fulfils(lambda form=form: box(form), lambda at: at.height < 200)
        await form.get_by_role("textbox").fill("words")
        await settled(page)
        await becomes(lambda choice=choice: box(choice), before)
        await fulfils(lambda form=form: box(form), lambda at: at.height < 200)
        await form.get_by_role("textbox").fill("")


async def test_only_the_composer_in_use_has_a_filled_button_and_the_privacy_note_is_shown_once(
    browser_pages: BrowserPages,
) -> None:
    for questions in (1, 3):
        await use_workshop_with_long_questions(browser_pages, questions)
        page = await browser_pages.visit(ANA)
        await expect(page.locator(".privacy, .promised").locator("visible=true")).to_have_count(1)
        posts = page.get_by_role("button", name="Post")
        plain = await posts.last.evaluate(FILL)
        await page.get_by_role("textbox", name="Your note").first.focus()
        await fulfils(lambda posts=posts: posts.first.evaluate(FILL), lambda now, plain=plain: now != plain)
        if questions > 1:
            await becomes(lambda posts=posts: posts.last.evaluate(FILL), plain)


async def test_words_of_sixty_letters_wrap_on_the_board(browser_pages: BrowserPages) -> None:
    browser_pages.workshop = await asyncio.to_thread(browser_pages.server.workshop, naming="named")
    await asyncio.to_thread(browser_pages.workshop.join, "long", name=LONG)
    await browser_pages.do(
        FAY, columns.word, browser_pages.workshop.columns[0], f"{LONG} {LONG}?", {}, short_name=LONG[:40]
    )
    await browser_pages.do(FAY, columns.word, browser_pages.workshop.columns[1], LONG, {})
    for column in range(3):
        await browser_pages.post("long", f"{LONG} https://example.org/{LONG.lower()}", column=column)
    for ref in ("long", FAY):
        page = await browser_pages.visit(ref)
        for width in (320, 768, 1440):
            await page.set_viewport_size({"width": width, "height": 800})
            await page.reload()
            await page.locator(".to-own").click()
            await settled(page)
            await fulfils(lambda page=page: page.evaluate(WIDE), lambda wide, width=width: wide <= width)
            await becomes(lambda page=page: page.evaluate(CUT), [])


async def test_titles_people_and_tables_are_readable_at_every_width(browser_pages: BrowserPages) -> None:
    browser_pages.workshop = await asyncio.to_thread(browser_pages.server.workshop, naming="named")
    groups = ("council", "community_business", "vcse", "nhs", "resident", "other", None)
    for number, group in enumerate(groups):
        await asyncio.to_thread(browser_pages.workshop.join, f"person-{number}", speaks_for=group)
        await browser_pages.post(f"person-{number}", f"note {number}")
    page = await browser_pages.visit(FAY, "/tables", live=False, viewport={"width": 1440, "height": 900})
    table = page.get_by_role("region", name="Notes by question and by group")
    await becomes(lambda: table.evaluate("region => region.scrollWidth - region.clientWidth"), 0)
    await page.set_viewport_size({"width": 320, "height": 640})
    for rest in ("/tables", "/participants", "/share"):
        await page.goto(browser_pages.url(rest))
        await fulfils(lambda: box(page.locator(".titles h1")), lambda title: title.width >= 90)
    phone = await browser_pages.visit(ANA, viewport={"width": 320, "height": 640})
    await fulfils(lambda: box(phone.locator(".titles h1")), lambda title: title.width >= 90)
    await page.goto(browser_pages.url("/participants"))
    # Words and times are on one line each, instead of one letter below the other.
    broken = """rows => [...rows.querySelectorAll('th > .sought, td.sought, td[data-label]')]
      .filter((part) => part.getBoundingClientRect().height > 40).map((part) => part.textContent)"""
    for width in (320, 768):
        await page.set_viewport_size({"width": width, "height": 800})
        await becomes(lambda: page.locator("#people").evaluate(broken), [])
        await fulfils(lambda: page.evaluate(WIDE), lambda wide, width=width: wide <= width)
        buttons = page.locator("#people").get_by_role("button")
        await fulfils(
            lambda buttons=buttons: boxes(buttons),
            lambda found, width=width: found != [] and all(one.left >= 0 and one.right <= width for one in found),
        )
    screen = await browser_pages.visit(FAY, "/screen", viewport={"width": 320, "height": 640})
    await fulfils(lambda: screen.evaluate(WIDE), lambda wide: wide <= 320)
    small = """screen => [...screen.querySelectorAll('p, h1, li, .code')].filter((part) => part.checkVisibility())
      .filter((part) => parseFloat(getComputedStyle(part).fontSize) < 14).map((part) => part.textContent)"""
    await becomes(lambda: screen.locator(".projector").evaluate(small), [])
