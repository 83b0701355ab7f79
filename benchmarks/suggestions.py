"""`python -m benchmarks.suggestions notes.csv`: how often the right element is among the first suggestions.

The file has the columns `text` and `element` (a key of the default framework). Nothing of it is learned; notes that are
in the learned sample anyway are counted, because their figures say nothing about other notes.
"""

import asyncio
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from app.domain.mapping.code_book import NOT_ABOUT, CodeBook
from app.domain.workshops.plans import default_framework
from app.suggestions import support
from app.suggestions.lines import OF_SAMPLE, lines
from app.suggestions.suggester import MOST_TEXTS, Suggester, Suggestion

COLUMNS = ("text", "element")
# What a file may call a note that is about no element.
NO_ELEMENT = {"", NOT_ABOUT, "not about", "not about the framework"}
TOPS = (1, 3, 5)
# Seconds for 32 notes, however busy the machine is.
PATIENCE = 900.0


class Unusable(Exception):
    """The measurement cannot be made; the message says why and what to do."""


def labelled(file: Path, keys: set[str]) -> tuple[list[tuple[str, str]], int]:
    """The (text, element) pairs of a file, and the number of rows that are about no element. Raises Unusable."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            absent = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if absent:
                raise Unusable(
                    f"{file} has no column {' and no column '.join(absent)}. Its first line names the columns."
                )
            rows = [(reader.line_num, row["text"] or "", (row["element"] or "").strip()) for row in reader]
    except OSError as error:
        raise Unusable(
            f"{file} cannot be read: {error.strerror}. Give a file: make eval-suggest FILE=notes.csv"
        ) from None
    except (UnicodeDecodeError, csv.Error):
        raise Unusable(f"{file} is not a CSV file in UTF-8.") from None
    pairs = []
    for number, text, element in rows:
        if element.lower() in NO_ELEMENT:
            continue
        if element not in keys:
            raise Unusable(
                f"{file}, line {number}: the framework has no element {element!r}. It has: {', '.join(sorted(keys))}."
            )
        if not text.strip():
            raise Unusable(f"{file}, line {number}: there is no text.")
        pairs.append((text, element))
    if not pairs:
        raise Unusable(f"{file} has no row with an element.")
    return pairs, len(rows) - len(pairs)


def figures(pairs: Sequence[tuple[str, str]], suggestions: Sequence[Suggestion]) -> dict[str, float]:
    """The number of pairs, and the shares whose element is among the first one, three and five suggestions."""
    hits = {
        top: sum(element in found.elements[:top] for (_text, element), found in zip(pairs, suggestions, strict=True))
        for top in TOPS
    }
    return {"n": len(pairs)} | {f"top{top}": round(hits[top] / len(pairs), 4) for top in TOPS}


def learned(pairs: Sequence[tuple[str, str]]) -> int:
    """The number of pairs whose text is in the sample that suggestions are learned from."""
    known = {line.text for line in lines(default_framework()) if line.weight == OF_SAMPLE}
    return sum(text in known for text, _element in pairs)


async def measured(file: Path) -> tuple[dict[str, float], int, int]:
    """The figures of a file, and the numbers of rows left out and of rows that were learned. Raises Unusable."""
    content = default_framework()
    pairs, left_out = labelled(file, CodeBook(content).element_keys)
    if lacking := support.missing():
        raise Unusable(f"Suggestions cannot run here: they need {lacking}.")
    suggester, found = Suggester(seconds=PATIENCE), []
    try:
        for start in range(0, len(pairs), MOST_TEXTS):
            texts = [text for text, _element in pairs[start : start + MOST_TEXTS]]
            suggestions = await suggester.suggest(lines(content), texts)
            if suggestions is None:
                raise Unusable("The process that works out suggestions failed.")
            found += suggestions
    finally:
        await suggester.close()
    return figures(pairs, found), left_out, learned(pairs)


def main(arguments: Sequence[str]) -> int:
    """Print the figures of the file that is named, the last line as JSON; return the exit code."""
    try:
        if len(arguments) != 1 or not arguments[0]:
            raise Unusable("Give a file: make eval-suggest FILE=notes.csv")
        result, left_out, known = asyncio.run(measured(Path(arguments[0])))
    except Unusable as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"{result['n']} notes; {left_out} rows about no element were left out.")
    if known:
        print(f"{known} of these notes were learned, so their figures say nothing about other notes.")
    for top in TOPS:
        print(f"top {top}: {result[f'top{top}']:.1%}")
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
