"""One document, whatever format it is written in: headings, paragraphs, lists, quotes, tables and figures.

A document holds finished words in one language. What may be shown to whom has been decided before it is built.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """Words of one appearance inside a paragraph. `link` is a whole address, or "" for none."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4. Level 1 is the title of a section, because the document's title stands above it.

    `id` is unique in the document, so that other places can point to it.
    """

    level: int
    text: str
    id: str = ""


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Items:
    """A list; each item is one paragraph."""

    items: tuple[tuple[Run, ...], ...]
    numbered: bool = False


@dataclass(frozen=True)
class Quote:
    """What someone said, with cuts already made, and who said it as far as that may be published (or "")."""

    text: str
    source: str = ""
    language: str = ""  # of the words, if it differs from the document's


# A cell of a table: words, or a run where they link to somewhere.
Cell = str | Run


def said(cell: Cell) -> str:
    """The words of a cell."""
    return as_run(cell).text


def as_run(cell: Cell) -> Run:
    """A cell as a run."""
    return cell if isinstance(cell, Run) else Run(cell)


@dataclass(frozen=True)
class Table:
    """A table with one row of column headings. The first cell of each row is that row's heading.

    `total` says that the last row is the total of those above it.
    """

    caption: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    total: bool = False


@dataclass(frozen=True)
class Figure:
    """A drawing as one `<svg>` element without scripts or outside references. `alt` says in words what it shows.

    `narrow` is the same for a phone, or "" in editions of older versions. Only HTML has it, in place of the other where
    there is little room, and without it the words of `alt`.
    """

    svg: str
    alt: str
    caption: str
    narrow: str = ""


Block = Heading | Paragraph | Items | Quote | Table | Figure


@dataclass(frozen=True)
class Document:
    """A whole document. `language` is a tag such as "en" or "cy"; `date` is printed under the title as given.

    `series` is printed above the title, such as the programme and the edition. `facts` are pairs of a label and a
    value, printed under the subtitle. Writers number tables and figures, so captions begin without a number.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    author: str = ""
    date: str = ""
    series: str = ""
    facts: tuple[tuple[str, str], ...] = ()
