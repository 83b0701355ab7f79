"""The rules of `docs/architecture.md`, checked by reading the code."""

import ast
import hashlib
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
CODE = sorted(APP.rglob("*.py"))
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
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


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


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


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
    files += [*(ROOT / "benchmarks").rglob("*.py")]
    long = {
        relative(path): lines for path in files if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_half_of_the_files_have_fewer_than_100_lines() -> None:
    lines = sorted(len(path.read_text("utf-8").splitlines()) for path in CODE if path.read_text("utf-8").strip())
    assert lines[len(lines) // 2] < 100


OLD_WORDS = [
    line for line in (ROOT / "tests" / "old_words.txt").read_text().splitlines() if line and not line.startswith("#")
]


def test_no_identifier_uses_an_old_word() -> None:
    """A word of `old_words.txt` must not be an identifier, or a part of one between underscores or capitals."""
    files = [*CODE, *sorted((ROOT / "tests").rglob("*.py"))]
    assert {relative(path): found for path in files if (found := old_names(path))} == {}


def old_names(path: Path) -> set[str]:
    """The identifiers in a file that contain an old word."""
    source = io.BytesIO(path.read_bytes()).readline
    names = {token.string for token in tokenize.tokenize(source) if token.type == tokenize.NAME}
    parts = {name: {*re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name), name.strip("_")} for name in names}
    old = set(OLD_WORDS)
    return {name for name, inside in parts.items() if {part.lower() for part in inside} & old}


# Functions that read a page once.
READERS = {
    *("all_inner_texts", "all_text_contents", "bounding_box", "box", "boxes", "content", "count", "evaluate"),
    *("evaluate_all", "get_attribute", "given", "inner_text", "input_value", "is_checked", "is_visible", "shown"),
    *("text_content", "title"),
}
# Functions that read the database once.
READ_ROWS = {"note", "order", "workshop"}


def test_browser_tests_assert_nothing_that_may_come_a_moment_later() -> None:
    """An `assert` reads once, but updates, answers and events come when they come: `expect`, `becomes` and `fulfils` of
    tests/waiting.py read again until it is so. `assert` is for what has been waited for."""
    files = sorted((ROOT / "tests" / "browser").glob("test_*.py"))
    assert [f"{relative(path)}:{line}" for path in files for line in one_shot_reads(tree(path))] == []


def one_shot_reads(code: ast.AST) -> list[int]:
    """The lines of the `assert` statements that await a call, read the database, or use what a reader returned."""
    lines = []
    for function in ast.walk(code):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            read = {
                name.id
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and awaited(node.value) & READERS
                for target in node.targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name)
            }
            for node in ast.walk(function):
                if isinstance(node, ast.Assert):
                    used = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
                    rows = {called(call) for call in ast.walk(node) if isinstance(call, ast.Call)} & READ_ROWS
                    if awaited(node) - {"wait_for"} or used & read or rows:
                        lines.append(node.lineno)
    return sorted({*lines})


def awaited(code: ast.AST) -> set[str]:
    """The names of the functions and methods whose calls are awaited."""
    waits = [node.value for node in ast.walk(code) if isinstance(node, ast.Await)]
    return {called(call) for call in waits if isinstance(call, ast.Call)}


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ("assert await shown(fay) == ['note 0']", True),
        ("assert [await page.evaluate('sounds') for page in (ana, ben)] == [0, 2]", True),
        ("at = await found.bounding_box()\n  assert at", True),
        ("assert browser_pages.workshop.order() == []", True),
        ("await becomes(lambda: shown(fay), ['note 0'])", False),
        ("assert (await file.value).suggested_filename == 'report.docx'", False),
        ("posted = await pages.post(ANA)\n  assert asked == [posted]", False),
    ],
)
def test_the_rule_for_browser_tests_knows_one_shot_reads(lines: str, *, wrong: bool) -> None:
    assert bool(one_shot_reads(ast.parse(f"async def test():\n  {lines}"))) == wrong


@pytest.mark.parametrize("path", sorted((APP / "static" / "css").glob("*.css")), ids=relative)
def test_no_style_asks_with_has_what_is_inside_a_note(path: Path) -> None:
    """With such a rule, anything that changes anywhere on the page has every note's style worked out again."""
    rules = re.findall(r"[^{}]*{", path.read_text("utf-8"))
    assert not [rule for rule in rules if re.search(r"\.(note|entry)\b[^\s>+~]*:has\(", rule)]


# Elements that a note may contain.
INSIDE_NOTES = r"(?<![-\w.#:\[\"])(\*|a|bdi|button|div|form|input|li|ol|p|span|strong|time|ul)(?![-\w\"\]])"


def after_has(rule: str) -> str:
    """The part of a selector after its first `:has(…)`; "" if there is none."""
    _before, found, rest = rule.partition(":has(")
    depth = 1 if found else 0
    while depth and rest:
        depth += {"(": 1, ")": -1}.get(rest[0], 0)
        rest = rest[1:]
    return re.sub(r":(not|has)\([^()]*\)", "", rest)


@pytest.mark.parametrize("path", sorted((APP / "static" / "css").glob("*.css")), ids=relative)
def test_no_style_after_has_is_for_a_kind_of_element_that_notes_contain(path: Path) -> None:
    """Chromium keeps one list of kinds for all `:has()` of a page: with one such rule, every note is styled again."""
    sheet = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    selectors = [
        selector.strip() for rule in re.findall(r"[^{};]*{", sheet) for selector in rule.rstrip("{").split(",")
    ]
    assert not [selector for selector in selectors if re.search(INSIDE_NOTES, after_has(selector))]


@pytest.mark.parametrize("folder", [APP / "static" / "vendor", ROOT / "tests" / "vendor"], ids=["app", "tests"])
def test_vendored_files_match_their_recorded_hashes(folder: Path) -> None:
    rows = re.findall(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", (folder / "README.md").read_text(), re.M)
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name, _sum in rows} == dict(rows)
    kept = {path.name for path in folder.iterdir()} - {"README.md"}
    assert {name for name in kept if "LICENSE" not in name} == {name for name, _sum in rows}


def test_pages_request_nothing_from_other_hosts() -> None:
    files = [*(APP / "static").rglob("*.js"), *(APP / "static").rglob("*.css"), *(APP / "templates").rglob("*.html")]
    for path in files:
        if path.parent.name != "vendor":
            assert not re.search(r"https?://", path.read_text(encoding="utf-8")), path


def test_templates_obey_the_strict_policy() -> None:
    for path in (APP / "templates").rglob("*.html"):
        words = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|hx-on|<style", words), path


def test_questions_are_asked_in_our_own_dialog() -> None:
    scripts = {path.name: path.read_text("utf-8") for path in (APP / "static" / "js").rglob("*.js")}
    assert not [name for name, text in scripts.items() if re.search(r"(?<![.\w])(confirm|alert|prompt)\(", text)]
    # The dialog is on every page but the board and the mapping page, which have undo instead.
    asking = [path for path in (APP / "templates").rglob("*.html") if "data-confirm" in path.read_text("utf-8")]
    assert asking
    assert not [path for path in asking if path.parent.name in ("board", "mapping")]


def test_no_lock_file_names_a_registry() -> None:
    for path in (*ROOT.glob("requirements*"), ROOT / "pyproject.toml", ROOT / "Makefile"):
        assert not re.search(r"https?://|index-url", path.read_text(encoding="utf-8")), path
