"""`make chaos`: many rounds of each accident under load, and their outcomes.

The accidents are tests (`tests/test_chaos.py`). This runs them for many seeds, prints one line per accident, and writes
`benchmarks/chaos.json`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element, fromstring

ROOT = Path(__file__).parent.parent
RECORD = Path(__file__).parent / "chaos.json"
# What each test records (`record_property`).
SAVED, COMPLETE = "notes saved", "seconds until every page was complete"


@dataclass(frozen=True)
class Outcome:
    """The outcome of one accident in all rounds. Seconds count from the last saved note until all pages have it."""

    accident: str
    rounds: int
    harmed: int
    skipped: int
    saved: int
    median_seconds: float | None
    longest_seconds: float | None


def outcomes(report: str) -> list[Outcome]:
    """Return the outcome of each accident from the XML report of pytest (JUnit's format)."""
    cases = sorted(fromstring(report).iter("testcase"), key=_accident)
    return [_outcome(accident, list(found)) for accident, found in groupby(cases, key=_accident)]


def printed(found: list[Outcome]) -> str:
    """Return one line per accident."""
    lines = [f"{'accident':42} {'rounds':>6} {'harmed':>6} {'skipped':>7} {'saved':>6}  seconds until complete"]
    for one in found:
        counts = f"{one.rounds:>6} {one.harmed:>6} {one.skipped:>7} {one.saved:>6}"
        times = "" if one.median_seconds is None else f"median {one.median_seconds:g}, longest {one.longest_seconds:g}"
        lines.append(f"{one.accident:42} {counts}  {times}".rstrip())
    return "\n".join(lines)


def main(rounds: int, record: Path) -> int:
    """Run the accidents; return pytest's exit code."""
    with TemporaryDirectory(prefix="commonboard-chaos-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "tests/test_chaos.py", "-o", "junit_family=xunit1"]
        environment = os.environ | {"CHAOS_ROUNDS": str(rounds)}
        code = subprocess.run([*command, f"--junitxml={report}"], cwd=ROOT, env=environment, check=False).returncode
        found = outcomes(report.read_text())
    print(printed(found))
    record.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n")
    return code


def _accident(case: Element) -> str:
    """The accident in a test name: "test_no_accident…[2-a_worker_is_killed]" or "test_a_full_disk_loses…[2]"."""
    name, _bracket, parameters = case.get("name", "").removesuffix("]").partition("[")
    words = [part for part in parameters.split("-") if not part.isdecimal()]
    return (words[0] if words else name.removeprefix("test_")).replace("_", " ")


def _outcome(accident: str, cases: list[Element]) -> Outcome:
    skipped = sum(case.find("skipped") is not None for case in cases)
    seconds = [float(value) for case in cases for value in _properties(case, COMPLETE)]
    return Outcome(
        accident=accident,
        rounds=len(cases) - skipped,
        harmed=sum(case.find("failure") is not None or case.find("error") is not None for case in cases),
        skipped=skipped,
        saved=sum(int(value) for case in cases for value in _properties(case, SAVED)),
        median_seconds=round(statistics.median(seconds), 2) if seconds else None,
        longest_seconds=round(max(seconds), 2) if seconds else None,
    )


def _properties(case: Element, name: str) -> Iterator[str]:
    for found in case.iter("property"):
        if found.get("name") == name:
            yield found.get("value", "")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description="Cause accidents under load.")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("CHAOS_ROUNDS", "10")))
    parser.add_argument("--record", type=Path, default=RECORD, metavar="FILE.json")
    options = parser.parse_args()
    sys.exit(main(options.rounds, options.record))
