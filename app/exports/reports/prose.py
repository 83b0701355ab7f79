"""Prose as authors type it: a subset of Markdown (CommonMark) with counts that the program fills in.

Paragraphs, **bold**, *italic*, lists, links and small headings are understood. Everything else stays as it was typed.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from app.exports.documents.model import Block, Heading, Items, Paragraph, Run

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# {notes}, {for:THEME}: a count that the program fills in.
COUNT = re.compile(r"\{([a-z]+(?::[0-9a-z_]+)?)\}")
_SAFE_LINK = re.compile(r"https?://|mailto:")
_NUMBER = re.compile(r"\b(?:\d[\d,.]*\d|\d)\b", re.ASCII)
_WORDS = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty"),
    *("forty", "fifty", "hundred", "thousand"),
    *("dau", "dwy", "tri", "tair", "pedwar", "pedair", "pump", "chwech", "saith", "wyth", "naw", "deg"),
)
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
LONGEST_SENTENCE = 25
_YEAR = re.compile(r"(?:19|20)\d\d")


def blocks(text: str, counts: Mapping[str, str], level: int) -> list[Block]:
    """The blocks of some prose. Its headings all get this level, so that levels never jump."""
    made: list[Block] = []
    tokens = _parser().parse(filled(text, counts))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "heading_open":
            made.append(Heading(level, "".join(run.text for run in _runs(tokens[at + 1]))))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            end = next(
                other
                for other in range(at, len(tokens))
                if tokens[other].level == token.level
                and other > at
                and tokens[other].type == token.type.replace("open", "close")
            )
            items = tuple(runs for inner in tokens[at:end] if inner.type == "inline" and (runs := _runs(inner)))
            made.append(Items(items, numbered=token.type.startswith("ordered")))
            at = end
        elif token.type == "inline" and tokens[at - 1].type == "paragraph_open" and (runs := _runs(token)):
            made.append(Paragraph(runs))
        at += 1
    return made


def filled(text: str, counts: Mapping[str, str]) -> str:
    """The text with its counts filled in; an unknown one stays as it was typed."""
    return COUNT.sub(lambda found: counts.get(found[1], found[0]), text)


def typed_numbers(text: str) -> list[str]:
    """The numbers that the author typed, in digits or as words, in their order. Years are no counts."""
    plain = COUNT.sub(" ", text)
    found = [(at.start(), at[0]) for pattern in (_NUMBER, _WORD) for at in pattern.finditer(plain)]
    return list(dict.fromkeys(word for _at, word in sorted(found) if not _YEAR.fullmatch(word)))


def long_sentences(text: str) -> list[str]:
    """The beginnings of the sentences with more than LONGEST_SENTENCE words."""
    sentences = re.split(r"(?<=[.!?…])\s+|\n+", text)
    long = [words for sentence in sentences if len(words := sentence.split()) > LONGEST_SENTENCE]
    return [f"{' '.join(words[:5])}…" for words in long]


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    # Imported when it is first needed, because most servers never show a report.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero")
    return parser.enable(["list", "heading", "emphasis", "link", "escape", "newline", "entity"])


def _runs(inline: "Token") -> tuple[Run, ...]:
    runs: list[Run] = []
    bold = italic = 0
    link = ""
    for token in inline.children or []:
        if token.type in ("strong_open", "strong_close"):
            bold += 1 if token.type == "strong_open" else -1
        elif token.type in ("em_open", "em_close"):
            italic += 1 if token.type == "em_open" else -1
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            link = address if _SAFE_LINK.match(address) else ""
        elif token.type == "link_close":
            link = ""
        elif words := " " if token.type in ("softbreak", "hardbreak") else token.content:
            runs.append(Run(words, bold=bool(bold), italic=bool(italic), link=link))
    return tuple(_joined(runs))


def _joined(runs: list[Run]) -> list[Run]:
    """The runs, with neighbours of the same appearance as one."""
    made: list[Run] = []
    for run in runs:
        last = made[-1] if made else None
        if last and (last.bold, last.italic, last.link) == (run.bold, run.italic, run.link):
            made[-1] = Run(last.text + run.text, run.bold, run.italic, run.link)
        else:
            made.append(run)
    return made
