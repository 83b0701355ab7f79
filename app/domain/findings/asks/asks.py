"""Asks: what a phase has people rate. Creating one, opening and closing it, and showing its results.

An ask is planned, open, closed and shown, in this order; a closed one can be opened again. No one sees answers before
it is shown, and after that they cannot change.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.errors import Conflict, NotFound, gettext_noop
from app.domain.findings.asks import ask_drafts, ballots
from app.domain.findings.asks.ask_drafts import LINKS, LIST, AskDraft
from app.domain.findings.asks.ask_events import AskChanged, AskClosed, AskOpened, AskShown
from app.domain.findings.asks.ask_models import Ask, Ballot
from app.domain.findings.models import Partner, Programme, ProgrammeWorkshop
from app.domain.mapping.code_book import CodeBook
from app.domain.models import Framework, Phase, Workshop
from app.domain.rows import AnyWorkshop, Words, columns
from app.domain.steering import agenda
from app.domain.workshops import groups
from app.domain.workshops.seats import Actor, require
from app.internals.prepared_statements import PreparedQuery

GONE = gettext_noop("This rating has been removed.")
BEGUN = gettext_noop("People have begun this rating, so you can no longer change what it asks.")
SHOWN = gettext_noop("The results have been shown, so this rating cannot be opened again. Add another one.")
EMPTY = gettext_noop("There is nothing to rate yet. Paste the list on the Agenda page first.")
# People choose it as their group, and no one can be asked about it.
NO_PARTNER = "other"


class AskRow(NamedTuple):
    """An ask as its pages render it."""

    id: int
    workshop_id: int
    kind: str
    name: str
    words: Words
    scale: list[str]
    items: list[str]
    subjects: list[str]
    threshold: int
    opened_at: datetime | None
    closed_at: datetime | None
    shown_at: datetime | None

    @property
    def state(self) -> str:
        """`planned`, `open`, `closed` or `shown`."""
        if self.shown_at:
            return "shown"
        if self.closed_at:
            return "closed"
        return "open" if self.opened_at else "planned"


_ASKS = PreparedQuery(
    select(*columns(Ask, AskRow)).where(col(Ask.workshop_id) == bindparam("workshop_id")).order_by(col(Ask.id)), AskRow
)
_ASK = PreparedQuery(select(*columns(Ask, AskRow)).where(col(Ask.id) == bindparam("ask_id")), AskRow)


def listed(session: Session, workshop_id: int) -> list[AskRow]:
    """The asks of a workshop, in the order in which they were planned."""
    session.flush()
    return _ASKS.all(session, workshop_id=workshop_id)


def row(session: Session, ask_id: int) -> AskRow | None:
    """One ask; None if it has been removed."""
    session.flush()
    return _ASK.first(session, ask_id=ask_id)


def find(session: Session, workshop: AnyWorkshop, ask_id: int) -> Ask:
    """An ask of this workshop. Raises NotFound."""
    ask = session.get(Ask, ask_id)
    if ask is None or ask.workshop_id != workshop.id:
        raise NotFound(GONE)
    return ask


def known(session: Session, person: Actor, ask_id: int) -> Ask:
    """An ask that this person may know of. Before it opens, that is everyone only while its phase is the present one.

    Raises NotFound, as for an ask that is not there, so that no one learns from its number what is planned.
    """
    ask = find(session, person.workshop, ask_id)
    if ask.opened_at is None and not person.facilitates:
        present = agenda.present_phase(session, person.workshop)
        if present is None or present.ask_id != ask_id:
            raise NotFound(GONE)
    return ask


def plan(session: Session, workshop: Workshop, phase: Phase, draft: AskDraft | None) -> None:
    """Give a phase the ask of this draft, change it, or remove it (None).

    Raises Invalid with the field, and Conflict for another kind, question, scale or items once the ask was opened.
    """
    ask = session.get(Ask, phase.ask_id) if phase.ask_id else None
    fresh = ask_drafts.checked(draft) if draft is not None else None
    if fresh is not None and ask is not None and _asks_the_same(ask, fresh):
        return
    if ask is not None and ask.opened_at is not None:
        raise Conflict(BEGUN)
    if fresh is None:
        phase.ask_id = None
        session.add(phase)
        session.flush()
        if ask is not None:
            session.delete(ask)
        return
    ask = ask or Ask(workshop_id=workshop.id, kind=fresh.kind)
    ask.kind, ask.name, ask.scale, ask.items = fresh.kind, fresh.name, list(fresh.scale), list(fresh.items)
    ask.words = {tag: dict(texts) for tag, texts in fresh.words.items()}
    session.add(ask)
    session.flush()
    phase.ask_id = ask.id
    session.add(phase)


def draft_of(ask: Ask | AskRow) -> AskDraft:
    """The ask as a draft, for creating another like it."""
    return AskDraft(ask.kind, ask.name, ask.words, ask.scale, ask.items)


def set_open(session: Session, person: Actor, ask_id: int, *, on: bool, now: datetime) -> int:
    """Let people answer (`on`), or stop them; returns the seq. The first opening fixes what is rated.

    Raises NotAllowed, Closed, NotFound, and Conflict once the results were shown, or while there is nothing to rate.
    """
    require(person, "steer")
    ask = find(session, person.workshop, ask_id)
    if ask.shown_at is not None:
        raise Conflict(SHOWN)
    if is_open(ask) == on or (not on and ask.opened_at is None):
        return person.workshop.seq
    begun = ask.opened_at is None
    if begun:
        ask.opened_at = now
        ask.subjects = subjects(session, person.workshop, ask)
        if not ask.subjects:
            raise Conflict(EMPTY)
        ask.threshold = _threshold(session, person.workshop)
    ask.closed_at = None if on else now
    session.add(ask)
    session.flush()
    return _record(session, person, AskOpened(ask_id, begun=begun) if on else AskClosed(ask_id), now)


def undo_opening(session: Session, person: Actor, opened: AskOpened, now: datetime) -> int:
    """Restore the ask before this event: planned, or closed; returns the seq.

    Raises NotAllowed, Closed, NotFound, and Conflict if the ask is not open, or if someone has begun to answer a rating
    that this event began.
    """
    require(person, "steer")
    ask = find(session, person.workshop, opened.ask)
    if not is_open(ask):
        raise Conflict(BEGUN)
    if not opened.begun:
        return set_open(session, person, opened.ask, on=False, now=now)
    if session.exec(select(Ballot.id).where(Ballot.ask_id == ask.id).limit(1)).first() is not None:
        raise Conflict(BEGUN)
    ask.opened_at, ask.subjects, ask.threshold = None, [], groups.THRESHOLD
    session.add(ask)
    session.flush()
    return _record(session, person, AskClosed(opened.ask), now)


def is_open(ask: Ask | AskRow) -> bool:
    """True while people can answer."""
    return ask.opened_at is not None and ask.closed_at is None


def show(session: Session, person: Actor, ask_id: int, now: datetime) -> int:
    """Show everyone how often each step was chosen; returns the seq. Answers can no longer change.

    Raises NotAllowed, Closed, NotFound, and Conflict for an ask that was never opened.
    """
    require(person, "steer")
    ask = find(session, person.workshop, ask_id)
    if ask.opened_at is None:
        raise Conflict("Open the rating first. Results need answers.")
    if ask.shown_at is not None:
        return person.workshop.seq
    ask.shown_at, ask.closed_at = now, ask.closed_at or now
    session.add(ask)
    session.flush()
    return _record(session, person, AskShown(ask_id), now)


def settle(session: Session, workshop: Workshop, now: datetime) -> None:
    """Show every ask of a workshop that closes, because its answers belong to the record, and erase who gave them."""
    for ask in session.exec(select(Ask).where(Ask.workshop_id == workshop.id, col(Ask.opened_at).is_not(None))):
        ask.closed_at, ask.shown_at = ask.closed_at or now, ask.shown_at or now
        session.add(ask)
        ballots.forget_who(session, ask.id)
    session.flush()


def subjects(session: Session, workshop: AnyWorkshop, ask: Ask | AskRow) -> list[str]:
    """What people rate: fixed by the opening; before that, the list, the elements, or the partners of the workshop."""
    if ask.subjects:
        return ask.subjects
    if ask.kind == LINKS:
        return partners(session, workshop)
    return ask.items if ask.kind == LIST else _elements(session, workshop)


def partners(session: Session, workshop: AnyWorkshop) -> list[str]:
    """The groups that people of the workshop can choose, and the further partners of its programmes, by name."""
    offered = [group for group in workshop.speaks_for if group != NO_PARTNER]
    further = (
        select(Partner.name, Partner.speaks_for)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.programme_id) == col(Partner.programme_id))
        .where(ProgrammeWorkshop.workshop_id == workshop.id)
        .order_by(col(Partner.programme_id), col(Partner.order_key))
    )
    names = [name for name, group in session.exec(further) if group not in workshop.speaks_for]
    return list(dict.fromkeys([*offered, *names]))


def _elements(session: Session, workshop: AnyWorkshop) -> list[str]:
    framework = session.get_one(Framework, workshop.framework_id)
    return [element["key"] for element in CodeBook(framework.content).elements]


def _threshold(session: Session, workshop: AnyWorkshop) -> int:
    """The least number of ballots of a group that pages show: the product's, or a higher one of a programme."""
    of_programmes = (
        select(Programme.threshold)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.programme_id) == col(Programme.id))
        .where(ProgrammeWorkshop.workshop_id == workshop.id, col(Programme.deleted_at).is_(None))
    )
    return max([groups.THRESHOLD, *session.exec(of_programmes)])


def _asks_the_same(ask: Ask, draft: AskDraft) -> bool:
    there = (ask.kind, ask.name, ask.scale, ask.items, ask.words)
    return there == (draft.kind, draft.name, list(draft.scale), list(draft.items), draft.words)


def _record(session: Session, person: Actor, event: AskChanged, now: datetime) -> int:
    return journal.record(session, person.workshop, event, now, by=person.seat.id)
