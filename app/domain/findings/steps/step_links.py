"""Public pages of next steps: make and end the link of one, and read what it shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.errors import NotFound, gettext_noop
from app.domain.findings import programmes
from app.domain.findings.models import Programme
from app.domain.findings.reports.report_events import StepsShared
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.steps import step_views
from app.domain.findings.steps.step_models import StepLink
from app.domain.findings.steps.steps import State
from app.domain.records.security_log import Kind

GONE = gettext_noop("This page is no longer public. Ask the people who sent you the link.")


@dataclass(frozen=True)
class Public:
    """What anyone with the link reads about one step: nothing else leaves the programme.

    `updates` are pairs of a moment and words, the newest first.
    """

    text: str
    lang: str | None
    owner: str
    state: str
    updates: list[tuple[datetime, str, str]]


@dataclass(frozen=True)
class Page:
    """A public page: the id of its link, the programme, the name of its place or "" for all places, and its steps."""

    link_id: str
    programme: Programme
    place: str
    steps: list[Public]

    @property
    def logged(self) -> dict[str, int | str]:
        """What the security log says about a use of the link: which one, and nothing about who used it."""
        return {"programme": self.programme.key, "steps": self.link_id}


def share(session: Session, person: Colleague, place_id: int | None) -> StepLink:
    """The link to the public page of one place, or of all; it is made if there is none. Raises NotAllowed, NotFound."""
    require(person, Right.LEAD)
    if place_id is not None:
        programmes.place(session, person.programme, place_id)
    known = next((link for link in listed(session, person.programme) if link.place_id == place_id), None)
    if known is not None:
        return known
    link = StepLink(
        programme_id=person.programme_id,
        id=programmes.fresh_id(),
        place_id=place_id,
        made_by_id=person.id,
        made_at=person.now,
    )
    session.add(link)
    session.flush()
    person.by.record(session, Kind.LINK_MADE, programme=person.programme.key, steps=link.id)
    record(session, person, StepsShared())
    return link


def end(session: Session, person: Colleague, link_id: str) -> int:
    """Turn off a public page; returns the seq. A later link has another address. Raises NotAllowed, NotFound."""
    require(person, Right.LEAD)
    link = session.get(StepLink, (person.programme_id, link_id))
    if link is None:
        raise NotFound
    if link.ended_at is not None:
        return person.programme.seq
    link.ended_at = person.now
    session.add(link)
    session.flush()
    person.by.record(session, Kind.LINK_TURNED_OFF, programme=person.programme.key, steps=link.id)
    return record(session, person, StepsShared())


def listed(session: Session, programme: Programme) -> list[StepLink]:
    """The links that work, the oldest first."""
    works = (StepLink.programme_id == programme.id, col(StepLink.ended_at).is_(None))
    return list(session.exec(select(StepLink).where(*works).order_by(col(StepLink.made_at), col(StepLink.id))))


def opened(session: Session, link_id: str, now: datetime) -> Page:
    """The public page with this id. Proposed steps are not decided, so they stay inside.

    Raises NotFound for an unknown or ended link, and for one of a deleted programme.
    """
    link = session.exec(select(StepLink).where(StepLink.id == link_id)).first()
    programme = session.get(Programme, link.programme_id) if link else None
    if link is None or link.ended_at is not None or programme is None or programme.deleted_at is not None:
        raise NotFound(GONE)
    names = {row.id: row.name for row in programmes.places(session, programme)}
    if link.place_id is not None and link.place_id not in names:
        raise NotFound(GONE)
    rows = step_views.read(session, programme, step_views.today(programme, now), link.place_id)
    return Page(
        link_id,
        programme,
        names[link.place_id] if link.place_id is not None else "",
        [
            Public(
                text=row.text,
                lang=row.lang,
                owner=row.step.owner,
                state=row.step.state,
                updates=[(one.at, one.text, one.state) for one in row.updates],
            )
            for row in rows
            if row.text and row.step.state != State.PROPOSED
        ],
    )
