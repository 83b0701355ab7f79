"""No one learns anything of a coder's own book before the round closes, at any address of the app.

The addresses come from the app's routes, so that a new page, file or fragment is covered as soon as it exists.
"""

import re
from dataclasses import dataclass, field

import httpx
from lxml import html

from app.domain.models import metadata
from tests.web.findings.acting import Office, invited
from tests.web.findings.test_rounds import VOICE, close, code, draw
from tests.web.personas import routes
from tests.workshop import FAY

# They count the requests and connections of the whole installation, name no programme, and differ at every request.
OF_THE_INSTALLATION = {"/metrics", "/time", "/readyz", "/healthz"}
MEMO = "I am not sure about this one."
# A packed file holds the moment at which it was made, so its content cannot be compared. It is made from the same
# tables, and its name and checksum are in the JSON file.
ENDS = ("csv", "json", "qdc")
# They list the downloads of this test itself. What they are read from is compared with the journals.
LIST_DOWNLOADS = {"/security-log", "/w/{key}/records", "/p/{key}/records"}
# What differs between two requests of the same page: a moment, an id that was made for a form, and how often files were
# downloaded.
NOISE = re.compile(
    r"\b\d\d:\d\d(:\d\d)?\b|\b[0-9a-f]{24}\b|\d{4}-\d\d-\d\dT[\d:.]+|\d{8}T\d{6}Z"
    r"|Entries of the security log(\W|</?\w+>)+\d+"
)
_OWN_HEADERS = {"date", "set-cookie", "content-length", "x-request-id"}


@dataclass
class Watcher:
    """Everything that one person is answered at every address."""

    name: str
    browser: httpx.AsyncClient
    skipped: tuple[str, ...] = ()
    seen: list[dict[str, tuple[object, ...]]] = field(default_factory=list)

    async def look(self, addresses: list[str]) -> None:
        found = {}
        for address in addresses:
            if not address.startswith(self.skipped or ("\0",)):
                found[address] = _answer(await self.browser.get(address))
        self.seen.append(found)

    def learned(self) -> list[str]:
        """The addresses that answered differently before and after; also those that never answer twice alike."""
        before, after = self.seen[-2:]
        return [address for address in after if before[address] != after[address]]


def _answer(answer: httpx.Response) -> tuple[object, ...]:
    headers = sorted(
        (name, NOISE.sub("#", value)) for name, value in answer.headers.items() if name not in _OWN_HEADERS
    )
    return answer.status_code, tuple(headers), NOISE.sub("#", answer.text)


def addresses(team: Office, round_path: str, interview: str, report: str) -> list[str]:
    """Every address that the app answers to GET, with the names of this programme, round, interview and workshop."""
    workshop = team.app_client.workshop
    names = {
        "key": team.path.removeprefix("/p/"),
        "round_id": round_path.rsplit("/", 1)[1],
        "interview_id": interview.rsplit("/", 1)[1],
        "report_id": report.rsplit("/", 1)[1],
        "code": VOICE,
        "format": "json",
        "name": "all",
        "note_id": "0" * 24,
    }
    found = []
    for route in routes(team.app_client.app):
        method, path = route.split(" ")
        if method != "GET" or path in OF_THE_INSTALLATION | LIST_DOWNLOADS or path.startswith("/static"):
            continue
        own = names | ({"key": workshop.key} if path.startswith("/w/") else {})
        plain = path
        for part, name in re.findall(r"({(\w+)(?::\w+)?})", path):
            plain = plain.replace(part, own.get(name, "1"))
        found += [plain.replace(".json", f".{one}") for one in ENDS] if "{format}" in path else [plain]
    assert f"{round_path}/coding" in found
    assert team.path in found
    return sorted(set(found))


async def test_until_a_round_closes_no_address_tells_anyone_what_or_whether_a_coder_has_coded(team: Office) -> None:
    interview = await team.interview()
    rhys = await invited(team.app_client, team.olga, team.path, "Rhys", "reviewer")
    lena = await invited(team.app_client, team.olga, team.path, "Lena", "lead")
    path = (await draw(team)).headers["location"]
    told = {"place": await team.place(), "title": "What we heard"}
    report = (await team.olga.post(f"{team.path}/reports", data=told)).headers["location"]
    everywhere = addresses(team, path, interview, report)
    fay = team.app_client.visitor(
        cookie=f"seat-{team.app_client.workshop.key}="
        f"{team.app_client.inside.keys.seat_cookie(team.app_client.workshop.key, FAY)}"
    )
    # A long poll waits for news of the board, and a blind book is none.
    waits = (f"/w/{team.app_client.workshop.key}/news",)
    watchers = [
        Watcher("the organiser, who codes too", team.olga, waits),
        Watcher("the lead", lena, waits),
        Watcher("a reviewer", rhys, waits),
        Watcher("a facilitator", fay, waits),
        Watcher("a stranger", team.app_client.visitor(), waits),
    ]
    ravi = Watcher("the coder", team.ravi, waits)
    memos_of = memos_page(team.path, await sample(team.ravi, path))
    everywhere.append(memos_of)
    for watcher in (*watchers, ravi):
        await watcher.look(everywhere)
    before = _journals(team)
    await code(team.ravi, path, 1, VOICE)
    await write_memo(team.ravi, path)
    assert _journals(team) == before
    for watcher in (*watchers, ravi):
        await watcher.look(everywhere)
    assert MEMO in (await team.ravi.get(memos_of)).text
    assert {watcher.name: watcher.learned() for watcher in watchers if watcher.learned()} == {}
    # The same comparison notices the coder's own pages, and everyone's once the round is closed.
    assert ravi.learned() == [f"{path}/coding", f"{team.path}/themes", memos_of]
    await close(team, path)
    for watcher in watchers[:3]:
        await watcher.look([path])
        assert watcher.learned() == [path]
    assert MEMO in (await team.olga.get(memos_of)).text


async def test_other_members_cannot_write_into_a_coders_book(team: Office) -> None:
    lena = await invited(team.app_client, team.olga, team.path, "Lena", "lead")
    path = (await draw(team)).headers["location"]
    assert (await lena.get(f"{path}/coding")).status_code == 404
    note = {"kind": "note", "ref": "1:x", "give": VOICE}
    assert (await lena.post(f"{path}/codes", data=note)).status_code == 404
    assert (await lena.post(f"{path}/done", data={"on": "1"})).status_code == 404


async def sample(browser: httpx.AsyncClient, path: str) -> dict[str, str]:
    """The names that the coding page gives to the first unit of the sample."""
    page = html.document_fromstring((await browser.get(f"{path}/coding?at=1")).text)
    form = page.xpath("//form[contains(@action, '/memos')]")[0]
    return dict(form.form_values())


async def write_memo(browser: httpx.AsyncClient, path: str) -> None:
    """Write a memo about the first unit in one's own book."""
    fields = await sample(browser, path) | {"text": MEMO}
    answer = await browser.post(f"{path.partition('/rounds')[0]}/memos", data=fields)
    assert answer.status_code == 303, answer.text


def memos_page(programme: str, unit: dict[str, str]) -> str:
    """The address of the memos about a unit."""
    return f"{programme}/memos?kind={unit['kind']}&ref={unit['ref']}"


def _journals(team: Office) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the coder's own book with its memos, and who is signed in."""
    apart = {"blind_coding", "round_coder", "memo", "organiser_session"}
    tables = [table for name, table in metadata.tables.items() if name not in apart]
    return team.app_client.workshop.read(
        lambda session: {
            table.name: sorted((tuple(row) for row in session.connection().execute(table.select())), key=repr)
            for table in tables
        }
    )
