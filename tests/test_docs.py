"""Checks of the documents: links, paths, and one page for each decision."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
FOLDERS = ("app", "tests", "docs", "scripts", "migrations", "benchmarks", "deploy")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(path: Path) -> set[str]:
    """The anchors of a page: its headings in lower case, with hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_and_picture_of_the_docs_exists(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    targets = [*re.findall(r"\]\(([^)]+)\)", words), *re.findall(r'src="([^"]+)"', words)]
    for target in targets:
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found), target


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=name)
def test_every_path_named_in_the_docs_exists(page: Path) -> None:
    for named in re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`", page.read_text(encoding="utf-8")):
        assert (ROOT / named).exists(), named


FILES = [
    path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".js", ".css", ".html"}
]
LIVING = [page for page in PAGES if page.name != "CHANGELOG.md" and page not in DECISIONS]


@pytest.mark.parametrize("page", LIVING, ids=name)
def test_every_file_and_function_named_in_the_docs_exists(page: Path) -> None:
    """Also a file without its whole path, as `domain/events.py`, a file in a command, and `seats.require`."""
    words = page.read_text(encoding="utf-8")
    code = " ".join(re.findall(r"```sh\n(.*?)```", words, re.S))
    for named in [*re.findall(r"`([\w/-]+\.(?:py|js|css))`", words), *re.findall(r"[\w/]+\.py", code)]:
        assert any(f"/{name(path)}".endswith(f"/{named}") for path in FILES), named
    for module, function in re.findall(r"`(\w+)\.(\w+)`", words):
        same = [path for path in FILES if path.stem == module and path.suffix == ".py"]
        if same and function not in {"py", "yaml"}:
            assert any(re.search(rf"\b{function}\b", path.read_text(encoding="utf-8")) for path in same), function
    for module, thing in re.findall(r"from ([\w.]+) import (\w+)", code):
        folder = ROOT / module.replace(".", "/")
        assert (folder / f"{thing}.py").exists() or folder.with_suffix(".py").exists(), thing


TEMPLATES = {path: path.read_text(encoding="utf-8") for path in (ROOT / "app" / "templates").rglob("*.html")}
PLACES = {
    words
    for path, template in TEMPLATES.items()
    for part in ([template] if path.name == "_header.html" else re.findall(r"block title %\}(.*?)·", template))
    for words in re.findall(r'_\("([^"]+)"\)', part)
}


@pytest.mark.parametrize("page", LIVING, ids=name)
def test_every_page_that_the_docs_send_people_to_exists(page: Path) -> None:
    """A page is named as its title or its link says: the page _Share_."""
    assert {"Share", "Participants", "Records", "Matrix", "What we hold"} <= PLACES
    named = re.findall(r"\bpage\s+_([A-Z][^_]+)_", page.read_text(encoding="utf-8"))
    assert {" ".join(words.split()) for words in named} <= PLACES


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem[:4])
def test_a_decision_has_a_number_three_parts_and_a_line_in_the_index(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    title = words.splitlines()[0].removeprefix("# ")
    assert title.startswith(f"{int(page.name[:4])}. ")
    assert re.findall(r"^## (.+)$", words, re.M) == ["Context", "Decision", "Consequences"]
    assert len(words.splitlines()) < 60
    index = (page.parent / "README.md").read_text(encoding="utf-8")
    assert index.count(f"- [{title}]({page.name})\n") == 1


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_page_for_contributors_stays_short() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) < 100
