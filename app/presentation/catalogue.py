"""Reads and checks translation files (gettext's .po), so that a faulty one stops the start instead of a page.

`TranslationError` carries one line for the host: the file, its line and the problem.
"""

import gettext
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from app.presentation.language_tags import locale, tag_of

# Babel silently drops a message with an open quotation mark.
_LINE = re.compile(r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)\s+)?"([^"\\]|\\.)*"\s*)?')
# Placeholders that a page fills in, and characters that would break its HTML or the placeholders.
_PIECE = re.compile(r'%%|%\(\w+\)s|\{\w+\}|[%<"]')
# The singular form may leave out its number: "one note".
_NUMBERS = {"%(num)s", "{n}"}


class TranslationError(Exception):
    """A translation file cannot be used; the message is one line."""


@dataclass(frozen=True)
class Catalogue:
    """One language: its tag, its own name, and its translations."""

    tag: str
    name: str
    translations: gettext.GNUTranslations


def read_folder(folder: Path) -> list[Catalogue]:
    """Read every .po file of a folder. Raises TranslationError for the first that cannot be used."""
    found: dict[str, tuple[Path, Catalogue]] = {}
    for path in sorted(folder.glob("*.po")):
        made = read(path)
        if made.tag in found:
            raise TranslationError(f"{path} and {found[made.tag][0]} are both for {made.tag}: keep one")
        found[made.tag] = path, made
    return [made for _path, made in found.values()]


def read(path: Path) -> Catalogue:
    """Read the translations of one file. Raises TranslationError if it has a fault."""
    known = locale(path.stem)
    if known is None:
        raise TranslationError(
            f"{path}: {path.stem!r} is not a language: name the file like cy.po, pt-BR.po, zh-Hant.po"
        )
    parsed = _parsed(path, str(known))
    _check_plural_rule(path, parsed)
    for message in parsed:
        if message.id and not message.fuzzy and (fault := next(_faults(message, parsed.num_plurals), "")):
            raise TranslationError(f"{path}, line {message.lineno}: {fault}")
    compiled = BytesIO()
    write_mo(compiled, parsed)
    compiled.seek(0)
    name = known.display_name or tag_of(known)
    return Catalogue(tag_of(known), name[:1].upper() + name[1:], gettext.GNUTranslations(compiled))


def _parsed(path: Path, name: str) -> Catalog:
    content = path.read_bytes().removeprefix(BOM_UTF8)
    try:
        words = content.decode()
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise TranslationError(f"{path}, line {number}: this is not UTF-8: save the file in that encoding") from None
    for number, line in enumerate(words.split("\n"), 1):
        if not _LINE.fullmatch(line):
            raise TranslationError(f"{path}, line {number}: this line cannot be read: {line.strip()[:60]!r}")
    try:
        return read_po(StringIO(words), locale=name, abort_invalid=True)
    except PoFileError as error:
        raise TranslationError(f"{path}, line {error.lineno + 1}: {error.args[0]}") from None
    except ValueError as error:
        # Babel parses numbers and dates only in a file's header.
        raise TranslationError(f"{path}: the header, with Plural-Forms in it, cannot be read: {error}") from None


def _check_plural_rule(path: Path, parsed: Catalog) -> None:
    fault = ""
    try:
        rule = gettext.c2py(parsed.plural_expr)
        if not all(0 <= rule(number) < parsed.num_plurals for number in range(201)):
            fault = f"it gives a form that is not among the {parsed.num_plurals}"
    except (ValueError, ArithmeticError) as error:
        fault = str(error)
    if fault:
        raise TranslationError(f"{path}: Plural-Forms cannot be used: {fault}")


def _faults(message: Message, plurals: int) -> Iterator[str]:
    sources, forms = _several(message.id), _several(message.string)
    if not any(forms):
        # Not translated yet: the message stays English.
        return
    if not all(forms):
        yield f"a plural form is missing: this language has {plurals}"
    allowed = {piece for source in sources for piece in _pieces(source)}
    needed = {piece for piece in allowed if piece not in _NUMBERS or len(sources) == 1} - {"%", "<", '"'}
    for form in forms:
        pieces = _pieces(form)
        for piece in sorted(pieces - allowed):
            yield f"{piece} is not in the English text"
        for piece in sorted(needed - pieces):
            yield f"{piece} is missing"


def _several(words: str | Sequence[str] | None) -> Sequence[str]:
    return [words or ""] if isinstance(words, str | None) else words


def _pieces(words: str) -> set[str]:
    return set(_PIECE.findall(words)) - {"%%"}
