"""The security log: what facilitators and organisers do leaves an entry, and organisers read it on a page."""

from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from app.domain.models import SecurityEntry
from app.domain.records.security_log import Kind
from app.domain.workshops import links
from app.web.records import security_log
from tests.app_client import AppClient, inside, set_up
from tests.workshop import ANA, BEN, FAY

WORDS, DEVICE = "Words that nobody may log", "Firefox, Linux"
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"}


def entries(app_client: AppClient) -> list[SecurityEntry]:
    return app_client.workshop.read(lambda session: list(session.exec(select(SecurityEntry))))


def ben(app_client: AppClient) -> int:
    found = app_client.workshop.read(lambda session: links.seat_of(session, app_client.workshop.workshop(), BEN))
    assert found is not None
    return found.id or 0


@pytest.mark.parametrize(
    ("path", "form", "kind"),
    [
        ("/seats/{ben}/muting", {"on": "1"}, "person_muted"),
        ("/seats/{ben}/muting", {"on": "0"}, "person_unmuted"),
        ("/seats/{ben}/removal", {}, "person_removed"),
        ("/seats/{ben}/return", {}, "person_returned"),
        ("/links", {"name": "Priya"}, "link_made"),
        ("/links/{link}/revocation", {}, "link_turned_off"),
        ("/code", {}, "code_replaced"),
        ("/code/strangers", {}, "code_asked_again"),
        ("/joining/pause", {"on": "1"}, "joining_paused"),
        ("/joining/pause", {"on": "0"}, "joining_resumed"),
        ("/joining/admission", {}, "newcomers_admitted"),
        ("/hidings", {"group": "resident"}, "notes_hidden"),
        ("/hidings/1/9/removal", {}, "notes_shown"),
        ("/closure", {"on": "1"}, "workshop_closed"),
        ("/notes/{note}/hiding", {"on": "1"}, "note_hidden"),
        ("/notes/{note}/hiding", {"on": "0"}, "note_shown"),
        ("/notes/{note}/erasure", {}, "notes_erased"),
        ("/approval", {"on": "1"}, "approval_required"),
        ("/approval", {"on": "0"}, "approval_ended"),
        ("/columns/{column}/veil", {"on": "1"}, "answers_veiled"),
        ("/columns/{column}/veil", {"on": "0"}, "answers_revealed"),
    ],
)
async def test_what_a_facilitator_does_to_people_and_notes_is_logged_without_naming_a_participant(
    app_client: AppClient, path: str, form: Mapping[str, str], kind: str
) -> None:
    workshop = app_client.workshop
    note = workshop.post(BEN, WORDS)
    link = workshop.read(lambda session: links.links(session, workshop.id))[0].id
    named = {"ben": ben(app_client), "note": note, "link": link, "column": workshop.columns[0]}
    address = app_client.path(path.format(**named))
    assert (await app_client.visitor(ANA).post(address, data=form)).status_code == 403
    assert entries(app_client) == [], "a refused action is not the facilitator's"
    answer = await app_client.visitor(FAY, **BROWSER).post(address, data=form)
    assert answer.status_code == 303, answer.text
    (entry,) = entries(app_client)
    assert (entry.kind, entry.name, entry.device) == (kind, "facilitator", DEVICE)
    assert entry.details["workshop"] == workshop.key
    assert not {"seat", "person", "ref"} & set(entry.details)
    assert ben(app_client) not in [value for name, value in entry.details.items() if name not in ("link", "notes")]
    assert WORDS not in str(entry.details)


