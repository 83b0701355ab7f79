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
