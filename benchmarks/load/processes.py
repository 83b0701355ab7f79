"""CPU time and memory of a process and its children, read from /proc."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of all threads, with the scheduler's resolution of nanoseconds."""
    total = 0
    for member in _family(pid):
        for task in (PROC / str(member) / "task").iterdir():
            with suppress(FileNotFoundError):
                total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def memory_bytes(pid: int) -> int:
    """Return the memory of these processes in bytes, with their part of shared pages (PSS)."""
    total = 0
    for member in _family(pid):
        for line in (PROC / str(member) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in (PROC / str(pid) / "task").iterdir():
        with suppress(FileNotFoundError):
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
