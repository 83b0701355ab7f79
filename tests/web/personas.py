"""People with and without access to one workshop and one organisation, and a database that is put back after each."""

import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlmodel import Session, col, select
from starlette.routing import BaseRoute, Route

from app.domain.board import notes
from app.domain.models import (
    Comment,
    Invitation,
    OrganiserSession,
    OwnPlan,
    Seat,
    SeatDevice,
    SecondFactor,
)
from app.domain.workshops import links, seats
from app.domain.workshops.seat_secrets import hash_of
from tests.app_client import AppClient, inside, set_up
from tests.web.accounts.acting import OTTO, colleague, number_of, sign_in
from tests.web.conftest import cheapen_hashes
from tests.web.findings.acting import invited
from tests.web.persona_programme import INTERVIEW_WORDS, PROGRAMME_NAME, fill_programme, make_programme
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop

HIDDEN_COMMENT = "a comment that waits"
NOTE_WORDS, HIDDEN_WORDS = "words of a participant", "words that are hidden"
# A failed attempt is recorded there, and that is no access.
_NOT_COMPARED = ("security_log",)


@dataclass
class People:
    """The cookies of every persona, what the addresses name, and what must never be shown to outsiders."""

    app_client: AppClient
    cookies: dict[str, str]
    places: dict[str, str]
    # Words that participants may read, and words that only facilitators may read.
    shared: list[str]
    facilitators: list[str]
    # Words that only the members of the programme may read.
    members: list[str]
    file: Path
    _before: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))

    def __post_init__(self) -> None:
        self.watching = sqlite3.connect(self.file)
        self.watching.backup(self._before)
        self._contents = _contents(self._before)
        self._version = self._data_version()

    def changed(self) -> list[str]:
        """The first lines of the database that differ from the start, and none if it is the same."""
        if self._data_version() == self._version:
            return []
        self._version = self._data_version()
        now = _contents(self.watching)
        return sorted(now ^ self._contents)[:3]

    def put_back(self) -> None:
        """Give the database the contents of the start again."""
        self._before.backup(self.watching)
        self._version = self._data_version()

    def close(self) -> None:
        self._before.close()
        self.watching.close()

    def browser(self, persona: str) -> httpx.AsyncClient:
        """A browser that sends this persona's cookies and never keeps another."""
        return self.app_client.visitor(cookie=self.cookies[persona])

    def _data_version(self) -> int:
        return self.watching.execute("PRAGMA data_version").fetchone()[0]


@asynccontextmanager
async def world_of_people(folder: Path) -> AsyncGenerator[People]:
    """Every persona in an app of their own, which limits no one."""
    limits = {"actions_per_10_seconds": 100_000, "code_failures_per_minute": 100_000}
    with pytest.MonkeyPatch.context() as patch:
        cheapen_hashes(patch)
        async with inside(folder, **limits) as app_client:
            made = await _people(app_client, folder)
            yield made
            made.close()


