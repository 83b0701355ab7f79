"""The app with a programme, its organiser and an analyst."""

import pytest

from tests.app_client import AppClient
from tests.web.findings.acting import Office, office


@pytest.fixture
async def team(app_client: AppClient) -> Office:
    return await office(app_client)
