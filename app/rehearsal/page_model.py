"""A page in memory that fragments update, as htmx and `static/js/live/place.js` do in a browser.

Rehearsals use it to count what every client shows. Tests compare it with a fresh page, and one browser test compares it
with htmx itself.
"""

from bisect import bisect_right

from lxml import html
from lxml.html import HtmlElement

# Elements that differ between two loads of a page: presence, and the position in the journal.
_VOLATILE = {"presence", "live"}
# Attributes that only the scripts in a browser set; swaps leave them alone (`morphIgnore`).
_OF_SCRIPTS = ("data-ui-", "data-htmx-")
_NOTE = "li[@data-rank][starts-with(@id, 'note-')]"


class PageModel:
    """One page of the board or the map, with the position (`seq`, `epoch`) that it shows."""

    def __init__(self, page: str) -> None:
        self.root: HtmlElement = html.document_fromstring(page)
        self._by_id: dict[str, HtmlElement] = {}
        self._index(self.root)
        live = self._by_id["live"]
        self.seq, self.epoch = int(live.get("data-seq", "0")), live.get("data-epoch", "")
        self.base, self.view, self.language = (live.get(f"data-{name}", "") for name in ("base", "view", "lang"))

    def __getitem__(self, id: str) -> HtmlElement:
        """Return the element with this id; raises KeyError."""
        return self._by_id[id]

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def notes(self) -> list[str]:
        """Return the ids of the notes on the page, in order. A note shown twice is listed twice."""
        return [str(note.get("id"))[len("note-") :] for note in self.root.xpath(f".//{_NOTE}")]

    def words(self) -> list[str]:
        """Return the text of each note on the page, in order."""
        return ["".join(part.itertext()) for part in self.root.xpath(f".//{_NOTE}//*[@class='words']")]

    def columns(self) -> list[str]:
        """Return the ids of the columns on the page, in order."""
        return [str(column.get("data-column")) for column in self.root.iterfind(".//section[@data-column]")]

    def apply(self, fragments: str) -> list[str]:
        """Swap in every fragment and return the ids of the elements that `place` put in.

        Raises ValueError for a target or swap that the product does not use.
        """
        if not fragments.strip():
            return []
        wrapped = html.fragment_fromstring(fragments, create_parent="div")
        # htmx finds all targets before it swaps the first fragment.
        found = [(part, self._targets(part.get("hx-target", ""))) for part in wrapped.iterchildren("hx-partial")]
        placed: list[str] = []
        for part, targets in found:
            for target in targets:
                content = [_copy(child) for child in part] if len(targets) > 1 else list(part)
                # An earlier fragment may have held the target: a morph keeps it, but here another element has its id.
                inside = target.getparent() is not None
                present = self._by_id.get(target.get("id", ""), target) if inside else target
                placed += self._swap(part.get("hx-swap", ""), present, content, part.text)
        return placed

    def normalised(self) -> str:
        """Return the page as text. Two pages that look the same give equal text."""
        lines: list[str] = []
        _write(self.root.find("body"), "", lines)
        return "\n".join(lines)

    def _targets(self, selector: str) -> list[HtmlElement]:
        if selector.startswith("#"):
            present = self._by_id.get(selector[1:])
            return [] if present is None else [present]
        if selector.startswith("."):
            return self.root.xpath("//*[contains(concat(' ', @class, ' '), $name)]", name=f" {selector[1:]} ")
        raise ValueError(f"the product has no such target: {selector!r}")

    def _swap(self, style: str, target: HtmlElement, content: list[HtmlElement], text: str | None) -> list[str]:
        if style == "place":
            return [self._place(target, item) for item in content]
        if style == "outerMorph":
            (fresh,) = content
            fresh.tail = None
            target.addprevious(fresh)
            self._remove(target)
            self._index(fresh)
        elif style == "innerMorph":
            for child in list(target):
                self._remove(child)
            target.text = text
            for item in content:
                target.append(item)
                self._index(item)
        elif style == "delete":
            self._remove(target)
        else:
            raise ValueError(f"the product has no such swap: {style!r}")
        return []

    def _place(self, target: HtmlElement, item: HtmlElement) -> str:
        name = item.get("id", "")
        if name in self._by_id:
            self._remove(self._by_id[name])
        ranks = [child.get("data-rank", "") for child in target]
        item.tail = None
        target.insert(bisect_right(ranks, item.get("data-rank", "")), item)
        self._index(item)
        return name

    def _remove(self, element: HtmlElement) -> None:
        parent = element.getparent()
        if parent is None:
            return
        for inner in element.iter():
            if isinstance(inner.tag, str) and self._by_id.get(inner.get("id", "")) is inner:
                del self._by_id[inner.get("id")]
        # lxml keeps the text after an element in that element; a browser keeps it in the parent.
        before = element.getprevious()
        if element.tail:
            if before is not None:
                before.tail = (before.tail or "") + element.tail
            else:
                parent.text = (parent.text or "") + element.tail
        element.tail = None
        parent.remove(element)

    def _index(self, element: HtmlElement) -> None:
        for inner in element.iter():
            if isinstance(inner.tag, str) and "id" in inner.attrib:
                self._by_id[inner.attrib["id"]] = inner


def _copy(element: HtmlElement) -> HtmlElement:
    return html.fragment_fromstring(html.tostring(element, encoding="unicode", with_tail=False))


def _write(element: HtmlElement, indent: str, lines: list[str]) -> None:
    """Add the lines of an element and of all that it contains."""
    tag = element.tag
    if not isinstance(tag, str):
        return
    given = dict(element.items())
    # A count of unread notes is of one reader's window: only a browser fills it in.
    if given.get("id") in _VOLATILE or "data-newer" in given:
        lines.append(f"{indent}<{tag}>")
        return
    # Every page load contains new ids for the next note and for a new seat.
    if tag == "input" and given.get("name") in ("id", "seat"):
        given["value"] = ""
    shown = [f" {name}={value!r}" for name, value in sorted(given.items()) if not name.startswith(_OF_SCRIPTS)]
    lines.append(f"{indent}<{tag}{''.join(shown)}>")
    exact = "words" in given.get("class", "").split()
    deeper = indent + " "
    if element.text:
        _write_text(element.text, deeper, exact, lines)
    for child in element:
        _write(child, deeper, lines)
        if child.tail:
            _write_text(child.tail, deeper, exact, lines)


def _write_text(text: str, indent: str, exact: bool, lines: list[str]) -> None:
    # White space between elements is layout; inside a note's text it is content.
    shown = text if exact else " ".join(text.split())
    if shown:
        lines.append(f"{indent}{shown!r}")
