"""The audit of packages fails when it found something, and when it audited nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts import audit

ROOT = Path(__file__).parent.parent.parent
FINE = {"name": "httpx", "version": "1.0", "vulns": []}
SKIPPED = {"name": "httpx", "skip_reason": "Dependency not found and could not be audited: httpx (1.0)"}
NUMPY = {"name": "numpy", "version": "2.0", "vulns": []}
BAD = {"name": "httpx", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}


@pytest.mark.parametrize(
    ("packages", "words"),
    [
        ([FINE], []),
        ([], ["httpx: not audited: pip-audit did not mention it"]),
        ([SKIPPED], ["httpx: not audited: Dependency not found and could not be audited: httpx (1.0)"]),
        ([BAD], ["httpx 1.0: PYSEC-1, fixed in 1.1"]),
        ([FINE, {**BAD, "name": "other"}], ["other 1.0: PYSEC-1, fixed in 1.1"]),
    ],
    ids=["audited", "nothing audited", "skipped", "vulnerable", "vulnerable and not pinned"],
)
def test_a_package_that_is_vulnerable_or_not_audited_is_a_fault(packages: list[Any], words: list[str]) -> None:
    assert audit.faults({"httpx"}, {"dependencies": packages}) == words


def test_every_pinned_package_but_those_for_windows_must_be_audited() -> None:
    names = audit.pinned_names((ROOT / "requirements.txt").read_text())
    assert {"fastapi", "uvicorn", "psycopg", "uvloop", "pydantic-settings"} <= names
    text = 'a==1 ; sys_platform == "win32" \\\n    --hash=sha256:00\nB_c[d]==2 \\\n    --hash=sha256:00\n'
    assert audit.pinned_names(text) == {"b-c"}


@pytest.mark.parametrize(
    ("output", "code"),
    [
        ("", 1),
        ("No known vulnerabilities found", 1),
        (json.dumps({"dependencies": []}), 1),
        (json.dumps({"dependencies": [FINE]}), 1),
        (json.dumps({"dependencies": [FINE, NUMPY]}), 0),
    ],
    ids=["no output", "words", "nothing", "without suggestions", "audited"],
)
def test_the_exit_code_is_0_only_after_a_complete_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, code: int
) -> None:
    tool = tmp_path / "pip-audit"
    # As the real one, it ends with 0 whatever it has audited.
    tool.write_text(f"#!/bin/sh\ncat <<'END'\n{output}\nEND\n")
    tool.chmod(0o700)
    (tmp_path / "requirements.txt").write_text("httpx==1.0\n")
    (tmp_path / "requirements-suggest.txt").write_text("numpy==2.0\n")
    monkeypatch.chdir(tmp_path)
    assert audit.main(str(tool)) == code
