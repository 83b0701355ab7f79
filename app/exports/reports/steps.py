"""The next steps in a report."""

from collections.abc import Iterator
from typing import Any

from app.exports.reports.facts import Facts


def steps(facts: Facts) -> Iterator[dict[str, Any]]:
    """A table of the agreed next steps of the report's places."""
    yield from ()
