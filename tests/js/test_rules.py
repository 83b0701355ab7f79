"""The rules for scripts, checked by reading their files."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent.parent / "app" / "static" / "js"
MODULES = sorted(FOLDER.rglob("*.js"))

# The imports allowed between areas.
ARROWS = {
    "shared": {"shared"},
    "live": {"live", "shared"},
    "site": {"site", "shared"},
    "board": {"board", "live", "shared", "site"},
    "mapping": {"mapping", "live", "shared", "site"},
    "steering": {"steering", "board", "live", "shared"},
    "workshops": {"workshops", "site", "shared"},
    "findings": {"findings", "site", "shared"},
}
LONGEST = 150


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_script_module_is_short_and_begins_with_its_purpose(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST
    assert lines[0].startswith("// ")


def test_no_script_uses_a_dialog_of_the_browser() -> None:
    asks = re.compile(r"(?<![\w.])(?:window\.)?(?:alert|confirm|prompt)\(")
    assert [name(path) for path in MODULES if asks.search(path.read_text(encoding="utf-8"))] == []


def test_only_one_module_compares_words_and_one_reads_letter_keys() -> None:
    texts = {name(path): path.read_text(encoding="utf-8") for path in MODULES}
    compares = re.compile(r"(?<!key)\.(?:to(?:Locale)?(?:Lower|Upper)Case|localeCompare|normalize)\(")
    assert [one for one, text in texts.items() if compares.search(text)] == ["shared/fold.js"]
    letters = re.compile(r"""\bkey\)? ?[!=]==? ?["'][A-Za-z]["']|\.(?:code) ?[!=]==? ?["']Key""")
    assert [one for one, text in texts.items() if letters.search(text) and "letterOf" not in text] == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_imports_only_what_its_area_may(path: Path) -> None:
    found = re.findall(r'(?:from|^import) "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    areas = {(path.parent / source).resolve().relative_to(FOLDER).parts[0] for source in found}
    assert areas <= ARROWS[path.parent.name]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_export_of_a_script_module_is_documented(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    exported = [number for number, line in enumerate(lines) if line.startswith("export ")]
    assert [lines[number] for number in exported if not lines[number - 1].endswith("*/")] == []
