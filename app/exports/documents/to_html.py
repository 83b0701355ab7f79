"""A document as HTML: three parts for a page of the product, or one accessible file that needs nothing else."""

import base64
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from app.exports.documents import columns, drawing, prepared
from app.exports.documents.model import Document, Figure, Table
from app.presentation import templates, translations

STATIC = Path(__file__).parents[2] / "static"
SHEETS = ("tokens", "report", "report-figures", "plot-colours")
_FONT = re.compile(r'url\("\.\./vendor/([\w.-]+\.woff2)"\)')


@dataclass(frozen=True)
class Parts:
    """A document for a page: its head, its contents (empty for one section), and its blocks.

    A page puts them into `<div class="report">` and links the style sheet `report`.
    """

    head: Markup
    contents: Markup
    blocks: Markup


def parts(document: Document) -> Parts:
    """The document as markup in its own language. Raises ValueError as `prepared.prepare` does."""
    ready = prepared.prepare(document)
    environment = templates.environment(document.language)
    macros: Any = environment.get_template("findings/_document.html").make_module()
    blocks = []
    for number, (block, label) in enumerate(ready, 1):
        drawn = _drawn(block, number) if isinstance(block, Figure) else ""
        numeric = columns.numeric(block) if isinstance(block, Table) else ()
        blocks.append(macros.block(block, label, drawn, numeric))
    return Parts(
        Markup(macros.head(ready.document)),  # noqa: S704
        Markup(macros.contents(ready.document)),  # noqa: S704
        Markup("".join(blocks)),  # noqa: S704
    )


def write(document: Document) -> bytes:
    """One HTML file with its style and fonts inside. Raises ValueError as `prepared.prepare` does."""
    page = templates.environment(document.language).get_template("findings/document.html")
    html = page.render(
        document=prepared.prepare(document).document,
        parts=parts(document),
        style=Markup(f"<style>\n{_style()}\n</style>"),  # noqa: S704
        direction=translations.direction(document.language),
    )
    return html.encode()


def _drawn(figure: Figure, number: int) -> Markup:
    """The drawing, and the one for a phone, of which the style sheet shows the one that has room."""
    given = (figure.svg, f"f{number}-"), (figure.narrow, f"n{number}-")
    return Markup("".join(drawing.named(svg, figure.alt, prefix) for svg, prefix in given if svg))  # noqa: S704


@cache
def _style() -> str:
    """The style sheets, with each font inside."""

    def inside(found: re.Match[str]) -> str:
        font = (STATIC / "vendor" / found[1]).read_bytes()
        return f'url("data:font/woff2;base64,{base64.b64encode(font).decode()}")'

    sheets = (STATIC / "css" / f"{name}.css" for name in SHEETS)
    return "\n".join(_FONT.sub(inside, sheet.read_text(encoding="utf-8")) for sheet in sheets)
