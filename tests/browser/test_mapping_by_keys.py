"""A facilitator maps notes onto the framework by keys."""

import re
from functools import partial

from playwright.async_api import Route, expect

from tests.browser.conftest import BrowserPages
from tests.browser.mapping import comes_to, element, given, shown
from tests.browser.network import held, let_in
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, FAY


async def test_notes_are_mapped_by_keys(browser_pages: BrowserPages) -> None:
    posted = [await browser_pages.post(ANA, f"note {number}") for number in range(4)]
    page = await browser_pages.visit(FAY, "/map")
    await expect(shown(page)).to_have_text("note 0")
    await page.keyboard.press("q")
    await expect(page.locator("#progress")).to_contain_text("1 of 4 notes mapped")
    await page.keyboard.press("Enter")
    await expect(shown(page)).to_have_text("note 1")
    await page.keyboard.press("w")
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await expect(shown(page)).to_have_text("note 2")
    await page.keyboard.press("0")
    await expect(page.locator("#progress")).to_contain_text("3 of 4 notes mapped")
    await page.keyboard.press("Backspace")
    await expect(page.locator("#progress")).to_contain_text("2 of 4 notes mapped")
    # Ctrl+Z does the same, wherever focus is, but not while someone types.
    await page.keyboard.press("0")
    await expect(page.locator("#progress")).to_contain_text("3 of 4 notes mapped")
    await page.get_by_role("button", name="Timer").click()
    await page.get_by_label("Minutes").press("Control+z")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Timer").press("Control+z")
    await expect(page.locator("#progress")).to_contain_text("2 of 4 notes mapped")
    await comes_to(browser_pages, {posted[0]: {"involve_voice"}, posted[1]: {"involve_decisions", "value_trust"}})
    await expect(page.locator("#total-involve_voice")).to_have_text("1")


