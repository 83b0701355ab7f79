"""How the server starts, and what a failed start leaves behind."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from app.web.render.note_fragments import NoteFragments
from tests.app_client import SECRET
from tests.servers.server import ROOT


async def test_a_failed_start_closes_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: NoteFragments) -> None:
        raise LookupError("a part that cannot start")

    monkeypatch.setattr(NoteFragments, "__init__", fail)
    app = create_app(Settings(data_dir=tmp_path, secret_key=SECRET))
    before = set(threading.enumerate())
    with pytest.raises(LookupError):
        async with app.router.lifespan_context(app):
            pytest.fail("it must not start")
    started = {thread.name for thread in set(threading.enumerate()) - before}
    assert not [name for name in started if name.startswith(("writer", "reader"))]


def test_a_start_does_not_wait_for_libraries_that_it_does_not_need() -> None:
    said = "import app.cli, sys; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    # They migrate, make workbooks, connect to Redis, judge passwords, or belong to a rehearsal.
    assert set(imported.split()) & {"alembic", "xlsxwriter", "redis", "zxcvbn", "httpx", "lxml"} == set()
