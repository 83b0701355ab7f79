"""An office on both databases."""

import pytest

from tests.domain.accounts.office import Office
from tests.workshop import SampleWorkshop


@pytest.fixture
def office(workshop: SampleWorkshop) -> Office:
    return Office(workshop)
