"""Product code that gives way to others or gathers what comes together, at the pace that tests need."""

from app.downloads import maker
from app.storage import writer


def hurry() -> None:
    """Start the process that makes files at the priority of the tests: at the lowest, it might never get its turn."""
    maker._START = maker._START.replace("import os, sys; os.nice(19);", "import sys;")


def write_at_once() -> None:
    """Let the writer begin each batch at once. It gathers 5 ms, and a test makes its changes one after the other."""
    writer.TICK_SECONDS = 0.0
