"""Codes with which a facilitator who lost their link gets it back. A code works once. The database holds its hash."""

import secrets
import unicodedata

from sqlmodel import Session, col, select

from app.domain.errors import Conflict, NotFound, gettext_noop
from app.domain.models import Link, Workshop
from app.domain.workshops.codes import CODE_LETTERS, NO_CODE
from app.domain.workshops.seat_secrets import hash_of
from app.domain.workshops.seats import Actor, require

# 72 bits, so that no one guesses one.
LENGTH = 16
WRONG = gettext_noop("This recovery code does not work. Check it, or ask another facilitator for a link.")


def make(session: Session, person: Actor) -> str:
    """A new code for the link by which this person facilitates; an older code for it stops working.

    Raises NotAllowed, and Conflict for an organiser, who opens the board by signing in.
    """
    require(person, "people")
    link = session.get(Link, person.seat.link_id)
    assert link is not None
    if link.organiser_id is not None:
        raise Conflict("You do not need a recovery code. Sign in to open this board again.")
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(LENGTH))
    link.recovery_hash = hash_of(code)
    session.add(link)
    return code


def find(session: Session, typed: str, *, hold: bool = False) -> tuple[Workshop, Link]:
    """The workshop and the link that a code recovers; `hold` locks the link until the commit.

    Raises NotFound for a wrong or used code, and for one whose link was revoked.
    """
    letters = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(letter for letter in letters if letter.isascii() and letter.isalnum())
    query = select(Link).where(Link.recovery_hash == hash_of(code), col(Link.revoked_at).is_(None))
    link = session.exec(query.with_for_update() if hold else query).first() if len(code) == LENGTH else None
    workshop = session.get(Workshop, link.workshop_id) if link else None
    if link is None or workshop is None or workshop.deleted_at:
        raise NotFound(WRONG if code else NO_CODE)
    return workshop, link


def use(session: Session, typed: str) -> tuple[Workshop, Link]:
    """Use the code up; returns the workshop and the link that it recovers. Raises as `find` does."""
    workshop, link = find(session, typed, hold=True)
    link.recovery_hash = None
    session.add(link)
    return workshop, link
