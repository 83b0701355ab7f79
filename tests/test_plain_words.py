"""What people read is in plain words: screens, help, README, guides, log lines, settings and --help."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.strings import messages

ROOT = Path(__file__).parent.parent
GUIDES = (
    "Makefile",
    *sorted(path.name for path in ROOT.glob("*.md")),
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
CODE = ("app", "benchmarks", "migrations", "scripts", "tests")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
LONGEST_SENTENCE = 25
WORDS = dict(
    line.split(" = ", 1)
    for line in (ROOT / "tests" / "plain_words.txt").read_text().splitlines()
    if line and not line.startswith("#")
)
OLD = re.compile(
    rf"(?<![\w-])({'|'.join(map(re.escape, sorted(WORDS, key=len, reverse=True)))})(?![\w-])", re.IGNORECASE
)


def old_words(text: str) -> list[str]:
    """What to change in this text, with the word to use instead."""
    flat = re.sub(r"\s+", " ", text)
    return [f"{word[0]!r} in {flat[:90]!r}: use {WORDS[word[0].lower()]}" for word in OLD.finditer(flat)]


def screen_messages() -> Iterator[tuple[str, str]]:
    """(file, sentence) for every message of a screen, a file or an error, in English."""
    for name, message in messages():
        for words in message if isinstance(message, tuple) else (message,):
            yield name, words


def python_strings() -> Iterator[tuple[str, str]]:
    """(file, string) for each string of several words in the product: log lines, --help, settings; no docstrings."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        tree = ast.parse(path.read_text())
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                yield str(path.relative_to(ROOT)), node.value if " " in node.value.strip() else ""


def script_strings() -> Iterator[tuple[str, str]]:
    """(file, string) for each string of several words in a script of a page."""
    for path in sorted((ROOT / "app" / "static" / "js").rglob("*.js")):
        code = re.sub(r"/\*.*?\*/|(?m:^\s*//[^\n]*$)", "", path.read_text(), flags=re.DOTALL)
        for string in re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", code):
            if " " in "".join(string).strip():
                yield str(path.relative_to(ROOT)), "".join(string)


def template_text() -> Iterator[tuple[str, str]]:
    """(file, text) for what a template says itself, outside tags, expressions and comments."""
    for path in sorted((ROOT / "app" / "templates").rglob("*.html")):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text(), flags=re.DOTALL)
        yield str(path.relative_to(ROOT)), text


@pytest.mark.parametrize("source", [screen_messages, python_strings, script_strings, template_text])
def test_the_product_says_nothing_in_words_that_were_replaced(source: object) -> None:
    assert callable(source)
    found = list(source())
    assert found
    assert [f"{name}: {wrong}" for name, text in found for wrong in old_words(text)] == []


# What a comment is in each kind of file; neighbouring lines of a comment are read together.
COMMENTS = {"html": r"{#(.*?)#}", "js": r"/\*(.*?)\*/|^\s*//(.*?)$", "css": r"/\*(.*?)\*/"}


@pytest.mark.parametrize("kind", COMMENTS)
def test_no_comment_uses_a_replaced_word(kind: str) -> None:
    found = {}
    for path in sorted((ROOT / "app").rglob(f"*.{kind}")):
        if "vendor" in path.parts:
            continue
        comments = re.findall(COMMENTS[kind], path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        if old := old_words(" ".join("".join(comment) for comment in comments)):
            found[path.name] = old
    assert not found


# Other replaced words are terms of the code, such as erase, or are replaced only where participants read them.
IN_CODE = re.compile(r"\b(everybody|anybody|somebody|nobody|whoever|whomever|anew|for ever)\b", re.IGNORECASE)
IN_FILE = re.compile(IN_CODE.pattern.replace("for ever", "ever"), re.IGNORECASE)


def test_no_docstring_or_comment_of_python_code_uses_a_replaced_word() -> None:
    found = {}
    for path in sorted(file for folder in CODE for file in (ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        # Parsing a file takes a hundred times as long as this search. A comment may break a line after the first word.
        if not IN_FILE.search(text):
            continue
        said = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, DOCUMENTED)]
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        said.append(" ".join(token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT))
        if old := [word for each in said for word in IN_CODE.findall(each)]:
            found[str(path.relative_to(ROOT))] = old
    assert not found


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_says_nothing_in_words_that_were_replaced(name: str) -> None:
    assert [wrong for line in (ROOT / name).read_text().splitlines() for wrong in old_words(line)] == []


def test_screens_call_what_a_workshop_is_created_from_a_template() -> None:
    # A step of a scale: the partners plan.
    others = (words for _name, words in screen_messages() if words != "Plan together")
    assert [words for words in others if re.search(r"\bplans?\b", words, re.IGNORECASE)] == []


def test_what_the_code_calls_a_facet_is_a_kind_of_note_for_people_who_read_screens_files_and_guides() -> None:
    read = [words for _name, words in screen_messages()]
    read += [(ROOT / name).read_text() for name in ("README.md", "CHANGELOG.md", "docs/guide.md")]
    assert [line for words in read for line in words.splitlines() if "facet" in line.lower()] == []


def test_no_sentence_on_a_screen_is_longer_than_25_words() -> None:
    sentences = [part for _name, words in screen_messages() for part in re.split(r"(?<=[.?!])\s+", words)]
    assert [part for part in sentences if len(part.split()) > LONGEST_SENTENCE] == []


def test_old_words_are_found_in_any_case_and_only_as_whole_words() -> None:
    assert len(old_words("Everybody has an E-mail, and it is kept\nfor good.")) == 3
    assert old_words("The handout names everyone; standing rules stay. See the-way-in-code.") == []
