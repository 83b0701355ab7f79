"""Reads a PDF back."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdf


class Pdf:
    """A PDF as its tags and its words."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(content))
        self.text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        self.tags = list(self._tags(self.pdf.Root.StructTreeRoot))

    def _tags(self, element: Any) -> Iterator[Any]:
        if isinstance(element, pikepdf.Array):
            for one in element:
                yield from self._tags(one)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                yield element
            if "/K" in element:
                yield from self._tags(element.K)

    def count(self, *names: str) -> list[int]:
        kinds = [str(tag.S) for tag in self.tags]
        return [kinds.count(f"/{name}") for name in names]
