"""The whole product with Olga's account. Password hashes are cheap, because these tests are not about hashing."""

import httpx
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.web.security import password_hashing
from tests.app_client import AppClient, set_up


def cheapen_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make password hashes cheap until the patch is undone."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    monkeypatch.setattr(password_hashing, "ARGON2", cheap)
    monkeypatch.setattr(password_hashing, "UNKNOWN_HASH", cheap.hash("nobody"))


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheapen_hashes(monkeypatch)


@pytest.fixture
async def olga(app_client: AppClient) -> httpx.AsyncClient:
    """Olga's browser with the first account."""
    browser = app_client.visitor(
        **{"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    )
    await set_up(app_client, browser)
    return browser
