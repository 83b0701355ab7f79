"""The facilitator's page: notes onto the framework, by keys and by clicks, with others at the same time."""

from playwright.async_api import Page, expect

from app.domain import mapping
from tests.browser.conftest import Stage
from tests.hall import ANA, FAY


def shown(page: Page) -> object:
    return page.locator("#now .words")


async def test_notes_are_mapped_by_keys(stage: Stage) -> None:
    posted = [await stage.post(ANA, f"note {number}") for number in range(4)]
    page = await stage.visit(FAY, "/map")
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
    codes = await stage.do(FAY, lambda session, person, now: mapping.codes(session, stage.hall.id))
    assert codes == {posted[0]: {"involve_voice"}, posted[1]: {"involve_decisions", "value_trust"}}
    await expect(page.locator("#total-involve_voice")).to_have_text("1")


async def test_keys_can_be_switched_off_and_never_act_in_a_field(stage: Stage) -> None:
    await stage.post(ANA, "note")
    page = await stage.visit(FAY, "/map")
    await page.get_by_label("Letter keys").uncheck()
    await page.locator("#now").focus()
    await page.keyboard.press("q")
    await page.reload()
    await expect(page.get_by_label("Letter keys")).not_to_be_checked()
    assert await stage.do(FAY, lambda session, person, now: mapping.codes(session, stage.hall.id)) == {}


async def test_two_facilitators_see_each_others_codings_at_once(stage: Stage) -> None:
    await stage.post(ANA, "note 0")
    await stage.post(ANA, "note 1")
    one, other = await stage.visit(FAY, "/map"), await stage.visit(FAY, "/map")
    await one.get_by_role("button", name="Community voice and insight").click()
    await expect(other.get_by_role("button", name="Community voice and insight")).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(shown(other)).to_have_text("note 0")
    await other.get_by_role("button", name="Not about the framework").click()
    await expect(one.get_by_role("button", name="Community voice and insight")).to_have_attribute(
        "aria-pressed", "false"
    )
    await stage.post(ANA, "note 2")
    await expect(one.locator("#queue .entry", has_text="note 2")).to_be_visible()
    await expect(shown(one)).to_have_text("note 0")


async def test_the_page_says_what_the_names_are(stage: Stage) -> None:
    page = await stage.visit(FAY, "/map")
    await expect(page.locator("main")).to_contain_text("The element names are working labels.")
    await expect(page.locator("main")).to_contain_text("They appear here as they are posted.")


async def test_filters_are_ones_own_and_a_tables_cell_opens_its_notes(stage: Stage) -> None:
    reach = await stage.post(ANA, "a note about reach")
    await stage.post(ANA, "another", column=1)
    await stage.do(FAY, mapping.give, reach, "scale_reach")
    other = await stage.visit(FAY, "/map")
    tables = await stage.visit(FAY, "/tables", live=False)
    row = tables.get_by_role("row", name="Range and reach").first
    await row.get_by_role("link", name="1").click()
    shown_entries = tables.locator("#queue > li:visible .words")
    await expect(shown_entries).to_have_text(["a note about reach"])
    await tables.get_by_role("button", name="Show all").click()
    await expect(shown_entries).to_have_count(2)
    await tables.get_by_label("Find notes by their words").fill("ANOTH")
    await expect(shown_entries).to_have_text(["another"])
    await tables.get_by_label("Find notes by their words").fill("nothing like it")
    await expect(tables.locator("#find")).to_contain_text("No note fits.")
    await expect(other.locator("#queue > li:visible")).to_have_count(2)


async def test_what_an_element_means_is_one_key_away(stage: Stage) -> None:
    await stage.post(ANA, "note")
    page = await stage.visit(FAY, "/map")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("Use for listening, insight and feedback.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.locator("#now")).to_be_focused()


async def test_the_wheel_fills_as_notes_are_mapped_and_can_be_pressed(stage: Stage) -> None:
    await stage.post(ANA, "note")
    page = await stage.visit(FAY, "/map")
    await expect(page.locator("#wheel .filled")).to_have_count(0)
    await page.locator("#wheel [data-slice=scale_reach] .room").click()
    await expect(page.locator("#wheel [data-slice=scale_reach] .many")).to_have_text("1")
    await expect(page.locator("#wheel .filled")).to_have_count(1)
