"""The facilitator's page: notes onto the framework, by keys and by clicks, with others at the same time."""

import asyncio
import re
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Route, expect

from app.domain.mapping import codings
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.finger import Finger, stop_clock
from tests.browser.mapping import comes_to, element, given, shown, two
from tests.browser.network import held, let_in
from tests.browser.places import centre, settled
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


async def test_two_facilitators_see_each_others_codings_at_once(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "note 0")
    await browser_pages.post(ANA, "note 1")
    one, other = await browser_pages.visit(FAY, "/map"), await browser_pages.visit(FAY, "/map")
    await one.get_by_role("button", name="Community voice and insight").click()
    await expect(other.get_by_role("button", name="Community voice and insight")).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(shown(other)).to_have_text("note 0")
    await other.get_by_role("button", name="Not about the framework").click()
    await expect(one.get_by_role("button", name="Community voice and insight")).to_have_attribute(
        "aria-pressed", "false"
    )
    await browser_pages.post(ANA, "note 2")
    await expect(one.locator("#queue .entry", has_text="note 2")).to_be_visible()
    await expect(shown(one)).to_have_text("note 0")


async def test_the_mapping_page_says_that_names_are_working_labels(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(FAY, "/map")
    await expect(page.locator("main")).to_contain_text("Element names are provisional.")
    await expect(page.locator("main")).to_contain_text("New notes will appear here.")


async def test_filters_are_per_facilitator_and_a_table_cell_opens_its_notes(browser_pages: BrowserPages) -> None:
    reach = await browser_pages.post(ANA, "a note about reach")
    await asyncio.to_thread(browser_pages.workshop.join, "nora", speaks_for=None)
    await browser_pages.post("nora", "another", column=1)
    await browser_pages.do(FAY, codings.give, reach, "scale_reach")
    other = await browser_pages.visit(FAY, "/map")
    tables = await browser_pages.visit(FAY, "/tables", live=False)
    row = tables.get_by_role("row", name="Range and reach").first
    await row.get_by_role("link", name="1").first.click()
    shown_entries = tables.locator("#queue > li:visible .words")
    await expect(shown_entries).to_have_text(["a note about reach"])
    # The note in large type is one of those that are listed, though it is mapped and another is not.
    await expect(tables.locator("#now .words")).to_have_text("a note about reach")
    await tables.get_by_role("button", name="Filter: 2").click()
    await tables.get_by_role("button", name="Show all notes").click()
    await expect(shown_entries).to_have_count(2)
    await tables.get_by_label("Search the notes").fill("ANOTH")
    await expect(shown_entries).to_have_text(["another"])
    await tables.get_by_label("Search the notes").fill("nothing like it")
    await expect(tables.locator("#find")).to_contain_text("No matching notes")
    await expect(other.locator("#queue > li:visible")).to_have_count(2)
    await tables.goto(browser_pages.url("/tables"))
    await tables.get_by_role("row", name="Not mapped yet").get_by_role("link", name="1").last.click()
    await expect(tables.get_by_role("button", name="Filter: 2")).to_be_visible()
    await expect(shown_entries).to_have_text(["another"])
    await tables.get_by_role("button", name="Filter: 2").click()
    await expect(tables.locator("#filters").get_by_label("No group")).to_be_checked()


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


async def test_the_wheel_fills_as_notes_are_mapped_and_can_be_pressed(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "note")
    page = await browser_pages.visit(FAY, "/map")
    await expect(page.locator("#wheel .filled")).to_have_count(0)
    await page.locator("#wheel [data-slice=scale_reach] .room").click()
    await expect(page.locator("#wheel [data-slice=scale_reach] .many")).to_have_text("1")
    await expect(page.locator("#wheel .filled")).to_have_count(1)


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


async def test_previous_next_and_undo_are_buttons_too(browser_pages: BrowserPages) -> None:
    for number in range(3):
        await browser_pages.post(ANA, f"note {number}")
    page = await browser_pages.visit(FAY, "/map")
    await element(page, "Community voice").click()
    await element(page, "Next").click()
    await expect(shown(page)).to_have_text("note 1")
    await element(page, "Next").click()
    await element(page, "Previous").click()
    await expect(shown(page)).to_have_text("note 1")
    await page.locator("#now").focus()
    await page.keyboard.press("Shift+Enter")
    await expect(shown(page)).to_have_text("note 0")
    await element(page, "Undo").click()
    await expect(element(page, "Community voice")).to_have_attribute("aria-pressed", "false")
    await expect(page.locator("#progress")).to_contain_text("0 of 3")
    await element(page, "Undo").click()
    await expect(page.locator("#toast")).to_contain_text("There is nothing to undo.")


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


async def test_a_note_is_dragged_onto_an_element_or_a_slice_by_mouse(browser_pages: BrowserPages) -> None:
    posted = [await browser_pages.post(ANA, f"note {number}") for number in range(3)]
    page = await browser_pages.visit(FAY, "/map")
    await page.mouse.move(*await centre(page.locator("#now")))
    await page.mouse.down()
    x, y = await centre(page.locator("#wheel [data-slice=scale_reach] .band"))
    await page.mouse.move(x, y, steps=8)
    await expect(page.locator("#carried")).to_have_text("note 0")
    await expect(page.locator("[data-slice=scale_reach][data-ui-drop]")).to_have_count(1)
    await page.keyboard.press("Escape")
    await page.mouse.up()
    await expect(page.locator("#carried")).to_be_hidden()
    await comes_to(browser_pages, {})
    await page.mouse.move(*await centre(page.locator("#now")))
    await page.mouse.down()
    await page.mouse.move(x, y, steps=8)
    await page.mouse.up()
    await expect(page.locator("#total-scale_reach")).to_have_text("1")
    # A note of the queue goes where it is dropped; the one in large type stays.
    await page.locator("#queue .entry", has_text="note 2").drag_to(element(page, "Community voice"))
    await expect(page.locator("#total-involve_voice")).to_have_text("1")
    await expect(shown(page)).to_have_text("note 0")
    await page.locator("#queue .entry", has_text="note 1").drag_to(page.locator("#progress"))
    await page.locator("#queue .entry", has_text="note 2").drag_to(page.locator("#wheel [data-slice=value_trust]"))
    await expect(page.locator("#total-value_trust")).to_have_text("1")
    codes = {posted[0]: {"scale_reach"}, posted[2]: {"involve_voice", "value_trust"}}
    await comes_to(browser_pages, codes)
    await page.locator("#now").focus()
    await page.keyboard.press("Backspace")
    await page.keyboard.press("Backspace")
    await expect(page.locator("#total-involve_voice")).to_have_text("0")
    await comes_to(browser_pages, {posted[0]: {"scale_reach"}})


TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1100}, "is_mobile": True, "has_touch": True}


