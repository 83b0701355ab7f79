"""The typesetter, with our own fonts and with no access to files or the network of the host."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from app.exports.documents import drawing

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
# In this order each word looks for a font that has its letters.
FAMILIES = ("Atkinson Hyperlegible Next", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji")
_DRAWING = b"""#let data = json(bytes(sys.inputs.data))
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: data.fonts)
#image(bytes(data.svg), format: "svg", width: data.width * 1pt, height: data.height * 1pt, fit: "stretch")
"""


def pdf(data: dict[str, Any]) -> bytes:
    """A report as a PDF that follows PDF/UA-1 as far as the typesetter checks it. Raises typst.TypstError."""
    return _compiled(
        (HERE / "looks" / "report.typ").read_bytes(), data, format="pdf", pdf_standards=["ua-1"], timestamp=0
    )


def png(svg: str, width: float, *, ppi: float = 220) -> bytes:
    """A drawing as a PNG that is about `width` points wide. Raises typst.TypstError.

    Its sides are whole pixels, because the typesetter draws thin lines of words badly into parts of pixels.
    """
    own_width, own_height = drawing.size(svg)
    across = max(1, round(width * ppi / 72))
    down = max(1, round(across * own_height / own_width))
    return _compiled(
        _DRAWING, {"svg": svg, "width": across * 72 / ppi, "height": down * 72 / ppi}, format="png", ppi=ppi
    )


def _compiled(source: bytes, data: dict[str, Any], **options: Any) -> bytes:
    # A late import: a server never typesets in its own process.
    import typst

    inputs = {"data": json.dumps(data | {"fonts": FAMILIES})}
    compiler = typst.Compiler(source, font_paths=_fonts())
    pages = compiler.compile(sys_inputs=inputs, **options)
    assert isinstance(pages, bytes)
    return pages


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
