"""`python -m tests.storage.without_writer serve`: the app, whose writer thread dies at every batch while
DATA_DIR contains a file named `broken`."""

import sys
from pathlib import Path

from app.cli import main
from app.observability import metrics
from app.settings import load

observe, broken = metrics.BATCH.observe, Path(load().data_dir) / "broken"


def fail(amount: float) -> None:
    if broken.exists():
        raise LookupError("something of ours in the writer")
    observe(amount)


if __name__ == "__main__":
    metrics.BATCH.observe = fail  # ty: ignore[invalid-assignment]
    sys.exit(main(sys.argv[1:]))
