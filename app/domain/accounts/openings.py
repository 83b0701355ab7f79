"""How an organiser opens a board: with a facilitator link of their own that lasts as long as their sign-in."""

import secrets

from sqlmodel import Session, select

from app.domain.accounts.acting import By
from app.domain.models import Link, Seat, Workshop
from app.domain.workshops import seats


def open_board(session: Session, by: By, key: str, *, seat_ref: str | None, fresh_ref: str) -> Seat:
    """The seat from which this organiser facilitates: this browser's seat `seat_ref`, or a new one under `fresh_ref`.

    A seat with a shared facilitator link keeps that link, because it outlives the sign-in. Raises NotFound for an
    unknown workshop.
    """
    workshop = seats.find(session, key, hold=True)
    seat = seats.seat_by_ref(session, workshop, seat_ref)
    held = session.get(Link, seat.link_id) if seat and seat.link_id else None
    if seat and held and not seat.removed_at and held.revoked_at is None and held.organiser_id is None:
        return seat
    if held and held.organiser_id not in (None, by.account.id):
        # Another organiser opened this board in the same browser, and this one must not act from that seat.
        seat_ref = None
    link = _own_link(session, by, workshop)
    return seats.facilitate(
        session, key, link.ref, seat_ref=seat_ref, fresh_ref=fresh_ref, name=by.account.name, now=by.now
    )


def _own_link(session: Session, by: By, workshop: Workshop) -> Link:
    assert by.sign_in is not None
    assert workshop.id is not None
    mine = select(Link).where(Link.workshop_id == workshop.id, Link.session_id == by.sign_in.id)
    link = next((link for link in session.exec(mine) if link.revoked_at is None), None)
    if link is None:
        link = Link(
            workshop_id=workshop.id,
            ref=secrets.token_hex(8),
            organiser_id=by.account.id,
            session_id=by.sign_in.id,
        )
        session.add(link)
        session.flush()
    return link
