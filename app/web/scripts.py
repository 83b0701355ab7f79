"""One script for each page, joined from small modules when it is first asked for.

Fifty modules are fifty requests. Over a line of 150 ms, with the six connections that a browser opens, that is more than
a second in which nobody can write. The modules are served as they are written otherwise: there is no build.
"""

import posixpath
import re
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"

_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export) .*", re.MULTILINE)


def pages(static: Path = STATIC) -> set[str]:
    """The paths below the static folder of the modules that pages begin with."""
    return {path.relative_to(static).as_posix() for path in (static / "js").glob("*/page.js")}


@lru_cache
def joined(page: str, static: Path = STATIC) -> str:
    """A page's module and all it imports as one module: each in a function of its own, in the order in which a browser
    would run them. Raises ValueError for an import or export of another form than ours, and for modules that import each
    other in a circle."""
    order = _in_order(page, static)
    return "".join(_wrapped(path, order, static) for path in order)


def _in_order(page: str, static: Path) -> dict[str, int]:
    """Every module that is needed, those it imports before it, with its place."""
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
    text = _text(path, static)
    exported = [name for _kind, name in _EXPORT.findall(text)]

    def bound(found: re.Match[str]) -> str:
        # `a as b` in an import is `a: b` in a pattern.
        return (
            f"const {{{found[1].replace(' as ', ': ')}}} = $[{order[_beside(path, found[2])]}];\n" if found[1] else ""
        )

    body = _EXPORT.sub(r"\1 \2", _IMPORT.sub(bound, text))
    if other := _OTHER.search(body):
        raise ValueError(f"{path}: {other[0]}")
    start = "const $ = [];\n" if order[path] == 0 else ""
    return f"{start}\n// ---- {path} ----\n$[{order[path]}] = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"


def _text(path: str, static: Path) -> str:
    return (static / path).read_text(encoding="utf-8")


def _beside(path: str, source: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
