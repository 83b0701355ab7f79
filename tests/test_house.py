"""The rules of the house, kept by reading the code."""

import ast
import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
CODE = sorted(APP.rglob("*.py"))

# Who may import whom: every other arrow is forbidden. `*` is everything.
ARROWS: dict[str, set[str]] = {
    "cli": {"*"},
    "__main__": {"*"},
    "main": {"*"},
    "server": {"*"},
    "workers": {"measures"},
    "rehearsal": {"rehearsal", "domain.errors"},
    "demo": {"exports", "domain"},
    "web": {
        *("web", "exports", "live", "domain", "render", "text", "wheel", "settings", "database", "schema"),
        *("load", "logs", "measures"),
    },
    "exports": {"exports", "domain", "render", "text"},
    "live": {"live", "database", "domain.journal", "logs", "measures"},
    "load": {"database", "live", "measures"},
    "logs": set(),
    "measures": set(),
    "backup": {"schema", "engine", "domain"},
    "schema": {"engine"},
    "database": {"engine", "storage", "internals"},
    "engine": {"internals"},
    "storage": {"storage", "engine", "internals", "logs", "measures"},
    "internals": {"internals"},
    "domain": {"domain", "internals"},
    "render": {"text"},
    "text": {"catalogue", "language_tags"},
    "catalogue": {"language_tags"},
    "language_tags": set(),
    "wheel": set(),
    "settings": set(),
}
# What the domain must not know of, whatever package it comes from.
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


def ring(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Dotted names of every module this file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(APP).as_posix())
def test_imports_follow_the_arrows(path: Path) -> None:
    allowed = ARROWS[ring(path)] if path.parent != APP or path.name != "__init__.py" else set()
    if "*" in allowed:
        return
    for name in imported(path):
        if name.startswith("app."):
            inner = name.removeprefix("app.")
            assert any(inner == target or inner.startswith(f"{target}.") for target in allowed), f"{path.name} → {name}"


@pytest.mark.parametrize("path", sorted((APP / "domain").glob("*.py")), ids=lambda path: path.name)
def test_the_domain_cannot_see_the_network(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & OUTSIDE_THE_DOMAIN


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(APP).as_posix())
def test_a_file_says_what_it_is(path: Path) -> None:
    if path.read_text(encoding="utf-8").strip():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("folder", [APP / "static" / "vendor", ROOT / "tests" / "vendor"], ids=["app", "tests"])
def test_vendored_files_are_those_written_down(folder: Path) -> None:
    rows = re.findall(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", (folder / "README.md").read_text(), re.M)
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name, _sum in rows} == dict(rows)
    kept = {path.name for path in folder.iterdir()} - {"README.md"}
    assert {name for name in kept if "LICENSE" not in name} == {name for name, _sum in rows}


def test_pages_ask_no_other_host_for_anything() -> None:
    ours = [*(APP / "static").rglob("*.js"), *(APP / "static").rglob("*.css"), *(APP / "templates").rglob("*.html")]
    for path in ours:
        if path.parent.name != "vendor":
            assert not re.search(r"https?://", path.read_text(encoding="utf-8")), path


def test_templates_obey_the_strict_policy() -> None:
    for path in (APP / "templates").rglob("*.html"):
        words = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|hx-on|<style", words), path


def test_no_lock_file_names_a_registry() -> None:
    for path in (*ROOT.glob("requirements*"), ROOT / "pyproject.toml", ROOT / "Makefile"):
        assert not re.search(r"https?://|index-url", path.read_text(encoding="utf-8")), path
