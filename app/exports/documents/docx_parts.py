"""What Word files need and the library has no function for, as edits of their XML."""

import io
from typing import TYPE_CHECKING, Any

from app.exports.documents.docx_styles import BRAND, add, tongue
from app.exports.documents.model import Run

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


def words(paragraph: Any, run: Run, *, language: str = "", rtl: bool = False) -> None:
    """Add a run to a paragraph or link, with a line break for each "\\n"."""
    added = paragraph.add_run(run.text)
    added.bold, added.italic = run.bold or None, run.italic or None
    properties = added._r.get_or_add_rPr()
    if run.link:
        add(properties, "w:color", val=BRAND)
        add(properties, "w:u", val="single")
    if rtl:
        add(properties, "w:rtl")
    if language:
        add(properties, "w:lang", **{"bidi" if rtl else "val": tongue(language)})


def turn(paragraph: Any, rtl: bool) -> None:
    """Let a paragraph begin at the other side than the document's others."""
    properties = paragraph._p.get_or_add_pPr()
    add(properties, "w:bidi", val="1" if rtl else "0")
    # Word counts from where a line begins, so "left" is the side where reading begins.
    add(properties, "w:jc", val="left")


def align_end(paragraph: Any) -> None:
    """Align a paragraph at the end of its lines, for numbers."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def link(paragraph: Any, address: str) -> Any:
    """Add an empty link to an address to a paragraph; returns an object to which runs can be added."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    added = add(paragraph._p, "w:hyperlink")
    added.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    return _Inside(added, Paragraph(added, paragraph._parent))


class _Inside:
    """The inside of a link, which takes runs as a paragraph does."""

    def __init__(self, element: Any, paragraph: Any) -> None:
        self.element = element
        self.paragraph = paragraph

    def add_run(self, text: str) -> Any:
        from docx.text.run import Run as DocxRun

        added = DocxRun(add(self.element, "w:r"), self.paragraph)
        added.text = text
        return added


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Name a place, so that links and cross-references can point to it."""
    start = add(paragraph._p, "w:bookmarkStart", id=str(number), name=name[:40])
    add(paragraph._p, "w:bookmarkEnd", id=str(number))
    runs = paragraph._p.r_lst
    if runs:
        runs[0].addprevious(start)


def new_numbering(made: "DocxDocument") -> int:
    """A numbering of its own that begins at 1; returns its id. Without it, lists would go on counting."""
    numbering: Any = made.part.numbering_part.element
    style: Any = made.styles["List Number"]
    like = numbering.num_having_numId(style.element.pPr.numPr.numId.val)
    new = numbering.add_num(like.abstractNumId.val)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    return new.numId


def number(paragraph: Any, numbering: int) -> None:
    """Make a paragraph an item of this numbering."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering


def shape_table(table: Any, name: str, shares: tuple[float, ...], wide: float) -> None:
    """Give a table thin lines, columns of these shares of `wide` centimetres, and a header row that repeats."""
    from docx.shared import Cm

    properties = table._tbl.tblPr
    lines = add(properties, "w:tblBorders")
    for side, size, colour in (("top", "0", "auto"), ("bottom", "4", "B9B5AB"), ("insideH", "4", "D8D4CC")):
        add(lines, f"w:{side}", val="single" if size != "0" else "nil", sz=size, space="0", color=colour)
    margins = add(properties, "w:tblCellMar")
    for side in ("left", "right"):
        add(margins, f"w:{side}", w="90", type="dxa")
    add(properties, "w:tblLook", firstRow="1", firstColumn="1", lastRow="0", lastColumn="0", noHBand="1", noVBand="1")
    add(properties, "w:tblCaption", val=name)
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(wide * share)
        for cell in column.cells:
            cell.width = Cm(wide * share)
    for at, row in enumerate(table.rows):
        kept = row._tr.get_or_add_trPr()
        add(kept, "w:cantSplit")
        if at == 0:
            add(kept, "w:tblHeader")


def picture(paragraph: Any, png: bytes, svg: str, alt: str, wide: float, number: int) -> None:
    """Add a drawing that is `wide` centimetres wide, as SVG with a PNG for programs that cannot show it."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml.ns import qn
    from docx.shared import Cm

    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Cm(wide))
    named = shape._inline.docPr
    named.set("descr", alt)
    named.set("name", f"Figure {number}")
    package = paragraph.part.package
    part = Part(PackURI(f"/word/media/figure{number}.svg"), "image/svg+xml", svg.encode(), package)
    kept = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    blip = next(shape._inline.iter(qn("a:blip")))
    extension = blip.makeelement(qn("a:ext"), {"uri": _SVG_EXTENSION})
    scalable = blip.makeelement(
        f"{{{_SVG_NAMESPACE}}}svgBlip", {qn("r:embed"): paragraph.part.relate_to(part, kept)}, {"asvg": _SVG_NAMESPACE}
    )
    extensions = blip.makeelement(qn("a:extLst"), {})
    extension.append(scalable)
    extensions.append(extension)
    blip.append(extensions)
