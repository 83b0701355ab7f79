"""Whole pages as responses: rendered from a template, or joined from blocks."""

from typing import Any

from fastapi.responses import HTMLResponse

from app.presentation import templates
from app.web.static_files import GZIPPED, asset, sheet


def page(template: str, language: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template of a whole page as a response."""
    return HTMLResponse(html(template, language, **values), status)


def html(template: str, language: str, **values: Any) -> str:
    """Render a template of a whole page as text."""
    return templates.html(template, language, asset=asset, sheet=sheet, **values)


def page_of_blocks(body: bytes, *, gzipped: bool, headers: dict[str, str] | None = None) -> HTMLResponse:
    """A response whose body was joined from blocks and is gzip if `gzipped`."""
    return HTMLResponse(body, headers={**(headers or {}), **(GZIPPED if gzipped else {})})
