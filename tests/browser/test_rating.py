"""A rating from its opening to its results, by keyboard: three phones, the facilitator's panel, and the big screen."""

from playwright.async_api import expect

from app.domain.findings.asks import asks
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.steering import agenda, agenda_editing, attention, screen
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.eyes import looked_at
from tests.workshop import ANA, BEN, FAY


async def test_three_phones_rate_by_keyboard_and_see_dots_when_the_facilitator_shows_them(
    browser_pages: BrowserPages,
) -> None:
    browser_pages.workshop.join("cara")
    draft = agenda_editing.Draft("Rate", "Answer alone.", may=["rate"], ask=AskDraft("list", items=["Trust", "Money"]))
    await browser_pages.do(FAY, agenda_editing.add, draft)
    workshop = browser_pages.workshop
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[0]
    await browser_pages.do(FAY, agenda.enter, phase.id, seen=None)
    await browser_pages.do(FAY, screen.switch, "ratings")
    fay, big = await browser_pages.visit(FAY), await browser_pages.visit(FAY, "/screen")
    phones = [await browser_pages.visit(ref, **PHONE) for ref in (ANA, BEN, "cara")]
    await fay.get_by_role("button", name="Open the rating").press("Enter")
    for phone, step in zip(phones, (2, 3, 3), strict=True):
        trust = phone.get_by_role("group", name="Trust")
        await trust.get_by_role("radio").first.focus()
        await phone.keyboard.press("Space")
        for _down in range(step - 1):
            await phone.keyboard.press("ArrowDown")
        await expect(trust.get_by_role("radio").nth(step - 1)).to_be_checked()
        await phone.keyboard.press("Enter")
        # The next thing, with its first answer in focus.
        await expect(phone.get_by_role("group", name="Money").get_by_role("radio").first).to_be_focused()
        await expect(phone.locator("#ask [data-said]")).to_have_text("Saved")
    # An update disturbs no one who is answering.
    await browser_pages.do(FAY, attention.announce, "Two minutes left")
    for phone in phones:
        await expect(phone.locator("#announcement")).to_contain_text("Two minutes left")
        await expect(phone.get_by_role("group", name="Money").get_by_role("radio").first).to_be_focused()
    again = await browser_pages.visit(BEN, **PHONE)
    await expect(again.get_by_role("group", name="Money")).to_be_visible()
    await again.get_by_role("button", name="Back").press("Enter")
    await expect(again.get_by_role("radio", name="Making progress")).to_be_checked()
    await looked_at(phones[0], "rating on a phone")
    await expect(fay.locator("#panel .progress")).to_have_text("3 of 3 people have answered")
    for page in (fay, big, *phones):
        await expect(page.locator(".plot")).to_have_count(0)
    await fay.get_by_role("button", name="Show results to everyone").press("Enter")
    for page in (big, *phones):
        await expect(page.locator(".plot .dot:visible")).to_have_count(3)
        await expect(page.locator(".plot .agreed")).to_have_count(0)
    await fay.get_by_role("link", name="Results, and what the group agrees").click()
    row = fay.get_by_role("group", name="Trust")
    await row.get_by_role("combobox").select_option("3")
    await row.get_by_role("textbox").fill("Mostly, and it hangs on a few people")
    await row.get_by_role("textbox").press("Enter")
    await expect(fay.get_by_role("row", name="Trust")).to_contain_text("3 · Mostly, and it hangs on a few people")
    await looked_at(fay, "results of a rating")
    for page in (big, *phones):
        await expect(page.locator(".plot .agreed:visible")).to_have_count(1)


async def test_a_person_who_rates_links_says_what_would_help_and_takes_the_partner_back(
    browser_pages: BrowserPages,
) -> None:
    workshop = browser_pages.workshop
    draft = agenda_editing.Draft(
        "Rate", "Answer alone.", may=["write", "rate"], columns=workshop.columns[:1], ask=AskDraft("links")
    )
    await browser_pages.do(FAY, agenda_editing.add, draft)
    (phase,) = workshop.read(lambda session: agenda.phases(session, workshop.id))
    await browser_pages.do(FAY, agenda.enter, phase.id, seen=None)
    await browser_pages.do(FAY, asks.set_open, phase.ask_id, on=True)
    ana, fay = await browser_pages.visit(ANA, **PHONE), await browser_pages.visit(FAY)
    council = ana.get_by_role("group", name="Council")
    helps, said = council.get_by_role("link", name="What would help?"), ana.locator("[data-about-link]:visible")
    box = ana.locator(f"#text-{workshop.columns[0]}")
    await helps.press("Enter")
    await expect(box).to_be_focused()
    await expect(said).to_contain_text("About the link with: Council")
    await looked_at(ana, "writing what would help")
    await box.fill("One named person")
    await box.press("Control+Enter")
    await expect(box).to_have_value("")
    # The next note is about no link, and one can take a partner back.
    await expect(said).to_have_count(0)
    await helps.press("Enter")
    await said.get_by_role("button", name="Remove").press("Enter")
    await expect(said).to_have_count(0)
    await expect(box).to_be_focused()
    await box.fill("Something else")
    await box.press("Control+Enter")
    about = {"One named person": "Resident about Council", "Something else": "Resident ·"}
    for words, writer in about.items():
        await expect(fay.locator(".note", has_text=words).locator(".by")).to_contain_text(writer)
    await expect(fay.locator(".note", has_text="Something else").locator(".about-link")).to_have_count(0)
