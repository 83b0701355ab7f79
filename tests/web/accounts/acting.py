"""Actions of organisers in a browser, as one-line helpers."""

import re
from datetime import timedelta
from typing import Any

import httpx
from lxml import html
from sqlalchemy import update
from sqlmodel import Session, col, select

from app.domain.accounts import organisers
from app.domain.accounts.acting import By
from app.domain.models import Organiser, OrganiserSession
from tests.app_client import PASSWORD, AppClient
from tests.workshop import START

OLGA, OTTO = "olga@council.example", "otto@council.example"


async def sign_in(
    browser: httpx.AsyncClient, email: str = OLGA, password: str = PASSWORD, **more: str
) -> httpx.Response:
    """Send the sign-in form."""
    return await browser.post("/sign-in", data={"email": email, "password": password} | more)


async def is_in(browser: httpx.AsyncClient) -> bool:
    """True if this browser is signed in and can open the list of workshops."""
    return (await browser.get("/workshops")).status_code == 200


async def colleague(app_client: AppClient, olga: httpx.AsyncClient, name: str = "Otto") -> httpx.AsyncClient:
    """A colleague's browser with an account created by Olga's invitation."""
    browser = app_client.visitor()
    secret = link_on((await olga.post("/organisers/invitations", follow_redirects=True)).text)
    details = {"token": secret, "name": name, "email": f"{name.lower()}@council.example", "password": PASSWORD}
    answer = await browser.post("/i", data=details)
    assert answer.headers["location"] == "/workshops", answer.text
    return browser


def link_on(page: str) -> str:
    """The secret in the link that this page shows."""
    (secret,) = re.findall(r"/i/([0-9a-f]{40})", page)
    return secret


def problems(answer: httpx.Response) -> dict[str, str]:
    """The page's problems by field, from the summary. Checks that each is beside its field too."""
    page = html.document_fromstring(answer.text)
    found = {}
    for link in page.xpath("//*[contains(@class, 'problems')]//a"):
        name = link.get("href").removeprefix("#")
        field = page.get_element_by_id(name)
        assert field.get("aria-invalid") == "true"
        beside = page.get_element_by_id(f"{name}-problem")
        assert beside.get("id") in field.get("aria-describedby").split()
        assert link.text_content() in beside.text_content()
        found[name] = link.text_content()
    return found


def sent(answer: httpx.Response, action: str) -> dict[str, str]:
    """The fields that a browser would send from the form with this action."""
    (found,) = [form for form in html.document_fromstring(answer.text).forms if form.action == action]
    return {str(name): str(value) for name, value in found.form_values()}


def number_of(app_client: AppClient, email: str) -> int:
    """The id of the account with this email address."""
    found = app_client.workshop.read(lambda session: organisers.by_email(session, email))
    assert found is not None
    return found.id or 0


def by_host(app_client: AppClient, email: str, act: Any) -> Any:
    """Run an action of the host on an account: `act(session, by, organiser)`."""

    def write(session: Session) -> Any:
        organiser = session.exec(select(Organiser).where(Organiser.email == email)).one()
        return act(session, By(None, "command line", START), organiser)

    return app_client.workshop.write(write)


def let_time_pass(app_client: AppClient, **units: float) -> None:
    """Set the times of all sign-ins back by this much."""
    earlier = timedelta(**units)

    def write(session: Session) -> None:
        for row in session.exec(select(OrganiserSession)).all():
            times = {"made_at": row.made_at - earlier, "seen_at": row.seen_at - earlier}
            session.exec(update(OrganiserSession).where(col(OrganiserSession.id) == row.id).values(**times))

    app_client.workshop.write(write)
