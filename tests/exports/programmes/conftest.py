"""One full programme for all tests of its files, which only read it."""

from collections.abc import Generator

import pytest

from app.exports.programmes.bundle import ProgrammeBundle
from app.storage.database import Database
from tests.exports.programmes.full import FullProgramme
from tests.servers.migrated import migrated_sqlite


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Generator[FullProgramme]:
    database = Database(migrated_sqlite(tmp_path_factory.mktemp("programme") / "board.sqlite3"))
    yield FullProgramme(database)
    database.close()


@pytest.fixture(scope="module")
def taken(full: FullProgramme) -> ProgrammeBundle:
    return full.bundle()
