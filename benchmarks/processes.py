"""What a server has used: processor time and memory, read from /proc, of a process and its children."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def family(pid: int) -> Iterator[int]:
    """A process and everything it has started."""
    yield pid
    for task in (PROC / str(pid) / "task").iterdir():
        with suppress(FileNotFoundError):
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def spent(pid: int) -> float:
    """Seconds of processor time, of all threads; as fine as the scheduler counts."""
    total = 0
    for member in family(pid):
        for task in (PROC / str(member) / "task").iterdir():
            with suppress(FileNotFoundError):
                total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def memory(pid: int) -> int:
    """Bytes of memory that are this family's alone or its share of what is shared."""
    total = 0
    for member in family(pid):
        for line in (PROC / str(member) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total
