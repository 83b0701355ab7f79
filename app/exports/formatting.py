"""Formats a bundle in a process of its own, so that nobody who writes or reads meanwhile waits for it.

A thread would not do: a workbook of 5,000 notes takes a second of Python, and every step of every note would wait 5 ms
for its turn (p99 of a note on a loaded machine: 37 ms when quiet, 280 to 420 beside a thread, 45 beside a process).
"""

import logging
import os
import pickle
import subprocess
import sys
from pathlib import Path

from app.exports import FORMATS
from app.exports.bundle import Bundle
from app.presentation import translations

SECONDS = 120
# The people at a workshop come first, where there are not enough processors for both.
NICENESS = 10

log = logging.getLogger("commonboard.exports")
_ROOT = Path(__file__).parent.parent.parent


class FormattingFailed(RuntimeError):
    """A file was not formatted."""


def formatted(name: str, bundle: Bundle, language: str, locales: Path | None = None) -> bytes:
    """The bytes of a file in the format of this name; `locales` is a folder of further translations, if there is one.

    Waits for the process, at most SECONDS: call it in a worker thread. Raises FormattingFailed.
    """
    command = [sys.executable, "-m", "app.exports.formatting", name, language, str(locales or "")]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=pickle.dumps(bundle), capture_output=True, cwd=_ROOT, timeout=SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        why = _kind(error)
        log.error("a file was not formatted: %s", why)
        raise FormattingFailed(why) from None
    return done.stdout


def main(name: str, language: str, locales: str) -> None:
    """Read a bundle from standard input, and write the file to standard output."""
    os.nice(NICENESS)
    if locales:
        translations.install(Path(locales))
    # Only the process that has started this one writes to it.
    bundle: Bundle = pickle.load(sys.stdin.buffer)  # noqa: S301
    sys.stdout.buffer.write(FORMATS[name].write(bundle, language))


def _kind(error: Exception) -> str:
    """What went wrong, without the message: that may quote what people wrote."""
    if not isinstance(error, subprocess.CalledProcessError):
        return type(error).__name__
    *_way, last = [b"", *error.stderr.splitlines()]
    return last.partition(b":")[0].decode(errors="replace")


if __name__ == "__main__":
    main(*sys.argv[1:])
