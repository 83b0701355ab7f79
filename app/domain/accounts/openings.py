"""How an organiser opens a board: with a facilitator link of their own that lasts as long as their sign-in."""

import secrets

from sqlmodel import Session, select

from app.domain.accounts.acting import By
from app.domain.models import Link, Workshop
from app.domain.workshops import links, seats
from app.domain.workshops.links import Facilitating


def open_board(
    session: Session, by: By, key: str, *, secret: str | None, fresh_secret: str, device: str = ""
) -> Facilitating:
    """The seat from which this organiser facilitates: the seat of the browser with this `secret`, or a new one.

    `device` is the browser in words. A seat with a shared facilitator link keeps that link, because it outlives the
    sign-in. Raises NotFound for an unknown workshop.
    """
    workshop = seats.find(session, key, hold=True)
    seat = links.seat_of(session, workshop, secret)
    held = session.get(Link, seat.link_id) if seat and seat.link_id else None
    shared = held is not None and held.revoked_at is None and held.organiser_id is None
    if seat and held and not seat.removed_at and shared and held.role == seats.FACILITATOR:
        assert secret is not None
        return Facilitating(seat, secret)
    if held and held.organiser_id not in (None, by.account.id):
        # Another organiser opened this board in the same browser, and this one must not act from that seat.
        secret = None
    link = _own_link(session, by, workshop)
    return links.facilitate(
        session,
        key,
        link.ref,
        secret=secret,
        fresh_secret=fresh_secret,
        name=by.account.name,
        device=device,
        now=by.now,
    )


def _own_link(session: Session, by: By, workshop: Workshop) -> Link:
    assert by.sign_in is not None
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
