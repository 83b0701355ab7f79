"""Files that the product makes without giving way to other processes, for tests that keep all processors busy."""

from app.downloads import maker


def hurry() -> None:
    """Start the process that makes files at the priority of the tests: at the lowest, it might never get its turn."""
    maker._START = maker._START.replace("import os, sys; os.nice(19);", "import sys;")
