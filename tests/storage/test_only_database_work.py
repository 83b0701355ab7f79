"""Functions of `read` and `write` do only database work, because other callers wait for their thread."""

import sys
import threading
from collections.abc import AsyncGenerator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from app.presentation import templates
from tests.app_client import PASSWORD, AppClient, inside, set_up
from tests.workshop import ANA, FAY

# The modules that do slow work without the database.
SLOW = {
    *("xlsxwriter", "csv", "_csv", "app.exports.to_csv", "app.exports.to_json", "app.exports.to_xlsx"),
    *("app.exports.formatting", "app.exports.from_json"),
    *("pwdlib", "argon2", "segno", "smtplib", "email", "subprocess", "tempfile", "socket", "http", "urllib.request"),
}
SLOW_FUNCTIONS = {("zoneinfo._tzpath", "available_timezones"), ("time", "sleep")}
# A page is rendered inside `read`, from one snapshot; no write needs rendering.
RENDERING = {"jinja2", "app.presentation.templates"}


class Watch:
    """Records the modules and functions that functions of `read` and `write` call."""

    def __init__(self) -> None:
        self.called: set[tuple[str, str, str]] = set()

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        thread = threading.current_thread().name
        if event == "call":
            self.called.add((thread, frame.f_globals.get("__name__", ""), frame.f_code.co_name))
        elif event == "c_call":
            self.called.add((thread, getattr(argument, "__module__", None) or "", argument.__name__))

    def by(self, thread: str) -> set[tuple[str, str]]:
        """The modules and functions called on threads whose names begin with this prefix."""
        return {(module, name) for where, module, name in self.called if where.startswith(thread)}


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncGenerator[tuple[AppClient, Watch]]:
    """The app, with its database threads watched."""
    # Watched, it takes several times as long.
    templates.warm()
    watch = Watch()
    threading.setprofile(watch)
    async with inside(tmp_path) as app_client:
        await app_client.inside.database.write(lambda session: None)
        await app_client.inside.database.read(lambda session: None)
        threading.setprofile(None)
        yield app_client, watch
    assert sys.getprofile() is None


def slow(called: set[tuple[str, str]], modules: set[str]) -> set[tuple[str, str]]:
    found = {(module, name) for module, name in called if module in modules or module.partition(".")[0] in modules}
    return found | (called & SLOW_FUNCTIONS)


async def test_every_page_and_form_does_only_database_work_in_read_and_write(watched: tuple[AppClient, Watch]) -> None:
    app_client, watch = watched
    workshop, olga, fay, ana = (
        app_client.workshop,
        app_client.visitor(),
        app_client.visitor(FAY),
        app_client.visitor(ANA),
    )
    workshop.post(ANA)
    await set_up(app_client, olga)
    pages = [
        *((ana, app_client.path(rest)) for rest in ("", "/board", "/device", "/departure", "/qr.svg")),
        *(
            (fay, app_client.path(rest))
            for rest in (
                "",
                "/map",
                "/tables",
                "/share",
                "/share/screen",
                "/participants",
                "/handout",
                "/questions",
                "/records",
            )
        ),
        (fay, app_client.path("/records")),
        *((fay, app_client.path(f"/records/file.{kind}")) for kind in ("csv",)),
        *((olga, path) for path in ("/workshops", "/workshops?q=work", "/workshops/new", "/account")),
        *((olga, app_client.path(rest)) for rest in ("/details", "/framework")),
        (app_client.visitor(), app_client.path(f"/join?code={workshop.code}")),
    ]
    for visitor, path in pages:
        assert (await visitor.get(path)).status_code == 200, path
    details = {
        "title": "Another",
        "question": ["Why?"],
        "held_on": "2026-11-23",
        "keep_until": "2027-11-23",
        "naming": "anonymous",
        "language": "en",
        "time_zone": "Europe/London",
    }
    forms = [
        (fay, app_client.path("/notes"), {"id": "a" * 24, "column": str(workshop.columns[0]), "text": "Hello"}),
        (ana, app_client.path("/device"), {}),
        (olga, "/workshops", details),
        (olga, "/workshops", details | {"time_zone": "Nowhere/Else"}),
        (olga, app_client.path("/details"), details),
        (olga, app_client.path("/details"), details | {"time_zone": "Nowhere/Else"}),
        (olga, app_client.path("/copies"), {"title": "Another round"}),
        (olga, app_client.path("/plan"), {"name": "A plan"}),
        (olga, "/account/password", {"current": PASSWORD, "password": f"{PASSWORD} again"}),
        (app_client.visitor(), "/sign-in", {"email": "olga@council.example", "password": f"{PASSWORD} again"}),
        (app_client.newcomer(), app_client.path("/join"), {"code": workshop.code, "name": "Zed"}),
    ]
    for visitor, path, form in forms:
        answer = await visitor.post(path, data=form)
        # A form of that name is done, or answered with what is wrong in it (no such time zone, and more than one way).
        assert answer.status_code in (200, 303) or "Nowhere/Else" in form.values(), (path, answer.status_code)
    assert slow(watch.by("reader"), SLOW) == set()
    assert slow(watch.by("writer") - {("time", "sleep")}, SLOW | RENDERING) == set()
    # Proves that the watch would have seen such a call.
    assert ("app.domain.board.notes", "add") in watch.by("writer")
    assert "jinja2" in {module.partition(".")[0] for module, _name in watch.by("reader")}
