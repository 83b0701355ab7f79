"""Workshops: create, edit, replace the code, and the framework they are mapped to."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.board import order
from app.domain.errors import Invalid, NotFound
from app.domain.events import CodeReplaced, FrameworkEdited, WorkshopEdited
from app.domain.mapping.framework_words import without_words
from app.domain.models import Column, Framework, Installation, Note, Organisation, Place, Workshop
from app.domain.rows import AnyWorkshop, PresentWorkshop, WorkshopRow, columns
from app.domain.steering import agenda_editing
from app.domain.text import searchable, wording_key
from app.domain.workshops import codes, column_rows, links, seats
from app.domain.workshops.drafts import Draft, Wording
from app.internals.prepared_statements import PreparedQuery

KEY_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
KEY_LENGTH = 12


class _PlaceName(NamedTuple):
    name: str


_PLACE_NAME = PreparedQuery(select(col(Place.name)).where(col(Place.id) == bindparam("id")), _PlaceName)
_PRESENT = PreparedQuery(
    select(*columns(Workshop, WorkshopRow), col(Installation.epoch)).where(
        col(Workshop.id) == bindparam("id"), col(Workshop.deleted_at).is_(None)
    ),
    PresentWorkshop,
)


def create(session: Session, draft: Draft, framework: Framework, now: datetime) -> Workshop:
    """Create a workshop with its columns, a code and one facilitator link, from a `checked` draft."""
    organisation_id = framework.organisation_id
    place = place_named(session, organisation_id, draft.place) if draft.place else None
    workshop = Workshop(
        key=draft.key or _free_key(session),
        code=codes.free_code(session),
        join_token=codes.fresh_token(),
        organisation_id=organisation_id,
        place_id=place.id if place else None,
        framework_id=framework.id,
        title=draft.title,
        held_on=draft.held_on,
        time_zone=draft.time_zone,
        language=draft.language,
        naming=draft.naming,
        speaks_for=draft.speaks_for,
        keep_until=draft.keep_until,
        retention=draft.retention,
        notice=draft.notice,
        words=draft.words,
        sample=draft.sample,
        made_at=now,
    )
    _name(workshop, draft.place)
    session.add(workshop)
    session.flush()
    key = None
    for number, question in enumerate(draft.questions):
        key = order.between(key, None)
        session.add(
            Column(
                workshop_id=workshop.id,
                order_key=key,
                question=question,
                short_name=draft.short_name(number),
                words=draft.question_words(number),
                key=wording_key(question),
            )
        )
    session.flush()
    agenda_editing.create(session, workshop, draft.agenda)
    links.make_link(session, workshop, now)
    return workshop


def draft_of(session: Session, workshop: Workshop) -> Draft:
    """The workshop's current details as a draft, for editing it or creating another like it."""
    questions = column_rows.of(session, workshop.id)
    tags = {*workshop.words, *(tag for column in questions for tag in column.words)}
    return Draft(
        title=workshop.title,
        questions=[column.question for column in questions],
        short_names=[column.short_name for column in questions],
        held_on=workshop.held_on,
        keep_until=workshop.keep_until,
        retention=workshop.retention,
        place=place_name(session, workshop),
        time_zone=workshop.time_zone,
        language=workshop.language,
        naming=workshop.naming,
        speaks_for=list(workshop.speaks_for),
        notice=workshop.notice,
        wordings={
            tag: Wording(
                **workshop.words.get(tag, {}),
                questions=[column.words.get(tag, {}).get("question", "") for column in questions],
                short_names=[column.words.get(tag, {}).get("short_name", "") for column in questions],
            )
            for tag in sorted(tags)
        },
        agenda=agenda_editing.drafts_of(session, workshop),
    )


def edit(session: Session, workshop: Workshop, draft: Draft, now: datetime) -> int:
    """Change title, place, date, time zone, notice, language and groups; returns the seq.

    Questions (see `columns.py`), naming (see `closing.py`) and the retention date (see `retention.py`) stay.
    """
    if draft == draft_of(session, workshop):
        return workshop.seq
    place = place_named(session, workshop.organisation_id, draft.place) if draft.place else None
    workshop.title, workshop.place_id, workshop.held_on = draft.title, place.id if place else None, draft.held_on
    workshop.time_zone, workshop.notice = draft.time_zone, draft.notice
    workshop.speaks_for, workshop.language, workshop.words = draft.speaks_for, draft.language, draft.words
    _name(workshop, draft.place)
    # Every note shows its time in the workshop's time zone.
    workshop.render_version += 1
    session.add(workshop)
    session.flush()
    return journal.record(session, workshop, WorkshopEdited(), now)


def replace_code(session: Session, person: seats.Actor, now: datetime) -> int:
    """Replace the code and the token; the old ones stop working, and people who have joined stay. Returns the seq.

    Raises NotAllowed.
    """
    seats.require(person, "people")
    person.workshop.code = codes.free_code(session)
    person.workshop.join_token = codes.fresh_token()
    _name(person.workshop, place_name(session, person.workshop))
    session.add(person.workshop)
    session.flush()
    return journal.record(session, person.workshop, CodeReplaced(), now, by=person.seat.id)


