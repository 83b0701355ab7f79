"""The address for reports of vulnerabilities, in the format of RFC 9116."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.app_client import AppClient, inside


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("security@council.example", "mailto:security@council.example"),
        ("mailto:security@council.example", "mailto:security@council.example"),
        (
            "https://council.example/report?to=it@council.example",
            "https://council.example/report?to=it@council.example",
        ),
    ],
)
async def test_the_hosts_contact_is_published_with_a_date_in_the_future(
    tmp_path: Path, contact: str, shown: str
) -> None:
    async with inside(tmp_path, security_contact=contact, base_url="https://board.test") as app_client:
        answer = await app_client.visitor().get("/.well-known/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == shown
    assert fields["Canonical"] == "https://board.test/.well-known/security.txt"
    # A host may have installed more languages.
    assert {"en", "cy"} <= set(fields["Preferred-Languages"].split(", "))
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=150) < left < timedelta(days=365)


async def test_nothing_is_published_if_the_host_has_set_no_contact(app_client: AppClient) -> None:
    assert (await app_client.visitor().get("/.well-known/security.txt")).status_code == 404
