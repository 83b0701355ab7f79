"""Rounds of independent coding: draw a sample, code it in one's own book, and close the round."""

import secrets
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.findings import members, units
from app.domain.findings.coding import book, sampling
from app.domain.findings.coding.book import ProgrammeBook
from app.domain.findings.coding.coding_models import BlindCoding, Round, RoundCoder, RoundUnit
from app.domain.findings.events import CoderDone, RoundClosed, RoundDrawn
from app.domain.findings.models import Programme
from app.domain.findings.outlines import outlines
from app.domain.findings.rights import Colleague, Right, has, record, require
from app.domain.findings.units import Ref, Unit
from app.domain.mapping.codings import NOT_ABOUT, CodeBook
from app.domain.models import Framework
from app.domain.text import one_line, optional_lines

LONGEST_NAME = 80
LONGEST_REASON = 1000
TOO_LONG = gettext_noop("This is too long. Shorten it to 1,000 characters.")
MOST_UNITS = 500
MOST_CODERS = 6
SEEDS = 10_000


@dataclass(frozen=True)
class Draft:
    """What a lead asks for: a sample of `size` units, or of `percent` of them, for these coders (account ids)."""

    name: str
    coders: tuple[int, ...]
    size: int | None = None
    percent: int | None = None
    seed: int | None = None


class Listed(NamedTuple):
    """A round with its coders, in the order of their account ids."""

    round: Round
    coders: list[RoundCoder]


def draw(session: Session, person: Colleague, round_id: str, draft: Draft) -> Round:
    """Draw a round's sample from all notes and excerpts, evenly from each question and interview, and freeze it.

    Repeating an id changes nothing. Raises NotAllowed, and Invalid with the field.
    """
    require(person, Right.LEAD)
    known = session.get(Round, (person.programme_id, round_id))
    if known is not None:
        return known
    name = one_line(draft.name, LONGEST_NAME)
    checks = Checks()
    checks.unless(name, Invalid("Enter a name for this round.", field="name"))
    coders = checks.value(lambda: _coders(session, person, draft), [])
    strata: dict[str, list[Ref]] = {}
    for unit in outlines(session, person.programme):
        strata.setdefault(f"{unit.source}/{unit.question or ''}", []).append(unit.name)
    size = checks.value(lambda: _size(draft, sum(len(names) for names in strata.values())), 0)
    checks.finish()
    seed = secrets.randbelow(SEEDS) if draft.seed is None else draft.seed
    made = Round(
        programme_id=person.programme_id,
        id=round_id,
        name=name,
        framework_id=person.programme.framework_id,
        share=None if draft.percent is None else draft.percent / 100,
        size=size,
        seed=seed,
        drawn_by_id=person.id,
        drawn_at=person.now,
    )
    session.add(made)
    session.flush()
    for coder in coders:
        session.add(RoundCoder(programme_id=person.programme_id, round_id=round_id, coder_id=coder))
    for position, (stratum, unit) in enumerate(sampling.draw(strata, size, seed)):
        session.add(
            RoundUnit(
                programme_id=person.programme_id,
                round_id=round_id,
                kind=unit.kind,
                ref=unit.ref,
                position=position,
                stratum=stratum,
            )
        )
    session.flush()
    record(session, person, RoundDrawn(round_id))
    return made


def give(session: Session, person: Colleague, round_id: str, unit: Ref, element: str, *, on: bool) -> int:
    """Give a unit of the sample a code in the coder's own book, or take it away; returns the book's revision.

    NOT_ABOUT excludes every other code. Nothing is recorded in a journal, because others would learn when a coder
    works. Raises NotFound for other people's rounds, and Conflict once the coder is done or the round is closed.
    """
    round_, coder = _own(session, person, round_id)
    if round_.closed_at is not None or coder.done_at is not None:
        raise Conflict("You have finished this round. To change a code, choose “Continue coding” first.")
    if session.get(RoundUnit, (person.programme_id, round_id, unit.kind, unit.ref)) is None:
        raise NotFound("This note or excerpt is not in the sample. Reload the page.")
    if element not in {*choices(session, person.programme, round_), NOT_ABOUT}:
        raise NotFound("This code is no longer in the codebook. Reload the page.")
    of_unit = (
        col(BlindCoding.programme_id) == person.programme_id,
        col(BlindCoding.round_id) == round_id,
        col(BlindCoding.coder_id) == person.id,
        col(BlindCoding.kind) == unit.kind,
        col(BlindCoding.ref) == unit.ref,
    )
    excluded = element if not on else NOT_ABOUT
    drops = delete(BlindCoding).where(*of_unit)
    session.exec(drops if on and element == NOT_ABOUT else drops.where(col(BlindCoding.element) == excluded))
    if on:
        session.merge(
            BlindCoding(
                programme_id=person.programme_id,
                round_id=round_id,
                coder_id=person.id,
                kind=unit.kind,
                ref=unit.ref,
                element=element,
                given_at=person.now,
            )
        )
    coder.revision += 1
    session.add(coder)
    session.flush()
    return coder.revision