async def test_decisions_about_notes_are_counted_together_and_undoing_what_is_logged_is_logged(
    app_client: AppClient,
) -> None:
    """The time of each decision would tell when the note was posted."""
    workshop, fay = app_client.workshop, app_client.visitor(FAY, **BROWSER)
    await fay.post(app_client.path("/approval"), data={"on": "1"})
    first, second, third = (workshop.post(BEN, f"{WORDS} {number}") for number in range(3))
    for note in (first, second):
        await fay.post(app_client.path(f"/notes/{note}/approval"), data={"decision": "approve"})
    await fay.post(app_client.path(f"/notes/{third}/approval"), data={"decision": "decline", "reason": "repeated"})
    await fay.post(app_client.path(f"/notes/{first}/hiding"), data={"on": "1"})
    await fay.post(app_client.path("/undo"))
    await fay.post(app_client.path("/timer"), data={"minutes": "5", "seen": "off"})
    await fay.post(app_client.path("/undo"))
    found = entries(app_client)
    assert [(entry.kind, entry.times) for entry in found] == [
        *(("approval_required", 1), ("note_approved", 2), ("note_declined", 1)),
        *(("note_hidden", 1), ("action_undone", 1)),
    ]
    assert found[1].details.keys() == {"workshop", "link"}
    assert found[4].details["action"] == "NoteHidden"


async def test_choosing_naming_downloading_and_using_a_link_are_logged(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY, **BROWSER)
    await fay.post(app_client.path("/naming"), data={"naming": "choice"})
    await fay.get(app_client.path("/records/notes.csv"))
    link = app_client.workshop.read(lambda session: links.links(session, app_client.workshop.id))[0]
    token = app_client.inside.keys.facilitator_link("", app_client.workshop.key, link.ref).rsplit("/", 1)[1]
    await app_client.newcomer().post(
        app_client.path("/facilitate"), data={"token": token, "name": "Flo"}, headers=BROWSER
    )
    found = [(entry.kind, entry.name, entry.device) for entry in entries(app_client)]
    kinds = ("naming_chosen", "downloaded", "link_used")
    assert found == [(kind, "facilitator", DEVICE) for kind in kinds]
    assert "Flo" not in str([entry.details for entry in entries(app_client)])


async def test_what_an_organiser_does_is_logged_with_their_name(app_client: AppClient) -> None:
    olga = app_client.visitor(**BROWSER)
    await set_up(app_client, olga)
    details = {"title": "New title", "held_on": "2026-11-23", "time_zone": "Europe/London", "language": "en"}
    for path, form in (
        ("/opening", {}),
        ("/code", {}),
        ("/copies", {"title": "Another round"}),
        ("/details", details),
        ("/held/date", {"keep_until": "2031-01-01", "what": "ask", "reason": "agreed"}),
        ("/deletion", {"sure": "1"}),
    ):
        assert (await olga.post(app_client.path(path), data=form)).status_code == 303, path
    found = [(entry.kind, entry.name, entry.device) for entry in entries(app_client)]
    assert found[-6:] == [
        (kind, "Olga", DEVICE)
        for kind in (
            *("board_opened", "code_replaced", "workshop_created", "workshop_edited"),
            *("retention_changed", "workshop_deleted"),
        )
    ]
    page = (await olga.get("/security-log")).text
    assert page.index("Deleted a workshop") < page.index("Opened a board as a facilitator"), "latest first"
    assert DEVICE in page


async def test_a_long_log_has_pages(app_client: AppClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(security_log, "PAGE", 2)
    async with inside(tmp_path / "long") as long:
        olga: httpx.AsyncClient = long.visitor()
        await set_up(long, olga)
        for _opening in range(3):
            await olga.post(long.path("/opening"))
        first = (await olga.get("/security-log")).text
        assert 'href="/security-log?start=2"' in first
        assert "Earlier entries" not in (await olga.get("/security-log?start=4")).text


@pytest.mark.parametrize("ref", [None, ANA, FAY])
async def test_only_organisers_read_the_security_log(app_client: AppClient, ref: str | None) -> None:
    assert (await app_client.visitor(ref).get("/security-log")).status_code in (303, 401, 403)


def test_the_page_has_words_for_every_kind_of_entry() -> None:
    assert set(security_log.said(str)) == set(Kind)
