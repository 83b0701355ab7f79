"""A vote from its first press to its totals, in a real browser: a phone, a keyboard, and the facilitator's panel."""

from collections.abc import Sequence

import pytest
from playwright.async_api import Page, expect

from app.domain.board import comments, stacks
from app.domain.steering import agenda, agenda_editing, locks
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.eyes import looked_at
from tests.workshop import ANA, BEN, FAY


async def begin_vote(browser_pages: BrowserPages, *, per_note: int = 1, may: Sequence[str] = ("vote",)) -> list[str]:
    notes = [await browser_pages.post(ref, f"note {number}") for number, ref in enumerate((ANA, BEN, ANA), 1)]
    draft = agenda_editing.Draft("Vote", "Choose two notes.", may=may, votes=2, votes_per_note=per_note)
    await browser_pages.do(FAY, agenda_editing.add, draft)
    workshop = browser_pages.workshop
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[0].id
    await browser_pages.do(FAY, agenda.enter, phase, seen=None)
    return notes


async def votes_left(page: Page, words: str) -> None:
    await expect(page.locator("#own-votes .left-to-give")).to_have_text(words)


@pytest.mark.two_workers
async def test_people_vote_take_back_and_see_totals_once_the_vote_is_closed(browser_pages: BrowserPages) -> None:
    first, second, third = await begin_vote(browser_pages)
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    ben = await browser_pages.visit(BEN)
    await ana.locator(f"#note-{first}").get_by_role("button", name="Vote").tap()
    await expect(ana.locator(f"#note-{first}").get_by_role("button", name="Your vote", pressed=True)).to_be_visible()
    await votes_left(ana, "1 of 2 votes left")
    again = await browser_pages.visit(ANA)
    await votes_left(again, "1 of 2 votes left")
    await ana.locator(f"#note-{second}").get_by_role("button", name="Vote").tap()
    await votes_left(again, "0 of 2 votes left")
    await ana.locator(f"#note-{third}").get_by_role("button", name="Vote").tap()
    await expect(ana.locator("#toast")).to_contain_text("You have no votes left.")
    await ana.locator(f"#note-{second}").get_by_role("button", name="Your vote").tap()
    await votes_left(ana, "1 of 2 votes left")
    # By keyboard, and pressed twice in quick succession.
    button = ben.locator(f"#note-{first}").get_by_role("button", name="Vote", exact=True)
    await button.focus()
    await ben.keyboard.press("Enter")
    await expect(ben.locator(f"#note-{first} [aria-pressed=true]")).to_be_focused()
    await expect(fay.locator("#panel")).to_contain_text("2 of 2 people have voted")
    await expect(fay.locator("#panel")).to_contain_text("2 of 4 votes given")
    for page in (fay, ana, ben):
        await expect(page.locator("[data-total]")).to_have_count(0)
    await fay.get_by_role("button", name="Close vote and show totals").click()
    for page in (fay, ana, ben):
        await expect(page.locator(f"#note-{first} [data-total]")).to_have_text("2 votes")
        await expect(page.locator("[data-total]")).to_have_count(1)
        await expect(page.locator("#stage")).to_contain_text("Voting has ended.")
    await expect(fay.locator(".ranked > li")).to_have_count(1)
    await fay.get_by_role("button", name="Open the vote again").click()
    await votes_left(ana, "1 of 2 votes left")
    await expect(ana.locator("[data-total]")).to_have_count(0)


async def test_two_votes_for_one_note_are_given_and_taken_one_by_one(browser_pages: BrowserPages) -> None:
    first, *_others = await begin_vote(browser_pages, per_note=2)
    ana = await browser_pages.visit(ANA)
    note = ana.locator(f"#note-{first}")
    await note.locator("[data-says]").dblclick()
    await votes_left(ana, "0 of 2 votes left")
    await expect(note.locator("[data-says]")).to_have_text("✓ 2 votes of yours")
    await note.get_by_role("button", name="Take a vote back").click()
    await votes_left(ana, "1 of 2 votes left")


async def test_votes_comments_stacks_and_selections_are_accessible(browser_pages: BrowserPages) -> None:
    first, second, third = await begin_vote(browser_pages, may=["vote", "comment"])
    await browser_pages.do(FAY, stacks.put_together, [second], first)
    await browser_pages.do(BEN, comments.add, third, comment_id="c" * 24, text="I agree")
    ana = await browser_pages.visit(ANA)
    await ana.locator(f"#note-{first} [data-says]").click()
    await votes_left(ana, "1 of 2 votes left")
    await ana.locator("#own-votes summary").click()
    await ana.locator(f"#comments-{third} summary").click()
    await ana.get_by_role("button", name="Open stack").click()
    await looked_at(ana, "vote")
    await ana.locator(f"#comments-{third}").get_by_text("Write a comment").click()
    await looked_at(ana, "vote, comment")
    await ana.goto(browser_pages.url(f"/notes/{third}/comments"))
    await looked_at(ana, "comment")
    await browser_pages.do(FAY, locks.approve_first, on=True)
    await browser_pages.do(ANA, comments.add, third, comment_id="d" * 24, text="Me too")
    fay = await browser_pages.visit(FAY)
    await fay.locator(f"#comments-{third} summary").click()
    await fay.locator(f"#note-{third} .words").click(modifiers=["Control"])
    await looked_at(fay, "vote, facilitator")
    await fay.locator(f"#note-{third}").get_by_role("button", name="Note actions").click()
    await fay.get_by_role("button", name="Put in a stack…").click()
    await looked_at(fay, "choosing a stack")
    await fay.keyboard.press("Escape")
    await fay.get_by_role("button", name="Close vote and show totals").click()
    await expect(fay.locator(".ranked a")).to_have_count(1)
    await looked_at(fay, "vote, closed")
