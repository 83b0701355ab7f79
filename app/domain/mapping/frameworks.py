"""Frameworks that come with a record from elsewhere."""

from typing import Any

from sqlmodel import Session, col, select

from app.domain.models import Framework
from app.domain.workshops import plans, workshops


def from_elsewhere(session: Session, content: dict[str, Any]) -> Framework:
    """The organisation's framework version with this content, stored if there is none.

    New workshops are never given a version that is stored here while the organisation has one of its own.
    """
    own = workshops.settle(session, plans.default_framework())
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
