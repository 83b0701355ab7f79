"""The frameworks of the organisation, in numbered versions. A workshop is mapped to one version."""

import secrets
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.errors import Invalid, NotFound
from app.domain.events import FrameworkEdited
from app.domain.mapping.framework_words import without_words
from app.domain.models import Framework, Installation, Organisation, Workshop
from app.domain.rows import AnyWorkshop
from app.domain.workshops import plans


def of(session: Session, workshop: AnyWorkshop) -> Framework:
    """The version of the framework that a workshop is mapped to."""
    framework = session.get(Framework, workshop.framework_id)
    assert framework is not None
    return framework


def latest(session: Session, content: dict[str, Any]) -> Framework:
    """The newest version of the framework with this content's key, which an organiser may have edited."""
    stored = install(session, content)
    return newest(session, stored.organisation_id, stored.key)


def newest(session: Session, organisation_id: int, key: str) -> Framework:
    """The newest version of the organisation's framework with this key. Raises NotFound."""
    newest = session.exec(
        select(Framework)
        .where(Framework.organisation_id == organisation_id, Framework.key == key)
        .order_by(col(Framework.version).desc())
    ).first()
    if newest is None:
        raise NotFound
    return newest


def edit(session: Session, workshop: Workshop, content: dict[str, Any], now: datetime) -> int:
    """Map this workshop to a framework version with this content; returns the seq.

    Raises Invalid if a name is empty, or if element or value keys were added or removed.
    """
    before = of(session, workshop)
    if _keys(content) != _keys(before.content):
        raise Invalid("You can rename and reorder elements. You cannot add or remove them.")
    if not all(item["name"] for group in content["groups"] for item in [group, *group["elements"]]):
        raise Invalid("Enter a name for every element and every heading.")
    after = keep(session, before.organisation_id, content)
    if after.id == before.id:
        return workshop.seq
    workshop.framework_id = after.id
    # Every note on the mapping page shows element names.
    workshop.render_version += 1
    session.add(workshop)
    session.flush()
    return journal.record(session, workshop, FrameworkEdited(before.version, after.version), now)


def install(session: Session, framework: dict[str, Any], organisation: str = "") -> Framework:
    """Store the installation, its organisation and this framework if they are missing; returns the framework.

    If the organisation has edited more than its translations, the framework is its newest version.
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
    return keep(session, owner.id, framework)


def keep(session: Session, organisation_id: int, content: dict[str, Any]) -> Framework:
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


def from_elsewhere(session: Session, content: dict[str, Any]) -> Framework:
    """The framework version that an imported record brings, stored if there is none with its content.

    New workshops never get such a version while the organisation has one of its own.
    """
    own = install(session, plans.default_framework())
    of_key = (Framework.organisation_id == own.organisation_id, Framework.key == content["key"])
    versions = list(session.exec(select(Framework).where(*of_key).order_by(col(Framework.version).desc())))
    for version in versions:
        if version.content == content:
            return version
    # Own versions count up from 1 and these count down from 0, so the newest version is never one of these.
    number = min([1, *(version.version for version in versions)]) - 1
    stored = Framework(organisation_id=own.organisation_id, key=content["key"], version=number, content=content)
    session.add(stored)
    session.flush()
    return stored


def _keys(content: dict[str, Any]) -> set[str]:
    items = [*content["values"], *(element for group in content["groups"] for element in group["elements"])]
    return {item["key"] for item in items}
