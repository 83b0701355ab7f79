"""Memos: members' working notes about a unit, interview, code, theme or the whole programme. No report prints them.

A memo that a coder writes in their own book is theirs alone until the round closes: no event, page or count tells of
it. Only its writer changes a memo; a lead can remove one.
"""

from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import or_
from sqlmodel import Session, col, delete, select

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, gettext_noop
from app.domain.findings import versions
from app.domain.findings.coding import book, rounds
from app.domain.findings.coding.coding_models import Round, RoundCoder, RoundUnit
from app.domain.findings.events import MemoRemoved, MemoWritten
from app.domain.findings.interviews import interviews
from app.domain.findings.models import History, Memo
from app.domain.findings.outlines import EXCERPT, NOTE, Ref, outlines
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.themes import themes
from app.domain.text import many_lines

PROGRAMME, THEME, INTERVIEW, CODE = "programme", "theme", "interview", "code"
KINDS = (PROGRAMME, THEME, INTERVIEW, CODE, NOTE, EXCERPT)
LONGEST = 4000
TOO_LONG = gettext_noop("This is too long. Shorten it to 4,000 characters.")
KIND = "memo"


class About(NamedTuple):
    """What a memo is about: one of KINDS with its id, key or ref, which is "" for the programme."""

    kind: str = PROGRAMME
    ref: str = ""


def listed(session: Session, person: Colleague, about: About) -> list[Memo]:
    """The memos about one thing that this member may read, oldest first."""
    query = _readable(person).where(Memo.about_kind == about.kind, Memo.about_ref == about.ref)
    return list(session.exec(query.order_by(col(Memo.at), col(Memo.id))))


def counts(session: Session, person: Colleague) -> Counter[About]:
    """How many memos about each thing this member may read."""
    return Counter(About(memo.about_kind, memo.about_ref) for memo in session.exec(_readable(person)))


def find(session: Session, person: Colleague, memo_id: str) -> Memo:
    """One memo. Raises NotFound for another one, and for one in another coder's open book."""
    memo = session.exec(_readable(person).where(Memo.id == memo_id)).first()
    if memo is None:
        raise NotFound("This memo is no longer there. Reload the page.")
    return memo


def write(
    session: Session, person: Colleague, memo_id: str, about: About, text: str, round_id: str | None = None
) -> Memo:
    """Add a memo; repeating an id changes nothing. With `round_id`, it is in the coder's own book of that round.

    Raises NotAllowed, Invalid with the field "memo", NotFound for what is not there or not in the coder's sample, and
    Conflict for a round that is closed.
    """
    require(person, Right.CODE)
    known = session.get(Memo, (person.programme_id, memo_id))
    if known is not None:
        return find(session, person, memo_id)
    if round_id is None:
        check(session, person, about)
    else:
        _check_blind(session, person, about, round_id)
    memo = Memo(
        programme_id=person.programme_id,
        id=memo_id,
        about_kind=about.kind,
        about_ref=about.ref,
        round_id=round_id,
        text=_checked(text),
        by_id=person.id,
        at=person.now,
    )
    session.add(memo)
    session.flush()
    _record(session, person, memo, MemoWritten(memo_id))
    return memo


def reword(session: Session, person: Colleague, memo_id: str, text: str, revision: int) -> Memo:
    """Change one's own memo, based on its version `revision`; the former version is kept.

    Raises Conflict if it has changed since, NotAllowed for other people's, NotFound, Invalid with the field "memo".
    """
    require(person, Right.CODE)
    memo = find(session, person, memo_id)
    if memo.by_id != person.id:
        raise NotAllowed("Only its writer can change a memo.")
    if memo.revision != revision:
        raise Conflict("This memo has been changed in another window. Compare both versions, then save again.")
    text = _checked(text)
    if text == memo.text:
        return memo
    versions.keep(session, person, KIND, memo_id, memo.revision, {"text": memo.text})
    memo.text, memo.at = text, person.now
    memo.revision += 1
    session.add(memo)
    session.flush()
    _record(session, person, memo, MemoWritten(memo_id))
    return memo


def remove(session: Session, person: Colleague, memo_id: str) -> About:
    """Delete a memo with its versions; returns what it was about. Raises NotAllowed unless it is one's own or the
    member is a lead, and NotFound."""
    require(person, Right.CODE)
    memo = find(session, person, memo_id)
    if memo.by_id != person.id:
        require(person, Right.LEAD)
    _record(session, person, memo, MemoRemoved(memo_id))
    session.exec(
        delete(History).where(
            col(History.programme_id) == person.programme_id, col(History.kind) == KIND, col(History.ref) == memo_id
        )
    )
    session.delete(memo)
    session.flush()
    return About(memo.about_kind, memo.about_ref)


def check(session: Session, person: Colleague, about: About) -> None:
    """Raise NotFound unless the programme has this thing."""
    kind, ref = about
    if kind == THEME:
        themes.find(session, person, ref)
    elif kind == INTERVIEW:
        interviews.find(session, person.programme, ref)
    elif kind == CODE:
        if ref not in book.read(session, person.programme).keys:
            raise NotFound("This code is no longer in the codebook. Reload the page.")
    elif kind in (NOTE, EXCERPT):
        if not outlines(session, person.programme, [Ref(kind, ref)]):
            raise NotFound("This note or excerpt is no longer there. Reload the page.")
    elif about != About():
        raise NotFound


def _check_blind(session: Session, person: Colleague, about: About, round_id: str) -> None:
    found = rounds.find(session, person.programme, round_id).round
    if session.get(RoundCoder, (person.programme_id, round_id, person.id)) is None:
        raise NotFound("You do not code this round. Check the address.")
    if session.get(RoundUnit, (person.programme_id, round_id, *about)) is None:
        raise NotFound("This note or excerpt is not in the sample. Reload the page.")
    if found.closed_at is not None:
        raise Conflict("This round is closed. Its codes no longer change.")


def _checked(text: str) -> str:
    if not text.strip():
        raise Invalid("Enter the memo.", field="memo")
    try:
        return many_lines(text, LONGEST, TOO_LONG)
    except Invalid as error:
        raise Invalid(str(error), field="memo") from None


def _record(session: Session, person: Colleague, memo: Memo, event: MemoWritten | MemoRemoved) -> None:
    """Record an event, unless it would tell others when a coder works in their own book."""
    if memo.round_id is None or rounds.find(session, person.programme, memo.round_id).round.closed_at is not None:
        record(session, person, event)


def _readable(person: Colleague) -> Any:
    closed = select(Round.id).where(Round.programme_id == person.programme_id, col(Round.closed_at).is_not(None))
    mine = or_(col(Memo.round_id).is_(None), col(Memo.by_id) == person.id, col(Memo.round_id).in_(closed))
    return select(Memo).where(Memo.programme_id == person.programme_id, mine)
