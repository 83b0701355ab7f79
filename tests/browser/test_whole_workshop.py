"""A whole workshop, from arrival to closing, after which all show the same board.

A facilitator, a notetaker, participants on a phone, by keyboard and without JavaScript, and a big screen.
"""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from app.domain.steering import screen
from app.domain.workshops import closing, links
from tests.browser.conftest import PHONE, BrowserPages
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY

NOTETAKER, PLAIN = "pat", "cat"


async def join_everyone(pages: BrowserPages) -> None:
    """A third participant and a notetaker join."""
    workshop = pages.workshop
    await asyncio.to_thread(workshop.join, PLAIN)
    await pages.do(FAY, links.add_link, name="Pat", role="notetaker")

    def open_link() -> None:
        def act(session: links.Session) -> None:
            link = next(one for one in links.links(session, workshop.id) if one.role == "notetaker")
            links.facilitate(
                session,
                workshop.key,
                link.ref,
                secret=NOTETAKER,
                fresh_secret=NOTETAKER,
                name="Pat",
                now=workshop.now(),
            )
            workshop.name_seat(session, NOTETAKER)

        workshop.write(act)

    await asyncio.to_thread(open_link)


async def press_next(fay: Page, title: str) -> None:
    await fay.get_by_role("button", name=f"Next: {title}").click()


def words(page: Page, where: str = ".notes > li .words") -> Locator:
    return page.locator(where)


async def on_board(page: Page, columns: list[int]) -> list[list[str]]:
    return [await page.locator(f"#notes-{column} > li .words").all_text_contents() for column in columns]


@pytest.mark.two_workers
async def test_a_team_and_its_participants_play_the_usual_agenda_and_end_with_the_same_board(
    browser_pages: BrowserPages,
) -> None:
    pages, columns = browser_pages, browser_pages.workshop.columns
    await join_everyone(pages)
    fay, wall = await pages.visit(FAY), await pages.visit(FAY, "/screen")
    phone, keyboard = await pages.visit(ANA, **PHONE), await pages.visit(BEN)
    plain = await pages.visit(PLAIN, live=False, java_script_enabled=False)
    pat = await pages.visit(NOTETAKER)
    live = [fay, wall, phone, keyboard, pat]

    async def everyone_is_in(title: str) -> None:
        for page in live:
            where = "#screen .phase strong" if page is wall else "#stage strong"
            await expect(page.locator(where)).to_have_text(title)
        await plain.reload()
        await expect(plain.locator("#stage strong")).to_have_text(title)

    # Before the start, the screen says how to join.
    await expect(wall.get_by_text("Join on your phone")).to_be_visible()
    await fay.goto(pages.url("/agenda"))
    await fay.get_by_role("button", name="Use the usual agenda").click()
    await fay.goto(pages.url())
    await pages.do(FAY, screen.switch, "board")
    await press_next(fay, "Arrive")
    await everyone_is_in("Arrive")
    await phone.get_by_role("button", name="I’m ready").tap()
    await plain.get_by_role("button", name="I’m ready").click()
    await expect(fay.locator("#hands > button").nth(1)).to_contain_text("2 ready")

    await press_next(fay, "Question 1")
    await everyone_is_in("Question 1")
    # The new phase has taken back who was ready.
    await expect(fay.locator("#hands > button").nth(1)).to_contain_text("0 ready")
    await phone.locator(f"#text-{columns[0]}").fill("from the phone")
    await phone.locator(f"#column-{columns[0]} .post").tap()
    await keyboard.locator(f"#text-{columns[0]}").focus()
    await keyboard.keyboard.type("by keyboard")
    await keyboard.keyboard.press("Control+Enter")
    await plain.locator(f"#text-{columns[0]}").fill("without a script")
    await plain.locator(f"#column-{columns[0]}").get_by_role("button", name="Post").click()
    await pat.locator(f"#text-{columns[0]}").fill("from the call")
    await pat.locator(f"#column-{columns[0]} .post").click()
    for page in (fay, phone, keyboard, pat):
        await expect(words(page, f"#notes-{columns[0]} > li .words")).to_have_count(4)
    await expect(wall.locator(".newest li")).to_have_count(4)

    await press_next(fay, "Question 2")
    await everyone_is_in("Question 2")
    for page, ref in ((phone, ANA), (keyboard, BEN)):
        await page.locator(f"#text-{columns[1]}").fill(f"second of {ref}")
        await page.locator(f"#column-{columns[1]} .post").click()
    await expect(words(fay, f"#notes-{columns[1]} > li .words")).to_have_count(2)

    await press_next(fay, "Question 3")
    await everyone_is_in("Question 3")
    note = await pages.post(ANA, "what everyone sees", column=2)
    await fay.locator(f"#note-{note}").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("s")
    for page in (phone, keyboard, pat):
        await expect(page.locator("#spotlight")).to_contain_text("what everyone sees")
    await fay.locator(f"#note-{note}").get_by_role("button", name="Stop").click()

    await press_next(fay, "Vote")
    await everyone_is_in("Vote")
    await pages.do(FAY, screen.switch, "votes")
    first = (await asyncio.to_thread(pages.workshop.order, 0))[0]
    # The notetaker is offered no votes, and is not counted.
    await expect(pat.locator(f"#note-{first} .vote:visible")).to_have_count(0)
    await phone.locator(f"[data-tab='{columns[0]}']").tap()
    await phone.locator(f"#note-{first}").get_by_role("button", name="Vote").tap()
    await keyboard.locator(f"#note-{first}").get_by_role("button", name="Vote").focus()
    await keyboard.keyboard.press("Enter")
    await plain.reload()
    await plain.locator(f"#note-{first}").get_by_role("button", name="Vote").click()
    await expect(wall.locator("#screen .progress")).to_contain_text("3 of 3 people have voted")
    await fay.get_by_role("button", name="Close vote and show totals").click()
    await expect(wall.locator("#screen .ranked > li").first).to_contain_text("3 votes")

    await press_next(fay, "Next steps")
    await everyone_is_in("Next steps")
    await keyboard.locator(f"#text-{columns[2]}").fill("meet in March")
    await keyboard.keyboard.press("Control+Enter")
    await expect(words(phone, f"#notes-{columns[2]} > li .words")).to_have_count(2)

    await pages.do(FAY, closing.close, on=True)
    for page in (phone, keyboard, pat):
        await expect(page.locator("#stage")).to_contain_text("This workshop is closed.")
    await expect(wall.locator("#screen .phase")).to_contain_text("This workshop is closed.")
    await fay.goto(pages.url())
    await plain.reload()
    expected = [["from the phone", "by keyboard", "without a script", "from the call"]]
    expected += [[f"second of {ANA}", f"second of {BEN}"], ["what everyone sees", "meet in March"]]
    board = await fulfils(
        lambda: on_board(plain, columns), lambda found: list(map(sorted, found)) == list(map(sorted, expected))
    )
    for page in (fay, phone, keyboard, plain, pat):
        await becomes(lambda page=page: on_board(page, columns), board)
        await expect(page.locator(f"#note-{first} [data-total]")).to_have_text("3 votes")
