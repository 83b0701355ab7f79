"""What people see: two participants, a facilitator, someone without JavaScript, on phones and laptops."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from app.domain.board import notes
from app.domain.workshops import seats
from tests.browser.board import act_on, note, write
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.places import box, put_message_away, settled
from tests.waiting import becomes, fulfils
from tests.workshop import ANA, BEN, FAY


@pytest.mark.two_workers
async def test_a_person_joins_by_code_and_their_note_appears_on_every_screen(browser_pages: BrowserPages) -> None:
    laptop = await browser_pages.visit(BEN)
    phone = await browser_pages.window(**PHONE)
    await phone.goto(browser_pages.server.url)
    await phone.get_by_label("Join code").fill(browser_pages.workshop.code.lower())
    await phone.get_by_role("button", name="Join").click()
    await phone.get_by_label("NHS").check()
    await phone.get_by_role("button", name="Join").click()
    await expect(phone.get_by_role("heading", name="Question 1?")).to_be_visible()
    await expect(phone.get_by_role("heading", name="Question 2?")).to_be_hidden()
    promise = "Your name is not shown. Notes are deleted on 23 November 2027."
    await expect(phone.locator(".composer:visible")).to_contain_text(promise)
    await write(phone, "From a phone 👋\nsecond line https://example.org/x.")
    mine = note(phone, "From a phone")
    await expect(mine.get_by_text("Saved")).to_be_visible()
    await expect(mine).to_be_in_viewport()
    theirs = note(laptop, "From a phone")
    await expect(theirs).to_contain_text("NHS")
    await expect(theirs.get_by_text("Saved")).to_be_hidden()
    await expect(theirs.get_by_role("link")).to_have_attribute("href", "https://example.org/x")
    await expect(laptop.locator("#count-" + str(browser_pages.workshop.columns[0]))).to_contain_text("1")
    await expect(phone.get_by_role("link", name=re.compile("Question 1"))).to_contain_text("1")
    await expect(laptop.locator("#presence")).to_have_text(re.compile("[2-9] here"))


@pytest.mark.two_workers
async def test_writers_edit_delete_and_restore_their_own_notes(browser_pages: BrowserPages) -> None:
    ana, ben = await browser_pages.visit(ANA), await browser_pages.visit(BEN)
    await write(ana, "First words")
    await expect(note(ben, "First words")).to_be_visible()
    await act_on(ana, note(ana, "First words"), "Edit wording")
    editor = ana.get_by_role("dialog", name="Edit your note")
    await editor.get_by_label("Your note").fill("Second words")
    await editor.get_by_label("Blue").check()
    await editor.get_by_role("button", name="Save").click()
    await expect(note(ben, "Second words")).to_have_attribute("data-colour", "sky")
    await expect(note(ben, "Second words")).to_contain_text("edited")
    await act_on(ana, note(ana, "Second words"), "Delete note")
    await expect(note(ben, "Second words")).to_have_count(0)
    await expect(ben.locator(".empty").first).to_be_visible()
    await ana.locator("#toast").get_by_role("button", name="Undo").click()
    await expect(note(ben, "Second words")).to_be_visible()
    await act_on(ana, note(ana, "Second words"), "Delete note")
    await expect(note(ana, "Second words")).to_have_count(0)
    await ana.locator("#private-fragment .to-own").click()
    await ana.locator("#private-fragment").get_by_role("button", name="Restore note").click()
    await expect(note(ben, "Second words")).to_be_visible()


async def test_a_message_stays_while_the_pointer_is_on_it(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "one")
    ana = await browser_pages.visit(ANA)
    await ana.clock.install()
    await act_on(ana, note(ana, "one"), "Delete note")
    toast = ana.locator("#toast")
    await toast.get_by_role("button", name="Undo").hover()
    await ana.clock.fast_forward(8000)
    await expect(toast).to_be_visible()
    await ana.mouse.move(0, 0)
    await ana.clock.fast_forward(8000)
    await expect(toast).to_be_hidden()


async def test_participants_cannot_change_notes_of_others(browser_pages: BrowserPages) -> None:
    await browser_pages.post(ANA, "Mine")
    ben = await browser_pages.visit(BEN)
    await expect(note(ben, "Mine")).to_be_visible()
    await expect(note(ben, "Mine").get_by_role("button")).to_have_count(0)


async def test_a_facilitator_hides_and_moves_notes_by_menu_and_by_keys(browser_pages: BrowserPages) -> None:
    for text in ("one", "two", "three"):
        await browser_pages.post(ANA, text)
    fay, ben, ana = await browser_pages.visit(FAY), await browser_pages.visit(BEN), await browser_pages.visit(ANA)
    order = ben.locator(f"#notes-{browser_pages.workshop.columns[0]} .words")
    await note(fay, "three").get_by_role("button", name="Note actions").click()
    await fay.get_by_role("dialog").get_by_role("button", name="Move to top").click()
    await expect(order).to_have_text(["three", "one", "two"])
    await note(fay, "three").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("Shift+ArrowDown")
    await expect(order).to_have_text(["one", "three", "two"])
    await expect(note(fay, "three").get_by_role("button", name="Note actions")).to_be_focused()
    await fay.keyboard.press("Shift+ArrowRight")
    await expect(order).to_have_text(["one", "two"])
    await expect(ben.locator(f"#notes-{browser_pages.workshop.columns[1]} .words")).to_have_text(["three"])
    await note(fay, "two").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("h")
    await expect(order).to_have_text(["one"])
    await expect(note(fay, "two")).to_contain_text("Hidden")
    await expect(fay.locator("#toast")).to_contain_text("Note hidden.")
    await ana.locator("#private-fragment .to-own").click()
    await expect(ana.locator("#private-fragment")).to_contain_text("Hidden by the facilitator")
    await fay.locator("#toast").get_by_role("button", name="Undo").click()
    await expect(order).to_have_text(["one", "two"])


async def test_three_quick_presses_move_a_note_three_steps(browser_pages: BrowserPages) -> None:
    for text in ("one", "two", "three", "four"):
        await browser_pages.post(ANA, text)
    fay = await browser_pages.visit(FAY)
    order = fay.locator(f"#notes-{browser_pages.workshop.columns[0]} .words")
    await note(fay, "four").get_by_role("button", name="Note actions").focus()
    for _ in range(3):
        await fay.keyboard.press("Shift+ArrowUp")
    await expect(order).to_have_text(["four", "one", "two", "three"])
    await fay.keyboard.press("Shift+ArrowRight")
    await fay.keyboard.press("Shift+ArrowLeft")
    await fay.keyboard.press("Shift+ArrowUp")
    await expect(order).to_have_text(["one", "two", "four", "three"])
    await fay.keyboard.press("h")
    await fay.keyboard.press("h")
    await expect(fay.locator("#toast")).to_contain_text("Note shown again.")
    await expect(note(fay, "four")).not_to_contain_text("Hidden")


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


async def test_actions_without_undo_ask_for_confirmation(browser_pages: BrowserPages) -> None:
    fay = await browser_pages.visit(FAY, "/share", live=False)
    code = browser_pages.workshop.code
    confirmation = fay.get_by_role("dialog")
    replace = fay.locator("main").get_by_role("button", name="Replace code", exact=True)
    await fay.get_by_text("If the wrong people have the code").click()
    await replace.click()
    await expect(confirmation).to_have_accessible_name("Replace the code of “A workshop”?")
    await expect(confirmation.get_by_role("button", name="Cancel")).to_be_focused()
    await fay.keyboard.press("Enter")
    await expect(confirmation).to_be_hidden()
    await expect(replace).to_be_focused()
    await fay.get_by_role("button", name="(the link you used)").click()
    await expect(confirmation).to_contain_text("Turn off “First facilitator link”, the link you used")
    await fay.keyboard.press("Escape")
    await fay.reload()
    await expect(fay.get_by_role("button", name="(the link you used)")).to_be_visible()
    await becomes(browser_pages.code, code)
    await fay.get_by_text("If the wrong people have the code").click()
    await replace.click()
    await confirmation.get_by_role("button", name="Replace code", exact=True).click()
    await expect(fay.locator("main")).not_to_contain_text(f"{code[:3]} {code[3:]}")
    await fulfils(browser_pages.code, lambda now: now != code)


async def test_undo_returns_a_moved_note_to_its_old_position(browser_pages: BrowserPages) -> None:
    for text in ("one", "two", "three"):
        await browser_pages.post(ANA, text)
    fay = await browser_pages.visit(FAY)
    first, second, _third = (fay.locator(f"#notes-{column} .words") for column in browser_pages.workshop.columns)
    undo = fay.locator("#toast").get_by_role("button", name="Undo")
    await note(fay, "two").locator(".grip").drag_to(fay.locator(".paper").nth(1), target_position={"x": 80, "y": 200})
    await expect(second).to_have_text(["two"])
    await undo.click()
    await expect(first).to_have_text(["one", "two", "three"])
    # What was taken back can be done again.
    await undo.click()
    await expect(second).to_have_text(["two"])
    await put_message_away(fay)
    await note(fay, "one").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("Shift+ArrowDown")
    await expect(first).to_have_text(["three", "one"])
    await undo.click()
    await expect(first).to_have_text(["one", "three"])
    await expect(note(fay, "one").get_by_role("button", name="Note actions")).to_be_focused()


async def test_in_a_search_a_step_moves_a_note_past_the_next_match(browser_pages: BrowserPages) -> None:
    for text in ("park one", "trust", "hope", "park two"):
        await browser_pages.post(ANA, text)
    fay = await browser_pages.visit(FAY)
    await fay.get_by_role("searchbox", name="Search the notes").fill("park")
    await expect(fay.locator(".notes > li:visible")).to_have_count(2)
    order = fay.locator(f"#notes-{browser_pages.workshop.columns[0]} .words")
    await note(fay, "park two").get_by_role("button", name="Note actions").focus()
    await fay.keyboard.press("Shift+ArrowUp")
    await expect(order).to_have_text(["park two", "park one", "trust", "hope"])
    await fay.keyboard.press("Shift+ArrowDown")
    await expect(order).to_have_text(["park one", "park two", "trust", "hope"])
    # Below it stand only such as are put aside.
    await fay.keyboard.press("Shift+ArrowDown")
    await fay.keyboard.press("Shift+ArrowRight")
    await expect(order).to_have_text(["park one", "trust", "hope"])


async def test_a_note_deleted_while_its_menu_is_open_is_announced(browser_pages: BrowserPages) -> None:
    goes = await browser_pages.post(ANA, "gone in a moment")
    await browser_pages.post(ANA, "stays")
    fay = await browser_pages.visit(FAY)
    await note(fay, "gone in a moment").get_by_role("button", name="Note actions").click()
    await browser_pages.do(ANA, notes.withdraw, goes, on=True)
    await expect(note(fay, "gone in a moment")).to_have_count(0)
    await fay.get_by_role("dialog").get_by_role("button", name="Move to top").click()
    await expect(fay.locator("#toast")).to_have_text("This note is no longer on the board.")
    await note(fay, "stays").get_by_role("button", name="Note actions").click()
    await fay.get_by_role("dialog").get_by_role("button", name="Question 2?").click()
    await expect(fay.locator(f"#notes-{browser_pages.workshop.columns[1]} .words")).to_have_text(["stays"])
    assert browser_pages.complaints == []


async def test_without_javascript_people_join_and_post(browser_pages: BrowserPages) -> None:
    ben = await browser_pages.visit(BEN)
    plain = await browser_pages.window(java_script_enabled=False)
    await plain.goto(f"{browser_pages.server.url}/j/{browser_pages.workshop.code}")
    await plain.get_by_role("button", name="Join").click()
    form = plain.locator(".composer").nth(1)
    await form.locator("textarea").fill("By a plain form")
    await form.get_by_role("button", name="Post").click()
    await expect(note(plain, "By a plain form")).to_be_visible()
    await expect(note(ben, "By a plain form")).to_be_visible()
    await plain.locator("#private-fragment .to-own").click()
    await plain.locator("#private-fragment").get_by_role("link", name="Edit note").click()
    await plain.get_by_label("Your note").fill("Changed by a plain form")
    await plain.get_by_role("button", name="Save").click()
    await expect(note(ben, "Changed by a plain form")).to_be_visible()


async def test_updates_keep_the_text_focus_and_scroll_position_of_a_reader(browser_pages: BrowserPages) -> None:
    first = [await browser_pages.post(BEN, f"note {number}") for number in range(40)]
    ana = await browser_pages.visit(ANA)
    composer = ana.locator(".composer textarea").first
    await composer.click()
    await composer.press_sequentially("half a thought")
    await ana.evaluate("document.activeElement.setSelectionRange(5, 9)")
    paper = ana.locator(".paper").first
    # Notes that come into sight get their real heights in the next frames.
    scroll = """paper => new Promise((done) => {
      paper.scrollTop = 300;
      requestAnimationFrame(() => requestAnimationFrame(done));
    })"""
    for _ in range(2):
        await settled(ana)
        await paper.evaluate(scroll)
    where = """() => {
      const box = document.activeElement, paper = document.querySelector('.paper');
      const edge = paper.getBoundingClientRect().top;
      const top = [...paper.querySelectorAll('[data-rank]')].find(n => n.getBoundingClientRect().bottom > edge);
      return [box.id, box.value, box.selectionStart, box.selectionEnd, paper.scrollTop, top.id,
        Math.round(top.getBoundingClientRect().top), Math.round(box.getBoundingClientRect().top)];
    }"""
    before = await ana.evaluate(where)
    for number in range(50):
        await browser_pages.post(BEN, f"arrival {number}")
    await browser_pages.do(BEN, notes.edit, first[35], text="changed elsewhere")
    await expect(note(ana, "arrival 49")).to_have_count(1)
    await expect(ana.locator(".newer").first).to_have_text("50 new notes ↓")
    await settled(ana)
    await becomes(lambda: ana.evaluate(where), before)
    async with ana.expect_websocket():
        await ana.evaluate("document.getElementById('live')._htmx.ws.connection.socket.close()")
        await browser_pages.post(BEN, "while the connection was away")
    await expect(note(ana, "while the connection was away")).to_have_count(1)
    await browser_pages.post(BEN, "after the connection came back")
    await expect(note(ana, "after the connection came back")).to_have_count(1)
    await settled(ana)
    await becomes(lambda: ana.evaluate(where), before)
    await ana.locator(".newer").first.click()
    await expect(note(ana, "after the connection came back")).to_be_in_viewport()
    await expect(ana.locator(".newer").first).to_be_hidden()


async def test_a_list_scrolled_to_its_end_stays_at_its_end(browser_pages: BrowserPages) -> None:
    for number in range(30):
        await browser_pages.post(BEN, f"note {number}")
    ana = await browser_pages.visit(ANA)
    await expect(note(ana, "note 29")).to_be_in_viewport()
    await browser_pages.post(BEN, "the very latest")
    await expect(note(ana, "the very latest")).to_be_in_viewport()
    await expect(ana.locator(".newer").first).to_be_hidden()


async def test_a_note_that_is_too_long_is_counted_and_kept(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    form = ana.locator(".composer").first
    await form.locator("textarea").fill("x" * 1790)
    await expect(form.locator(".left")).to_be_empty()
    await form.locator("textarea").fill("x" * 1990)
    await expect(form.locator(".left")).to_have_text("10 characters left")
    await form.locator("textarea").fill("x" * 2003)
    await expect(form.locator(".left")).to_have_text("3 characters too many")
    await form.get_by_role("button", name="Post").click()
    await expect(form.locator("textarea")).to_have_value("x" * 2003)
    # The next note is sent, so the long one would have been sent before it.
    await write(ana, "short enough", 1)
    await expect(note(ana, "short enough").get_by_text("Saved")).to_be_visible()
    await becomes(browser_pages.order, [])
    await expect(form.locator("textarea")).to_have_value("x" * 2003)


async def test_a_draft_survives_a_reload(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    await ana.locator(".composer textarea").nth(2).fill("half a thought")
    await ana.reload()
    await expect(ana.locator(".composer textarea").nth(2)).to_have_value("half a thought")
    await write(ana, "half a thought and the rest", 2)
    await expect(note(ana, "and the rest").get_by_text("Saved")).to_be_visible()
    await ana.reload()
    await expect(ana.locator(".composer textarea").nth(2)).to_have_value("")


@pytest.mark.two_workers
async def test_a_removed_person_is_told_disconnected_and_stays_out(browser_pages: BrowserPages) -> None:
    stored = await asyncio.to_thread(browser_pages.workshop.workshop)
    old = [f"{browser_pages.server.url}/j/{secret}" for secret in (stored.code, stored.join_token)]
    ben = await browser_pages.visit(BEN)
    fay = await browser_pages.visit(FAY, "/participants", live=False)
    present = await browser_pages.do(FAY, lambda session, person, now: seats.seats(session, browser_pages.workshop.id))
    number = [seat.ref for seat in present].index(BEN)
    await fay.locator(".people tbody tr").nth(number).get_by_role("button", name="Remove").click()
    await fay.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(fay.locator("#emergency")).to_contain_text("can join again as a new person")
    await expect(ben.locator("#banner")).to_contain_text("no longer in this workshop")
    await browser_pages.post(ANA, "not for Ben")
    await ben.reload()
    await expect(ben.get_by_role("main")).to_contain_text("no longer in this workshop")
    await expect(ben.locator("body")).not_to_contain_text("not for Ben")
    # The same browser is not let in again with the code.
    await ben.goto(old[0])
    await ben.get_by_role("button", name="Join workshop").click()
    await expect(ben.get_by_role("main")).to_contain_text("no longer in this workshop")
    # Once the code is replaced, neither the old code nor the old QR code opens the workshop for any browser.
    await fay.locator("#emergency").get_by_role("button", name="Replace code", exact=True).click()
    await fay.get_by_role("dialog").get_by_role("button", name="Replace code").click()
    await expect(fay.locator("#emergency")).to_have_count(0)
    other = await browser_pages.window()
    for address in old:
        await other.goto(address)
        await expect(other.get_by_role("button", name="Join workshop")).to_have_count(0)
        await expect(other.get_by_role("main")).to_contain_text("code")


@pytest.mark.two_workers
async def test_closing_shows_at_once_and_ends_writing(browser_pages: BrowserPages) -> None:
    ana = await browser_pages.visit(ANA)
    fay = await browser_pages.visit(FAY, "/participants", live=False)
    await fay.get_by_role("button", name="Close workshop").click()
    await fay.get_by_role("dialog").get_by_role("button", name="Close workshop").click()
    await expect(ana.locator("#stage")).to_contain_text("This workshop is closed.")
    await expect(ana.locator(".composer").first).to_be_hidden()


async def test_a_facilitator_drags_a_note_by_its_handle(browser_pages: BrowserPages) -> None:
    for text in ("one", "two", "three"):
        await browser_pages.post(ANA, text)
    await browser_pages.post(ANA, "elsewhere", column=1)
    fay, ben = await browser_pages.visit(FAY), await browser_pages.visit(BEN)
    columns = [ben.locator(f"#notes-{column} .words") for column in browser_pages.workshop.columns]
    await note(fay, "three").locator(".grip").hover()
    await fay.mouse.down()
    first = await box(note(fay, "one"))
    await fay.mouse.move(first.left + 60, first.top + 40, steps=5)
    await fay.mouse.move(first.left + 60, first.top + 4, steps=5)
    await fay.mouse.up()
    await expect(columns[0]).to_have_text(["three", "one", "two"])
    await note(fay, "one").locator(".grip").drag_to(fay.locator(".paper").nth(2), target_position={"x": 80, "y": 200})
    await expect(columns[2]).to_have_text(["one"])
    await expect(columns[0]).to_have_text(["three", "two"])
    await note(fay, "two").locator(".grip").hover()
    await fay.mouse.down()
    await fay.mouse.move(700, 300, steps=5)
    await fay.keyboard.press("Escape")
    await fay.mouse.up()
    await browser_pages.post(ANA, "later")
    await expect(columns[0]).to_have_text(["three", "two", "later"])


async def test_a_search_filters_notes_for_the_searcher_only(browser_pages: BrowserPages) -> None:
    for text in ("parking at the hub", "a park for all", "trust"):
        await browser_pages.post(ANA, text)
    ana, ben = await browser_pages.visit(ANA), await browser_pages.visit(BEN)
    await ana.get_by_role("searchbox", name="Search the notes").fill("PARK hub")
    await expect(ana.locator(".notes > li:visible .words")).to_have_text(["parking at the hub"])
    again = await browser_pages.post(BEN, "the park at the hub again")
    await expect(ana.locator(".notes > li:visible .words")).to_have_count(2)
    await expect(ben.locator(".notes > li:visible .words")).to_have_count(4)
    await browser_pages.do(BEN, notes.edit, again, text="trust at the hub")
    await expect(ana.locator(".notes > li:visible .words")).to_have_text(["parking at the hub"])


async def test_a_search_finds_texts_and_names_but_no_labels(
    browser_pages: BrowserPages,
) -> None:
    browser_pages.workshop = await asyncio.to_thread(browser_pages.server.workshop, naming="named")
    for ref, text in ((ANA, "parking at the hub"), (BEN, "trust")):
        await browser_pages.post(ref, text)
    for page in (
        await browser_pages.visit(ANA),
        await browser_pages.visit(FAY),
        await browser_pages.visit(FAY, "/map"),
    ):
        found = page.locator(":is(.notes, .queue) > li:visible .words")
        for words in ("saved", "edit", "10:0", "resident", "question", "⋯"):
            await page.get_by_role("searchbox", name="Search the notes").fill(words)
            await expect(found).to_have_count(0)
        for words, text in (("ben", "trust"), ("ana hub", "parking at the hub"), ("TRUST", "trust")):
            await page.get_by_role("searchbox", name="Search the notes").fill(words)
            await expect(found).to_have_text([text])
