"""Reads the words of an interview from a file: plain text, Word, OpenDocument, or subtitles (WebVTT, SubRip).

Only words are read: no macros, pictures, comments, footnotes, and nothing that was deleted while changes were tracked.
"""

import html
import re
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import PurePath
from typing import Any

import docx
import odfdo
import webvtt
from lxml import etree  # ty: ignore[missing-module-member]

from app.domain.errors import Invalid, gettext_noop
from app.exports import untrusted_xml
from app.exports.untrusted_xml import UNREADABLE

LARGEST = 5_000_000
# A small file can unpack to far more than memory holds.
LARGEST_UNPACKED = 25_000_000
WRONG_KIND = gettext_noop("Choose a .txt, .docx, .odt, .vtt or .srt file, or paste the text.")
TOO_LARGE = gettext_noop("This file is too large. Choose one of up to 5 MB, or paste the text.")
# Subtitles without speakers begin a new paragraph after a silence of this many seconds.
SILENCE_SECONDS = 3
_VOICE = re.compile(r"<v(?:\.[^\s>]+)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>]*>")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_WORD_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", _FALLBACK}
_OPEN_LEFT_OUT = {f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_OFFICE}forms"}


def read(name: str, data: bytes) -> str:
    """The words of the file `name`, one line for each paragraph or speaker. Raises Invalid with the field `file`."""
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise Invalid(WRONG_KIND, field="file")
    if len(data) > LARGEST:
        raise Invalid(TOO_LARGE, field="file")
    try:
        return reader(data)
    # The libraries raise errors of many kinds for files that are not what their name says.
    except Invalid:
        raise
    except Exception as error:
        raise Invalid(UNREADABLE, field="file") from error


def _plain(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(UNREADABLE, field="file")


def _word(data: bytes) -> str:
    _check_package(data)
    body = docx.Document(BytesIO(data)).element.body
    return "\n".join(_paragraphs(body, {f"{_W}p"}, _WORD_LEFT_OUT, _word_piece))


def _open_document(data: bytes) -> str:
    _check_package(data)
    document: Any = odfdo.Document(BytesIO(data))
    root = etree.fromstring(
        document.container.get_part("content.xml"), etree.XMLParser(resolve_entities=False, no_network=True)
    )
    body = root.find(f"{_OFFICE}body")
    return "\n".join(_paragraphs(body, {f"{_TEXT}p", f"{_TEXT}h"}, _OPEN_LEFT_OUT, _open_piece))


def _vtt(data: bytes) -> str:
    return _spoken(webvtt.WebVTT.from_string(_plain(data)).captions)


def _srt(data: bytes) -> str:
    return _spoken(webvtt.WebVTT.from_buffer(BytesIO(_plain(data).encode()), format="srt").captions)


_READERS: dict[str, Callable[[bytes], str]] = {
    ".txt": _plain,
    ".docx": _word,
    ".odt": _open_document,
    ".vtt": _vtt,
    ".srt": _srt,
}


def _check_package(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as package:
        members = package.infolist()
        if sum(member.file_size for member in members) > LARGEST_UNPACKED:
            raise Invalid(TOO_LARGE, field="file")
        tags = 0
        for member in members:
            # A package can call its parts as it likes, so names do not say what is parsed.
            part = package.read(member)
            named = member.filename.lower().endswith((".xml", ".rels"))
            # LibreOffice puts an empty one into each document.
            if untrusted_xml.looks_like_xml(part) or (named and part):
                untrusted_xml.check(part)
                tags += part.count(b"<")
        if tags > untrusted_xml.MOST_TAGS:
            raise Invalid(UNREADABLE, field="file")


def _paragraphs(body: Any, kinds: set[str], left_out: set[str], piece: Callable[[Any], str | None]) -> Iterable[str]:
    """The paragraphs below `body` in the order of the document, also those in tables, lists and boxes."""

    # Only OpenDocument has words beside elements; those of Word are all inside one.
    mixed = piece is _open_piece

    def words(element: Any) -> Iterable[str]:
        own = piece(element)
        if own is not None:
            yield own
            return
        if mixed:
            yield element.text or ""
        for child in element:
            if child.tag not in left_out and child.tag not in kinds:
                yield from words(child)
            if mixed:
                yield child.tail or ""

    def walk(element: Any) -> Iterable[str]:
        for child in element:
            if child.tag in kinds:
                yield "".join(words(child))
            if child.tag not in left_out:
                yield from walk(child)

    return walk(body)


def _word_piece(element: Any) -> str | None:
    """What this element writes; None if its children write."""
    if element.tag == f"{_W}t":
        return element.text or ""
    return {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}.get(element.tag)


def _open_piece(element: Any) -> str | None:
    if element.tag == f"{_TEXT}s":
        return " " * min(100, int(element.get(f"{_TEXT}c", "1")))
    return {f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}.get(element.tag)


def _spoken(captions: Iterable[Any]) -> str:
    """The words of subtitles, one line for each speaker's turn."""
    lines: list[str] = []
    last, end = None, 0.0
    for caption in captions:
        parts = _VOICE.split(caption.raw_text)
        # The words before the first voice, then voice and words in turn.
        found = [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
        for voice, marked in found:
            words = " ".join(html.unescape(_TAG.sub("", marked)).split())
            if not words:
                continue
            silent = caption.start_in_seconds - end > SILENCE_SECONDS and voice is None
            if lines and voice == last and not silent and not re.match(r"^[^\W_][^:.!?]{0,39}:\s", words):
                lines[-1] += f" {words}"
            else:
                lines.append(f"{voice.strip()}: {words}" if voice else words)
            last, end = voice, caption.end_in_seconds
    return "\n".join(lines)
