"""Questions change while people write, and readers of two languages share one board."""

import re

from playwright.async_api import Dialog, expect

from app.domain.workshops import columns
from app.rehearsal.page_model import PageModel
from tests.browser.board import note, write
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import settled
from tests.waiting import becomes
from tests.workshop import ANA, BEN, FAY

WHERE = """() => {
  const box = document.activeElement;
  const paper = box.closest('.column').querySelector('.paper');
  return [box.id, box.value, box.selectionStart, box.selectionEnd, paper.scrollTop];
}"""


async def test_changed_questions_keep_texts_that_are_being_written(browser_pages: BrowserPages) -> None:
    for number in range(30):
        await browser_pages.post(BEN, f"note {number}", column=1)
    ana = await browser_pages.visit(ANA)
    first, second, third = browser_pages.workshop.columns
    await ana.locator(f"#text-{third}").fill("left for later " * 124)
    box = ana.locator(f"#text-{second}")
    await box.click()
    await box.press_sequentially("half a thought")
    await ana.evaluate("document.activeElement.setSelectionRange(5, 9)")
    for _ in range(2):
        # Notes that come into sight get their real heights in the next frames.
        await ana.locator(f"#paper-{second}").evaluate("paper => { paper.scrollTop = 300; }")
        await settled(ana)
    before = await ana.evaluate(WHERE)
    heads = ana.locator(".column h2")
    await browser_pages.do(FAY, columns.word, first, "Worded anew?", {})
    await expect(heads).to_have_text(["Worded anew?", "Question 2?", "Question 3?"])
    await browser_pages.do(FAY, columns.add, "One more?")
    await expect(heads).to_have_text(["Worded anew?", "Question 2?", "Question 3?", "One more?"])
    await browser_pages.do(FAY, columns.move, third, before=first)
    await expect(heads).to_have_text(["Question 3?", "Worded anew?", "Question 2?", "One more?"])
    await browser_pages.do(FAY, columns.remove, first)
    await expect(heads).to_have_text(["Question 3?", "Question 2?", "One more?"])
    await becomes(lambda: ana.evaluate(WHERE), before)
    await expect(ana.locator(f"#text-{third}")).to_have_value("left for later " * 124)
    await expect(ana.locator(f"#left-{third}")).to_have_text("141 characters left")
    await write(ana, "under the new one", 2)
    await expect(note(ana, "under the new one").get_by_text("Saved")).to_be_visible()
    await ana.locator(f"#box-{second}").get_by_role("button", name="Post").click()
    await expect(note(ana, "half a thought").get_by_text("Saved")).to_be_visible()
    await expect(ana.locator(".pending > li")).to_have_count(0)

    async def shown() -> object:
        return PageModel(await ana.content()).notes()

    await settled(ana)
    notes = await shown()
    await ana.reload()
    await expect(heads).to_have_count(3)
    await becomes(shown, notes)


async def test_a_phone_whose_question_is_removed_shows_another(browser_pages: BrowserPages) -> None:
    phone = await browser_pages.visit(ANA, **PHONE)
    second = browser_pages.workshop.columns[1]
    await phone.locator(f"[data-tab='{second}']").click()
    await expect(phone.locator(f"#question-{second}")).to_be_visible()
    await browser_pages.do(FAY, columns.remove, second)
    await expect(phone.locator(".tabs a")).to_have_count(2)
    await expect(phone.locator(f"#question-{browser_pages.workshop.columns[0]}")).to_be_visible()
    await expect(phone.locator(".tabs [aria-current=true]")).to_have_count(1)
    await write(phone, "still writing")
    await expect(note(phone, "still writing").get_by_text("Saved")).to_be_visible()


