"""What would take most of the time of pages' tests: password hashes are cheap, and files are made in this process.

Only `security/test_password_hashing.py` is about hashing, and only `tests/downloads` about the process for files.
"""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.downloads import child
from app.downloads.maker import FileMaker
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


@pytest.fixture(autouse=True)
def files_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileMaker, "ask", lambda maker, wanted: child.made(maker.database, wanted))
