"""Bundles of scripts and style sheets, built from small files at the first request.

Fifty modules need fifty requests. With a round trip of 150 ms and the six connections that a browser opens, the page
would be unusable for more than a second. No build step is needed: the source files are what is deployed.
"""

import gzip
import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

STATIC = Path(__file__).parent.parent / "static"

# Each style sheet is joined from those of its components: one sheet for every page, and one per kind of page.
# "tokens" declares the cascade layers, so the order of the other files makes no difference.
SHEETS = {
    "sheet/site.css": ("tokens", "base", "signs", "controls", "disclosures", "header", "popover", "find", "print"),
    "sheet/pages.css": ("pages", "lists", "tables", "forms", "folds", "agenda", "joining"),
    "sheet/board.css": (
        "note",
        "composer",
        "columns",
        "heads",
        "steering",
        "approvals",
        "empty",
        "own-notes",
        "phone",
        "bar-phone",
        "short",
        "votes",
        "phase-panel",
        "stacks",
        "attention",
        "comments",
        "asks",
        "plots",
        "plot-colours",
    ),
    "sheet/asks.css": ("asks", "plots", "plot-colours"),
    "sheet/screen.css": ("screen", "screen-layouts", "wheel", "elements", "plots", "plot-colours"),
    "sheet/findings.css": (
        *(
            "elements",
            "findings",
            "transcript",
            "code-sheet",
            "agreement",
            "themes",
            "matrix",
            "steps",
            "report-editor",
        ),
    ),
    "sheet/report.css": ("report", "report-figures", "plot-colours", "report-page"),
    "sheet/map.css": ("note", "desk", "steering", "bar-phone", "attention", "map", "elements", "wheel"),
}

_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class Bundle(NamedTuple):
    """A text as UTF-8, the same text as gzip, and its media type."""

    text: bytes
    gzipped: bytes
    media_type: str


def bundle(path: str, static: Path = STATIC) -> Bundle | None:
    """The bundle at a path below the static folder; None if the path is a plain file.

    Raises ValueError for modules that cannot be bundled.
    """
    return _build(path, static) if path in scripts(static) or path in SHEETS else None


@lru_cache
def scripts(static: Path = STATIC) -> frozenset[str]:
    """The paths of the pages' entry modules, below the static folder."""
    return frozenset(path.relative_to(static).as_posix() for path in (static / "js").glob("*/*page.js"))


@lru_cache
def _build(path: str, static: Path) -> Bundle:
    if path in SHEETS:
        text, media_type = _styles(path, static).encode(), "text/css"
    else:
        text, media_type = _script(path, static).encode(), "text/javascript"
    return Bundle(text, gzip.compress(text, mtime=0), media_type)


def _script(page: str, static: Path) -> str:
    """A module and everything it imports as one script: one function per module, in the order a browser runs them.

    Raises ValueError for an unsupported form of import or export, and for a cycle of imports.
    """
    order = _in_order(page, static)
    return "const $ = [];\n" + "".join(_wrapped(path, order, static) for path in order)


def _in_order(page: str, static: Path) -> dict[str, int]:
    """Every module that `page` needs, with its number. A module comes after those that it imports."""
    order: dict[str, int] = {}
    above: list[str] = []

    def visit(path: str) -> None:
        if path in above:
            raise ValueError(f"modules import each other: {' → '.join([*above, path])}")
        if path in order:
            return
        above.append(path)
        for _names, source in _IMPORT.findall(_text(path, static)):
            visit(_beside(path, source))
        above.pop()
        order[path] = len(order)

    visit(page)
    return order


def _wrapped(path: str, order: dict[str, int], static: Path) -> str:
    """A module as a function that runs at once and stores its exports in `$` for the modules after it."""

    def bound(found: re.Match[str]) -> str:
        names, source = found.groups()
        # `a as b` in an import is `a: b` in a pattern.
        return f"const {{{names.replace(' as ', ': ')}}} = $[{order[_beside(path, source)]}];\n" if names else ""

    text = _text(path, static)
    exported = ", ".join(name for _kind, name in _EXPORT.findall(text))
    body = _EXPORT.sub(r"\1 \2", _IMPORT.sub(bound, text))
    if other := _OTHER.search(body):
        raise ValueError(f"{path}: {other[0]}")
    return f"\n// ---- {path} ----\n$[{order[path]}] = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def _styles(path: str, static: Path) -> str:
    return "\n".join(_text(f"css/{part}.css", static) for part in SHEETS[path])


def _text(path: str, static: Path) -> str:
    return (static / path).read_text(encoding="utf-8")


def _beside(path: str, source: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
