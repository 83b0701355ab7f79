"""Searching the words of all interviews of a programme, coded or not."""

from typing import NamedTuple

from sqlmodel import Session

from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.interviews import excerpts, interviews, transcript
from app.domain.findings.interviews.transcript import Sentence
from app.domain.findings.models import Programme
from app.domain.text import searchable

MOST_FOUND = 100


class Hit(NamedTuple):
    """A sentence of a participant that has all the words, and the interview that it is from."""

    interview: Interview
    sentence: Sentence
    speaker: str
    words: str


def search(session: Session, programme: Programme, words: str) -> list[Hit]:
    """The first 100 sentences that have all these words or parts of words, whatever their case and accents."""
    wanted = searchable(words).split()
    found: list[Hit] = []
    for interview in interviews.listed(session, programme) if wanted else ():
        folded = searchable(interview.text)
        if not all(word in folded for word in wanted):
            continue
        coded = excerpts.listed(session, interview)
        for line in transcript.build(interview.text, interviews.turns(session, interview), coded).lines:
            for sentence in (sentence for paragraph in line.paragraphs for sentence in paragraph):
                text = interview.text[sentence.start : sentence.end]
                if not line.asks and all(word in searchable(text) for word in wanted):
                    found.append(Hit(interview, sentence, line.speaker, text))
                if len(found) == MOST_FOUND:
                    return found
    return found
