"""How the server starts, and what a failed start leaves behind."""

import threading
from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from app.web.render.fragments import Fragments
from tests.app_client import SECRET


async def test_a_failed_start_closes_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Fragments) -> None:
        raise LookupError("a part that cannot start")

    monkeypatch.setattr(Fragments, "__init__", fail)
    app = create_app(Settings(data_dir=tmp_path, secret_key=SECRET))
    before = set(threading.enumerate())
    with pytest.raises(LookupError):
        async with app.router.lifespan_context(app):
            pytest.fail("it must not start")
    started = {thread.name for thread in set(threading.enumerate()) - before}
    assert not [name for name in started if name.startswith(("writer", "reader"))]
