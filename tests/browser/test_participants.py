"""The pages Participants and Join view follow what happens without being loaded again."""

import asyncio
from functools import partial

from playwright.async_api import Route, expect

from app.domain.workshops import seats, workshops
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.network import with_three_waiting
from tests.browser.places import box
from tests.waiting import becomes, fulfils
from tests.workshop import BEN, FAY

# The pages look again every five seconds, which a test need not wait for.
HURRIED = """{
  const real = setTimeout;
  window.setTimeout = (act, after, ...values) => real(act, after === 5000 ? 300 : after, ...values);
}"""


async def test_the_board_says_how_many_wait_to_join_and_lets_them_in(browser_pages: BrowserPages) -> None:
    async def three(route: Route) -> None:
        answer = await route.fetch()
        text = (await answer.text()).replace("<strong>0<", "<strong>3<").replace(" disabled", "")
        await route.fulfill(response=answer, body=text.replace("<button type", "<button data-some type"))

    page = await browser_pages.window(**PHONE)
    await page.route("**/newcomers", three)
    name, value = browser_pages.server.cookie(browser_pages.workshop, FAY).split("=", 1)
    await page.context.add_cookies([{"name": name, "value": value, "url": browser_pages.url()}])
    await page.goto(browser_pages.url())
    await page.get_by_role("button", name="3 waiting to join").tap()
    # The page looks again every few seconds, and must find three until the button is pressed.
    async with page.expect_request(lambda request: request.method == "POST"):
        await page.get_by_role("button", name="Let everyone in now").tap()
    await page.unroute("**/newcomers")
    await expect(page.get_by_role("button", name="0 waiting to join")).to_be_visible()
    stored = partial(asyncio.to_thread, browser_pages.workshop.workshop)
    await fulfils(stored, lambda workshop: workshop.admitted_at is not None)


async def test_participants_and_the_join_view_follow_people_and_the_search_stays(browser_pages: BrowserPages) -> None:
    workshop = browser_pages.workshop
    page = await browser_pages.visit(FAY, "/participants", live=False)
    view = await browser_pages.visit(FAY, "/share/screen", live=False)
    for window in (page, view):
        await window.add_init_script(HURRIED)
        await window.reload()
    rows = page.locator("#people > tr:visible")
    await expect(rows).to_have_count(3)
    await page.get_by_label("Find a person").fill("pérson 2")
    await expect(rows).to_have_count(1)
    await page.get_by_label("Find a person").fill("council")
    await expect(page.get_by_text("No matching people")).to_be_visible()
    await asyncio.to_thread(workshop.join, "cy", speaks_for="council")
    await expect(rows).to_have_count(1)
    await expect(page.locator("#how-many")).to_contain_text("4 people")
    await expect(page.locator("#group-totals")).to_contain_text("Council")
    await page.get_by_label("Find a person").fill("")
    # Under the pointer no row moves, and afterwards the list is right again.
    await page.get_by_role("button", name="Remove Person 1").hover()
    ben = await asyncio.to_thread(workshop.read, lambda session: seats.load_actor(session, workshop.key, BEN).seat.id)
    await browser_pages.do(FAY, seats.remove, ben)
    await expect(page.locator("#how-many")).to_contain_text("3 people")
    await expect(rows).to_have_count(4)
    await page.mouse.move(0, 0)
    await expect(rows).to_have_count(3)

    # Newcomers who wait for their turn appear, and nothing moves.
    before = await box(page.locator("#how-many"))
    await page.route("**/participants", with_three_waiting)
    await expect(page.get_by_role("button", name="Let everyone in now")).to_be_visible()
    await becomes(lambda: box(page.locator("#how-many")), before)
    await page.unroute("**/participants")
    await expect(page.get_by_role("button", name="Let everyone in now")).to_have_count(0)

    code = (await asyncio.to_thread(workshop.workshop)).code or ""
    await expect(view.locator("#code")).to_have_text(f"{code[:3]} {code[3:]}")
    await expect(view.locator("#how-many")).to_have_text("1 person is here.")
    await browser_pages.visit("cy")
    await browser_pages.visit(FAY)
    await expect(view.locator("#how-many")).to_have_text("2 people are here.")
    await browser_pages.do(FAY, workshops.replace_code)
    code = (await asyncio.to_thread(workshop.workshop)).code or ""
    await expect(view.locator("#code")).to_have_text(f"{code[:3]} {code[3:]}")
