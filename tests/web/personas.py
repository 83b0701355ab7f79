"""People with and without access to one workshop and one organisation, and a database that is put back after each."""

import sqlite3
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlmodel import Session, col, select
from starlette.routing import BaseRoute, Route

from app.domain.accounts.acting import By
from app.domain.board import notes
from app.domain.findings import programmes, rights
from app.domain.findings.coding import codebook, memos, rounds
from app.domain.findings.interviews import excerpts, interview_text, interviews
from app.domain.findings.models import Member
from app.domain.findings.reports import editions, report_links, reports
from app.domain.findings.reports.report_models import Edition, Report
from app.domain.findings.steps import step_links, steps
from app.domain.findings.themes import cells, themes
from app.domain.findings.themes.matrix import Address
from app.domain.models import (
    Comment,
    Invitation,
    Organiser,
    OrganiserSession,
    OwnPlan,
    Seat,
    SeatDevice,
    SecondFactor,
)
from app.domain.workshops import links, seats
from app.domain.workshops.seat_secrets import hash_of
from app.exports.reports.composition import compose
from tests.app_client import AppClient, set_up
from tests.web.accounts.acting import OLGA, OTTO, colleague, number_of, sign_in
from tests.web.findings.acting import invited
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop

HIDDEN_COMMENT = "a comment that waits"
NOTE_WORDS, HIDDEN_WORDS = "words of a participant", "words that are hidden"
PROGRAMME_NAME, INTERVIEW_WORDS = "Healthier neighbourhoods", "Kept between colleagues."
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


async def people(app_client: AppClient, folder: Path) -> People:
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
    path = await _programme(olga, workshop)
    ravi = await invited(app_client, olga, path, "Ravi", "analyst")
    rhys = await invited(app_client, olga, path, "Rhys", "reviewer")
    another = await _programme(otto, elsewhere, "Another programme")
    zoe = await invited(app_client, otto, another, "Zoe", "analyst")
    found = workshop.write(lambda session: _interview(session, path.removeprefix("/p/")))
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


async def _programme(organiser: httpx.AsyncClient, workshop: SampleWorkshop, name: str = PROGRAMME_NAME) -> str:
    """The address of an organiser's new programme, which has the workshop."""
    answer = await organiser.post("/p", data={"name": name, "keep_until": "2031-01-01"})
    path = answer.headers["location"]
    await organiser.post(f"{path}/workshops", data={"workshop": workshop.key})
    return path


def _interview(session: Session, key: str) -> dict[str, str]:
    """What the addresses of a programme name: an interview, an excerpt with an own code, and a place to remove."""
    olga = session.exec(select(Organiser).where(Organiser.email == OLGA)).one()
    person = rights.load(session, By(olga, "Firefox", START), key, hold=True)
    (place,) = programmes.places(session, person.programme)
    kept = date(2031, 1, 1)
    about = interviews.About(place.id, START.date(), "Interview 1", "en", "quotes", kept)
    prepared = interview_text.prepare(INTERVIEW_WORDS)
    made = interviews.add(session, person, "1" * 24, about, prepared.text, prepared.turns)
    own = codebook.add(session, person, "own_code", codebook.Wording("A code of our own"))
    selected = excerpts.Selected(0, len(INTERVIEW_WORDS), INTERVIEW_WORDS)
    excerpt = excerpts.code(session, person, made.id, selected, own.key)
    harbour = programmes.add_place(session, person, "Harbour")
    coders = select(Member.organiser_id).where(Member.programme_id == person.programme_id, Member.role != "reviewer")
    members = session.exec(coders).all()
    drawn = rounds.draw(session, person, "2" * 24, rounds.Draft("Round 1", tuple(members), percent=100))
    named = {"interview_id": made.id, "excerpt": excerpt.id, "code": own.key, "place_id": str(harbour.id)}
    theme = themes.add(session, person, "3" * 24, themes.Wording("A theme"))
    themes.reword(session, person, theme.id, themes.Wording("A reworded theme"), 0)
    other = themes.add(session, person, "4" * 24, themes.Wording("Another theme"))
    cells.write(session, person, Address("place", str(place.id), "element", "involve_voice"), "A summary", [], 0)
    memo = memos.write(session, person, "5" * 24, memos.About(memos.THEME, theme.id), "A memo")
    named |= {"memo_id": memo.id, "theme_id": theme.id, "other_theme": other.id, "place": str(place.id)}
    step = steps.add(session, person, "5" * 24, steps.Fields("A step"))
    named |= {"step_id": step.id, "page_id": step_links.share(session, person, place.id).id}
    named |= _report(session, person, place.id)
    return named | {"round_id": drawn.id, "olga": str(person.id)}


def _report(session: Session, person: rights.Colleague, place_id: int) -> dict[str, str]:
    """A report with one changed section, a link to its draft, a comment, and an edition that was signed before."""
    report = reports.add(session, person, "5" * 24, place_id, "A report", "en")
    blocks = reports.read(session, report).sections["summary"].blocks
    reports.write(session, person, report.id, "summary", [dict(blocks[0], text="Some words")], 0)
    opened = report_links.opened(session, report_links.share(session, person, report.id, 7), person.now)
    report_links.comment(session, opened, "6" * 24, "summary", "A comment", person.now)
    content = compose(session, person, reports.find(session, person.programme, report.id))
    signed = {"signed_by_id": person.id, "signed_name": "Olga", "signed_role": "Director", "signed_at": START}
    session.add(Edition(**_of(report), number=1, content=content, sha256=editions.digest(content), **signed))
    session.flush()
    named = {"report_id": report.id, "section": "summary", "link": opened.link.id, "comment": "6" * 24}
    return named | {"number": "1"}


def _of(report: Report) -> dict[str, Any]:
    return {"programme_id": report.programme_id, "report_id": report.id}


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
