"""What the content of a signed edition looks like in a file. It is checked, and kept exactly as it was signed."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from app.exports.facts import Line, Tag
from app.exports.programmes.field_types import Id

# Nothing is converted, because the words of an edition are read as they are stored.
_EXACT = ConfigDict(extra="forbid", strict=True)
Words = Annotated[str, Field(max_length=100_000)]
Sha = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
ReportKey = Annotated[str, Field(pattern=r"^[a-z0-9]{4,64}$")]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]


@with_config(_EXACT)
class RunContent(TypedDict):
    text: Words
    bold: NotRequired[bool]
    italic: NotRequired[bool]
    link: NotRequired[Line]


@with_config(_EXACT)
class HeadingContent(TypedDict):
    heading: Literal[1, 2, 3, 4]
    text: Words
    id: Line


@with_config(_EXACT)
class WordsContent(TypedDict):
    words: list[RunContent]


@with_config(_EXACT)
class ItemsContent(TypedDict):
    items: list[list[RunContent]]
    numbered: bool


@with_config(_EXACT)
class QuoteContent(TypedDict):
    """A reference to a quote of the report. `cuts` is a hash of its cuts."""

    quote: Id
    unit: Literal["note", "excerpt"]
    ref: Line
    cuts: Sha
    source: Line


@with_config(_EXACT)
class CommentContent(TypedDict):
    """A reference to a comment, or to what was done about it."""

    comment: Id
    answer: NotRequired[Words]


@with_config(_EXACT)
class StepContent(TypedDict):
    step: Id


@with_config(_EXACT)
class AgreedContent(TypedDict):
    """What a group agreed in a rating; `ask` is its number where the edition was signed."""

    agreed: Count
    ask: Count
    subject: Line


@with_config(_EXACT)
class LinkContent(TypedDict):
    """Words that lead to a part of the signed local report with this key."""

    text: Words
    report: ReportKey
    edition: Count
    part: Id


Cell = Words | LinkContent | QuoteContent | CommentContent | StepContent | AgreedContent


@with_config(_EXACT)
class TableContent(TypedDict):
    caption: Words
    header: list[Words | LinkContent]
    rows: list[list[Cell]]
    note: Words
    total: NotRequired[bool]


@with_config(_EXACT)
class TableBlock(TypedDict):
    table: TableContent


@with_config(_EXACT)
class FigureContent(TypedDict):
    """A drawing, and the same for a phone, which editions of older versions do not have."""

    svg: Annotated[str, Field(max_length=1_000_000)]
    narrow: NotRequired[Annotated[str, Field(max_length=1_000_000)]]
    alt: Annotated[str, Field(min_length=1, max_length=100_000)]
    caption: Words


@with_config(_EXACT)
class FigureBlock(TypedDict):
    figure: FigureContent


@with_config(_EXACT)
class LocalEdition(TypedDict):
    name: Line
    report: ReportKey
    edition: Count


@with_config(_EXACT)
class EditionsBlock(TypedDict):
    editions: list[LocalEdition]


Block = HeadingContent | WordsContent | ItemsContent | QuoteContent | TableBlock | FigureBlock | EditionsBlock


@with_config(_EXACT)
class GridContent(TypedDict):
    """The printed counts of a table by group, and when an earlier edition with these counts was signed."""

    lines: list[Line]
    columns: list[Line]
    cells: list[list[Line]]
    since: NotRequired[Line]


@with_config(_EXACT)
class ByGroupContent(TypedDict):
    """What this edition and earlier ones said by group, as `said_before.py` describes it."""

    tables: dict[Line, list[GridContent]]
    named: list[Line]
    behind: dict[Id, Count]


@with_config(_EXACT)
class EditionContent(TypedDict):
    """A whole edition, as `composition.py` makes it. `local` has the editions that a combined one rests on."""

    title: Annotated[str, Field(min_length=1, max_length=500)]
    place: Line
    programme: Line
    language: Tag
    threshold: Count
    seq: Count
    revisions: dict[Line, Count]
    facts: list[Annotated[list[Words], Field(min_length=2, max_length=2)]]
    blocks: list[Block]
    local: NotRequired[dict[Id, Count]]
    addresses: NotRequired[dict[Id, Line]]
    by_group: NotRequired[ByGroupContent]


def cells(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The references in the tables of a checked content."""
    tables = [block["table"] for block in content["blocks"] if "table" in block]
    return [cell for table in tables for row in table["rows"] for cell in row if isinstance(cell, dict)]
