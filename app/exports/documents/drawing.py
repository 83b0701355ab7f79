"""Checks drawings before they go into a file, and prepares them for one page with others."""

import re
from typing import Any

SVG = "http://www.w3.org/2000/svg"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_ALIVE = {"script", "foreignObject", "iframe", "animate", "set", "image", "use", "style", "a"}
# Millimetres of one unit, as browsers show it.
_PIXEL = 25.4 / 96
_POINTER = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")


def checked(svg: str) -> str:
    """The drawing as well-formed XML with its namespace. Raises ValueError if it could run or fetch something."""
    etree = _library()
    root = _root(svg)
    if etree.QName(root).localname != "svg":
        raise ValueError("A figure needs one <svg> element")
    for element in root.iter():
        if not isinstance(element.tag, str) or etree.QName(element).localname in _ALIVE:
            raise ValueError("A drawing may hold shapes and words only")
        for name, value in element.attrib.items():
            outside = "url(" in value.lower() and not _POINTER.fullmatch(value.strip())
            if name.lower().startswith("on") or outside or (name in _HREFS and not value.startswith("#")):
                raise ValueError("A drawing may not refer to anything outside itself")
    return etree.tostring(root, encoding="unicode")


def named(svg: str, alt: str, prefix: str) -> str:
    """A checked drawing as an image with a name, whose ids begin with `prefix`, so that a page can hold several."""
    etree = _library()
    root = _root(svg)
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, prefix + value)
            elif name in _HREFS:
                element.set(name, f"#{prefix}{value[1:]}")
            elif pointer := _POINTER.fullmatch(value.strip()):
                element.set(name, f"url(#{prefix}{pointer[1]})")
    for name in ("aria-labelledby", "aria-describedby"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    return etree.tostring(root, encoding="unicode")


def size(svg: str) -> tuple[float, float]:
    """Width and height of a checked drawing, from its viewBox, in its own units."""
    box = [float(number) for number in (_root(svg).get("viewBox") or "0 0 16 9").replace(",", " ").split()]
    return max(box[2], 1.0), max(box[3], 1.0)


def shown_width(svg: str, widest: float, tallest: float) -> float:
    """The width of a checked drawing on paper, in millimetres, so that it is no larger than its words need."""
    width, height = size(svg)
    return min(widest, tallest * width / height, width * _PIXEL)


def _library() -> Any:
    """lxml's etree, imported when it is first needed, because a start does not need it."""
    from lxml import etree  # ty: ignore[missing-module-member]

    return etree


def _root(svg: str) -> Any:
    etree = _library()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    text = svg if "xmlns=" in svg.partition(">")[0] else svg.replace("<svg", f'<svg xmlns="{SVG}"', 1)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as fault:
        raise ValueError("A drawing must be well-formed XML") from fault
    if root.getroottree().docinfo.doctype:
        raise ValueError("A drawing has no document type")
    return root
