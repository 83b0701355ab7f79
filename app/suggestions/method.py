"""Learns elements from labelled lines and ranks them for other texts: kernel ridge regression over two kernels.

One kernel compares the vectors of a sentence model, the other the pieces of words that two texts share.
`docs/decisions/0037-suggestions-are-an-extra.md` says how the method and its numbers were chosen.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.suggestions.suggester import Line, Suggestion

Matrix: TypeAlias = NDArray[np.float64]
# Turns n texts into an n × d matrix of vectors.
Embed: TypeAlias = Callable[[Sequence[str]], NDArray[np.float32]]

MOST_SUGGESTED = 5
# Characters of a text that are read; the model itself stops at about as many.
LONGEST = 1000
PIECES = range(3, 6)
# How much the pieces count beside the vectors, how much a second element counts beside the first, and the penalty.
PIECES_WEIGHT, SECOND_WEIGHT, PENALTY = 0.7, 0.5, 5.0


class Learned:
    """What was learned from labelled lines with these vectors."""

    def __init__(self, lines: Sequence[Line], embed: Embed) -> None:
        self._embed = embed
        self._elements = sorted({element for line in lines for element in line.elements})
        texts = [_prepared(line.text) for line in lines]
        pieces = [_pieces(text) for text in texts]
        found = Counter(piece for of_text in pieces for piece in of_text)
        self._columns = {piece: column for column, piece in enumerate(found)}
        self._rarity = np.log((1 + len(texts)) / (1 + np.array(list(found.values())))) + 1
        vectors = embed(texts).astype(np.float64)
        self._mean = vectors.mean(axis=0)
        self._vectors, self._pieces = self._centred(vectors), self._weighed(pieces)
        wanted = np.array([[_share(line, element) for element in self._elements] for line in lines])
        penalty = np.diag([PENALTY / line.weight for line in lines])
        kernel = self._kernel(self._vectors, self._pieces) + penalty
        self._weights = np.linalg.solve(kernel, wanted - wanted.mean(axis=0))

    def rank(self, texts: Sequence[str]) -> list[Suggestion]:
        """The likeliest elements of each text."""
        if not texts:
            return []
        prepared = [_prepared(text) for text in texts]
        vectors = self._centred(self._embed(prepared).astype(np.float64))
        pieces = self._weighed([_pieces(text) for text in prepared])
        # How often an element was learned says nothing about how often people write about it.
        scores = self._kernel(vectors, pieces) @ self._weights
        return [self._suggestion(row) for row in scores]

    def _suggestion(self, scores: Matrix) -> Suggestion:
        order = np.argsort(-scores, kind="stable")[:MOST_SUGGESTED]
        best = [float(scores[place]) for place in order]
        return Suggestion([self._elements[place] for place in order], best[0] - best[1] if len(best) > 1 else 0.0)

    def _kernel(self, vectors: Matrix, pieces: Matrix) -> Matrix:
        return vectors @ self._vectors.T + PIECES_WEIGHT * pieces @ self._pieces.T

    def _centred(self, vectors: Matrix) -> Matrix:
        # All texts of one subject point the same way; what is left without that tells them apart.
        return _unit(vectors - self._mean)

    def _weighed(self, pieces: Sequence[Counter[str]]) -> Matrix:
        matrix = np.zeros((len(pieces), len(self._columns)))
        for row, of_text in enumerate(pieces):
            for piece, count in of_text.items():
                if piece in self._columns:
                    matrix[row, self._columns[piece]] = 1 + np.log(count)
        return _unit(matrix * self._rarity)


def _share(line: Line, element: str) -> float:
    if element not in line.elements:
        return 0.0
    return 1.0 if element == line.elements[0] else SECOND_WEIGHT


def _prepared(text: str) -> str:
    """Lower case, one line, without the character at which compiled code stops reading."""
    return " ".join(text[:LONGEST].lower().replace("\0", " ").split())


def _pieces(text: str) -> Counter[str]:
    """The pieces of three to five characters of each word, with a space at its start and end."""
    words = [f" {word} " for word in text.split()]
    return Counter(
        word[start : start + size] for word in words for size in PIECES for start in range(len(word) - size + 1)
    )


def _unit(matrix: Matrix) -> Matrix:
    return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
