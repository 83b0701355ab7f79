"""A facilitator hides a note while others act: what happens is what the screen showed."""

import asyncio

from playwright.async_api import Route, expect

from app.domain.board import notes
from tests.browser.board import note
from tests.browser.conftest import BrowserPages
from tests.waiting import fulfils
from tests.workshop import ANA, BEN, FAY


async def test_hide_hides_a_note_although_a_second_facilitator_acted_meanwhile(browser_pages: BrowserPages) -> None:
    rude = await browser_pages.post(ANA, "rude")
    fay, ben = await browser_pages.visit(FAY), await browser_pages.visit(BEN)
    await note(fay, "rude").get_by_role("button", name="Note actions").click()
    await browser_pages.do(FAY, notes.hide, rude, on=True)
    await expect(note(fay, "rude")).to_contain_text("Hidden")
    await fay.get_by_role("dialog").get_by_role("button", name="Hide from participants").click()
    await expect(fay.locator("#toast")).to_contain_text("Note hidden.")
    await expect(note(ben, "rude")).to_have_count(0)
    await fulfils(lambda: browser_pages.stored(rude), lambda stored: stored.hidden)


async def test_the_key_h_does_what_the_screen_showed_when_it_was_pressed(
    browser_pages: BrowserPages,
) -> None:
    rude = await browser_pages.post(ANA, "rude")
    browser_pages.workshop.raise_up(BEN, "Ben")
    ben = await browser_pages.visit(BEN)
    asked: list[str | None] = []
    ben.on("request", lambda request: asked.append(request.post_data) if "hiding" in request.url else None)
    await note(ben, "rude").get_by_role("button", name="Note actions").focus()
    await ben.keyboard.press("h")
    await expect(ben.locator("#toast")).to_contain_text("Note hidden.")
    await expect(note(ben, "rude")).to_contain_text("Hidden")
    await browser_pages.do(FAY, notes.hide, rude, on=False)
    await expect(note(ben, "rude")).not_to_contain_text("Hidden")
    # Ben means to hide what Fay has hidden a moment ago: his key comes in the very frame that shows it.
    await ben.evaluate(
        """() => {
          const press = () => {
            if (!document.querySelector('[data-rank][data-hidden]')) return;
            document.removeEventListener('htmx:ws:after:message:incoming', press);
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'h', bubbles: true }));
          };
          document.addEventListener('htmx:ws:after:message:incoming', press);
        }"""
    )
    async with ben.expect_response("**/hiding"):
        await browser_pages.do(FAY, notes.hide, rude, on=True)
    assert asked == ["on=1", "on=1"]
    await fulfils(lambda: browser_pages.stored(rude), lambda stored: stored.hidden)
    # The next press is about what he sees now, and of two right after each other the second turns the first.
    await ben.keyboard.press("h")
    await expect(note(ben, "rude")).not_to_contain_text("Hidden")
    async with (
        ben.expect_request(lambda request: request.post_data == "on=1"),
        ben.expect_request(lambda request: request.post_data == "on=0"),
    ):
        await ben.keyboard.press("h")
        await ben.keyboard.press("h")
    assert asked[2:] == ["on=0", "on=1", "on=0"]


async def test_a_queued_key_h_does_what_the_screen_showed_when_it_was_pressed(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "one")
    rude = await browser_pages.post(ANA, "rude")
    fay = await browser_pages.visit(FAY)
    moving, go_on = asyncio.Event(), asyncio.Event()

    async def later(route: Route) -> None:
        moving.set()
        await go_on.wait()
        await route.continue_()

    await fay.route("**/place", later)
    await fay.clock.install()
    await note(fay, "rude").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("Shift+ArrowUp")
    await fay.keyboard.press("h")
    await asyncio.wait_for(moving.wait(), 30)
    await browser_pages.do(FAY, notes.hide, rude, on=True)
    await expect(note(fay, "rude")).to_contain_text("Hidden")
    await fay.clock.fast_forward(5000)
    go_on.set()
    await expect(fay.locator("#toast")).to_contain_text("Note hidden.")
    await fulfils(lambda: browser_pages.stored(rude), lambda stored: stored.hidden)
