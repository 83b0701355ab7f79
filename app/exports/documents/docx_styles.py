"""The styles of a Word file: sans serif, 12 points and aligned at the start, as GOV.UK advises; 10 points in tables."""

from typing import TYPE_CHECKING, Any

from app.exports.documents import prepared

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

FONT = "Arial"
INK, GREY, BRAND = "1F2430", "565C6B", "00606B"
# Style: points, bold, colour, space before and after in points.
LOOKS = {
    "Normal": (12, False, INK, 0, 8),
    "Report series": (11, True, BRAND, 0, 6),
    "Title": (30, True, INK, 0, 10),
    "Subtitle": (15, False, INK, 0, 10),
    "Report facts": (11, False, INK, 0, 2),
    "Heading 1": (20, True, INK, 30, 8),
    "Heading 2": (15, True, INK, 20, 6),
    "Heading 3": (13, True, INK, 16, 4),
    "Heading 4": (12, True, INK, 14, 4),
    "Quote": (13, False, INK, 10, 4),
    "Quote source": (11, False, GREY, 0, 12),
    "Caption": (11, False, INK, 4, 16),
    "Table caption": (11, False, INK, 16, 4),
    "Table text": (10, False, INK, 3, 3),
    "Table note": (11, False, GREY, 4, 14),
    "Figure": (12, False, INK, 14, 4),
    "List Bullet": (12, False, INK, 0, 4),
    "List Number": (12, False, INK, 0, 4),
    "Footer": (9, False, GREY, 0, 0),
}
# The order in which the standard wants these properties (ECMA-376, part 1); Word may refuse a file with another one.
ORDER = {
    "pPr": (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
        *("suppressLineNumbers", "pBdr", "shd", "tabs", "bidi", "spacing", "ind", "contextualSpacing", "jc"),
        *("textDirection", "outlineLvl", "rPr"),
    ),
    "rPr": (
        *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "color", "spacing", "w", "kern"),
        *("position", "sz", "szCs", "highlight", "u", "effect", "vertAlign", "rtl", "cs", "lang"),
    ),
    "tblPr": (
        *("tblStyle", "bidiVisual", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar"),
        *("tblLook", "tblCaption", "tblDescription"),
    ),
}
TOGETHER = ("Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Table caption", "Figure")


def apply(made: "DocxDocument", language: str, *, rtl: bool) -> None:
    """Give a new file its paper, page numbers, language and styles."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2)
    names = {style.name for style in made.styles}
    for name, (size, bold, colour, before, after) in LOOKS.items():
        style: Any = made.styles[name] if name in names else made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name not in names:
            style.base_style = made.styles["Normal"]
        style.hidden = False
        _set_font(style.element.get_or_add_rPr())
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        # What scripts that run from right to left take instead of size and weight.
        add(style.element.rPr, "w:szCs", val=str(2 * size))
        add(style.element.rPr, "w:bCs", val=str(int(bold)))
        add(style.element.rPr, "w:iCs", val="0")
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.line_spacing = 1.15 if name.startswith(("Title", "Heading")) else 1.3
        shape.keep_with_next = name in TOGETHER
        borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
        if borders is not None:
            style.element.pPr.remove(borders)
        if rtl:
            add(style.element.pPr, "w:bidi")
    rule_beside(made.styles["Quote"].element, "right" if rtl else "left")
    for name in ("Quote", "Quote source"):
        made.styles[name].paragraph_format.left_indent = Cm(0.7)
    _set_language(made, language)
    _number_pages(made)


def add(parent: Any, tag: str, **values: str) -> Any:
    """Add an element of Word's namespace with these attributes where the standard wants it, and return it.

    It replaces a property of the same name.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    order = ORDER.get(parent.tag.partition("}")[2], ())
    if tag.removeprefix("w:") not in order:
        parent.append(element)
        return element
    for former in parent.findall(element.tag):
        parent.remove(former)
    later = {qn(f"w:{name}") for name in order[order.index(tag.removeprefix("w:")) + 1 :]}
    following = next((child for child in parent if child.tag in later), None)
    if following is None:
        parent.append(element)
    else:
        following.addprevious(element)
    return element


def tongue(language: str) -> str:
    """A language as Word names it: Word knows languages with their country only."""
    return "-".join(part for part in prepared.language_and_country(language) if part)


def _set_font(properties: Any) -> None:
    # The fonts of the template's theme would win over a name.
    add(properties, "w:rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT)


def rule_beside(element: Any, side: str) -> None:
    """Draw a line beside a paragraph or the paragraphs of a style, on the side where their words begin."""
    rule = add(element.get_or_add_pPr(), "w:pBdr")
    add(rule, f"w:{side}", val="single", sz="18", space="10", color=BRAND)


def _set_language(made: "DocxDocument", language: str) -> None:
    from docx.oxml.ns import qn

    for found in made.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), tongue(language))
        found.set(qn("w:bidi"), tongue(language))


def _number_pages(made: "DocxDocument") -> None:
    foot = made.sections[0].footer.paragraphs[0]
    foot.style = made.styles["Footer"]
    field = add(foot._p, "w:fldSimple", instr="PAGE")
    add(add(field, "w:r"), "w:t").text = "1"