async def test_keys_can_be_switched_off_and_never_act_in_a_field(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note")
    page = await browser_pages.visit(FAY, "/map")
    await page.get_by_label("Use letter keys").uncheck()
    await page.locator("#now").focus()
    await page.keyboard.press("q")
    await page.reload()
    await expect(page.get_by_label("Use letter keys")).not_to_be_checked()
    # The button works, and nothing that was pressed before it.
    await element(page, "Shared power").click()
    await comes_to(browser_pages, {note: {"involve_decisions"}})


async def test_one_key_shows_what_an_element_means(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "note")
    page = await browser_pages.visit(FAY, "/map")
    await page.keyboard.press("?")
    about = page.get_by_role("dialog")
    await expect(about).to_contain_text("Use for listening, insight and feedback.")
    await expect(about).to_contain_text("Strong: insight is gathered by trusted local people")
    await expect(about).to_contain_text("Hearing from residents, including people who are seldom heard")
    # Keys of elements in the wording are with_names out.
    await expect(about).to_contain_text("use “Shared power and co-production”")
    await expect(about).not_to_contain_text(re.compile("[a-z]_[a-z]"))
    await page.keyboard.press("a")
    await expect(about.get_by_role("heading", name="Evidence, measuring and learning")).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(about).to_be_hidden()
    await expect(page.locator("#now")).to_be_focused()
    await page.keyboard.press("Shift+i")
    await expect(about.get_by_role("heading", name="Range and reach")).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await comes_to(browser_pages, {})


async def test_mapping_sixty_notes_by_keys_moves_no_control(browser_pages: BrowserPages) -> None:
    words = " ".join(["a long note that has to be scrolled"] * 45)
    posted = [
        await browser_pages.post(ANA, f"note {number} {words if number % 7 == 3 else ''}") for number in range(60)
    ]
    page = await browser_pages.visit(FAY, "/map")
    where = """() => {
      return { focus: document.activeElement.id, top: document.getElementById('now').scrollTop, page: scrollY };
    }"""
    presses = 0
    for number in range(60):
        await expect(shown(page)).to_have_text(re.compile(rf"^note {number}\b"))
        for key in ("qwertyuiopa"[number % 11], *(["1"] if number % 5 == 0 else []), "Enter"):
            await page.keyboard.press(key)
            presses += 1
            if number % 7 == 3 and key != "Enter":
                # What one has scrolled to in a long note stays, whatever comes back from the server.
                await page.locator("#now").evaluate("now => { now.scrollTop = 80; }")
                await expect(page.locator("#progress")).to_contain_text(f"{number + 1} of 60")
                await fulfils(lambda: page.evaluate(where), lambda at: at["top"] == 80)
        if number < 59:
            await expect(shown(page)).to_have_text(re.compile(rf"^note {number + 1}\b"))
        # After the last one there is nowhere to go.
        top = 0 if number < 59 else 80
        await becomes(lambda: page.evaluate(where), {"focus": "now", "top": top, "page": 0})
        await expect(page.locator("[data-ui-current]")).to_be_in_viewport(ratio=0.99)
    # Two for each note, and one more for each value.
    assert presses == 2 * 60 + 60 // 5
    await expect(page.locator("#progress")).to_contain_text("60 of 60 notes mapped")
    await expect(page.locator("#toast")).to_contain_text("All notes are mapped.")
    await fulfils(partial(given, browser_pages), lambda codes: set(codes) == set(posted))


async def test_a_failed_undo_is_repeated_for_the_same_change(browser_pages: BrowserPages) -> None:
    one, _two = [await browser_pages.post(ANA, text) for text in ("one", "two")]
    page = await browser_pages.visit(FAY, "/map")
    away = False

    async def answer(route: Route) -> None:
        await (route.abort() if away else route.continue_())

    await page.route("**/codings", answer)
    for text in ("one", "two"):
        await expect(page.locator("#now .words")).to_have_text(text)
        async with page.expect_response("**/codings"):
            await page.keyboard.press("q")
        await page.keyboard.press("Enter")
    await expect(page.locator("#progress")).to_contain_text("2 of 2")
    away = True
    await page.keyboard.press("Backspace")
    await expect(page.locator("#toast")).to_have_text("That did not work. Try again.")
    away = False
    await page.keyboard.press("Backspace")
    await expect(page.locator("#progress")).to_contain_text("1 of 2")
    await comes_to(browser_pages, {one: {"involve_voice"}})


async def test_quick_presses_apply_in_order_although_updates_arrive(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note 0")
    page = await browser_pages.visit(FAY, "/map")
    await held(page)
    for key in ("q", "w", "q", "e", "e", "e"):
        await page.keyboard.press(key)
    for name, on in (("Community voice", "false"), ("Shared power", "true"), ("Cross-sector", "true")):
        await expect(element(page, name)).to_have_attribute("aria-pressed", on)
    await let_in(page)
    await expect(page.locator("#queue .entry")).to_have_attribute("data-codes", "involve_decisions involve_partners")
    for name, on in (("Community voice", "false"), ("Shared power", "true"), ("Cross-sector", "true")):
        await expect(element(page, name)).to_have_attribute("aria-pressed", on)
    await comes_to(browser_pages, {note: {"involve_decisions", "involve_partners"}})


async def test_a_facet_is_given_by_shift_and_the_position_of_a_digit(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA)
    page = await browser_pages.visit(FAY, "/map")
    await expect(shown(page)).to_have_text("Hello")
    # What Shift and 3 write differs between keyboards; the key is in the same place.
    for key in ("£", "#", "3"):
        await page.evaluate(
            """(key) => document.querySelector("#main").dispatchEvent(
                new KeyboardEvent("keydown", { key, code: "Digit3", shiftKey: true, bubbles: true }))""",
            key,
        )
    await comes_to(browser_pages, {note: {"facet_challenge"}})
    await expect(page.locator("#progress")).to_contain_text("0 of 1 note mapped")
    await page.keyboard.press("1")
    await comes_to(browser_pages, {note: {"facet_challenge", "value_trust"}})
