"""From a new programme to the signed reports of two places and of both together, by keyboard alone."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from app.domain.workshops import closing
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import looked_at, olga
from tests.workshop import ANA, BEN, FAY

NOTES = ("They did a survey and we never heard back.", "Nobody told us what became of it.")
TALK = "Sam: How do you work together?\nAnn: We talk most weeks. Small groups we hardly know."
SENTENCES = ("We talk most weeks.", "Small groups we hardly know.")
# A form that is sent as a page sends it, for the second of two themes that are made in the same way.
SEND = """async ([address, fields]) => {
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(fields) });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
}"""


async def test_a_new_programme_ends_in_two_signed_local_reports_and_the_signed_combined_one_by_keyboard_alone(
    browser_pages: BrowserPages,
) -> None:
    for who, words in zip((ANA, BEN), NOTES, strict=True):
        await browser_pages.post(who, words)
    await browser_pages.do(FAY, closing.close, on=True)
    page = await olga(browser_pages)
    path = await _programme(page, browser_pages)
    await _interview(page, path)
    await _themes(page, path)
    for number, place in enumerate(("", "Harbour", "All places together")):
        await page.goto(f"{path}/reports")
        if place:
            await page.locator("#place").focus()
            await page.keyboard.type(place)
        await _type(page, page.get_by_label("Title", exact=True), f"What place {number} told us")
        await page.keyboard.press("Enter")
        await expect(page.locator("h1")).to_have_text(f"What place {number} told us")
        await _write(page, first=not number)
        await _follow(page, page.get_by_role("link", name="Sign off", exact=True))
        await _type(page, page.get_by_label("Your role"), "Director")
        await page.keyboard.press("Enter")
        await expect(page.locator("#editions")).to_contain_text("Edition 1")
    await looked_at(page, "a signed report")
    await _follow(page, page.get_by_role("link", name="Edition 1"))
    await expect(page.locator("article")).to_contain_text("Which finding was raised where")
    for words in (NOTES[0], SENTENCES[0], "2 notes", "1 interview"):
        await expect(page.locator("article")).to_contain_text(words)
    await looked_at(page, "the page of a combined report")
    # Each place is a link to the edition of its own report that the combined one rests on.
    await _follow(page, page.locator("article").get_by_role("link", name="Harbour").first)
    await expect(page.locator("h1")).to_have_text("What place 1 told us")
    for words in (*SENTENCES[:1], "Small groups hear nothing", "The hub answers every letter."):
        await expect(page.locator("article")).to_contain_text(words)


async def _type(page: Page, field: Any, words: str) -> None:
    await field.focus()
    await page.keyboard.type(words)


async def _press(page: Page, name: str, role: Any = "button") -> None:
    """Press the first button or link with this name, and wait for the page that it leads to."""
    await _follow(page, page.locator("#main").get_by_role(role, name=name).first)


async def _follow(page: Page, way: Locator) -> None:
    """Press what leads to another page, and wait for it: what is typed before it is there is lost."""
    async with page.expect_navigation():
        await way.press("Enter")


async def _programme(page: Page, browser_pages: BrowserPages) -> str:
    """Create a programme with the workshop's place and another one; returns its address."""
    await page.goto(f"{browser_pages.server.url}/p")
    await _type(page, page.locator("#name"), "Healthier neighbourhoods")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Healthier neighbourhoods")
    path = page.url
    await _press(page, "Places and workshops", "link")
    options = await page.locator("#workshop option").evaluate_all("all => all.map((option) => option.value)")
    await page.locator("#workshop").focus()
    for key in ("Home", *["ArrowDown"] * options.index(browser_pages.workshop.key)):
        await page.keyboard.press(key)
    await _press(page, "Add workshop")
    await _type(page, page.locator("#place"), "Harbour")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    return path


