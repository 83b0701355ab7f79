"""The queue of notes that wait for approval, by keys."""

from playwright.async_api import expect

from app.domain.steering import locks
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import nowhere
from tests.workshop import ANA, BEN, FAY


async def test_a_facilitator_works_through_waiting_notes_by_keys(browser_pages: BrowserPages) -> None:
    await browser_pages.do(FAY, locks.approve_first, on=True)
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    first = browser_pages.workshop.columns[0]
    for text in ("one to show", "one to decline"):
        await ana.locator(f"#text-{first}").fill(text)
        await ana.locator(f"#column-{first} .post").click()
        await expect(ana.locator(".only-yours .note", has_text=text)).to_contain_text("Waiting for the facilitator")
    ben = await browser_pages.visit(BEN)
    await fay.get_by_role("button", name="2 waiting for approval").click()
    await expect(fay.locator("#approval-queue > li")).to_have_count(2)
    await expect(fay.locator("#approval-queue > li").first).to_be_focused()
    # On a French keyboard, the key with A is in the position of Q, and the one with Q in that of A.
    await fay.locator("#approval-queue > li").first.evaluate("""item => {
      for (const [key, code] of [["q", "KeyA"], ["a", "KeyQ"]]) {
        item.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true }));
      }
    }""")
    await expect(ben.locator(f"#notes-{first} .note")).to_contain_text("one to show")
    await expect(fay.locator("#approval-queue > li")).to_be_focused()
    await fay.keyboard.press("d")
    await fay.keyboard.press("3")
    declined = ana.locator(".only-yours .note", has_text="one to decline")
    await expect(declined).to_contain_text("This could show who a person is.")
    await expect(fay.locator("#approvals")).to_contain_text("Nothing is waiting.")
    await fay.keyboard.press("Escape")
    await expect(fay.locator("#approvals")).to_be_hidden()
    await nowhere(ben, "one to decline")
