"""The header: one on every page with text and forms, anyone who reads it."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "app/templates"
# Published pages carry their programme's name; they are read on their own and printed.
PUBLISHED = {"findings/report_page.html", "findings/steps_public.html"}
HEADERS = re.compile(
    r'set brand = |include "(?:\w+/)?_header\.html"|<header class="header">|extends "findings/_page\.html"'
)


def test_every_page_has_one_header() -> None:
    """Each page says where the reader is in the same place, and no page says it twice."""
    headers = {
        path.relative_to(TEMPLATES).as_posix(): len(HEADERS.findall(path.read_text(encoding="utf-8")))
        for path in sorted(TEMPLATES.glob("*/*.html"))
        if "{% block kind %}plain" in path.read_text(encoding="utf-8")
    }
    assert len(headers) > 50
    assert {name: number for name, number in headers.items() if number != 1 and name not in PUBLISHED} == {}
