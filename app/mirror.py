"""A page kept in memory and brought up to date by pieces, as htmx and `static/js/live/place.js` do it in a browser.

Rehearsals count what is on every screen with it, and tests compare it with a fresh page; a browser test compares it
with htmx itself.
"""

from bisect import bisect_right
from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

# Never alike on two page loads: a fresh id for a note to come, and who is here.
_MOVING = {"presence", "live"}
_NOTE = "li[@data-rank][starts-with(@id, 'note-')]"


class Mirror:
    """One page of the board or of the map."""

    def __init__(self, page: str) -> None:
        self.root: HtmlElement = html.document_fromstring(page)
        self._by_id: dict[str, HtmlElement] = {}
        self._learn(self.root)
        live = self._by_id["live"]
        self.seq, self.epoch = int(live.get("data-seq", "0")), live.get("data-epoch", "")
        self.base, self.view, self.language = (live.get(f"data-{name}", "") for name in ("base", "view", "lang"))

    def __getitem__(self, id: str) -> HtmlElement:
        """The element with this id; raises KeyError."""
        return self._by_id[id]

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def notes(self) -> list[str]:
        """The ids of the notes on the page, in order; one that stands there twice is there twice."""
        return [str(note.get("id"))[len("note-") :] for note in self.root.xpath(f".//{_NOTE}")]

    def words(self) -> list[str]:
        """The words of the notes on the page, in order."""
        return ["".join(part.itertext()) for part in self.root.xpath(f".//{_NOTE}//*[@class='words']")]

    def apply(self, pieces: str) -> list[str]:
        """Swap in every piece; returns the ids of the elements that were put in place. Raises ValueError for a swap
        that is not ours."""
        if not pieces.strip():
            return []
        wrapped = html.fragment_fromstring(pieces, create_parent="div")
        # All targets are found before any piece is swapped.
        found = [(piece, self._targets(piece.get("hx-target", ""))) for piece in wrapped.iterchildren("hx-partial")]
        placed: list[str] = []
        for piece, targets in found:
            for target in targets:
                content = [_copy(child) for child in piece] if len(targets) > 1 else list(piece)
                placed += self._swap(piece.get("hx-swap", ""), target, content, piece.text)
        return placed

    def normalised(self) -> str:
        """The page as text that is equal exactly when two pages look the same."""
        return "\n".join(_lines(self.root.find("body"), 0))

    def _targets(self, selector: str) -> list[HtmlElement]:
        if selector.startswith("#"):
            present = self._by_id.get(selector[1:])
            return [] if present is None else [present]
        if selector.startswith("."):
            return self.root.xpath("//*[contains(concat(' ', @class, ' '), $name)]", name=f" {selector[1:]} ")
        raise ValueError(f"a target that is not ours: {selector!r}")

    def _swap(self, style: str, target: HtmlElement, content: list[HtmlElement], text: str | None) -> list[str]:
        if style == "place":
            return [self._place(target, item) for item in content]
        if style == "outerMorph":
            (fresh,) = content
            fresh.tail = None
            target.addprevious(fresh)
            self._drop(target)
            self._learn(fresh)
        elif style == "innerMorph":
            for child in list(target):
                self._drop(child)
            target.text = text
            for item in content:
                target.append(item)
                self._learn(item)
        elif style == "delete":
            self._drop(target)
        else:
            raise ValueError(f"a swap that is not ours: {style!r}")
        return []

    def _place(self, target: HtmlElement, item: HtmlElement) -> str:
        name = item.get("id", "")
        if name in self._by_id:
            self._drop(self._by_id[name])
        ranks = [child.get("data-rank", "") for child in target]
        item.tail = None
        target.insert(bisect_right(ranks, item.get("data-rank", "")), item)
        self._learn(item)
        return name

    def _drop(self, element: HtmlElement) -> None:
        parent = element.getparent()
        if parent is None:
            return
        for inner in element.iter():
            if isinstance(inner.tag, str) and self._by_id.get(inner.get("id", "")) is inner:
                del self._by_id[inner.get("id")]
        before = element.getprevious()
        if element.tail:
            if before is not None:
                before.tail = (before.tail or "") + element.tail
            else:
                parent.text = (parent.text or "") + element.tail
        element.tail = None
        parent.remove(element)

    def _learn(self, element: HtmlElement) -> None:
        for inner in element.iter():
            if isinstance(inner.tag, str) and "id" in inner.attrib:
                self._by_id[inner.attrib["id"]] = inner


def _copy(element: HtmlElement) -> HtmlElement:
    return html.fragment_fromstring(html.tostring(element, encoding="unicode", with_tail=False))


def _lines(element: HtmlElement, depth: int) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    moving = element.get("id") in _MOVING
    # What a browser's scripts keep on an element is theirs, and swaps leave it alone (`morphIgnore`).
    kept = {name: value for name, value in element.attrib.items() if not name.startswith(("data-ui-", "data-htmx-"))}
    attributes = {} if moving else kept
    if element.tag == "input" and attributes.get("name") in ("id", "seat"):
        attributes["value"] = ""
    given = "".join(f" {name}={value!r}" for name, value in sorted(attributes.items()))
    yield f"{' ' * depth}<{element.tag}{given}>"
    if moving:
        return
    exact = "words" in element.get("class", "").split()
    yield from _said(element.text, depth, exact)
    for child in element:
        yield from _lines(child, depth + 1)
        yield from _said(child.tail, depth, exact)


def _said(text: str | None, depth: int, exact: bool) -> Iterator[str]:
    # White space between elements is layout; inside the words of a note it is somebody's.
    shown = (text or "") if exact else " ".join((text or "").split())
    if shown:
        yield f"{' ' * depth} {shown!r}"
