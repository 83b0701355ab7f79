"""What stands between a page and its server: answers that are not its own, and updates that are held back."""

import re

from playwright.async_api import Page, Route

# Answers of what stands between a browser and the server: status and body.
STRANGERS = {
    "a café's sign-in page": (200, "<h1>Welcome to our Wi-Fi!</h1>"),
    "a proxy whose server is away": (404, "404 page not found"),
    "a filter": (403, "<h1>Access denied</h1>"),
    "a gateway": (502, "Bad Gateway"),
}


async def with_three_waiting(route: Route) -> None:
    """Answer with the page as it is while three people wait: a server lets people from its own machine in at once."""
    answer = await route.fetch()
    empty = re.compile(r'(<div id="waiting-to-join"[^>]*>)')
    form = """<form class="panel"><p>3 people are waiting to join. We let people in one after the other.</p>
      <button>Let everyone in now</button></form>"""
    await route.fulfill(response=answer, body=empty.sub(rf"\1{form}", await answer.text()))


async def held(page: Page) -> None:
    """From now on nothing comes from the server but answers, as on a slow line, until `let_in`."""
    await page.evaluate(
        """() => {
          window.held = [];
          window.holding = true;
          document.addEventListener('htmx:ws:before:message:incoming', (event) => {
            if (window.holding) event.detail.waitUntil(new Promise((done) => window.held.push(done)));
          }, true);
        }"""
    )


async def let_in(page: Page) -> None:
    """End what `held` began: what has waited comes in, in order."""
    await page.evaluate("() => { window.holding = false; for (const done of window.held) done(); }")
