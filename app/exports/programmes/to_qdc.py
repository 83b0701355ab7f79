"""The codebook as REFI-QDA (.qdc), which NVivo, MAXQDA, ATLAS.ti and QualCoder read."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.code_tree import Node, Tree

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Commonboard"


def write(bundle: ProgrammeBundle, language: str) -> bytes:
    """Elements, own codes, facets and values in this language; themes are in the project file."""
    root = ET.Element("CodeBook", {"xmlns": NAMESPACE, "origin": ORIGIN})
    add_codes(ET.SubElement(root, "Codes"), Tree(bundle, language).codebook())
    return xml_bytes(root)


def add_codes(parent: ET.Element, nodes: Iterable[Node], notes: dict[str, list[str]] | None = None) -> None:
    """Add a Code for each node. `notes` has the identifiers of the notes about a code, by that of the code."""
    for node in nodes:
        attributes = {"guid": node.guid, "name": node.name, "isCodable": str(node.codable).lower()}
        made = ET.SubElement(parent, "Code", attributes)
        if node.description:
            ET.SubElement(made, "Description").text = node.description
        for note in (notes or {}).get(node.guid, ()):
            ET.SubElement(made, "NoteRef", {"targetGUID": note})
        add_codes(made, node.children, notes)


def xml_bytes(root: ET.Element) -> bytes:
    """The document in UTF-8 with its declaration."""
    ET.indent(root, " ")
    return ET.tostring(root, "utf-8", xml_declaration=True)
