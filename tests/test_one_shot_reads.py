"""Browser tests assert nothing that may come a moment later."""

import ast

import pytest

from tests.reading import ROOT, relative, tree

# Functions that read a page or the database once.
READERS = {
    *("all_inner_texts", "all_text_contents", "bounding_box", "box", "boxes", "code", "content", "count", "evaluate"),
    *("evaluate_all", "get_attribute", "given", "inner_text", "input_value", "is_checked", "is_visible", "order"),
    *("read", "shown", "stored", "text_content", "title", "to_thread"),
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
        ("stored = await asyncio.to_thread(workshop.workshop)\n  assert stored.closed_at", True),
        ("assert browser_pages.workshop.order() == []", True),
        ("await becomes(lambda: shown(fay), ['note 0'])", False),
        ("assert (await file.value).suggested_filename == 'report.docx'", False),
        ("posted = await pages.post(ANA)\n  assert asked == [posted]", False),
    ],
)
def test_the_rule_for_browser_tests_knows_one_shot_reads(lines: str, *, wrong: bool) -> None:
    assert bool(one_shot_reads(ast.parse(f"async def test():\n  {lines}"))) == wrong
