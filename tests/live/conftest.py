"""What tests of live updates share."""

import pytest

from tests.live.machine import Machine


@pytest.fixture
def machine() -> Machine:
    """A channel without a server."""
    return Machine()
