"""Corrections of an interview's text that are based on what the member saw, so that no correction is lost."""

import hashlib

from sqlmodel import Session

from app.domain.errors import Conflict, NotFound
from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.interviews import interviews
from app.domain.findings.models import Programme
from app.domain.findings.rights import Colleague, Right, require


def stamp(interview: Interview) -> str:
    """A short hash of the text, by which a correction notices that someone else has made one since."""
    return hashlib.blake2s(interview.text.encode(), digest_size=8).hexdigest()


def newest(session: Session, programme: Programme, interview_id: str) -> Interview:
    """The interview with this id, or its newest version. Raises NotFound as `interviews.find` does."""
    found = session.get(Interview, (programme.id, interview_id))
    while found is not None and found.replaced_by is not None and found.withdrawn_at is None:
        found = session.get(Interview, (programme.id, found.replaced_by))
    if found is None:
        raise NotFound(interviews.MISSING)
    return interviews.find(session, programme, found.id)


def correct(
    session: Session, person: Colleague, interview_id: str, new_id: str, text: str, seen: str
) -> tuple[Interview, list[str]]:
    """Replace the text whose `stamp` was `seen`: in place before it is coded, and otherwise by the version `new_id`.

    Returns the interview that has the text now, and the words of the excerpts that could not be moved. Sending the
    present text changes nothing. Raises Conflict if someone else has corrected it since, NotAllowed, NotFound, Invalid.
    """
    require(person, Right.CODE)
    interview = newest(session, person.programme, interview_id)
    prepared = interviews.again(session, interview, text)
    if prepared.text == interview.text:
        return interview, []
    if stamp(interview) != seen:
        raise Conflict("Someone else has corrected this text. Compare both versions, then save again.")
    if interview.frozen_at is not None:
        return interviews.replace(session, person, interview.id, new_id, prepared.text, prepared.turns)
    interviews.retype(session, person, interview.id, prepared.text, prepared.turns)
    return interview, []
