"""`make audit`: fails if a pinned package has a known vulnerability, or if one of them could not be audited.

pip-audit ends with 0 and "No known vulnerabilities found" even if it audited nothing, such as without a network. This
reads its JSON instead: each package with its version and vulnerabilities, or with the reason why it was skipped.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

# What the product needs, and what suggestions need.
PINNED = ("requirements.txt", "requirements-suggest.txt")


def faults(pinned: set[str], report: dict[str, Any]) -> list[str]:
    """One line for each pinned package that was not audited, and for each vulnerability in the report of pip-audit."""
    packages = {_normal(one["name"]): one for one in report.get("dependencies", [])}
    found = []
    for name in sorted(pinned):
        package = packages.get(name, {"skip_reason": "pip-audit did not mention it"})
        if "skip_reason" in package or "vulns" not in package:
            found.append(f"{name}: not audited: {package.get('skip_reason', 'no result')}")
    for name, package in sorted(packages.items()):
        for one in package.get("vulns", []):
            fixed = ", ".join(one.get("fix_versions", [])) or "no version yet"
            found.append(f"{name} {package['version']}: {one['id']}, fixed in {fixed}")
    return found


def pinned_names(text: str) -> set[str]:
    """The names of the packages in a requirements file that apply to this machine (all platforms but Windows)."""
    lines = re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==\S+(.*)$", text, re.M)
    return {_normal(name) for name, rest in lines if not re.search(r"sys_platform == .(win32|emscripten).", rest)}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(tool: str) -> int:
    """Audit with the program `tool`; print the faults and return 1 if there are any."""
    files = [word for name in PINNED for word in ("-r", name)]
    command = [tool, *files, "--require-hashes", "--disable-pip", "-f", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    try:
        report = json.loads(done.stdout)
    except ValueError:
        sys.stderr.write(f"The audit did not run: {done.stderr.strip() or 'pip-audit wrote no result'}\n")
        return 1
    named = {name: pinned_names(Path(name).read_text()) for name in PINNED}
    pinned = set[str]().union(*named.values())
    found = faults(pinned, report) or [f"{name} names no package" for name in PINNED if not named[name]]
    sys.stderr.write("".join(f"{line}\n" for line in found))
    if not found:
        sys.stdout.write(f"Audited {len(pinned)} packages: no known vulnerabilities.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
