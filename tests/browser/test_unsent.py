"""Text that cannot be saved stays readable and can be copied where its writer is, for as long as they want."""

from playwright.async_api import Page, expect
from sqlmodel import Session, select

from app.domain.models import Seat
from app.domain.workshops import closing, seat_devices, seats
from tests.browser.board import act_on, note, write
from tests.browser.conftest import PHONE, BrowserPages
from tests.waiting import becomes
from tests.workshop import ANA, FAY

# Waits three seconds instead of 300 ms for other tabs.
PATIENT = """{
  const real = setTimeout;
  window.setTimeout = (act, after, ...values) => real(act, after === 300 ? 3000 : after, ...values);
}"""


async def copied_from(page: Page) -> str:
    return await page.evaluate("navigator.clipboard.readText()")


async def test_an_unfinished_note_stays_in_view_when_the_workshop_closes(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA, permissions=["clipboard-read", "clipboard-write"], **PHONE)
    box = ana.locator(".composer:visible textarea")
    await box.fill("half a thought\nin two lines")
    await browser_pages.do(FAY, closing.close, on=True)
    await expect(ana.locator("#stage")).to_contain_text("This workshop is closed.")
    for _ in range(2):
        await expect(box).to_have_value("half a thought\nin two lines")
        await expect(box).to_be_in_viewport()
        await expect(ana.locator(".composer:visible")).to_have_count(1)
        await expect(ana.get_by_role("button", name="Post", exact=True)).to_have_count(0)
        await ana.locator(".composer:visible").get_by_role("button", name="Copy text").click()
        await becomes(lambda: copied_from(ana), "half a thought\nin two lines")
        await ana.reload()
    await box.press("Control+Enter")
    await expect(box).to_have_value("half a thought\nin two lines")
    await browser_pages.do(FAY, closing.close, on=False)
    await ana.locator(".composer:visible").get_by_role("button", name="Post").click()
    await expect(note(ana, "half a thought").get_by_text("Saved")).to_be_visible()
    await box.fill("another")
    await browser_pages.do(FAY, closing.close, on=True)
    await ana.get_by_role("button", name="Discard text").click()
    await expect(ana.locator(".composer:visible")).to_have_count(0)
    assert browser_pages.complaints == []


async def test_a_note_refused_by_a_closed_workshop_can_be_copied_and_is_not_put_out_of_sight(
    browser_pages: BrowserPages,
) -> None:
    ana = await browser_pages.visit(ANA, permissions=["clipboard-read", "clipboard-write"])
    await ana.route("**/notes", lambda route: route.abort())
    await write(ana, "on its way too late")
    await browser_pages.do(FAY, closing.close, on=True)
    await expect(ana.locator("#stage")).to_contain_text("This workshop is closed.")
    await ana.unroute("**/notes")
    pending = ana.locator(".pending > li")
    for _ in range(2):
        await expect(pending).to_contain_text("Not saved: This workshop is closed.")
        await expect(pending.get_by_role("button", name="Edit text")).to_be_hidden()
        await pending.get_by_role("button", name="Copy text").click()
        await becomes(lambda: copied_from(ana), "on its way too late")
        await ana.reload()
    await pending.get_by_role("button", name="Discard text").click()
    await expect(pending).to_have_count(0)


async def test_a_removed_person_still_finds_what_they_wrote(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA, permissions=["clipboard-read", "clipboard-write"])
    await ana.locator(".composer textarea").first.fill("a draft")
    await ana.route("**/notes", lambda route: route.abort())
    await write(ana, "never sent", 1)
    seat = await browser_pages.do(FAY, _seat_of, ANA)
    await browser_pages.do(FAY, seats.remove, seat)
    await ana.reload()
    unsent = ana.get_by_role("region", name="Text that was not posted")
    await expect(unsent.locator(".words")).to_have_text(["never sent", "a draft"])
    await unsent.get_by_role("button", name="Copy text").first.click()
    await becomes(lambda: copied_from(ana), "never sent")
    await unsent.get_by_role("button", name="Discard text").first.click()
    await expect(unsent.locator(".words")).to_have_text(["a draft"])
    await ana.reload()
    await expect(unsent.locator(".words")).to_have_text(["a draft"])
    await unsent.get_by_role("button", name="Discard text").click()
    await expect(unsent).to_be_hidden()


async def test_a_device_that_lost_its_access_shows_unsent_text_on_the_join_page(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    await ana.locator(".composer textarea").first.fill("a draft")
    await browser_pages.do(ANA, seat_devices.leave, ANA)
    for closed in (False, True):
        await browser_pages.do(FAY, closing.close, on=closed)
        await ana.goto(browser_pages.url())
        await expect(ana.get_by_text("This workshop is closed.")).to_have_count(int(closed))
        await expect(ana.get_by_role("region", name="Text that was not posted")).to_contain_text("a draft")


def _seat_of(session: Session, person: seats.Actor, ref: str, **_now: object) -> int:
    return session.exec(select(Seat.id).where(Seat.workshop_id == person.workshop.id, Seat.ref == ref)).one() or 0


async def test_the_editor_shows_the_stored_text_of_a_page_that_the_browser_translated(
    browser_pages: BrowserPages,
) -> None:
    written = await browser_pages.post(ANA, "Words  as I\nwrote them")
    ana = await browser_pages.visit(ANA)
    await ana.evaluate(
        "id => document.querySelector(`#note-${id} .words`).innerHTML = '<font>Geiriau fel</font> y’u hysgrifennais'",
        written,
    )
    await act_on(ana, ana.locator(f"#note-{written}"), "Edit wording")
    await expect(ana.locator("#editor textarea")).to_have_value("Words  as I\nwrote them")


async def test_the_editor_stays_closed_if_the_stored_text_does_not_arrive(browser_pages: BrowserPages) -> None:
    written = await browser_pages.post(ANA, "Words")
    ana = await browser_pages.visit(ANA)
    await ana.route("**/edit", lambda route: route.abort())
    await act_on(ana, ana.locator(f"#note-{written}"), "Edit wording")
    await expect(ana.locator("#toast")).to_contain_text("That did not work. Try again.")
    await expect(ana.locator("#editor")).to_be_hidden()


async def test_drafts_in_two_tabs_stay_apart_and_none_is_lost_when_a_tab_closes(browser_pages: BrowserPages) -> None:
    one = await browser_pages.visit(ANA)
    # On a busy machine an open tab may take longer to say that it is open.
    await one.context.add_init_script(PATIENT)
    two = await one.context.new_page()
    await two.goto(browser_pages.url())
    await one.locator(".composer textarea").first.fill("written in one tab")
    await two.locator(".composer textarea").first.fill("written in the other")
    for page, words in ((one, "written in one tab"), (two, "written in the other")):
        await page.reload()
        await expect(page.locator(".composer textarea").first).to_have_value(words)
    await two.close()
    three = await one.context.new_page()
    await three.goto(browser_pages.url())
    await expect(three.locator(".composer textarea").first).to_have_value("written in the other")
    await expect(one.locator(".composer textarea").first).to_have_value("written in one tab")
