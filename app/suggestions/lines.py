"""The labelled lines that suggestions are learned from: the framework's texts and the sample notes."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.suggestions.suggester import Line

SAMPLE = Path(__file__).parent.parent / "demo" / "notes_sample.csv"
# A line of the framework counts as one and a half notes.
OF_FRAMEWORK, OF_SAMPLE = 1.5, 1.0


def lines(content: Mapping[str, Any]) -> list[Line]:
    """The lines of a framework's content, and the sample notes about the elements that it has.

    A framework with other elements than the sample's learns from its own texts alone.
    """
    elements = [element for group in content["groups"] for element in group["elements"]]
    keys = {element["key"] for element in elements}
    own = [Line(text, [element["key"]], OF_FRAMEWORK) for element in elements for text in _texts(element)]
    sample = [Line(text, [key for key in about if key in keys], OF_SAMPLE) for text, about in _sample()]
    return own + [line for line in sample if line.elements]


def _texts(element: Mapping[str, Any]) -> Iterator[str]:
    """What a framework says about one element, in all its languages."""
    for said in (element, *element.get("words", {}).values()):
        yield from filter(None, (said.get("name"), said.get("description"), said.get("grounds")))
        # "Strong: …" and "Weak: …" say nothing about the element.
        yield from filter(None, (signal.rpartition(": ")[2] for signal in said.get("signals", ())))
        # The sentences after the first are about other elements.
        yield from filter(None, [said.get("boundary", "").partition(". ")[0]])


@cache
def _sample() -> list[tuple[str, list[str]]]:
    """Each sample note with the keys of its elements, the main one first."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return [
            (row["text"], [key for key in (row["element"], row["secondary"]) if key]) for row in csv.DictReader(file)
        ]
