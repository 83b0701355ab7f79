"""From a new programme to the signed reports of two places and of both together, by keyboard alone."""

import asyncio

from playwright.async_api import expect
from sqlmodel import Session

from app.domain.workshops import closing, seats, workshops
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import looked_at, olga
from tests.browser.keys import Keys
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

PLACES = ("The workshop", "Harbour")
NOTES = {
    "The workshop": ("They did a survey and we never heard back.", "Nobody told us what became of it."),
    "Harbour": ("We talk most weeks.", "Small groups we hardly know."),
}
THEMES = {"The workshop": "People hear nothing back", "Harbour": "Small groups hear nothing"}
BOTH = "Answers do not reach people"


async def test_a_new_programme_ends_in_two_signed_local_reports_and_the_signed_combined_one_by_keyboard_alone(
    browser_pages: BrowserPages,
) -> None:
    held = [await asyncio.to_thread(closed, browser_pages, place) for place in PLACES]
    page = await olga(browser_pages)
    keys = Keys(page)
    # The one address that a person types. All others are reached by what is on the screen.
    await page.goto(f"{browser_pages.server.url}/p")
    await keys.type_into(page.locator("#name"), "Healthier neighbourhoods")
    await keys.follow(page.get_by_role("button", name="Create programme"))
    await keys.follow(page.get_by_role("link", name="Places and workshops").first)
    for workshop in held:
        await add_workshop(keys, workshop.key)
    for letter, place in zip("ab", PLACES, strict=True):
        await local_theme(keys, letter, place)
    await combined_theme(keys)
    for place in (*PLACES, "All places together"):
        await report(keys, place, title(place))
    await looked_at(page, "a signed report")
    await keys.follow(page.get_by_role("link", name="Edition 1"))
    await expect(page.locator("article")).to_contain_text("Which finding was raised where")
    for words in (*(notes[0] for notes in NOTES.values()), "2 notes", "The hub answers every letter."):
        await expect(page.locator("article")).to_contain_text(words)
    await looked_at(page, "the page of a combined report")
    # Each place is a link to the edition of its own report that the combined one rests on.
    await keys.follow(page.locator("article").get_by_role("link", name="Harbour").first)
    await expect(page.locator("h1")).to_have_text(title("Harbour"))
    for words in (NOTES["Harbour"][0], THEMES["Harbour"], "The hub answers every letter."):
        await expect(page.locator("article")).to_contain_text(words)
    await expect(page.locator("article")).not_to_contain_text(NOTES["The workshop"][0])


def closed(browser_pages: BrowserPages, place: str) -> SampleWorkshop:
    """A workshop at this place with two notes, which was closed."""
    workshop = browser_pages.workshop if place == PLACES[0] else browser_pages.server.workshop()

    def move(session: Session) -> None:
        found = seats.find(session, workshop.key, hold=True)
        found.place_id = workshops.place_named(session, found.organisation_id, place).id
        session.add(found)

    workshop.write(move)
    for who, words in zip((ANA, BEN), NOTES[place], strict=True):
        workshop.post(who, words)
    workshop.act(FAY, closing.close, on=True)
    return workshop


def title(place: str) -> str:
    return f"What {place.lower()} told us"


async def add_workshop(keys: Keys, workshop: str) -> None:
    """Choose a workshop from the list of all workshops of the organisation."""
    options = await keys.page.locator("#workshop option").evaluate_all("all => all.map((option) => option.value)")
    await keys.reach(keys.page.locator("#workshop"))
    await keys.press("Home", *["ArrowDown"] * options.index(workshop))
    await keys.follow(keys.page.get_by_role("button", name="Add workshop"))


