"""The typesetter, with our own fonts and with no access to files or the network of the host."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from app.exports.documents import drawing

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
# In this order each word looks for a font that has its letters.
FAMILIES = ("Atkinson Hyperlegible Next", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji")
# As the typesetter writes them: the first cell of a row, and a cell with the column headings that it belongs to.
_ROW = re.compile(rb"/S/TR/P \d+ 0 R/K\[(\d+) 0 R")
_CELL = re.compile(rb"(?P<start>\n(?P<number>\d+) 0 obj\n)<</Type/StructElem/S/TD(?P<parent>/P \d+ 0 R)/A\[<</O/Table")
_SUSPECTS = b"/Suspects false"
_DRAWING = b"""#let data = json(bytes(sys.inputs.data))
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: data.fonts)
#image(bytes(data.svg), format: "svg", width: data.width * 1pt, height: data.height * 1pt, fit: "stretch")
"""


def pdf(data: dict[str, Any]) -> bytes:
    """A report as a PDF that follows PDF/UA-1 as far as the typesetter checks it. Raises typst.TypstError."""
    source = (HERE / "looks" / "report.typ").read_bytes()
    made = _with_row_headings(_compiled(source, data, format="pdf", pdf_standards=["ua-1"], timestamp=0))
    # It is the default, and Poppler takes it for an error. A PDF lists where its objects begin, so the length stays.
    return made.replace(_SUSPECTS, b" " * len(_SUSPECTS))


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


def _with_row_headings(content: bytes) -> bytes:
    """The PDF with the first cell of each row tagged as that row's heading, as in the other formats.

    The typesetter tags only column headings. The tag keeps its length, because a PDF lists where each object begins:
    its type, which the standard does not require, makes room.
    """
    first = set(_ROW.findall(content))

    def tagged(found: re.Match[bytes]) -> bytes:
        if found["number"] not in first:
            return found[0]
        made = b"%s<</S/TH%s/A[<</O/Table/Scope/Row" % (found["start"], found["parent"])
        return made.ljust(len(found[0]))

    return _CELL.sub(tagged, content)


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
