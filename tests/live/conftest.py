"""Shared fixtures of the tests of live updates."""

import pytest

from tests.live.machine import Machine


@pytest.fixture
def machine() -> Machine:
    """A channel with its journal and pages, without a server."""
    return Machine()