async def local_theme(keys: Keys, letter: str, place: str) -> None:
    """Make an agreed theme of a place with its two notes, of which one is quoted."""
    page = keys.page
    await keys.follow(page.locator("header").get_by_role("link", name="Themes"))
    await add_theme(keys, THEMES[place], place)
    for words in NOTES[place]:
        await keys.reach(page.get_by_role("checkbox", name=words))
        await keys.press("Space")
    await keys.press("t")
    async with page.expect_navigation():
        await keys.press(letter)
    await expect(page.locator("#open-theme .piece")).to_have_count(2)
    piece = page.locator("#open-theme .piece", has_text=NOTES[place][0])
    await keys.push(piece.locator("summary"))
    await keys.follow(piece.get_by_role("button", name="Save quote"))
    await agree(keys, "Answers do not return.")


async def combined_theme(keys: Keys) -> None:
    """Make an agreed theme of all places, and those of the places its parts."""
    page = keys.page
    await add_theme(keys, BOTH, "All places together")
    await agree(keys, "Nobody says what became of it.")
    for name in THEMES.values():
        await keys.follow(page.locator("#stacks").get_by_role("link", name=name))
        await keys.reach(page.get_by_text("Move, merge or remove"))
        await keys.press("Enter")
        await keys.type_into(page.get_by_label("Part of"), BOTH)
        await keys.follow(page.get_by_role("button", name="Move theme", exact=True))
    await expect(page.locator("#stacks [data-part]")).to_have_count(2)


async def add_theme(keys: Keys, name: str, place: str) -> None:
    page = keys.page
    if not await page.locator("#new-name").is_visible():
        await keys.reach(page.locator("summary", has_text="Add a theme"))
        await keys.press("Enter")
    await keys.type_into(page.locator("#new-name"), name)
    await keys.type_into(page.locator("#new-place"), place)
    await keys.follow(page.get_by_role("button", name="Add theme"))
    await expect(page.locator("#open-theme")).to_contain_text(name)


async def agree(keys: Keys, idea: str) -> None:
    """Say what the open theme claims, and that it is agreed."""
    page = keys.page
    await keys.reach(page.get_by_text("Reword this theme"))
    await keys.press("Enter")
    await keys.type_into(page.locator("#idea"), idea)
    await keys.type_into(page.locator("#state"), "Agreed")
    await keys.follow(page.get_by_role("button", name="Save theme"))
    await expect(page.locator("#open-theme")).to_contain_text("Agreed")


async def report(keys: Keys, place: str, name: str) -> None:
    """Create a report, do what its page says is left to do, section by section, and sign it."""
    page = keys.page
    await keys.follow(page.locator("header").get_by_role("link", name="Reports"))
    await keys.type_into(page.locator("#place"), place)
    await keys.type_into(page.get_by_label("Title", exact=True), name)
    await keys.follow(page.get_by_role("button", name="Create report"))
    await expect(page.locator("h1")).to_have_text(name)
    summary = page.get_by_role("link", name="Write the summary.")
    await keys.follow(summary)
    await keys.type_into(page.get_by_label("Text", exact=True).first, "People do not hear back.")
    await keys.press("Control+Enter")
    await expect(summary).to_have_count(0)
    against = page.get_by_role("link", name="Say what speaks against this finding.")
    await keys.follow(against)
    await keys.type_into(page.get_by_label("What speaks against it"), "The hub answers every letter.")
    if place == PLACES[0]:
        # The preview shows what is typed and not saved yet.
        await expect(page.locator("#preview")).to_contain_text("The hub answers every letter.")
        await looked_at(page, "the editor of a report")
    await keys.press("Control+Enter")
    await expect(against).to_have_count(0)
    unread = page.get_by_role("button", name="It identifies no one")
    for left in range(await unread.count(), 0, -1):
        await keys.reach(unread.first)
        await keys.press("Enter")
        await expect(unread).to_have_count(left - 1)
    await keys.follow(page.get_by_role("link", name="What this report cannot say", exact=False).first)
    await keys.follow(page.get_by_role("button", name="I have read what this report cannot say"))
    await expect(page.locator("#before")).to_contain_text("All checks passed")
    await keys.follow(page.get_by_role("link", name="Sign off", exact=True))
    await keys.type_into(page.get_by_label("Your role"), "Director")
    await keys.follow(page.get_by_role("button", name="Sign edition 1"))
    await expect(page.locator("#editions")).to_contain_text("Edition 1")
