"""Cheap password hashes, because only `security/test_password_hashing.py` is about hashing."""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.web.security import password_hashing

CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
CHEAP_HASH = CHEAP.hash("nobody")


def cheapen_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make password hashes cheap until the patch is undone."""
    monkeypatch.setattr(password_hashing, "ARGON2", CHEAP)
    monkeypatch.setattr(password_hashing, "UNKNOWN_HASH", CHEAP_HASH)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheapen_hashes(monkeypatch)
