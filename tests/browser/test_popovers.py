"""Menus, filters, messages and what is carried: beside or above everything, and never over what someone needs."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from app.domain.board import notes
from tests.browser.board import act_on, filled, note, write
from tests.browser.conftest import LAPTOP, PHONE, BrowserPages
from tests.browser.finger import Finger
from tests.browser.places import Box, box, boxes, centre, composers_under, covered, overlap, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY

TABLE: dict[str, Any] = {"viewport": {"width": 1100, "height": 800}, "is_mobile": True, "has_touch": True}
# Chromium has anchors; so that it uses what other engines use, it says that it has none.
WITHOUT_ANCHORS = (
    "const supports = CSS.supports; CSS.supports = (...what) => !/anchor/.test(what) && supports(...what);"
)


async def beside(menu: Locator, note: Locator) -> bool:
    """Whether at most 16 pixels are between the two."""
    at = await box(menu)
    return Box(at.left - 16, at.top - 16, at.right + 16, at.bottom + 16).covers(await box(note))


@pytest.mark.parametrize("anchors", [True, False])
@pytest.mark.parametrize("size", [(1440, 900), (1000, 640), (390, 780)])
async def test_the_menu_covers_neither_its_note_nor_a_composer(
    browser_pages: BrowserPages, size: tuple[int, int], anchors: bool
) -> None:
    await filled(browser_pages)
    page = await browser_pages.window(viewport={"width": size[0], "height": size[1]})
    if not anchors:
        await page.add_init_script(WITHOUT_ANCHORS)
    name, value = browser_pages.server.cookie(browser_pages.workshop, FAY).split("=", 1)
    await page.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    await page.goto(browser_pages.url())
    menu = page.get_by_role("dialog", name="Note actions")
    shown = page.locator(".notes:not(.pending) > li:visible")
    for which in [await shown.first.get_attribute("id"), await shown.last.get_attribute("id")]:
        one = page.locator(f"#{which}")
        await one.scroll_into_view_if_needed()
        button = one.get_by_role("button", name="Note actions")
        await button.click()
        await expect(menu).to_be_visible()
        await settled(page)
        await becomes(lambda one=one: overlap(menu, one), False)
        await becomes(lambda one=one: beside(menu, one), True)
        await becomes(lambda: composers_under(page, menu), [])
        await fulfils(lambda: box(menu), lambda at: at.left >= 0 and at.top >= 0 and at.right <= size[0])
        # Nothing is dimmed, and the note it is about can be told.
        dims = "getComputedStyle(document.querySelector('#menu'), '::backdrop').backgroundColor"
        await fulfils(
            lambda dims=dims: page.evaluate(dims), lambda colour: colour in ("rgba(0, 0, 0, 0)", "transparent")
        )
        await expect(one).to_have_css("outline-style", "solid")
        await page.keyboard.press("Escape")
        await expect(menu).to_be_hidden()
        await expect(button).to_be_focused()
    # A second press on the same button closes it again.
    await button.click()
    await expect(menu).to_be_visible()
    await button.click()
    await expect(menu).to_be_hidden()


async def test_arrow_keys_move_through_the_menu(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "one")
    page = await browser_pages.visit(FAY)
    await note(page, "one").get_by_role("button", name="Note actions").click()
    menu = page.get_by_role("dialog", name="Note actions")
    await expect(menu.get_by_role("button", name="Move up")).to_be_focused()
    for name in ("Delete permanently", "Hide many notes", "Hide from participants"):
        await page.keyboard.press("ArrowUp")
        await expect(menu.get_by_role("button", name=name)).to_be_focused()
    for _ in range(4):
        await page.keyboard.press("ArrowDown")
    await expect(menu.get_by_role("button", name="Move down")).to_be_focused()


@pytest.mark.parametrize("options", [LAPTOP, PHONE])
async def test_searching_and_filtering_move_nothing_and_show_counts(
    browser_pages: BrowserPages, options: dict[str, Any]
) -> None:
    await filled(browser_pages)
    await browser_pages.post(ANA, "mine, about parking")
    page = await browser_pages.visit(ANA, **options)
    if options is PHONE:
        await page.locator(".to-own").click()
        await page.locator("#private-fragment").get_by_role("button", name="Find notes").click()
    words, head = page.get_by_label("Search the notes"), page.locator(".head:visible").first
    fixed = (".header", ".steering", ".head:visible", ".composer:visible", ".to-filters", "#find-words")

    async def places() -> list[Box]:
        return [await box(page.locator(part).first) for part in fixed]

    await settled(page)
    before = await places()
    await words.fill("parking")
    await expect(head).to_contain_text("1 of 9 notes")
    if options is LAPTOP:
        other = page.locator(".column").nth(1)
        await expect(other.get_by_text("No matching notes")).to_be_visible()
    await words.fill("nothing like it")
    await expect(page.locator(".column:visible").first.get_by_text("No matching notes")).to_be_visible()
    await settled(page)
    await becomes(places, before)
    await page.locator(".column:visible").first.get_by_role("button", name="Show all notes").click()
    await expect(page.locator(".notes:not(.pending) > li:visible")).to_have_count(25 if options is LAPTOP else 9)

    await page.get_by_role("button", name="Filter").click()
    filters = page.get_by_role("dialog", name="Filter")
    await expect(filters.locator(".chip", has_text="My notes")).to_contain_text("1")
    await filters.get_by_label("My notes").check()
    await expect(page.get_by_role("button", name="Filter: 1")).to_be_visible()
    await expect(filters).to_contain_text("1 of 25 notes")
    await becomes(places, before)
    await becomes(lambda: composers_under(page, filters), [])
    await filters.get_by_role("button", name="Show all notes").click()
    await expect(page.get_by_role("button", name="Filter", exact=True)).to_be_visible()
    await filters.get_by_role("button", name="Close").click()
    await settled(page)
    if options is LAPTOP:
        await becomes(places, before)


@pytest.mark.parametrize(("ref", "options"), [(FAY, LAPTOP), (FAY, PHONE), (ANA, PHONE), (ANA, LAPTOP)])
async def test_a_message_covers_nothing_that_can_be_pressed(
    browser_pages: BrowserPages, ref: str, options: dict[str, Any]
) -> None:
    await filled(browser_pages)
    await browser_pages.post(ref, "about to go")
    page = await browser_pages.visit(ref, **options)
    await act_on(page, note(page, "about to go"), "Delete note")
    toast = page.locator("#toast")
    await expect(toast.get_by_role("button", name="Undo")).to_be_in_viewport(ratio=1)
    await settled(page)
    await becomes(lambda: covered(page, "#toast"), [])
    if ref == FAY:
        return
    # The same for what is said for as long as there is no connection.
    await page.evaluate("document.getElementById('toast').hidden = true")
    await page.evaluate(
        "(banner) => { banner.hidden = false; banner.textContent = document.getElementById('messages').dataset.gone; }",
        await page.query_selector("#banner"),
    )
    await becomes(lambda: covered(page, "#banner"), [])


async def test_a_message_disappears_by_itself_unless_it_is_in_use(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "one")
    await browser_pages.post(ANA, "two")
    page = await browser_pages.visit(ANA)
    await page.clock.install()
    toast = page.locator("#toast")

    async def deleted(text: str) -> None:
        await act_on(page, note(page, text), "Delete note")
        await expect(toast).to_contain_text("Note deleted.")

    await deleted("one")
    await page.clock.fast_forward(9_000)
    await expect(toast).to_be_hidden()
    await deleted("two")
    await toast.hover()
    await page.clock.fast_forward(60_000)
    await expect(toast).to_be_visible()
    await page.mouse.move(700, 500)
    await toast.get_by_role("button", name="Undo").focus()
    await page.clock.fast_forward(60_000)
    await expect(toast).to_be_visible()
    await page.locator(".composer textarea").first.focus()
    await page.clock.fast_forward(9_000)
    await expect(toast).to_be_hidden()


async def seen_at(page: Page, x: float, y: float) -> bool:
    """Whether what is carried is drawn at this point, over everything else."""
    return await page.evaluate(
        """([x, y]) => {
          const lifted = document.querySelector('.lifted');
          if (!lifted) return false;
          lifted.inert = false;
          lifted.style.pointerEvents = 'auto';
          const seen = Boolean(document.elementFromPoint(x, y)?.closest('.lifted'));
          lifted.style.pointerEvents = '';
          lifted.inert = true;
          return seen;
        }""",
        [x, y],
    )


async def test_a_note_follows_the_mouse_out_of_its_column(browser_pages: BrowserPages) -> None:
    await filled(browser_pages)
    page = await browser_pages.visit(FAY)
    one = note(page, "note 21")
    await one.hover()
    x, y = await centre(one.locator(".grip"))
    width = (await box(one)).width
    await page.mouse.move(x, y)
    await page.mouse.down()
    for to_x, to_y in ((700, 400), (1200, 300), (1200, 60), (400, 850)):
        await page.mouse.move(to_x, to_y, steps=6)
        await settled(page)
        # Left of and below the pointer, as where it was picked up.
        await becomes(lambda x=to_x, y=to_y: seen_at(page, x - 30, y + 12), True)
        await fulfils(lambda: box(page.locator(".lifted .note")), lambda at: abs(at.width - width) < 12)
    await page.mouse.move(1200, 300)
    # Between two notes, or on the middle of one.
    target = page.locator(".column").nth(2).locator(":is([data-ui-drop], [data-ui-onto])")
    await expect(target).to_have_count(1)
    await page.mouse.up()
    await expect(page.locator(f"#notes-{browser_pages.workshop.columns[2]}")).to_contain_text("note 21")
    await expect(page.locator(".lifted")).to_have_count(0)


async def test_a_note_follows_a_finger_out_of_its_column(browser_pages: BrowserPages) -> None:
    await filled(browser_pages)
    page = await browser_pages.visit(FAY, **TABLE)
    one = note(page, "note 21")
    await one.scroll_into_view_if_needed()
    async with Finger(page) as finger:
        await finger.down(*await centre(one.locator(".grip")))
        await finger.stay()
        await finger.move(900, 300)
        await settled(page)
        await becomes(lambda: seen_at(page, 860, 310), True)
        await finger.up()
    await expect(page.locator(f"#notes-{browser_pages.workshop.columns[2]}")).to_contain_text("note 21")


async def test_an_empty_note_is_refused_beside_its_box(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(ANA)
    form = page.locator(".composer").first
    await form.get_by_role("button", name="Post").click()
    await expect(form).to_contain_text("Write something first.")
    words = form.get_by_role("textbox")
    await expect(words).to_be_focused()
    await expect(words).to_have_attribute("aria-invalid", "true")
    # The browser says nothing of its own.
    await expect(form).to_have_js_property("noValidate", True)
    await words.fill("something")
    await expect(form).not_to_contain_text("Write something first.")
    await write(page, "something")
    await expect(note(page, "something")).to_be_visible()


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


async def test_grip_and_menu_appear_on_hover_and_always_on_touch_screens(
    browser_pages: BrowserPages,
) -> None:
    await browser_pages.post(ANA, "one")
    page = await browser_pages.visit(FAY)
    tools = note(page, "one").locator(".tools")
    await expect(tools).to_have_css("opacity", "0")
    await settled(page)
    before = await box(note(page, "one"))
    await note(page, "one").hover()
    await expect(tools).to_have_css("opacity", "1")
    await fulfils(lambda: box(note(page, "one")), lambda now: now.height == before.height)
    await page.mouse.move(5, 5)
    await note(page, "one").get_by_role("button", name="Note actions").focus()
    await expect(tools).to_have_css("opacity", "1")
    phone = await browser_pages.visit(FAY, **PHONE)
    more = note(phone, "one").get_by_role("button", name="Note actions")
    await fulfils(lambda: box(more), lambda at: min(at.width, at.height) >= 44)
    await expect(note(phone, "one").locator(".tools")).to_have_css("opacity", "1")


async def test_without_javascript_own_notes_are_marked_and_empty_ones_are_refused(
    browser_pages: BrowserPages,
) -> None:
    mine = await browser_pages.post(ANA, "mine")
    await browser_pages.post(BEN, "theirs")
    page = await browser_pages.visit(ANA, live=False, java_script_enabled=False)
    one, other = page.locator(f"#note-{mine}"), page.locator(".notes > li", has_text="theirs")
    await expect(one.get_by_text("Saved")).to_be_visible()
    await expect(other.get_by_text("Saved")).to_be_hidden()
    for row in (".head h2", ".paper"):
        await fulfils(
            lambda row=row: boxes(page.locator(row)), lambda found: len({round(one.top) for one in found}) == 1
        )
    form = page.locator(".composer").first
    await form.get_by_role("button", name="Post").click()
    await expect(page.get_by_role("alert")).to_have_text("Write something first.")
    await page.get_by_role("textbox").fill("this time with words")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator(".notes > li", has_text="this time with words").get_by_text("Saved")).to_be_visible()


async def test_an_unsaved_edit_is_marked_on_its_note(browser_pages: BrowserPages) -> None:
    mine = await browser_pages.post(ANA, "before")
    page = await browser_pages.visit(ANA)
    await page.route("**/notes/*", lambda route: route.abort())
    await act_on(page, note(page, "before"), "Edit wording")
    editor = page.get_by_role("dialog", name="Edit your note")
    await editor.get_by_label("Your note").fill("after")
    await editor.get_by_role("button", name="Save").click()
    await expect(note(page, "after")).to_contain_text("Not saved yet. We’ll keep trying to send it.")
    # An update of that note takes neither the words nor the state away.
    await browser_pages.do(FAY, notes.hide, mine, on=False)
    await browser_pages.post(BEN, "from Ben")
    await expect(note(page, "from Ben")).to_be_visible()
    await expect(note(page, "after")).to_contain_text("Not saved yet.")
    await page.unroute("**/notes/*")
    await expect(note(page, "after")).to_contain_text("Yours · Saved ✓")
    await fulfils(lambda: browser_pages.stored(mine), lambda stored: stored.text == "after")


@pytest.mark.parametrize("ref", [ANA, FAY])
async def test_an_empty_board_says_the_first_thing_to_do(browser_pages: BrowserPages, ref: str) -> None:
    page = await browser_pages.visit(ref)
    first = page.locator(".column").first
    await expect(first.get_by_text("No notes yet")).to_be_visible()
    if ref == ANA:
        await expect(first).to_contain_text("Write the first note below.")
        return
    code = browser_pages.workshop.code
    await expect(first.locator(".code")).to_have_text(f"{code[:3]} {code[3:]}")
    await expect(first.get_by_role("img")).to_have_js_property("complete", True)
    await expect(first.get_by_role("link", name="Share the code")).to_be_visible()
    await browser_pages.post(ANA, "the first")
    await expect(first.get_by_text("No notes yet")).to_be_hidden()