async def test_a_swipe_over_notes_scrolls_and_drags_nothing(browser_pages: BrowserPages) -> None:
    for number in range(20):
        await browser_pages.post(ANA, f"note {number}")
    page = await browser_pages.visit(FAY, "/map", **TABLET)
    await settled(page)
    await stop_clock(page)
    async with Finger(page) as finger:
        x, y = await centre(page.locator("#queue .entry", has_text="note 5"))
        await finger.down(x, y)
        await finger.move(x, y - 150)
        await finger.move(*await centre(element(page, "Community voice")))
        await expect(page.locator("#carried")).to_be_hidden()
        await finger.up()
    await expect(page.locator("#queue .entry", has_text="note 0")).not_to_be_in_viewport()
    await expect(shown(page)).to_have_text("note 0")
    await comes_to(browser_pages, {})


async def test_a_long_press_picks_up_a_note(browser_pages: BrowserPages) -> None:
    posted = [await browser_pages.post(ANA, f"note {number}") for number in range(20)]
    page = await browser_pages.visit(FAY, "/map", **TABLET)
    target = element(page, "Community voice")
    async with Finger(page) as finger:
        for lets_go, codes in ((False, {}), (True, {posted[2]: {"involve_voice"}})):
            await finger.down(*await centre(page.locator("#queue .entry", has_text=re.compile(r"note 2\b"))))
            await finger.stay()
            await finger.move(*await centre(target))
            await expect(page.locator(".element[data-ui-drop]")).to_contain_text("Community voice")
            if lets_go:
                await finger.up()
                await expect(page.locator("#total-involve_voice")).to_have_text("1")
            else:
                await page.keyboard.press("Escape")
                await finger.up()
            await comes_to(browser_pages, codes)
        await becomes(lambda: page.evaluate("[scrollY, document.getElementById('queue').scrollTop]"), [0, 0])
        await finger.down(*await centre(page.locator("#now")))
        await finger.stay()
        await finger.move(*await centre(element(page, "Shared power")))
        await finger.up()
        await expect(page.locator("#total-involve_decisions")).to_have_text("1")


