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


def words_of(path: Path) -> set[str]:
    """The words of a text file; none of a file that is no text."""
    try:
        return set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        return set()


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


# Everything that a page may name. A released version's notes stay as they were.
FILES = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
FILES += [path for path in ROOT.iterdir() if path.is_file()]
PATHS = {f"/{name(path)}" for path in FILES}
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in FILES
    if path.suffix in {".py", ".js", ".css", ".html"} and "vendor" not in path.parts and path != Path(__file__)
}
# A file that a command writes.
GENERATED = {"sbom.json", "sbom-suggest.json"}
SETTINGS = {"", ".toml", ".yaml", ".conf", ".service", ".sh"}
# Names of other programs.
FOREIGN = {"archive_command", "SCHED_IDLE", "SO_REUSEPORT"}
NAMES = {word for text in SOURCES.values() for word in re.findall(r"\w+", text)} | FOREIGN
NAMES |= {word for path in FILES if path.suffix in SETTINGS for word in words_of(path)}
CLASSES = {
    kind: path
    for path, text in SOURCES.items()
    if path.is_relative_to(ROOT / "app")
    for kind in re.findall(r"^class (\w+)", text, re.M)
}
LIVING = [page for page in PAGES if page.name != "CHANGELOG.md"]
A_FILE = re.compile(r"(?!/)[\w./-]+\.(py|js|css|html|json|typ|svg|txt|toml|yaml)")
A_FOLDER = re.compile(rf"(?:{'|'.join(FOLDERS)})(?:/[\w-]+)*/?|[\w-]+(?:/[\w-]+)*/")
A_MEMBER = re.compile(r"([A-Za-z]\w*)\.(\w+)(?:\(.*\))?")
# Names in the style of our code: with an underscore, in camel case, or called.
A_NAME = re.compile(r"(_?[A-Za-z][A-Za-z0-9]*(?:_\w+)+|[A-Z][a-z]+[A-Z]\w*|[a-z]\w+(?=\())(…?)(?:\(.*\))?")


def test_everything_that_the_docs_name_exists() -> None:
    assert {name(page): found for page in LIVING if (found := missing(page.read_text(encoding="utf-8")))} == {}


def missing(words: str) -> list[str]:
    """What a page names between backticks or imports in a command, and what the repository does not have."""
    commands = " ".join(re.findall(r"```sh\n(.*?)```", words, re.S))
    prose = re.sub(r"```.*?```", "", words, flags=re.S)
    named = [" ".join(token.split()) for token in re.findall(r"`([^`]+)`", prose)]
    found = [each for each in named if not exists(each)]
    found += [each for each in re.findall(r"[\w/]+\.py", commands) if not exists(each)]
    for module, thing in re.findall(r"from ([\w.]+) import (\w+)", commands):
        folder = ROOT / module.replace(".", "/")
        if not (folder / f"{thing}.py").exists() and not folder.with_suffix(".py").exists():
            found.append(f"{module}.{thing}")
    return found


def exists(named: str) -> bool:
    """False for a file, folder, member or function of ours that is not there. A path may be named by its end."""
    if A_FILE.fullmatch(named):
        return named in GENERATED or any(path.endswith(f"/{named}") for path in PATHS)
    if A_FOLDER.fullmatch(named):
        return any(f"/{named.rstrip('/')}/" in path for path in PATHS)
    if member := A_MEMBER.fullmatch(named):
        return has_member(*member.groups())
    # A setting is a field in small letters.
    if (one := A_NAME.fullmatch(named)) and not {one[1], one[1].lower()} & NAMES:
        # A test may be named by its beginning, and a metric by its end.
        begins, ends = bool(one[2]), named.startswith("_")
        return any((begins and known.startswith(one[1])) or (ends and known.endswith(one[1])) for known in NAMES)
    return True


def has_member(owner: str, member: str) -> bool:
    """True if a module, package, table or class of this name has the member, or if none of ours is called so."""
    kind = CLASSES.get(owner) or CLASSES.get(owner.title().replace("_", ""))
    homes = [path for path in SOURCES if path.stem == owner and path.suffix == ".py"] + ([kind] if kind else [])
    packages = {path.parent for path in SOURCES if path.parent.name == owner}
    if not homes and not packages:
        return True
    defined = rf"^\s*(?:async )?(?:def|class) {member}\b|^(?:    )?{member}\b[^(\n]*?[:=]|\bself\.{member}\b"
    return any(re.search(defined, SOURCES[path], re.M) for path in homes) or any(
        (package / f"{member}.py").exists() for package in packages
    )


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("`live.js`, `live/start.js`, `static/js/board/`", ["live.js"]),
        ("`notes.visible` and `visibility.visible`", ["notes.visible"]),
        ("`domain/old/` and `domain/`", ["domain/old/"]),
        ("`note.seat_id`, `note.author`", ["note.author"]),
        ("`books_for` and `books_against`, `fulfils(read)`", ["books_against"]),
        ("`NoteAdded`, `NoteThrown`, `SECRET_KEY`, `SECRET_LOCK`", ["NoteThrown", "SECRET_LOCK"]),
        ("`/w/KEY`, `make run`, `REPEATABLE READ`, `lang`", []),
    ],
)
def test_a_name_of_something_that_does_not_exist_is_found(words: str, wrong: list[str]) -> None:
    assert missing(words) == wrong


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