def finish(session: Session, person: Colleague, round_id: str, *, on: bool) -> int:
    """Say that one's own coding of a round is done, or that it continues; returns the seq.

    Raises NotFound for other people's rounds, and Conflict for a closed round.
    """
    round_, coder = _own(session, person, round_id)
    if round_.closed_at is not None:
        raise Conflict("This round is closed. Its codes no longer change.")
    if (coder.done_at is not None) == on:
        return person.programme.seq
    coder.done_at = person.now if on else None
    session.add(coder)
    session.flush()
    return record(session, person, CoderDone(round_id, person.id))


def close(session: Session, person: Colleague, round_id: str, reason: str = "") -> int:
    """Close a round, so that every member may read its books; returns the seq. Closing it again changes nothing.

    Raises NotAllowed, NotFound, and Invalid without a reason while a coder is not done.
    """
    require(person, Right.LEAD)
    round_, coders = find(session, person.programme, round_id)
    if round_.closed_at is not None:
        return person.programme.seq
    reason = optional_lines(reason, LONGEST_REASON, TOO_LONG)
    if not reason and any(coder.done_at is None for coder in coders):
        raise Invalid("Not everyone is done. Say why you close the round now.", field="reason")
    round_.closed_at, round_.closed_by_id, round_.reason = person.now, person.id, reason
    session.add(round_)
    session.flush()
    return record(session, person, RoundClosed(round_id))


def listed(session: Session, programme: Programme) -> list[Listed]:
    """The rounds of a programme, the newest first."""
    query = select(Round).where(Round.programme_id == programme.id)
    rows = session.exec(query.order_by(col(Round.drawn_at).desc(), col(Round.id))).all()
    return [Listed(row, _coders_of(session, programme, row.id)) for row in rows]


def find(session: Session, programme: Programme, round_id: str) -> Listed:
    """One round. Raises NotFound."""
    found = session.get(Round, (programme.id, round_id))
    if found is None:
        raise NotFound("This programme has no such round. Check the address.")
    return Listed(found, _coders_of(session, programme, round_id))


def sample(session: Session, programme: Programme, round_id: str) -> list[Unit]:
    """The units of a sample in its order, without those that were withdrawn or hidden since."""
    query = select(RoundUnit.kind, RoundUnit.ref).where(
        RoundUnit.programme_id == programme.id, RoundUnit.round_id == round_id
    )
    names = [Ref(kind, ref) for kind, ref in session.exec(query.order_by(col(RoundUnit.position)))]
    found = units.by_name(units.units(session, programme, names))
    return [found[name] for name in names if name in found]


def can_be_drawn(session: Session, programme: Programme) -> int:
    """The number of notes and excerpts from which a sample is drawn."""
    return len(outlines(session, programme))


def codebook(session: Session, programme: Programme, round_: Round) -> ProgrammeBook:
    """The codebook of a round: the framework's version in which it was drawn, and the programme's own codes."""
    now = book.read(session, programme)
    drawn = session.get_one(Framework, round_.framework_id)
    return ProgrammeBook(CodeBook(drawn.content), now.codes, now.aliases)


def choices(session: Session, programme: Programme, round_: Round) -> list[str]:
    """The keys of the elements and own codes that coders of a round choose from, in their order."""
    codes = codebook(session, programme, round_)
    return [*(element["key"] for element in codes.elements), *(code.key for code in codes.codes)]


def _own(session: Session, person: Colleague, round_id: str) -> tuple[Round, RoundCoder]:
    require(person, Right.CODE)
    coder = session.get(RoundCoder, (person.programme_id, round_id, person.id))
    if coder is None:
        raise NotFound("You do not code this round. Check the address.")
    return find(session, person.programme, round_id).round, coder


def _coders_of(session: Session, programme: Programme, round_id: str) -> list[RoundCoder]:
    query = select(RoundCoder).where(RoundCoder.programme_id == programme.id, RoundCoder.round_id == round_id)
    return list(session.exec(query.order_by(col(RoundCoder.coder_id))))


def _coders(session: Session, person: Colleague, draft: Draft) -> list[int]:
    able = {
        row.member.organiser_id for row in members.listed(session, person.programme) if has(row.member.role, Right.CODE)
    }
    chosen = sorted(set(draft.coders))
    if not 2 <= len(chosen) <= MOST_CODERS or not able.issuperset(chosen):
        raise Invalid("Choose two to six people who code this round.", field="coders")
    return chosen


def _size(draft: Draft, whole: int) -> int:
    size = draft.size if draft.percent is None else -(-whole * draft.percent // 100)
    if size is None or not 1 <= size <= min(whole, MOST_UNITS):
        raise Invalid(
            "Enter how many notes and excerpts to draw. There must be as many, and at most 500.", field="size"
        )
    return size
