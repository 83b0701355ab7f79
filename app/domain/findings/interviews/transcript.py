"""An interview as its page shows it: turns, sentences, and pieces of sentences under the same codes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.domain.findings.coding.coding_models import Turn
from app.domain.findings.interviews.excerpts import Coded
from app.domain.findings.interviews.interview_text import sentences


@dataclass(frozen=True)
class Piece:
    """A part of a sentence whose words all have the same excerpts; `codes` are those of the shortest excerpt."""

    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """One sentence, `text[start:end]`, numbered from 1 through the interview. No one codes those that are `asked`."""

    number: int
    start: int
    end: int
    asked: bool
    coded: bool
    pieces: list[Piece]


@dataclass(frozen=True)
class Line:
    """One turn, `text[start:end]`: its speaker, its paragraphs of sentences, and the excerpts that begin in it."""

    speaker: str
    asks: bool
    start: int
    end: int
    paragraphs: list[list[Sentence]]
    excerpts: list[Coded] = field(default_factory=list)


@dataclass(frozen=True)
class Transcript:
    """A whole interview. `codable` and `coded` count the sentences of participants."""

    lines: list[Line]
    codable: int
    coded: int

    @property
    def sentences(self) -> list[Sentence]:
        return [sentence for line in self.lines for paragraph in line.paragraphs for sentence in paragraph]


def build(text: str, turns: Sequence[Turn], excerpts: Sequence[Coded]) -> Transcript:
    """The transcript of this text. Excerpts lie inside turns, as `excerpts.code` makes sure."""
    number = 0
    lines = []
    for turn in turns:
        own = [excerpt for excerpt in excerpts if turn.start <= excerpt.start < turn.end]
        paragraphs: list[list[Sentence]] = []
        last = turn.start
        for start, end in sentences(text, turn.start, turn.end):
            number += 1
            over = [excerpt for excerpt in own if excerpt.start < end and start < excerpt.end]
            sentence = Sentence(number, start, end, turn.asks, bool(over), _pieces(text, start, end, over))
            if not paragraphs or "\n" in text[last:start]:
                paragraphs.append([])
            paragraphs[-1].append(sentence)
            last = end
        lines.append(Line(turn.speaker, turn.asks, turn.start, turn.end, paragraphs, own))
    answers = [sentence for line in lines if not line.asks for par in line.paragraphs for sentence in par]
    return Transcript(lines, len(answers), sum(sentence.coded for sentence in answers))


def _pieces(text: str, start: int, end: int, over: Sequence[Coded]) -> list[Piece]:
    edges = {start, end}
    for excerpt in over:
        edges |= {max(start, excerpt.start), min(end, excerpt.end)}
    cuts = sorted(edges)
    pieces = []
    for begin, stop in pairwise(cuts):
        there = [excerpt for excerpt in over if excerpt.start <= begin and stop <= excerpt.end]
        shortest = min(there, key=lambda excerpt: excerpt.end - excerpt.start, default=None)
        pieces.append(Piece(text[begin:stop], tuple(sorted(shortest.codes)) if shortest else ()))
    return pieces
