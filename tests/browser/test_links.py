"""Pages behind a secret link: the secret leaves the address bar, and no one loses their way in by it."""

import asyncio
import re
from datetime import UTC, datetime

from playwright.async_api import Browser, Page, expect

from app.domain.accounts import invitations, organisers
from app.domain.accounts.acting import By
from app.domain.workshops import device_codes, links, seats
from tests.browser.conftest import BrowserPages
from tests.browser.eyes import OLGA, olga
from tests.servers.server import Server
from tests.waiting import fulfils
from tests.workshop import ANA

# A tab in which a browser keeps nothing for anyone.
REFUSED = """Object.defineProperty(window, "sessionStorage", {
  get() { throw new DOMException("kept for nobody", "SecurityError"); }
});"""


async def stands(page: Page, button: str, address: str) -> None:
    """The page with this button is there, at this address."""
    await expect(page.get_by_role("button", name=button)).to_be_visible()
    await expect(page).to_have_url(address)


def visits(page: Page) -> list[str]:
    """Every address that this window goes to from now on."""
    visited: list[str] = []
    page.on("request", lambda request: visited.append(request.url) if request.is_navigation_request() else None)
    return visited


async def there_and_back(page: Page, link: str, english: str, welsh: str) -> None:
    """Open a link, reload, choose Welsh, go elsewhere and come back: always its button is there, never its secret."""
    short, secret = link.rsplit("/", 1)
    await page.goto(link)
    await stands(page, english, short)
    await page.reload(wait_until="commit")
    await stands(page, english, short)
    await page.get_by_role("button", name="Cymraeg").click()
    await stands(page, welsh, short)
    await page.get_by_role("link", name="Cymorth").click()
    await expect(page).to_have_url(re.compile("/help"))
    await page.go_back(wait_until="commit")
    await stands(page, welsh, short)
    kept = "JSON.stringify(localStorage) + document.cookie"
    await fulfils(lambda: page.evaluate(kept), lambda found: secret not in found)


async def invitation(browser_pages: BrowserPages) -> str:
    await olga(browser_pages)

    def invite(session: seats.Session) -> str:
        by = By(organisers.by_email(session, OLGA), "", datetime.now(UTC))
        return invitations.invite(session, by, browser_pages.server.keys.derived).secret

    return await asyncio.to_thread(browser_pages.workshop.write, invite)


async def test_a_facilitator_link_survives_a_language_change(browser_pages: BrowserPages) -> None:
    link = browser_pages.workshop.read(lambda session: links.links(session, browser_pages.workshop.id))[0]
    page = await browser_pages.window()
    address = browser_pages.server.keys.facilitator_link(browser_pages.server.url, browser_pages.workshop.key, link.ref)
    await there_and_back(page, address, "Open the board as facilitator", "Agor y bwrdd fel hwylusydd")
    await page.get_by_role("button", name="Agor y bwrdd fel hwylusydd").click()
    await expect(page).to_have_url(browser_pages.url())
    await expect(page.get_by_role("link", name="Mapio")).to_be_visible()


async def test_a_device_code_survives_a_language_change(browser_pages: BrowserPages) -> None:
    code = await browser_pages.do(
        ANA, lambda session, person, now: device_codes.make(session, person, datetime.now(UTC))
    )
    page = await browser_pages.window()
    address = f"{browser_pages.server.url}/r/{code}"
    await there_and_back(page, address, "Continue on this device", "Parhau ar y ddyfais hon")
    await page.get_by_role("button", name="Parhau ar y ddyfais hon").click()
    await expect(page).to_have_url(browser_pages.url())


