"""The sample programme, and a workshop in which people rate: on SQLite and PostgreSQL, or on SQLite only."""

import pytest

from tests.domain.findings.rating import Rating
from tests.programme import SampleProgramme
from tests.workshop import SampleWorkshop


@pytest.fixture
def programme(workshop: SampleWorkshop) -> SampleProgramme:
    return SampleProgramme(workshop)


@pytest.fixture
def sqlite_programme(sqlite_workshop: SampleWorkshop) -> SampleProgramme:
    return SampleProgramme(sqlite_workshop)


@pytest.fixture
def rating(sqlite_workshop: SampleWorkshop) -> Rating:
    return Rating(sqlite_workshop)


@pytest.fixture
def rating_on_each_database(workshop: SampleWorkshop) -> Rating:
    return Rating(workshop)
