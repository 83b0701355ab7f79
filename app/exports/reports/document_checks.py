"""What must be true of a report as a document before it is signed, beside what its evidence must have."""

from typing import Any

from app.domain.errors import gettext_noop
from app.domain.findings.reports.report_checks import Fault

CHECKS = {
    "alternatives": gettext_noop("Each figure is described in words"),
    "headings": gettext_noop("No heading skips a level"),
}


def run(content: dict[str, Any]) -> dict[str, list[Fault]]:
    """Every check of CHECKS with its faults, for a composed content."""
    faults: dict[str, list[Fault]] = {name: [] for name in CHECKS}
    section, level = "about", 0
    for block in content["blocks"]:
        if "heading" in block:
            section = block["id"] if block["heading"] == 1 else section
            if block["heading"] > level + 1:
                wrong = gettext_noop("This heading is too small for its place.")
                faults["headings"].append(Fault(wrong, section, about=block["text"]))
            level = block["heading"]
        elif "figure" in block and not block["figure"]["alt"].strip():
            wrong = gettext_noop("This figure has no description in words.")
            faults["alternatives"].append(Fault(wrong, section, about=block["figure"]["caption"]))
    return faults
