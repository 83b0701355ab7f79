"""Formats a bundle in a separate process, so that notes and pages do not wait for it.

A thread is not enough: a workbook of 5,000 notes takes a second of Python, and each step of every note would wait 5 ms
for the interpreter lock. The p99 of a note on a loaded machine is 37 ms when quiet, 280 to 420 ms beside a thread, and
45 ms beside a process.
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
# Lower priority than the server, for machines without a processor for each.
NICENESS = 10

log = logging.getLogger("commonboard.exports")
_ROOT = Path(__file__).parent.parent.parent


class FormattingFailed(RuntimeError):
    """A file could not be formatted."""


def formatted(name: str, bundle: Bundle, language: str, locales: Path | None = None) -> bytes:
    """The bytes of a file in the named format. `locales` is a folder of additional translations, if any.

    It blocks for at most SECONDS, so call it in a worker thread. Raises FormattingFailed.
    """
    command = [sys.executable, "-m", "app.exports.formatting", name, language, str(locales or "")]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=pickle.dumps(bundle), capture_output=True, cwd=_ROOT, timeout=SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        reason = _reason(error)
        log.error("formatting a file failed: %s", reason)
        raise FormattingFailed(reason) from None
    return done.stdout


def main(name: str, language: str, locales: str) -> None:
    """Read a pickled bundle from standard input and write the file to standard output."""
    os.nice(NICENESS)
    if locales:
        translations.install(Path(locales))
    # Only the parent process writes to standard input, so unpickling is safe.
    bundle: Bundle = pickle.load(sys.stdin.buffer)  # noqa: S301
    sys.stdout.buffer.write(FORMATS[name].write(bundle, language))


def _reason(error: Exception) -> str:
    """The type of an error, without its message, which may quote notes."""
    if not isinstance(error, subprocess.CalledProcessError):
        return type(error).__name__
    *_way, last = [b"", *error.stderr.splitlines()]
    return last.partition(b":")[0].decode(errors="replace")


if __name__ == "__main__":
    main(*sys.argv[1:])