async def test_a_draft_under_a_removed_question_is_kept(
    browser_pages: BrowserPages,
) -> None:
    ana = await browser_pages.visit(ANA, **PHONE)
    first, second, third = browser_pages.workshop.columns
    await ana.locator(f"[data-tab='{third}']").click()
    await ana.locator(f"#text-{third}").fill("a thought under the third")
    await ana.locator(f"[data-tab='{second}']").click()
    box = ana.locator(f"#text-{second}")
    await box.press_sequentially("half a thought")
    await ana.evaluate("document.activeElement.setSelectionRange(5, 9)")
    before = await ana.evaluate(WHERE)
    await browser_pages.do(FAY, columns.remove, third)
    lost = ana.locator(".pending > li:visible")
    await expect(lost).to_contain_text("a thought under the third")
    await expect(lost).to_contain_text("Not saved: This question has been removed.")
    # Who writes is not disturbed.
    await becomes(lambda: ana.evaluate(WHERE), before)
    await browser_pages.do(FAY, columns.remove, second)
    await expect(lost).to_have_count(2)
    await ana.reload()
    await expect(lost).to_have_text([re.compile("under the third"), re.compile("half a thought")])
    await lost.first.get_by_role("button", name="Edit text").click()
    await expect(ana.locator(f"#text-{first}")).to_have_value("a thought under the third")
    await expect(lost).to_have_count(1)
    await lost.get_by_role("button", name="Discard text").click()
    await ana.reload()
    await expect(ana.locator(f"#text-{first}")).to_have_value("a thought under the third")
    await expect(ana.locator(".pending > li")).to_have_count(0)


async def test_leaving_a_form_with_changes_asks_first(browser_pages: BrowserPages) -> None:
    page = await browser_pages.visit(FAY, "/questions", live=False)
    asked: list[str] = []
    leave = False

    async def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await (dialog.accept() if leave else dialog.dismiss())

    page.on("dialog", answer)
    box, first = page.locator("textarea").first, browser_pages.workshop.columns[0]
    share, cymraeg = page.get_by_role("link", name="Share"), page.get_by_role("button", name="Cymraeg")
    await box.fill("Half a question")
    for way in (share, cymraeg):
        async with page.expect_event("dialog"):
            await way.click(no_wait_after=True)
        await expect(box).to_have_value("Half a question")
    assert asked == ["beforeunload"] * 2
    # What comes back unsaved is still that.
    await page.get_by_role("button", name="Move down Question 1").click()
    await expect(page.get_by_text("Not saved yet")).to_be_visible()
    async with page.expect_event("dialog"):
        await share.click(no_wait_after=True)
    await expect(page.locator(f"[name=question-{first}]")).to_have_value("Half a question")
    assert asked == ["beforeunload"] * 3
    await page.get_by_role("button", name="Save question Question 2").click()
    await expect(page.get_by_role("status")).to_have_text("Saved ✓")
    await cymraeg.click()
    await expect(page.locator("html")).to_have_attribute("lang", "cy")
    assert asked == ["beforeunload"] * 3
    await box.fill("Given up")
    leave = True
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert asked == ["beforeunload"] * 4


async def test_an_update_reaches_readers_of_two_languages(browser_pages: BrowserPages) -> None:
    english = await browser_pages.visit(ANA)
    welsh = await browser_pages.visit(BEN, locale="cy-GB")
    await expect(welsh.locator("html")).to_have_attribute("lang", "cy")
    second = browser_pages.workshop.columns[1]
    await browser_pages.do(FAY, columns.word, second, "What next?", {"cy": "Beth nesaf?"})
    await expect(english.locator(f"#question-{second}")).to_have_text("What next?")
    await expect(welsh.locator(f"#question-{second}")).to_have_text("Beth nesaf?")
    await expect(welsh.locator(f"#question-{browser_pages.workshop.columns[0]}")).to_have_attribute("lang", "en")
    await write(welsh, "yr un geiriau", 1)
    await expect(note(english, "yr un geiriau")).to_be_visible()
    await welsh.get_by_role("button", name="English").click()
    await expect(welsh.locator(f"#question-{second}")).to_have_text("What next?")
    await expect(note(welsh, "yr un geiriau")).to_be_visible()


async def test_a_second_device_continues_as_the_same_person(browser_pages: BrowserPages) -> None:
    phone = await browser_pages.visit(ANA, **PHONE)
    await write(phone, "from the phone")
    await expect(note(phone, "from the phone").get_by_text("Saved")).to_be_visible()
    await phone.locator("#private-fragment .to-own").click()
    await phone.get_by_role("link", name="Your devices").click()
    await phone.get_by_role("button", name="Create code").click()
    code = await phone.locator(".code.big").inner_text()
    laptop = await browser_pages.window()
    await laptop.goto(browser_pages.server.url)
    await laptop.get_by_label("Join code").fill(code)
    await laptop.get_by_role("button", name="Join").click()
    await laptop.get_by_role("button", name="Continue on this device").click()
    await expect(note(laptop, "from the phone").get_by_text("Yours")).to_be_visible()
