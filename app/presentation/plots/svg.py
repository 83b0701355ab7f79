"""The parts that all drawings share: the outer element, text, and colours. Lengths are units of the drawing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

# What a drawing for a phone measures: a window of 320 pixels has this room within a panel.
PHONE_WIDTH, PHONE_LETTERS, PHONE_LINE = 256.0, 14.0, 18.0
# A class of such a drawing. Style sheets show it in place of the wide one where there is no room for that.
OF_PHONE = "of-phone"
FONT = "Atkinson Hyperlegible Next, Atkinson Next, Arial, sans-serif"


@dataclass(frozen=True)
class Colours:
    """The colours of a drawing on white paper. `groups` are those of the headings of a framework, in order."""

    ink: str = "#23262f"
    quiet: str = "#555a66"
    line: str = "#d8d3ca"
    wash: str = "#f2efe9"
    brand: str = "#00636f"
    groups: tuple[str, ...] = ("#a4472b", "#28713a", "#2a63ab", "#8a3d97")

    def group(self, number: int) -> str:
        """The colour of the heading with this number, from 1; the brand's for 0."""
        return self.groups[(number - 1) % len(self.groups)] if number else self.brand


PAPER = Colours()


@dataclass(frozen=True)
class Caption:
    """What a drawing is called and what it shows, in words. `id` is unique on the page."""

    id: str
    title: str
    description: str


def tag(name: str, attributes: Mapping[str, object], content: Iterable[Markup] | Markup = Markup()) -> Markup:
    """An element; an attribute that is None is left out."""
    # A drawing has thousands of attributes, and Markup.format takes five times as long. Names are our own constants.
    given = "".join(f' {key}="{escape(_number(value))}"' for key, value in attributes.items() if value is not None)
    inside = content if isinstance(content, Markup) else Markup().join(content)
    return Markup(f"<{name}{given}>{inside}</{name}>")  # noqa: S704


def figure(
    kind: str, caption: Caption, width: float, height: float, content: Iterable[Markup], letters: float = 13.0
) -> Markup:
    """A whole drawing whose letters have this size."""
    title, description = f"{caption.id}-title", f"{caption.id}-desc"
    return tag(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": f"plot {kind}",
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
            "width": width,
            "height": height,
            "role": "img",
            "aria-labelledby": f"{title} {description}",
            "font-family": FONT,
            "font-size": letters,
        },
        [
            tag("title", {"id": title}, escape(caption.title)),
            tag("desc", {"id": description}, escape(caption.description)),
            *content,
        ],
    )


def for_phone(kind: str, caption: Caption, height: float, content: Iterable[Markup]) -> Markup:
    """A whole drawing for a phone. Its ids differ from those of the wide one, which may be on the same page."""
    own = replace(caption, id=f"{caption.id}-narrow")
    return figure(f"{kind} {OF_PHONE}", own, PHONE_WIDTH, height, content, PHONE_LETTERS)


def text(
    words: str, x: float, y: float, fill: str, *, kind: str = "ink", anchor: str | None = None, bold: bool = False
) -> Markup:
    """A line of text whose baseline begins, or with `anchor` ends or has its middle, at a point."""
    weight = 700 if bold else None
    attributes = {"class": kind, "x": x, "y": y, "fill": fill, "text-anchor": anchor, "font-weight": weight}
    return tag("text", attributes, escape(words))


def lines(words: str, longest: int, most: int = 3) -> list[str]:
    """The words as lines of up to `longest` characters, and no more than `most` lines; the last may end in "…"."""
    found: list[str] = []
    for word in words.split():
        if found and len(found[-1]) + 1 + len(word) <= longest:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > most:
        found = [*found[: most - 1], f"{found[most - 1]}…"]
    return found


def _number(value: object) -> object:
    """A number with at most two digits after the point, so that every computer writes the same bytes."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