@pytest.mark.two_workers
async def test_codings_of_two_facilitators_are_merged_and_announced(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note 0")
    fay, ben = await two(browser_pages)
    await fay.keyboard.press("q")
    await ben.keyboard.press("w")
    for page in (fay, ben):
        for name in ("Community voice", "Shared power"):
            await expect(element(page, name)).to_have_attribute("aria-pressed", "true")
    await expect(fay.locator("#news")).to_have_text("Ben added Shared power and co-production.")
    await expect(ben.locator("#news")).to_have_text("Facilitator added Community voice and insight.")
    await expect(fay.locator("#announcer")).to_contain_text("Ben added Shared power and co-production.")
    workshop = browser_pages.workshop
    coders = partial(asyncio.to_thread, workshop.read, lambda session: codings.coders(session, workshop.id))
    await becomes(coders, {note: {"involve_voice": "Facilitator", "involve_decisions": "Ben"}})


@pytest.mark.two_workers
async def test_undo_keeps_a_coding_that_another_facilitator_gave(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note 0")
    fay, ben = await two(browser_pages)
    await held(ben)
    await fay.keyboard.press("q")
    await expect(element(fay, "Community voice")).to_have_attribute("aria-pressed", "true")
    await expect(fay.locator("#total-involve_voice")).to_have_text("1")
    # Ben has not seen it yet and gives the same; his undo is not about Fay's.
    await ben.keyboard.press("q")
    await ben.keyboard.press("Backspace")
    await expect(ben.locator("#toast")).to_contain_text(
        "Community voice and insight stays, because someone else also added it."
    )
    await let_in(ben)
    await expect(element(ben, "Community voice")).to_have_attribute("aria-pressed", "true")
    # Fay gives, Ben takes it away and gives it again: it is Ben's now.
    await element(ben, "Community voice").click(delay=0)
    await expect(fay.locator("#total-involve_voice")).to_have_text("0")
    await element(ben, "Community voice").click()
    await expect(fay.locator("#total-involve_voice")).to_have_text("1")
    await fay.keyboard.press("Backspace")
    await expect(fay.locator("#toast")).to_contain_text("You cannot undo this, because someone has changed it since.")
    await expect(element(fay, "Community voice")).to_have_attribute("aria-pressed", "true")
    await comes_to(browser_pages, {note: {"involve_voice"}})


async def test_not_about_the_framework_removes_only_codings_that_were_on_screen(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note 0")
    fay, ben = await two(browser_pages)
    await held(ben)
    await fay.keyboard.press("q")
    await expect(fay.locator("#total-involve_voice")).to_have_text("1")
    await ben.keyboard.press("0")
    await expect(ben.locator("#toast")).to_contain_text("Someone has just changed the elements of this note.")
    await expect(element(ben, "Not about the framework")).to_have_attribute("aria-pressed", "false")
    await let_in(ben)
    await expect(ben.locator("#news")).to_contain_text("Facilitator added Community voice")
    await comes_to(browser_pages, {note: {"involve_voice"}})
    # Now that it was seen, it is a decision; and undoing it brings back what it took.
    await ben.keyboard.press("0")
    await expect(fay.locator("#total-none")).to_have_text("1")
    await comes_to(browser_pages, {note: {"none"}})
    await ben.keyboard.press("Backspace")
    await expect(fay.locator("#total-involve_voice")).to_have_text("1")
    await comes_to(browser_pages, {note: {"involve_voice"}})


async def test_a_press_right_after_the_same_press_of_another_changes_nothing(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(ANA, "note 0")
    fay, ben = await two(browser_pages)
    # Ben means to give what Fay has given a moment ago: his key comes in the very frame that shows it.
    await ben.evaluate(
        """() => document.addEventListener('htmx:ws:after:message:incoming', function press() {
          if (document.querySelector('[data-element=involve_voice]').ariaPressed !== 'true') return;
          document.removeEventListener('htmx:ws:after:message:incoming', press);
          document.getElementById('now').dispatchEvent(new KeyboardEvent('keydown', { key: 'q', bubbles: true }));
        })"""
    )
    await fay.keyboard.press("q")
    await expect(ben.locator("#news")).to_contain_text("Facilitator added Community voice")
    await fay.keyboard.press("w")
    await expect(element(ben, "Shared power")).to_have_attribute("aria-pressed", "true")
    await comes_to(browser_pages, {note: {"involve_voice", "involve_decisions"}})


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


async def test_on_a_phone_the_note_stays_in_view_while_the_elements_scroll(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "note 0")
    page = await browser_pages.visit(FAY, "/map", **PHONE)
    await element(page, "Evidence, measuring").scroll_into_view_if_needed()
    await expect(shown(page)).to_be_in_viewport()
    await element(page, "Evidence, measuring").tap()
    await expect(page.locator("#given")).to_contain_text("Evidence, measuring and learning")


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
