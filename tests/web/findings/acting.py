"""Members of a programme in browsers: Olga organises it, and Ravi is an analyst whom she invited."""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
from lxml import html

from tests.app_client import PASSWORD, AppClient, set_up
from tests.web.accounts.acting import link_on

LATER = (datetime.now(UTC) + timedelta(days=400)).date().isoformat()
TALK = (
    "Sam: How do you work together?\nAnn: We talk most weeks. Small groups we hardly know 👩\u200d👧.\n"
    "Sam: Why?\nAnn: Nobody holds the list."
)


@dataclass
class Office:
    """Olga's and Ravi's browsers, and the address of their programme, which has the app's workshop."""

    app_client: AppClient
    olga: httpx.AsyncClient
    ravi: httpx.AsyncClient
    path: str

    def stop_time(self) -> None:
        """Let no allowance of a public page return, however long the machine takes."""
        now = time.monotonic()
        for limiter in self.app_client.inside.public_pages.limiters.values():
            limiter._clock = lambda: now

    async def place(self) -> str:
        """The id of the programme's place."""
        page = (await self.olga.get(f"{self.path}/interviews/new")).text
        return str(html.document_fromstring(page).xpath("//select[@id='place']/option/@value")[0])

    async def fields(self, **changes: str) -> dict[str, str]:
        """The form for importing an interview with consent to quotes."""
        about = {"title": "Interview 1, council", "speaks_for": "council", "held_on": "2026-11-12", "language": "en"}
        kept = {"consent": "quotes", "consent_note": "", "keep_until": LATER, "retention": "delete", "id": "1" * 24}
        return about | kept | {"place": await self.place(), "text": TALK} | changes

    async def interview(self, **changes: str) -> str:
        """Import an interview as Ravi; returns its address."""
        answer = await self.ravi.post(f"{self.path}/interviews", data=await self.fields(**changes))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


async def invited(app_client: AppClient, olga: httpx.AsyncClient, path: str, name: str, role: str) -> httpx.AsyncClient:
    """The browser of a new analyst with this role."""
    page = await olga.post(f"{path}/members/invitations", data={"role": role}, follow_redirects=True)
    browser = app_client.visitor()
    details = {"name": name, "email": f"{name.lower()}@council.example", "password": PASSWORD}
    answer = await browser.post("/i", data=details | {"token": link_on(page.text)})
    assert answer.status_code == 303, answer.text
    return browser


async def office(app_client: AppClient) -> Office:
    """Set up the accounts and a programme with the app's workshop."""
    olga = app_client.visitor()
    await set_up(app_client, olga)
    answer = await olga.post("/p", data={"name": "Healthier neighbourhoods", "keep_until": LATER})
    path = answer.headers["location"]
    assert re.fullmatch(r"/p/\w+", path)
    taken = await olga.post(f"{path}/workshops", data={"workshop": app_client.workshop.key})
    assert taken.status_code == 303
    return Office(app_client, olga, await invited(app_client, olga, path, "Ravi", "analyst"), path)


def words_of(answer: httpx.Response) -> str:
    """The text of a page on one line."""
    return " ".join(html.document_fromstring(answer.text).text_content().split())
