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


TEMPLATES = {
    path.relative_to(APP / "templates").as_posix(): path.read_text("utf-8")
    for path in sorted((APP / "templates").rglob("*.html"))
}
# The last part of the address to which a form for something drastic is sent.
DRASTIC = re.compile(
    r'action="[^"]*/(removal|erasure|deletion|closure|revocation|end|handover|strangers|code|second-factor-reset)"'
)
# Forms that need no question: they can be undone or done again, what they remove is empty, they only bring people here
# to sign in again, or they are on a page of their own that asks.
UNASKED = {
    *("findings/_step.html", "findings/_theme.html", "findings/steps.html", "findings/themes.html"),
    *("steering/agenda.html", "steering/_bar.html", "steering/_panel.html", "board/hidden.html"),
    *("accounts/account.html", "accounts/code.html", "accounts/removal.html"),
    *("findings/details.html", "findings/round.html", "workshops/details.html"),
}


def test_what_cannot_be_undone_is_asked_in_our_own_dialog_which_says_what_follows() -> None:
    forms = [
        (name, found[0]) for name, text in TEMPLATES.items() for found in re.finditer(r"<form\b.*?>", text, re.DOTALL)
    ]
    asked = [(name, form) for name, form in forms if "data-confirm=" in form]
    drastic = {name for name, form in forms if DRASTIC.search(form) and "data-confirm=" not in form}
    assert drastic - UNASKED == {"workshops/participants.html"}, "reopening a workshop is sent to the same address"
    assert UNASKED - drastic == set()
    # The dialog is on every page but the board, the mapping page and what is in them.
    assert asked
    assert not [name for name, _form in asked if name.split("/")[0] in ("board", "mapping", "steering")]
    # "Close “Eastfield”? People can no longer join or post.": the question, and then what follows.
    questions = [(name, words) for name, form in asked for words in re.findall(r"_\('([^']+)'", form)]
    assert [said for said in questions if not re.match(r"[^?]+\? [A-Z][^?]+\.$", said[1])] == []


def test_codes_and_addresses_are_marked_as_not_to_be_translated() -> None:
    shown = re.compile(r'<(?!input)\w+\b[^>]*\sclass="(?:[^"]* )?(?:code|address|link-address)(?: [^"]*)?".*')
    found = [(name, tag[0]) for name, text in TEMPLATES.items() for tag in shown.finditer(text)]
    assert len(found) > 10
    assert [tag for tag in found if 'translate="no"' not in tag[1]] == []


def test_every_line_about_letter_keys_says_what_to_press_on_a_keyboard_of_another_alphabet() -> None:
    lines = [
        (name, line)
        for name, text in TEMPLATES.items()
        for line in re.findall(r'class="(?:hint )?keys">.*', text)
        if re.search(r"<kbd>[A-Z]</kbd>|letter keys", line)
    ]
    assert len(lines) > 4
    assert [line for line in lines if "Press the key in the same position." not in line[1]] == []
