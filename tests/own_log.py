"""What the product itself logged during a test."""

import pytest


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The messages of our own loggers, in order. On a busy machine asyncio and others log warnings of their own."""
    return [record.getMessage() for record in caplog.records if record.name.split(".")[0] == "commonboard"]
