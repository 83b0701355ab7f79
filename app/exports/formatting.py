"""Formats a bundle in a separate process, so that notes and pages do not wait for it.

A thread is not enough: a workbook of 5,000 notes takes a second of Python, and each step of every note would wait 5 ms
for the interpreter lock. The p99 of a note on a loaded machine is 37 ms when quiet, 280 to 420 ms beside a thread, and
45 ms beside a process.
"""

import logging
import pickle
import subprocess
import sys
from pathlib import Path

from app.exports import FORMATS
from app.exports.bundle import Bundle
from app.exports.programmes import formats as of_programmes
from app.exports.programmes.bundle import ProgrammeBundle
from app.presentation import translations

SECONDS = 120
# The lowest priority, for machines without a processor for each. It is set before anything is imported, because the
# imports take half a second of a processor.
_START = "import os, sys; os.nice(19); from app.exports.formatting import main; main(*sys.argv[1:])"

log = logging.getLogger("commonboard.exports")
_ROOT = Path(__file__).parent.parent.parent


class FormattingFailed(RuntimeError):
    """A file could not be formatted."""


def formatted(name: str, bundle: Bundle | ProgrammeBundle, language: str, locales: Path | None = None) -> bytes:
    """The bytes of a file in the named format. `locales` is a folder of additional translations, if any.

    It blocks for at most SECONDS, so call it in a worker thread. Raises FormattingFailed.
    """
    command = [sys.executable, "-c", _START, name, language, str(locales or "")]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=_pickled(bundle), capture_output=True, cwd=_ROOT, timeout=SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        reason = _reason(error)
        log.error("formatting a file failed: %s", reason)
        raise FormattingFailed(reason) from None
    return done.stdout


def main(name: str, language: str, locales: str) -> None:
    """Read a bundle from standard input and write its file to standard output."""
    if locales:
        translations.install(Path(locales))
    # Only the parent process writes to standard input, so unpickling is safe.
    bundle: Bundle | ProgrammeBundle = pickle.load(sys.stdin.buffer)  # noqa: S301
    if isinstance(bundle, ProgrammeBundle):
        content = of_programmes.FORMATS[name].write(bundle, language)
    else:
        content = FORMATS[name].write(bundle, language)
    sys.stdout.buffer.write(content)


class _Parts:
    """Collects what a pickler writes, in parts of 64 KiB.

    Pickling holds the interpreter lock, 20 ms for 5,000 notes. Each call of this method lets other threads run: beside
    60,000 notes, the longest wait was 50 ms on a busy machine, instead of 800 ms.
    """

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        return len(part)


def _pickled(bundle: Bundle | ProgrammeBundle) -> bytes:
    made = _Parts()
    pickle.Pickler(made, pickle.HIGHEST_PROTOCOL).dump(bundle)
    return b"".join(made.parts)


def _reason(error: Exception) -> str:
    """The type of an error, without its message, which may quote notes."""
    if not isinstance(error, subprocess.CalledProcessError):
        return type(error).__name__
    *_way, last = [b"", *error.stderr.splitlines()]
    return last.partition(b":")[0].decode(errors="replace")
