"""The rules of `docs/architecture.md`, checked by reading the code: layers, areas, lengths of files, and words."""

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest

from tests.reading import APP, CODE, ROOT, relative, tree

AREAS = {"accounts", "workshops", "board", "steering", "mapping", "findings", "records"}
MOST_LINES = 300


# The packages of ours that each layer may import. A dotted name is one module or package; `*` means all.
LAYERS: dict[str, set[str]] = {
    "internals": {"internals"},
    "observability": {"observability"},
    "settings": set(),
    "domain": {"domain", "internals.prepared_statements"},
    "storage": {"storage", "internals", "observability"},
    "live": {"live", "storage", "observability", "domain.journal"},
    "presentation": {"presentation", "internals.jinja_escaping"},
    "suggestions": {"suggestions"},
    "exports": {"exports", "domain", "presentation"},
    "downloads": {"downloads", "exports", "domain", "presentation", "storage"},
    "web": {
        *("web", "exports", "live", "domain", "storage", "presentation", "internals", "observability", "settings"),
        *("suggestions", "downloads"),
    },
    "maintenance": {"maintenance", "storage", "domain"},
    "rehearsal": {"rehearsal", "domain.errors"},
    "demo": {"demo", "domain", "exports"},
    "main": {
        *("main", "web", "exports", "live", "domain", "storage", "presentation", "internals", "observability"),
        *("settings", "maintenance", "rehearsal", "suggestions", "downloads"),
    },
    "server": {"server", "main", "internals", "observability", "settings"},
    "cli": {"*"},
    "__main__": {"cli"},
}


# Modules that the domain must not import.
OUTSIDE_THE_DOMAIN = {
    "fastapi",
    "starlette",
    "jinja2",
    "markupsafe",
    "asyncio",
    "websockets",
    "uvicorn",
    "httpx",
    "time",
}


def layer(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


@cache
def imported(path: Path) -> set[str]:
    """Dotted names of every module this file imports."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_a_layer_imports_only_what_it_may() -> None:
    assert [wrong for path in CODE for wrong in imports_too_many(path)] == []


def imports_too_many(path: Path) -> list[str]:
    """The imports of a module that its layer may not have."""
    if path == APP / "__init__.py" or "*" in (allowed := LAYERS[layer(path)]):
        return []
    inner = [name.removeprefix("app.") for name in imported(path) if name.startswith("app.")]
    return [
        f"{relative(path)} → {name}"
        for name in inner
        if not any(name == target or name.startswith(f"{target}.") for target in allowed)
    ]


def test_the_table_of_layers_in_the_documents_says_the_same() -> None:
    """Except for `main.py` and `cli.py`, whose rows say "every layer above" and "everything"."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)(?:/|\.py)` +\| [^|]+ \| ([^|]+) \|$", page, re.M)
    told = {name: {each.split(".")[0] for each in re.findall(r"`([\w.]+)`", may)} - {name} for name, may in rows}
    rules = {name: {each.split(".")[0] for each in may} - {name} for name, may in LAYERS.items()}
    in_words = {"main", "cli", "__main__"}
    assert {name: told.get(name) for name in rules if name not in in_words} == {
        name: may for name, may in rules.items() if name not in in_words
    }


def test_there_are_no_import_cycles() -> None:
    modules = {relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in CODE}
    # An import of a.b.c also runs a and a.b, except those that the importing module is in.
    arrows = {
        name: {target for found in imported(path) for target in within(found) if target in modules} - {*within(name)}
        for name, path in modules.items()
    }
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name not in done:
            for target in arrows[name]:
                walk(target, (*way, name))
            done.add(name)

    for name in arrows:
        walk(name, ())


def within(name: str) -> list[str]:
    """The dotted name of a module and those of the packages around it."""
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def test_the_domain_imports_no_network_code() -> None:
    for path in (APP / "domain").rglob("*.py"):
        assert not {name.split(".")[0] for name in imported(path)} & OUTSIDE_THE_DOMAIN, path


@pytest.mark.parametrize("folder", ["domain", "web", "templates", "static/js"])
def test_an_area_has_one_name_in_every_layer(folder: str) -> None:
    shared = {
        "domain": set(),
        "web": {"security", "render"},
        "templates": {"help"},
        "static/js": {"live", "shared", "site"},
    }[folder]
    found = {path.name for path in (APP / folder).iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert found <= AREAS | shared


@pytest.mark.parametrize("folder", ["domain", "web"])
def test_tests_are_in_the_folder_of_their_code(folder: str) -> None:
    code = {path.name for path in (APP / folder).iterdir() if path.is_dir() and path.name != "__pycache__"}
    tests = {path.name for path in (ROOT / "tests" / folder).iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert tests <= code


def test_every_module_has_a_docstring() -> None:
    assert [relative(path) for path in CODE if tree(path).body and not ast.get_docstring(tree(path))] == []


def test_no_file_is_longer_than_300_lines() -> None:
    files = [*CODE, *(APP / "static" / "js").rglob("*.js"), *(APP / "static" / "css").rglob("*.css")]
    files += [path for folder in ("benchmarks", "scripts", "tests") for path in (ROOT / folder).rglob("*.py")]
    files += (ROOT / "tests" / "js").rglob("*.js")
    long = {
        relative(path): lines for path in files if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_half_of_the_files_have_fewer_than_100_lines() -> None:
    lines = sorted(len(path.read_text("utf-8").splitlines()) for path in CODE if path.read_text("utf-8").strip())
    assert lines[len(lines) // 2] < 100


OLD_WORDS = dict(
    line.split(" = ", 1)
    for line in (ROOT / "tests" / "old_words.txt").read_text().splitlines()
    if line and not line.startswith("#")
)


def test_no_identifier_uses_an_old_word() -> None:
    """A word of `old_words.txt` must not be an identifier, or a part of one between underscores or capitals."""
    files = [*CODE, *sorted((ROOT / "tests").rglob("*.py"))]
    assert {relative(path): found for path in files if (found := old_names(path))} == {}


def old_names(path: Path) -> dict[str, str]:
    """The identifiers in a file that contain an old word, each with what to say instead."""
    source = io.BytesIO(path.read_bytes()).readline
    names = {token.string for token in tokenize.tokenize(source) if token.type == tokenize.NAME}
    parts = {name: {*re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name), name.strip("_")} for name in names}
    return {
        name: OLD_WORDS[part.lower()] for name, inside in parts.items() for part in inside if part.lower() in OLD_WORDS
    }


def test_no_lock_file_names_a_registry() -> None:
    for path in (*ROOT.glob("requirements*"), ROOT / "pyproject.toml", ROOT / "Makefile"):
        assert not re.search(r"https?://|index-url", path.read_text(encoding="utf-8")), path