async def _people(app_client: AppClient, folder: Path) -> People:
    """Make every persona at a workshop with notes, links, removed people and organisers."""
    workshop = app_client.workshop
    note = workshop.post(ANA, NOTE_WORDS)
    hidden = workshop.post(BEN, HIDDEN_WORDS)
    workshop.act(FAY, notes.hide, hidden, on=True)
    comment = Comment(
        workshop_id=workshop.id,
        id="e" * 24,
        note_id=note,
        text=HIDDEN_COMMENT,
        seat_id=_seat(workshop, ANA),
        posted_at=workshop.now(),
        approval="waiting",
    )
    workshop.write(lambda session: session.add(comment))
    workshop.join("removed")
    workshop.act(FAY, seats.remove, _seat(workshop, "removed"))
    revoked, kept = _link_of(workshop, "revoked"), _link_of(workshop, "other link")
    workshop.act(FAY, links.revoke, revoked)
    # The agenda has not begun, so it changes nothing for the others.
    phase, ask = workshop.plan_rating()
    _link_of(workshop, "notetaker", "notetaker")
    elsewhere = SampleWorkshop(workshop.database)

    olga = app_client.visitor()
    await set_up(app_client, olga)
    otto = await colleague(app_client, olga)
    dana = await colleague(app_client, olga, "Dana")
    mair = await colleague(app_client, olga, "Mair")
    path = await make_programme(olga, workshop)
    ravi = await invited(app_client, olga, path, "Ravi", "analyst")
    rhys = await invited(app_client, olga, path, "Rhys", "reviewer")
    another = await make_programme(otto, elsewhere, "Another programme")
    zoe = await invited(app_client, otto, another, "Zoe", "analyst")
    found = workshop.write(lambda session: fill_programme(session, path.removeprefix("/p/")))
    half = await _password_only(app_client, olga)
    again = app_client.visitor()
    await sign_in(again)
    await olga.post(app_client.path("/plan"), data={"name": "Olga's plan"})
    link = await olga.post("/organisers/invitations")
    signed_out, deactivated = _sent(dana), _sent(mair)
    await dana.post("/sign-out")
    await olga.post(f"/organisers/{number_of(app_client, 'mair@council.example')}/deactivation")
    assert link.status_code == 303

    def ids(session: Session) -> dict[str, str]:
        last_link = session.exec(select(Invitation.id).order_by(col(Invitation.id).desc())).first()
        last_session = session.exec(select(OrganiserSession.id).order_by(col(OrganiserSession.id).desc())).first()
        return {
            "invitation": str(last_link),
            "session_id": str(last_session),
            "plan_id": str(session.exec(select(OwnPlan.id)).one()),
        }

    def seat(ref: str, key: str = workshop.key) -> str:
        return app_client.inside.keys.seat_cookie(key, ref)

    mine = f"seat-{workshop.key}="
    working = workshop.read(lambda session: links.links(session, workshop.id))
    return People(
        app_client,
        {
            "no credentials": "",
            "participant": mine + seat(ANA),
            "notetaker": mine + seat("notetaker"),
            "facilitator": mine + seat(FAY),
            "removed": mine + seat("removed"),
            "revoked link": mine + seat("revoked"),
            "seat that does not exist": mine + seat("nobody"),
            # Her own cookie of the other workshop, also under the name that this workshop reads.
            "other workshop's facilitator": f"{mine}{seat(FAY, elsewhere.key)}; seat-{elsewhere.key}="
            f"{seat(FAY, elsewhere.key)}",
            "organiser": _sent(olga),
            "organiser of another programme": _sent(otto),
            "signed out": signed_out,
            "deactivated": deactivated,
            "password without code": _sent(half),
            "analyst": _sent(ravi),
            "reviewer": _sent(rhys),
            "analyst of another programme": _sent(zoe),
        },
        workshop.read(ids)
        | {
            "key": workshop.key,
            "note_id": note,
            "comment_id": "e" * 24,
            "seat_id": str(_seat(workshop, BEN)),
            "link_id": str(kept),
            "device_id": str(_device(workshop, ANA)),
            "column": str(workshop.columns[1]),
            "phase": str(phase),
            "phase_id": str(phase),
            "ask_id": str(ask),
            "organiser_id": str(number_of(app_client, OTTO)),
            "code": "AAAAAA",
            "token": "0" * 40,
            "secret": "0" * 40,
            "name": "all",
            "format": "json",
            "first": "1",
            "count": "100",
            "programme": path.removeprefix("/p/"),
            "another_programme": another.removeprefix("/p/"),
            "other_workshop": elsewhere.key,
            "workshop_id": str(workshop.id),
            "otto": str(number_of(app_client, OTTO)),
            "analyst": str(number_of(app_client, "ravi@council.example")),
        }
        | found,
        [NOTE_WORDS, workshop.code],
        [HIDDEN_WORDS, *(app_client.inside.keys.facilitator_link("", workshop.key, link.ref) for link in working)],
        [INTERVIEW_WORDS, PROGRAMME_NAME],
        folder / "commonboard.sqlite3",
    )


async def _password_only(app_client: AppClient, olga: httpx.AsyncClient) -> httpx.AsyncClient:
    """The browser of someone who gave an account's right password, and not the code of its second factor."""
    await colleague(app_client, olga, "Hana")
    factor = {"organiser_id": number_of(app_client, "hana@council.example"), "ref": "5" * 32}
    app_client.workshop.write(lambda session: session.add(SecondFactor(**factor, made_at=START, confirmed_at=START)))
    browser = app_client.visitor()
    assert (await sign_in(browser, "hana@council.example")).headers["location"] == "/sign-in/code"
    return browser


def routes(app: FastAPI) -> dict[str, BaseRoute]:
    """Every route of the app, as "METHOD /path" with the names of its parameters."""

    def walk(listed: list[BaseRoute]) -> Generator[APIRoute | Route]:
        for route in listed:
            if inner := getattr(route, "original_router", None):
                yield from walk(inner.routes)
            elif isinstance(route, APIRoute | Route):
                yield route

    return {f"{method} {route.path}": route for route in walk(app.router.routes) for method in route.methods or ()}


def _contents(database: sqlite3.Connection) -> set[str]:
    return {
        line for line in database.iterdump() if not line.startswith(tuple(f'INSERT INTO "{t}"' for t in _NOT_COMPARED))
    }


def _sent(browser: httpx.AsyncClient) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)


def _seat(workshop: SampleWorkshop, ref: str) -> int:
    found = workshop.read(
        lambda session: session.exec(select(Seat.id).where(Seat.workshop_id == workshop.id, Seat.ref == ref)).one()
    )
    assert found is not None
    return found


def _device(workshop: SampleWorkshop, ref: str) -> int:
    query = select(SeatDevice.id).where(SeatDevice.workshop_id == workshop.id, SeatDevice.secret_hash == hash_of(ref))
    found = workshop.read(lambda session: session.exec(query).one())
    assert found is not None
    return found


def _link_of(workshop: SampleWorkshop, ref: str, role: str = "facilitator") -> int:
    """The id of a new link of the team that was opened from this seat."""

    def act(session: Session, person: seats.Actor, now: datetime) -> int:
        links.add_link(session, person, now, name=ref.title(), role=role)
        link = links.links(session, workshop.id)[-1]
        links.facilitate(session, workshop.key, link.ref, secret=ref, fresh_secret=ref, now=now)
        assert link.id is not None
        return link.id

    return workshop.act(FAY, act)
