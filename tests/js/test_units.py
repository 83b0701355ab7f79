"""Runs the scripts' unit tests in Deno and reports each as a test."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
# The wheel of Deno installs it beside Python.
DENO = Path(sys.executable).parent / "deno"
# Nothing may be downloaded: the tests import only from this repository and from Deno.
COMMAND = [DENO, "test", "--no-check", "--no-remote", "--no-npm", "--cached-only", "--quiet", "--no-prompt"]
_TEST = re.compile(r'\bDeno\.test\(\s*"((?:[^"\\]|\\.)+)"')


def named() -> list[str]:
    """Every unit test, named by file and sentence: `live/states_test.js: a sentence`."""
    return [
        f"{path.relative_to(FOLDER).as_posix()}: {name}"
        for path in sorted(FOLDER.rglob("*_test.js"))
        for name in _TEST.findall(path.read_text(encoding="utf-8"))
    ]


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """The failure of each unit test, or None."""
    folder = tmp_path_factory.mktemp("deno")
    report = folder / "report.xml"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DENO_")}
    environment = kept | {"DENO_DIR": str(folder), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    run = subprocess.run(
        [*COMMAND, f"--junit-path={report}", FOLDER],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert report.exists(), run.stdout + run.stderr
    found: dict[str, str | None] = {}
    # The XML was written by our own command and can be trusted.
    for case in ElementTree.parse(report).iter("testcase"):
        file = (ROOT / str(case.get("classname"))).resolve().relative_to(FOLDER).as_posix()
        failure = case.find("failure")
        found[f"{file}: {case.get('name')}"] = None if failure is None else failure.text or "failed"
    return found


@pytest.mark.parametrize("name", named(), ids=named())
def test_unit(results: dict[str, str | None], name: str) -> None:
    assert name in results, "Deno did not run it"
    assert results[name] is None, results[name]


def test_every_unit_test_that_ran_is_reported(results: dict[str, str | None]) -> None:
    assert set(results) == set(named())
    assert len(named()) == len(set(named())), "two have the same name"
