"""The elements of an OpenDocument text, and its automatic styles."""

from collections.abc import Sequence
from typing import Any

from app.exports.documents import prepared
from app.exports.documents.model import Heading, Run

_RULE = "0.07cm solid #00606b"
_STYLES = {
    (True, False): "Strong_20_Emphasis",
    (False, True): "Emphasis",
    (True, True): "Strong_20_and_20_Emphasis",
}


class Looks:
    """The automatic styles of one file, each added when it is first needed; every method returns a style's name."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self.known: set[str] = set()

    def turned(self, base: str, *, rtl: bool) -> str:
        """`base` for words that are read from the other side."""
        name = f"{base}_20_turned"
        values = {"style:writing-mode": "rl-tb" if rtl else "lr-tb"}
        if base == "Quotations":
            here, there = ("right", "left") if rtl else ("left", "right")
            values |= {f"fo:border-{there}": "none", f"fo:border-{here}": _RULE, f"fo:padding-{here}": "0.4cm"}
        return self._add(name, "paragraph", element("style:paragraph-properties", **values), parent=base)

    def at_end(self, base: str) -> str:
        """`base` for numbers, which end below each other."""
        properties = element("style:paragraph-properties", **{"fo:text-align": "end"})
        return self._add(f"{base}_20_number", "paragraph", properties, parent=base)

    def tongue(self, language: str) -> str:
        """Words in this language."""
        first, country = prepared.language_and_country(language)
        names = ("fo:{}", "style:{}-asian", "style:{}-complex")
        values = {name.format("language"): first for name in names}
        values |= {name.format("country"): country or "none" for name in names}
        return self._add(f"In_20_{language}", "text", element("style:text-properties", **values))

    def table(self, number: int | str, shares: Sequence[float], wide: float, *, whole: bool, noted: bool) -> str:
        """A table with columns of these shares of `wide` centimetres; their styles end in .1, .2 and so on.

        `whole` keeps its rows on one page; `noted` keeps its end on the page of the paragraph below it.
        """
        name = f"Table{number}"
        values = {
            "style:width": f"{wide}cm",
            "table:align": "left",
            "style:may-break-between-rows": "false" if whole else "true",
        }
        if noted:
            values["fo:keep-with-next"] = "always"
        self._add(name, "table", element("style:table-properties", **values))
        for place, share in enumerate(shares, 1):
            width = element("style:table-column-properties", **{"style:column-width": f"{wide * share:.3f}cm"})
            self._add(f"{name}.{place}", "table-column", width)
        for kind, line in (("head", "0.05cm solid #1f2430"), ("cell", "0.02cm solid #d8d4cc")):
            values = {f"fo:padding-{side}": "0.1cm" for side in ("top", "bottom")}
            values |= {f"fo:padding-{side}": "0.15cm" for side in ("left", "right")}
            values |= {"fo:border-bottom": line, "style:vertical-align": "top"}
            self._add(f"Table.{kind}", "table-cell", element("style:table-cell-properties", **values))
        row = element("style:table-row-properties", **{"fo:keep-together": "always"})
        self._add("Table.row", "table-row", row)
        return name

    def _add(self, name: str, family: str, properties: Any, *, parent: str = "") -> str:
        if name not in self.known:
            self.known.add(name)
            values = {"style:name": name, "style:family": family}
            style = element(
                "style:style", properties, **values | ({"style:parent-style-name": parent} if parent else {})
            )
            self.made.content.get_element("//office:automatic-styles").append(style)
        return name


def element(tag: str, *children: Any, **attributes: str) -> Any:
    """An element with these children and attributes; names have their prefix."""
    from odfdo import Element

    made = Element.from_tag(tag)
    for name, value in attributes.items():
        made.set_attribute(name, value)
    for child in children:
        made.append(child)
    return made


def heading(block: Heading, style: str) -> Any:
    """A heading of its level, with a bookmark of its id."""
    made = element("text:h", **{"text:style-name": style, "text:outline-level": str(block.level)})
    made.append(element("text:bookmark", **{"text:name": block.id}))
    made.append(block.text)
    return made


def paragraph(runs: Sequence[Run], style: str) -> Any:
    """A paragraph of these runs."""
    made = element("text:p", **{"text:style-name": style})
    for one in runs:
        run(made, one)
    return made


def run(into: Any, words: Run, style: str = "") -> None:
    """Append words to a paragraph; `style` is a text style instead of that of their appearance."""
    target = into
    if words.link:
        values = {"xlink:type": "simple", "xlink:href": words.link, "text:style-name": "Internet_20_link"}
        target = element("text:a", **values)
        into.append(target)
    style = style or _STYLES.get((words.bold, words.italic), "")
    if style or words.link:
        span = element("text:span", **({"text:style-name": style} if style else {}))
        span.append_plain_text(words.text)
        target.append(span)
    else:
        target.append(words.text)


def source(into: Any, words: str) -> None:
    """Append who said a quote, on a line of its own."""
    into.append(element("text:line-break"))
    span = element("text:span", **{"text:style-name": "Source"})
    span.append_plain_text(words)
    into.append(span)


def items(paragraphs: Sequence[Any], style: str) -> Any:
    """A list whose items are these paragraphs."""
    rows = [element("text:list-item", one) for one in paragraphs]
    return element("text:list", *rows, **{"text:style-name": style})


def table(rows: Sequence[Sequence[Any]], name: str, style: str) -> Any:
    """A table of paragraphs, whose first row is repeated on each page."""
    columns = [
        element("table:table-column", **{"table:style-name": f"{style}.{place}"})
        for place in range(1, len(rows[0]) + 1)
    ]
    first, *others = (_row(row, "head" if at == 0 else "cell") for at, row in enumerate(rows))
    head = element("table:table-header-rows", first)
    return element("table:table", *columns, head, *others, **{"table:name": name, "table:style-name": style})


def _row(cells: Sequence[Any], kind: str) -> Any:
    values = {"office:value-type": "string", "table:style-name": f"Table.{kind}"}
    return element(
        "table:table-row",
        *(element("table:table-cell", cell, **values) for cell in cells),
        **{"table:style-name": "Table.row"},
    )


def add_picture(made: Any, name: str, content: bytes, media_type: str) -> str:
    """Put a picture into the file; returns its path inside."""
    path = f"Pictures/{name}"
    made.set_part(path, content)
    made.manifest.add_full_path(path, media_type)
    return path


def frame(paths: Sequence[str], name: str, title: str, alt: str, size: tuple[str, str]) -> Any:
    """A picture that stands in its paragraph, as the first of these files that a program can show."""
    images = [
        element(
            "draw:image",
            **{"xlink:href": path, "xlink:type": "simple", "xlink:show": "embed", "xlink:actuate": "onLoad"},
        )
        for path in paths
    ]
    said = []
    for tag, words in (("svg:title", title), ("svg:desc", alt)):
        made = element(tag)
        made.text = words
        said.append(made)
    values = {"draw:name": name, "text:anchor-type": "as-char", "svg:width": size[0], "svg:height": size[1]}
    return element("draw:frame", *images, *said, **values)
