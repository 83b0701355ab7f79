"""A comment from a phone to the facilitator who hides it, in a real browser."""

from playwright.async_api import expect

from app.domain.board import comments
from app.domain.steering import agenda, agenda_editing, locks
from tests.browser.conftest import PHONE, BrowserPages
from tests.workshop import ANA, BEN, FAY


async def test_a_comment_is_written_changed_approved_and_hidden(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(BEN, "a note")
    draft = agenda_editing.Draft("Comment", may=["write", "comment"])
    await browser_pages.do(FAY, agenda_editing.add, draft)
    workshop = browser_pages.workshop
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[0].id
    await browser_pages.do(FAY, agenda.enter, phase, seen=None)
    ana, ben, fay = (
        await browser_pages.visit(ANA, **PHONE),
        await browser_pages.visit(BEN),
        await browser_pages.visit(FAY),
    )
    under = f"#comments-{note}"
    await ana.locator(f"{under} summary").tap()
    await ana.locator(under).get_by_text("Write a comment").tap()
    await ana.locator("#commenter-text").fill("We do this too")
    # What others do leaves the text alone.
    await browser_pages.do(BEN, comments.add, note, comment_id="c" * 24, text="from Ben")
    await expect(ana.locator(f"{under} ol")).to_contain_text("from Ben")
    await expect(ana.locator("#commenter-text")).to_have_value("We do this too")
    await ana.get_by_role("button", name="Save comment").tap()
    for page in (ana, ben, fay):
        await expect(page.locator(f"{under} summary")).to_contain_text("2 comments")
    await expect(ana.locator(f"{under} ol")).to_contain_text("We do this too")
    await expect(ana.locator(".pending li")).to_have_count(0)
    # Changing it where the facilitator approves first.
    await browser_pages.do(FAY, locks.approve_first, on=True)
    await ana.get_by_role("button", name="Your notes").tap()
    await ana.locator("#own-comments").get_by_text("Edit comment").tap()
    await expect(ana.locator("#commenter-text")).to_have_value("We do this too")
    await ana.locator("#commenter-text").fill("We do this as well")
    await ana.get_by_role("button", name="Save comment").tap()
    await expect(ben.locator(f"{under} summary")).to_contain_text("1 comment")
    await expect(fay.locator(f"{under} summary")).to_contain_text("1 waiting for approval")
    # The queue has it, and its keys are those for notes.
    await fay.get_by_role("button", name="1 waiting for approval").click()
    waits = fay.locator("#approval-queue > li")
    await expect(waits).to_be_focused()
    await expect(waits).to_contain_text("Comment on “a note”")
    await expect(waits).to_contain_text("We do this as well")
    await fay.keyboard.press("d")
    await fay.keyboard.press("2")
    await expect(ana.locator("#own-comments")).to_contain_text("This does not answer the question.")
    await expect(fay.locator("#approvals")).to_contain_text("Nothing is waiting.")
    await fay.locator("#toast").get_by_role("button", name="Undo").click()
    await waits.press("a")
    await expect(fay.locator("#toast")).to_contain_text("Comment approved.")
    await fay.keyboard.press("Escape")
    await ben.locator(f"{under} summary").click()
    await expect(ben.locator(f"{under} ol")).to_contain_text("We do this as well")
    await fay.locator(f"{under} summary").click()
    await fay.locator("#comment-" + "c" * 24).get_by_role("button", name="Hide comment").click()
    await expect(ana.locator(f"{under} ol")).not_to_contain_text("from Ben")
    await expect(fay.locator("#comment-" + "c" * 24)).to_contain_text("Hidden from participants")


async def test_a_comment_that_cannot_be_saved_comes_back_to_its_writer(browser_pages: BrowserPages) -> None:
    note = await browser_pages.post(BEN, "a note")
    await browser_pages.do(FAY, agenda_editing.add, agenda_editing.Draft("Comment", may=["comment"]))
    workshop = browser_pages.workshop
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[0].id
    await browser_pages.do(FAY, agenda.enter, phase, seen=None)
    ana = await browser_pages.visit(ANA)
    await ana.locator(f"#comments-{note} summary").click()
    await ana.locator(f"#comments-{note}").get_by_text("Write a comment").click()
    await ana.locator("#commenter-text").fill("too late")
    await browser_pages.do(FAY, agenda.end)
    await expect(ana.locator(f"#comments-{note}")).to_have_count(0)
    await ana.get_by_role("button", name="Save comment").click()
    pending = ana.locator(".pending li")
    await expect(pending).to_contain_text("You cannot comment at the moment.")
    await pending.get_by_role("button", name="Edit text").click()
    await expect(ana.locator("#commenter-text")).to_have_value("too late")
