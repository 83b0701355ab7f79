"""Rules for what pages are made of: styles, templates, scripts and vendored files."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.reading import APP, ROOT, relative


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
