"""The whole analysis as a REFI-QDA project (.qdpx), for NVivo, MAXQDA, ATLAS.ti and QualCoder.

The schema allows more than importers understand. What is written here is what they were found to need: every user,
author and time, plain identifiers, one plain text file for each question, half-open positions in code points, and
`internal://` paths. QualCoder takes the coder from the selection and not from the coding, so each coder has selections
of their own. It drops a note that a text refers to, so the descriptions of texts and selections repeat their memos.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.code_tree import THEME, Tree
from app.exports.programmes.facts import CellFacts, MemoFacts
from app.exports.programmes.qda_codings import SHARED_USER, Given, codings, user
from app.exports.programmes.qda_sources import Source, Span, sources
from app.exports.programmes.qda_text import Names, code_guid, file_text, guid, moment
from app.exports.programmes.to_qdc import ORIGIN, add_codes, xml_bytes
from app.exports.xml_text import xml_text
from app.presentation import translations
from app.presentation.words import group_name

NAMESPACE = "urn:QDA-XML:project:1.0"


@dataclass(frozen=True)
class _Note:
    """A memo or a summary of the matrix. `about` is the identifier or unit that it belongs to, "" for the project."""

    guid: str
    name: str
    text: str
    about: str
    user: str
    at: datetime


def write(bundle: ProgrammeBundle, language: str) -> bytes:
    """The project as one ZIP file, with the names of codes in this language."""
    texts = sources(bundle, language)
    notes = _notes(bundle, language)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        made = bundle.record.exported_at.astimezone(UTC).timetuple()[:6]

        def add(name: str, content: bytes) -> None:
            packed.writestr(zipfile.ZipInfo(name, made), content, zipfile.ZIP_DEFLATED)

        add("project.qde", xml_bytes(_project(bundle, language, texts, notes)))
        for text in texts:
            add(f"sources/{text.guid}.txt", text.text.encode())
        for note in notes:
            add(f"sources/{note.guid}.txt", file_text(note.text).encode())
    return file.getvalue()


def _project(bundle: ProgrammeBundle, language: str, texts: list[Source], notes: list[_Note]) -> ET.Element:
    _ = translations.translations(language).gettext
    about: dict[str, list[_Note]] = {}
    for note in notes:
        about.setdefault(note.about, []).append(note)
    root = ET.Element(
        "Project",
        {
            "xmlns": NAMESPACE,
            "name": xml_text(bundle.record.programme.name),
            "origin": ORIGIN,
            "creatingUserGUID": SHARED_USER,
            "creationDateTime": moment(bundle.record.exported_at),
        },
    )
    users = ET.SubElement(root, "Users")
    names = Names()
    ET.SubElement(users, "User", {"guid": SHARED_USER, "name": names.unique(_("Shared codebook"))})
    for number, name in enumerate(bundle.record.people, 1):
        ET.SubElement(users, "User", {"guid": user(bundle, number), "name": names.unique(name)})
    tree = Tree(bundle, language)
    nodes = [*tree.codebook(), *tree.earlier(), *tree.themes(), *tree.speakers()]
    add_codes(
        ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes"),
        nodes,
        {name: [note.guid for note in found] for name, found in about.items()},
    )
    _add_sources(root, bundle, texts, about)
    if notes:
        parent = ET.SubElement(root, "Notes")
        for note in notes:
            path = {"name": note.name, "plainTextPath": f"internal://{note.guid}.txt"}
            ET.SubElement(parent, "Note", {"guid": note.guid, **path, **_made(note.user, note.at)})
    _add_references(root, about.get("", []))
    return root


def _add_sources(root: ET.Element, bundle: ProgrammeBundle, texts: list[Source], about: dict[str, list[_Note]]) -> None:
    if not texts:
        return
    given = codings(bundle)
    parent = ET.SubElement(root, "Sources")
    for text in texts:
        path = {"name": text.name, "plainTextPath": f"internal://{text.guid}.txt"}
        made = _made(SHARED_USER, text.made_at)
        source = ET.SubElement(parent, "TextSource", {"guid": text.guid, **path, **made})
        notes = about.get(text.guid, [])
        ET.SubElement(source, "Description").text = _described(text.about, *(note.text for note in notes))
        for span in text.spans:
            # A span without a code would become an empty annotation elsewhere.
            if span.unit in given or span.unit in about:
                _add_selections(source, text, span, given.get(span.unit, []), about.get(span.unit, []))
        _add_references(source, notes)


def _add_selections(source: ET.Element, text: Source, span: Span, given: list[Given], notes: list[_Note]) -> None:
    """Add a selection for each coder of the span, the first with the notes about it."""
    place = {"startPosition": str(span.start), "endPosition": str(span.end)}
    coders = dict.fromkeys(one.user for one in given) or {SHARED_USER: None}
    for number, coder in enumerate(coders):
        own = () if coder == SHARED_USER else (coder,)
        made = guid("selection", text.guid, span.unit, *own)
        selection = ET.SubElement(source, "PlainTextSelection", {"guid": made, **place, **_made(coder, span.made_at)})
        mentioned = [] if number else notes
        if mentioned:
            ET.SubElement(selection, "Description").text = _described(*(note.text for note in mentioned))
        for one in given:
            if one.user == coder:
                coding = {"guid": guid("coding", made, one.code, one.user), **_made(one.user, one.at)}
                ET.SubElement(ET.SubElement(selection, "Coding", coding), "CodeRef", {"targetGUID": one.code})
        _add_references(selection, mentioned)


def _add_references(parent: ET.Element, notes: list[_Note]) -> None:
    for note in notes:
        ET.SubElement(parent, "NoteRef", {"targetGUID": note.guid})


def _described(*texts: str) -> str:
    return "\n\n".join(xml_text(text) for text in texts)


def _notes(bundle: ProgrammeBundle, language: str) -> list[_Note]:
    """The memos, then the summaries of the matrix, with names of which no two are alike."""
    _ = translations.translations(language).gettext
    found = [
        _Note(
            guid=guid("memo", memo.id),
            name=f"{_('Memo')} {number}",
            text=memo.text,
            about=_about(bundle, memo),
            user=user(bundle, memo.by),
            at=memo.at,
        )
        for number, memo in enumerate(bundle.record.memos, 1)
    ]
    framework = str(bundle.framework.content["key"])
    for number, cell in enumerate((cell for cell in bundle.record.cells if cell.summary), 1):
        column = guid(THEME, cell.column) if cell.columns == "theme" else code_guid(framework, cell.column)
        found.append(
            _Note(
                guid=guid("cell", cell.id),
                name=f"{_('Matrix')} {number}: {xml_text(_row(bundle, cell, language))}",
                text=cell.summary,
                about=column,
                user=user(bundle, cell.by),
                at=cell.at,
            )
        )
    return found


def _about(bundle: ProgrammeBundle, memo: MemoFacts) -> str:
    framework = str(bundle.framework.content["key"])
    return {
        "note": memo.about,
        "excerpt": memo.about,
        "interview": guid("interview", memo.about),
        "code": code_guid(framework, memo.about),
        "theme": guid(THEME, memo.about),
    }.get(memo.kind, "")


def _row(bundle: ProgrammeBundle, cell: CellFacts, language: str) -> str:
    place = bundle.record.programme.places[cell.place - 1] if cell.place else ""
    return " · ".join(filter(None, (place, group_name(cell.group, language) if cell.group else "")))


def _made(by: str, at: datetime) -> dict[str, str]:
    return {"creatingUser": by, "creationDateTime": moment(at)}
