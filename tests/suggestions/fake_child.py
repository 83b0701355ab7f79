"""`python -m tests.suggestions.fake_child`: the process of suggestions, with vectors that count words and no model.

A text with one of these words makes it misbehave: "die", "hang", "babble", and "peek", which opens a file.
"""

import sys
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.suggestions import child

# Starts it.
COMMAND = (sys.executable, "-m", "tests.suggestions.fake_child")


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """One vector for each text, by its words."""
    for text in texts:
        misbehave(text)
    vectors = np.zeros((len(texts), 64), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.split():
            vectors[row, zlib.crc32(word.encode()) % 64] += 1
    return vectors


def misbehave(text: str) -> None:
    if text == "die":
        sys.exit(1)
    if text == "hang":
        time.sleep(60)
    if text == "babble":
        sys.stdout.write("no answer\n")
    if text == "peek":
        Path(__file__).read_text()


if __name__ == "__main__":
    child.serve(embed, int(sys.argv[1]) if len(sys.argv) > 1 else child.IDLE_SECONDS)