async def test_an_invitation_survives_every_error_in_its_form(
    browser_pages: BrowserPages,
) -> None:
    page = await browser_pages.window()
    address = f"{browser_pages.server.url}/i/{await invitation(browser_pages)}"
    await there_and_back(page, address, "Create account", "Creu cyfrif")
    short, choice = f"{browser_pages.server.url}/i", f"{browser_pages.server.url}/language"
    visited = visits(page)
    await fill(page, email="olga@council.example")
    await expect(page.get_by_role("alert")).to_be_visible()
    await stands(page, "Creu cyfrif", short)
    await page.get_by_role("button", name="English").click()
    await stands(page, "Create account", short)
    # The form with what was wrong in it stayed where it was until the language was chosen.
    assert visited == [short, choice, short, address]
    await page.get_by_role("button", name="Cymraeg").click()
    await stands(page, "Creu cyfrif", short)
    await fill(page, email=f"ines-{browser_pages.workshop.key}@council.example".lower())
    await expect(page).to_have_url(f"{browser_pages.server.url}/workshops")


async def test_the_set_up_link_survives_a_language_change(chromium: Browser, own_server: Server) -> None:
    await asyncio.to_thread(own_server.start)
    browser_pages = BrowserPages(chromium, own_server, None)  # there is no workshop yet
    page = await browser_pages.window()
    await there_and_back(page, own_server.keys.setup_link(own_server.url), "Create account", "Creu cyfrif")
    await page.get_by_label("Eich sefydliad").fill("Eastfield Council")
    await fill(page, email="olga@council.example")
    await expect(page).to_have_url(f"{own_server.url}/workshops")
    for context in browser_pages.contexts:
        await context.close()
    assert browser_pages.complaints == []


async def fill(page: Page, *, email: str) -> None:
    """Send the form for an account, in Welsh."""
    await page.get_by_label("Eich enw").fill("Ines")
    await page.get_by_label("Cyfeiriad e-bost").fill(email)
    await page.get_by_label("Cyfrinair").fill("four words put together")
    await page.get_by_role("button", name="Creu cyfrif").click()


async def test_a_used_link_says_so(browser_pages: BrowserPages) -> None:
    page = await browser_pages.window()
    secret = await invitation(browser_pages)
    address = f"{browser_pages.server.url}/i/{secret}"
    await page.goto(address)
    await stands(page, "Create account", f"{browser_pages.server.url}/i")
    who = {
        "name": "Ines",
        "email": f"used-{browser_pages.workshop.key}@council.example".lower(),
        "password": "nobody's",
    }
    by = By(None, "", datetime.now(UTC))
    await asyncio.to_thread(browser_pages.workshop.write, lambda session: organisers.accept(session, by, secret, **who))
    visited = visits(page)
    await page.reload(wait_until="commit")
    await expect(page.get_by_role("alert")).to_contain_text("no longer works")
    await page.get_by_role("button", name="Cymraeg").click()
    await expect(page.get_by_role("alert")).to_contain_text("Nid yw'r ddolen hon yn gweithio mwyach")
    assert visited == [f"{browser_pages.server.url}/i", address, f"{browser_pages.server.url}/language", address]


async def test_a_tab_without_its_link_asks_to_open_the_link_again(browser_pages: BrowserPages) -> None:
    page = await browser_pages.window()
    await page.goto(f"{browser_pages.server.url}/i")
    await expect(page.get_by_role("heading", name="Open the link again")).to_be_visible()
    await page.get_by_role("button", name="Cymraeg").click()
    await expect(page.get_by_role("heading", name="Agorwch y ddolen eto")).to_be_visible()
    await page.get_by_role("link", name="Rhowch god").click()
    await expect(page).to_have_url(f"{browser_pages.server.url}/")


async def test_without_storage_the_secret_stays_in_the_address(browser_pages: BrowserPages) -> None:
    link = browser_pages.workshop.read(lambda session: links.links(session, browser_pages.workshop.id))[0]
    address = browser_pages.server.keys.facilitator_link(browser_pages.server.url, browser_pages.workshop.key, link.ref)
    page = await browser_pages.window()
    await page.add_init_script(REFUSED)
    await page.goto(address)
    await stands(page, "Open the board as facilitator", address)
    await page.reload()
    await stands(page, "Open the board as facilitator", address)
    await page.get_by_role("button", name="Cymraeg").click()
    await stands(page, "Agor y bwrdd fel hwylusydd", address)
    await page.goto(browser_pages.url("/facilitate"))
    await expect(page.get_by_role("heading", name="Agorwch y ddolen eto")).to_be_visible()
