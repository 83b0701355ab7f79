"""The whole product with Olga's account."""

import httpx
import pytest

from tests.app_client import AppClient, set_up


@pytest.fixture
async def olga(app_client: AppClient) -> httpx.AsyncClient:
    """Olga's browser with the first account."""
    browser = app_client.visitor(
        **{"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    )
    await set_up(app_client, browser)
    return browser
