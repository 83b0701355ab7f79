"""Formats a bundle in a separate process, so that notes and pages do not wait for it.

A thread is not enough: a workbook of 5,000 notes takes a second of Python, and each step of every note would wait 5 ms
for the interpreter lock. The p99 of a note on a loaded machine is 37 ms when quiet, 280 to 420 ms beside a thread, and
45 ms beside a process.
"""

import logging
import pickle
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from app.exports import FORMATS
from app.exports.bundle import Bundle, NoteFacts
from app.presentation import translations

SECONDS = 120
# The lowest priority, for machines without a processor for each. It is set before anything is imported, because the
# imports take half a second of a processor.
_START = "import os, sys; os.nice(19); from app.exports.formatting import main; main(*sys.argv[1:])"
# Notes or codings that are pickled together. Pickling holds the interpreter lock: 20 ms for 5,000 notes at once.
PART = 100

log = logging.getLogger("commonboard.exports")
_ROOT = Path(__file__).parent.parent.parent


class FormattingFailed(RuntimeError):
    """A file could not be formatted."""


def formatted(name: str, bundle: Bundle, language: str, locales: Path | None = None) -> bytes:
    """The bytes of a file in the named format. `locales` is a folder of additional translations, if any.

    It blocks for at most SECONDS, so call it in a worker thread. Raises FormattingFailed.
    """
    command = [sys.executable, "-c", _START, name, language, str(locales or "")]
    parts = b"".join(map(pickle.dumps, _parts(bundle)))
    try:
        done = subprocess.run(  # noqa: S603
            command, input=parts, capture_output=True, cwd=_ROOT, timeout=SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        reason = _reason(error)
        log.error("formatting a file failed: %s", reason)
        raise FormattingFailed(reason) from None
    return done.stdout


def main(name: str, language: str, locales: str) -> None:
    """Read the parts of a bundle from standard input and write the file to standard output."""
    if locales:
        translations.install(Path(locales))
    sys.stdout.buffer.write(FORMATS[name].write(_together(), language))


def _parts(bundle: Bundle) -> Iterable[object]:
    """The bundle without notes and codings, then these in small lists, then None."""
    yield replace(bundle, notes=[], codings=[])
    for items in (bundle.notes, bundle.codings):
        yield from (items[start : start + PART] for start in range(0, len(items), PART))
    yield None


def _together() -> Bundle:
    # Only the parent process writes to standard input, so unpickling is safe.
    bundle: Bundle = pickle.load(sys.stdin.buffer)  # noqa: S301
    while (items := pickle.load(sys.stdin.buffer)) is not None:  # noqa: S301
        kind = bundle.notes if isinstance(items[0], NoteFacts) else bundle.codings
        kind.extend(items)
    return bundle


def _reason(error: Exception) -> str:
    """The type of an error, without its message, which may quote notes."""
    if not isinstance(error, subprocess.CalledProcessError):
        return type(error).__name__
    *_way, last = [b"", *error.stderr.splitlines()]
    return last.partition(b":")[0].decode(errors="replace")
