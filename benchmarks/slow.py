"""`python -m benchmarks.slow serve`: the product on a slow disk, where every commit takes 5 ms more."""

import sys
import time

from app import main as main_module
from app.cli import main
from app.database import Database

SECONDS = 0.005


def slow_down(database: Database) -> None:
    """From now on its commits take that much longer."""
    commit = database._writer._holder.commit

    def slowly() -> None:
        time.sleep(SECONDS)
        commit()

    database._writer._holder.commit = slowly


if __name__ == "__main__":

    class Slow(Database):
        def __init__(self, url: str) -> None:
            super().__init__(url)
            slow_down(self)

    main_module.Database = Slow  # ty: ignore[invalid-assignment]
    sys.exit(main(sys.argv[1:]))
