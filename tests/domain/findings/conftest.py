"""The sample programme, on SQLite and PostgreSQL or on SQLite only."""

import pytest

from tests.programme import SampleProgramme
from tests.workshop import SampleWorkshop


@pytest.fixture
def programme(workshop: SampleWorkshop) -> SampleProgramme:
    return SampleProgramme(workshop)


@pytest.fixture
def sqlite_programme(sqlite_workshop: SampleWorkshop) -> SampleProgramme:
    return SampleProgramme(sqlite_workshop)
