"""`python -m tests.storage.without_writer serve`: the product, whose writer thread dies of every batch for as long as
DATA_DIR has a file named `broken`."""

import sys
from pathlib import Path

from app import measures
from app.cli import main
from app.settings import load

observe, broken = measures.BATCH.observe, Path(load().data_dir) / "broken"


def fail(amount: float) -> None:
    if broken.exists():
        raise LookupError("something of ours in the writer")
    observe(amount)


if __name__ == "__main__":
    measures.BATCH.observe = fail  # ty: ignore[invalid-assignment]
    sys.exit(main(sys.argv[1:]))