async def _interview(page: Page, path: str) -> None:
    """Import an interview that was held at the second place, and code both of its sentences."""
    await page.goto(f"{path}/interviews/new")
    await _type(page, page.locator("#place"), "Harbour")
    await _type(page, page.locator("#title"), "Interview 1, council")
    await page.locator("[name=consent][value=group]").press("Space")
    await _type(page, page.locator("#text"), TALK)
    await _press(page, "Preview")
    await _press(page, "Import interview")
    await page.locator("#s2").focus()
    for number, key in enumerate(("ArrowDown", "ArrowUp"), 1):
        await page.keyboard.press(key)
        await page.keyboard.press("q")
        await expect(page.locator("#coded-meter")).to_have_js_property("value", number)


async def _themes(page: Page, path: str) -> None:
    """Make an agreed theme of each place with evidence and a quote, and a combined one of which they are parts."""
    await page.goto(f"{path}/themes")
    await _type(page, page.locator("#new-name"), "People hear nothing back")
    place = await page.locator("#new-place").evaluate("(list) => list.options[1].text")
    await _type(page, page.locator("#new-place"), place)
    await _press(page, "Add theme")
    for words in NOTES:
        await page.get_by_role("checkbox", name=words).press("Space")
    await page.keyboard.press("t")
    async with page.expect_navigation():
        await page.keyboard.press("a")
    await expect(page.locator("#open-theme .piece")).to_have_count(2)
    await page.locator("#open-theme .piece", has_text=NOTES[0]).locator("summary").press("Enter")
    await _press(page, "Save quote")
    await page.get_by_text("Reword this theme").press("Enter")
    await _type(page, page.locator("#idea"), "Answers do not return.")
    await _type(page, page.locator("#state"), "Agreed")
    await _press(page, "Save theme")
    await expect(page.locator("#open-theme")).to_contain_text("Agreed")
    await page.goto(f"{path}/themes")
    units = [await page.get_by_role("checkbox", name=words).get_attribute("value") for words in SENTENCES]
    harbour = await page.locator("#new-place option").last.get_attribute("value")
    made = [str(await page.locator("#to-theme option").get_attribute("value"))]
    for name, where in (("Small groups hear nothing", harbour), ("Answers do not reach people", "")):
        await _send(page, f"{path}/themes", [["name", name], ["place", where]])
        await page.goto(f"{path}/themes")
        all_ = await page.locator("#to-theme option").evaluate_all("all => all.map((option) => option.value)")
        made += [theme for theme in all_ if theme not in made]
        agreed = [["name", name], ["state", "agreed"], ["revision", "0"]]
        await _send(page, f"{path}/themes/{made[-1]}", agreed)
    await _send(page, f"{path}/evidence", [["theme", made[1]], *(["unit", unit] for unit in units)])
    quoted = [["do", "quote"], ["unit", units[0]], ["quote", SENTENCES[0]]]
    await _send(page, f"{path}/themes/{made[1]}/evidence", quoted)
    for theme in made[:2]:
        await _send(page, f"{path}/themes/{theme}/place", [["parent", made[2]]])


async def _send(page: Page, address: str, fields: list[list[Any]]) -> None:
    await page.evaluate(SEND, [address, fields])


async def _write(page: Page, *, first: bool) -> None:
    """Do what the page says is left to do, section by section."""
    await _follow(page, page.get_by_role("link", name="Write the summary."))
    await page.get_by_label("Text", exact=True).first.focus()
    await page.keyboard.type("People do not hear back.")
    await expect(page.locator("#preview")).to_contain_text("People do not hear back.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("link", name="Write the summary.")).to_have_count(0)
    await _follow(page, page.get_by_role("link", name="Say what speaks against this finding."))
    await page.get_by_label("What speaks against it").focus()
    await page.keyboard.type("The hub answers every letter.")
    if first:
        await looked_at(page, "the editor of a report")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("link", name="Say what speaks against this finding.")).to_have_count(0)
    await expect(page.locator("#preview")).to_contain_text("The hub answers every letter.")
    for _quote in range(await page.get_by_role("button", name="It identifies no one").count()):
        left = page.get_by_role("button", name="It identifies no one")
        there = await left.count()
        await left.first.press("Enter")
        await expect(left).to_have_count(there - 1)
    await _follow(page, page.get_by_role("link", name="What this report cannot say", exact=False).first)
    await page.get_by_role("button", name="I have read what this report cannot say").press("Enter")
    await expect(page.locator("#before")).to_contain_text("All checks passed")
