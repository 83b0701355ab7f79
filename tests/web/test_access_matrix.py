"""Who may do what: every route, method and persona, with the database compared before and after each request."""

import re
from collections.abc import AsyncGenerator, Generator

import httpx
import pytest
import pytest_asyncio
from lxml import html
from sqlmodel import update

from app.domain.models import Organisation
from tests.web.access_requests import FIELDS, SENT_TO_ALL, places_for, send
from tests.web.access_rights import LET_IN, MEMBERS, NEEDS_MORE, OF_BOARDS, ORGANISERS, OWN, ROUTES, SEATS
from tests.web.personas import People, routes, world_of_people

# One world for all these tests, because making it takes longer than most of them.
pytestmark = pytest.mark.asyncio(loop_scope="module")
ELSEWHERE = re.compile(r"^/(sign-in|w/[^/]+/join|j)\b")
# What an account does before it has the second factor that its organisation requires.
SET_UP = "/account/second-factor"
SETTING_UP = re.compile(r"(GET|POST) /account/(second-factor|notices)")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[People]:
    async with world_of_people(tmp_path_factory.mktemp("matrix")) as made:
        yield made


@pytest.fixture
def everyone(world: People) -> Generator[People]:
    yield world
    world.put_back()


async def test_every_route_says_who_may_use_it(everyone: People) -> None:
    there = set(routes(everyone.app_client.app))
    assert sorted(there - set(ROUTES)) == [], "say in WHO who may use these routes"
    assert sorted(set(ROUTES) - there) == [], "these routes no longer exist"


async def test_only_those_who_may_use_a_route_are_let_in_and_nobody_else_changes_or_learns_anything(
    everyone: People,
) -> None:
    faults: list[str] = []
    for persona in everyone.cookies:
        browser = everyone.browser(persona)
        for route, who in ROUTES.items():
            if persona in LET_IN[who] or (persona in ORGANISERS and who in OF_BOARDS):
                continue
            answer = await send(everyone, browser, route)
            refused = answer.status_code in (403, 404) or (
                answer.status_code == 303 and ELSEWHERE.match(answer.headers["location"])
            )
            # An organiser who names another's sign-in is answered as for one that does not exist.
            if not refused and who != "the organiser":
                faults.append(f"{persona} was answered {answer.status_code} to {route}")
            faults += _seen_or_changed(everyone, persona, route, answer)
    assert "\n".join(faults) == ""


async def test_reading_changes_nothing_and_wrong_secrets_open_nothing(everyone: People) -> None:
    faults: list[str] = []
    for persona in everyone.cookies:
        browser = everyone.browser(persona)
        for route, who in ROUTES.items():
            reads = route.startswith("GET ") and persona in LET_IN[who]
            # With no right code, password or token in it. Signing out is what it says.
            knocks = who == "everyone" and route != "POST /sign-out"
            if reads or knocks:
                answer = await send(everyone, browser, route)
                faults += _seen_or_changed(everyone, persona, route, answer)
    assert "\n".join(faults) == ""


async def test_what_belongs_to_another_programme_or_workshop_cannot_be_reached_through_ones_own(
    everyone: People,
) -> None:
    """With the address of their own programme or workshop, people name what is in this one."""
    faults: list[str] = []
    own = {"/p/": everyone.places["another_programme"], "/w/": everyone.places["other_workshop"]}
    for persona in ("organiser of another programme", "analyst of another programme", "other workshop's facilitator"):
        browser = everyone.browser(persona)
        start = "/w/" if "facilitator" in persona else "/p/"
        for route in ROUTES:
            path = route.split(" ")[1]
            # What has no other name in it changes their own.
            names = "{" in path.removeprefix(f"{start}{{key}}") or "{" in str(list(FIELDS.get(route, {}).values()))
            if not path.startswith(f"{start}{{key}}") or not names or route in OWN:
                continue
            answer = await send(everyone, browser, route, key=own[start])
            faults += [f"{persona} saw {each!r} at {route}" for each in everyone.members if each in answer.text]
            if changed := everyone.changed():
                faults.append(f"{persona} was answered {answer.status_code} and changed {changed} by {route}")
                everyone.put_back()
    assert "\n".join(faults) == ""


async def test_accounts_without_a_required_second_factor_can_only_set_one_up(everyone: People) -> None:
    required = update(Organisation).values(second_factor_required=True)
    faults: list[str] = []
    for persona in ("organiser", "analyst"):
        browser = everyone.browser(persona)
        everyone.app_client.workshop.write(lambda session: session.exec(required))
        expected = everyone.changed()
        for route, who in ROUTES.items():
            if who in OF_BOARDS or SETTING_UP.match(route):
                continue
            answer = await send(everyone, browser, route)
            if answer.status_code not in (403, 404) and answer.headers.get("location") != SET_UP:
                faults.append(f"{persona} was answered {answer.status_code} to {route}")
            if (changed := everyone.changed()) not in ([], expected):
                faults.append(f"{persona} changed {changed} by {route}")
        everyone.put_back()
    assert "\n".join(faults) == ""


async def test_a_route_answers_no_other_method(everyone: People) -> None:
    faults: list[str] = []
    # The cookies of everyone who has any right.
    both = everyone.app_client.visitor(cookie=f"{everyone.cookies['facilitator']}; {everyone.cookies['organiser']}")
    for path in sorted({route.split(" ")[1] for route in ROUTES}):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if f"{method} {path}" in ROUTES:
                continue
            answer = await both.request(method, path.format_map(places_for(everyone, path)), data=SENT_TO_ALL)
            if answer.status_code not in (404, 405):
                faults.append(f"{method} {path} was answered {answer.status_code}")
            faults += [f"{method} {path} changed {line}" for line in everyone.changed()]
    assert "\n".join(faults) == ""


async def test_everyone_who_may_use_a_route_can(everyone: People) -> None:
    faults: list[str] = []
    for persona in ("participant", "notetaker", "facilitator", "organiser", "analyst", "reviewer"):
        browser = everyone.browser(persona)
        for route, who in ROUTES.items():
            if persona not in LET_IN[who] or who == "everyone" or route in NEEDS_MORE:
                continue
            answer = await send(everyone, browser, route)
            if answer.status_code >= 400 or ELSEWHERE.match(answer.headers.get("location", "")):
                faults.append(f"{persona} was answered {answer.status_code} to {route}: {_words(answer)}")
            if everyone.changed():
                everyone.put_back()
    assert "\n".join(faults) == ""


def _seen_or_changed(everyone: People, persona: str, route: str, answer: httpx.Response) -> list[str]:
    """What this persona must not have seen in the answer, and what the request changed. Puts the database back."""
    seen = [] if persona in ORGANISERS | {"facilitator"} else everyone.facilitators
    # Members read the notes of their programme's workshops.
    if persona not in ORGANISERS | SEATS | MEMBERS:
        seen = seen + everyone.shared
    if persona not in MEMBERS:
        seen = seen + everyone.members
    faults = [f"{persona} saw {words!r} at {route}" for words in seen if words in answer.text]
    if changed := everyone.changed():
        faults += [f"{persona} changed {line} by {route}" for line in changed]
        everyone.put_back()
    return faults


def _words(answer: httpx.Response) -> str:
    return " ".join(html.document_fromstring(answer.text or "<p>").text_content().split())[:200]