def replace_code_and_require_it(session: Session, person: seats.Actor, now: datetime) -> int:
    """Replace the code, and make everyone who joined by the old one enter the new one; returns the seq.

    Raises NotAllowed, Closed.
    """
    seats.require_code_again(session, person, now)
    return replace_code(session, person, now)


def present(session: Session, workshop_id: int) -> tuple[WorkshopRow | None, str]:
    """The workshop as a row, or None if it does not exist or was deleted, and the current epoch."""
    found = _PRESENT.first(session, id=workshop_id)
    return found, found.epoch if found else journal.position(session, workshop_id)[1]


def place_name(session: Session, workshop: AnyWorkshop) -> str | None:
    """The name of the workshop's place, or None."""
    return _PLACE_NAME.only(session, id=workshop.place_id).name if workshop.place_id else None


def framework_of(session: Session, workshop: AnyWorkshop) -> Framework:
    """The version of the framework that a workshop is mapped to."""
    framework = session.get(Framework, workshop.framework_id)
    assert framework is not None
    return framework


def latest_framework(session: Session, content: dict[str, Any]) -> Framework:
    """The newest version of the framework with this content's key, which an organiser may have edited."""
    stored = settle(session, content)
    return newest_framework(session, stored.organisation_id, stored.key)


def newest_framework(session: Session, organisation_id: int, key: str) -> Framework:
    """The newest version of the organisation's framework with this key. Raises NotFound."""
    newest = session.exec(
        select(Framework)
        .where(Framework.organisation_id == organisation_id, Framework.key == key)
        .order_by(col(Framework.version).desc())
    ).first()
    if newest is None:
        raise NotFound
    return newest


def edit_framework(session: Session, workshop: Workshop, content: dict[str, Any], now: datetime) -> int:
    """Map this workshop to a framework version with this content; returns the seq.

    Raises Invalid if a name is empty, or if element or value keys were added or removed.
    """
    before = framework_of(session, workshop)
    if _keys(content) != _keys(before.content):
        raise Invalid("You can rename and reorder elements. You cannot add or remove them.")
    if not all(item["name"] for group in content["groups"] for item in [group, *group["elements"]]):
        raise Invalid("Enter a name for every element and every heading.")
    after = keep_framework(session, before.organisation_id, content)
    if after.id == before.id:
        return workshop.seq
    workshop.framework_id = after.id
    # Every note on the mapping page shows element names.
    workshop.render_version += 1
    session.add(workshop)
    session.flush()
    return journal.record(session, workshop, FrameworkEdited(before.version, after.version), now)


def _keys(content: dict[str, Any]) -> set[str]:
    items = [*content["values"], *(element for group in content["groups"] for element in group["elements"])]
    return {item["key"] for item in items}


def has_notes(session: Session, workshop: Workshop) -> bool:
    """True if a note was ever posted, even one that its writer has deleted since."""
    return session.exec(select(Note.id).where(Note.workshop_id == workshop.id).limit(1)).first() is not None


def settle(session: Session, framework: dict[str, Any], organisation: str = "") -> Framework:
    """Create the installation's row, its organisation and this framework if they are missing; returns the framework.

    If the organisation has another version of the framework than in further languages, that version is returned.
    """
    if session.get(Installation, 1) is None:
        session.add(Installation(id=1, epoch=secrets.token_hex(8)))
    owner = session.exec(select(Organisation).order_by(col(Organisation.id))).first()
    if owner is None:
        owner = Organisation(name=organisation)
        session.add(owner)
        session.flush()
    of_key = (Framework.organisation_id == owner.id, Framework.key == framework["key"], col(Framework.version) > 0)
    newest = session.exec(select(Framework).where(*of_key).order_by(col(Framework.version).desc())).first()
    if newest and without_words(newest.content) != without_words(framework):
        # The organisation has edited its framework, and new workshops are mapped to that.
        return newest
    return keep_framework(session, owner.id, framework)


def keep_framework(session: Session, organisation_id: int, content: dict[str, Any]) -> Framework:
    """The framework version with exactly this content, which is stored as a new version if there is none."""
    versions = list(
        session.exec(
            select(Framework)
            .where(Framework.organisation_id == organisation_id, Framework.key == content["key"])
            .order_by(col(Framework.version))
        )
    )
    for version in versions:
        if version.content == content:
            return version
    version = Framework(organisation_id=organisation_id, key=content["key"], version=len(versions) + 1, content=content)
    session.add(version)
    session.flush()
    return version


def _name(workshop: Workshop, place: str | None) -> None:
    """Update the text in which a search finds the workshop."""
    workshop.search_text = searchable(workshop.title, place, workshop.code)


def place_named(session: Session, organisation_id: int, name: str) -> Place:
    """The organisation's place with this name, stored if there is none."""
    place = session.exec(select(Place).where(Place.organisation_id == organisation_id, Place.name == name)).first()
    if place is None:
        place = Place(organisation_id=organisation_id, name=name)
        session.add(place)
        session.flush()
    return place


def _free_key(session: Session) -> str:
    while True:
        key = "".join(secrets.choice(KEY_LETTERS) for _ in range(KEY_LENGTH))
        if session.exec(select(Workshop.id).where(Workshop.key == key)).first() is None:
            return key
