"""What a page asks for in one piece, bundled from small files when it is first asked for.

Fifty modules are fifty requests. Over a line of 150 ms, with the six connections that a browser opens, that is more
than a second in which nobody can write. There is no build: the files are the source, and all there is to deploy.
"""

import gzip
import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

STATIC = Path(__file__).parent.parent / "static"

# Style sheets, each joined from those of components: one for what every page has, and one for each kind of page.
# The first declares the layers, so the order of the others means nothing.
SHEETS = {
    "sheet/site.css": ("tokens", "base", "signs", "controls", "header", "popover", "find", "print"),
    "sheet/pages.css": ("pages", "lists"),
    "sheet/board.css": ("note", "composer", "columns", "heads", "empty", "own-notes", "phone", "short"),
    "sheet/map.css": ("note", "map", "elements", "wheel"),
}

_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class Bundle(NamedTuple):
    """A text in UTF-8, the same as gzip, and its media type."""

    text: bytes
    packed: bytes
    kind: str


def bundle(path: str, static: Path = STATIC) -> Bundle | None:
    """The bundle at a path below the static folder, or None where there is no more than a file. Raises ValueError for
    modules that cannot be bundled."""
    return _made(path, static) if path in scripts(static) or path in SHEETS else None


@lru_cache
def scripts(static: Path = STATIC) -> frozenset[str]:
    """The paths of the modules that pages begin with."""
    return frozenset(path.relative_to(static).as_posix() for path in (static / "js").glob("*/page.js"))


@lru_cache
def _made(path: str, static: Path) -> Bundle:
    if path in SHEETS:
        text, kind = _styles(path, static).encode(), "text/css"
    else:
        text, kind = _script(path, static).encode(), "text/javascript"
    return Bundle(text, gzip.compress(text, mtime=0), kind)


def _script(page: str, static: Path) -> str:
    """A module and all it imports as one: each in a function of its own, in the order in which a browser would run
    them. Raises ValueError for an import or export of another form, and for modules that import each other."""
    order = _in_order(page, static)
    return "const $ = [];\n" + "".join(_wrapped(path, order, static) for path in order)


def _in_order(page: str, static: Path) -> dict[str, int]:
    """Every module that is needed and its number; those that a module imports come before it."""
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
    """A module as a function that runs at once; the modules after it find there what it exports."""

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
