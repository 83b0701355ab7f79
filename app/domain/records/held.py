"""What we hold: how much of each kind of data one workshop consists of."""

from typing import NamedTuple

from sqlmodel import Session, col, func, select

from app.domain.findings.asks.ask_models import Answer, Ask, Ballot
from app.domain.models import Coding, DeviceCode, Event, Link, Note, Seat, SeatDevice, Workshop


class Held(NamedTuple):
    """Numbers of rows. `linked` and `linked_ballots` count those whose device is known; closing makes both 0."""

    notes: int
    hidden: int
    withdrawn: int
    linked: int
    names_on_notes: int
    people: int
    names: int
    devices: int
    codings: int
    ballots: int
    linked_ballots: int
    answers: int
    events: int
    links: int
    device_codes: int


def held(session: Session, workshop: Workshop) -> Held:
    """Count what the database holds about this workshop now."""
    own_notes, own_seats = Note.workshop_id == workshop.id, Seat.workshop_id == workshop.id

    def count(model: type[Note | Coding | Event | Link | Seat | SeatDevice], *conditions: object) -> int:
        query = select(func.count()).select_from(model).where(model.workshop_id == workshop.id)
        return session.exec(query.where(*conditions)).one()  # ty: ignore[invalid-argument-type]

    codes = select(func.count()).select_from(DeviceCode).join(Seat, col(Seat.id) == col(DeviceCode.seat_id))
    of_workshop = col(Ballot.ask_id).in_(select(Ask.id).where(Ask.workshop_id == workshop.id))
    ballots = select(func.count()).select_from(Ballot).where(of_workshop)
    answers = select(func.count()).select_from(Answer).join(Ballot, col(Ballot.id) == col(Answer.ballot_id))
    return Held(
        notes=count(Note),
        hidden=count(Note, own_notes, col(Note.hidden).is_(True)),
        withdrawn=count(Note, own_notes, col(Note.withdrawn).is_(True)),
        linked=count(Note, own_notes, col(Note.seat_id).is_not(None)),
        names_on_notes=count(Note, own_notes, col(Note.shown_name).is_not(None)),
        people=count(Seat),
        names=count(Seat, own_seats, col(Seat.name).is_not(None)),
        devices=count(SeatDevice),
        codings=count(Coding),
        ballots=session.exec(ballots).one(),
        linked_ballots=session.exec(ballots.where(col(Ballot.seat_id).is_not(None))).one(),
        answers=session.exec(answers.where(of_workshop)).one(),
        events=count(Event),
        links=count(Link),
        device_codes=session.exec(codes.where(own_seats)).one(),
    )
