"""Access that was ended after a backup was made. A restore reads it from the database that it replaces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, inspect, select
from sqlmodel import Session, col, delete, update

from app.domain.accounts import organisers
from app.domain.findings.models import Member
from app.domain.findings.reports.report_models import Edition, ReportLink
from app.domain.findings.steps.step_models import StepLink
from app.domain.models import DeviceCode, Link, Organiser, RecoveryCode, Seat, SeatDevice, table

# What gave access, and the column that says since when it gives none.
_ENDED = (
    (Organiser, "deactivated_at"),
    (Organiser, "removed_at"),
    (Link, "revoked_at"),
    (Seat, "removed_at"),
    (Member, "left_at"),
    (ReportLink, "ended_at"),
    (StepLink, "ended_at"),
    (Edition, "unpublished_at"),
    (RecoveryCode, "used_at"),
    (DeviceCode, "used_at"),
)


@dataclass(frozen=True)
class EndedAccess:
    """What gives no access any more: primary keys with the time, by table and column.

    `devices` has the ids of the devices of each seat that is there. `first` is when the first account was made, so that
    the ids of another installation are told apart.
    """

    first: datetime | None
    ended: Mapping[tuple[type[Any], str], list[tuple[tuple[Any, ...], datetime]]]
    devices: Mapping[int, set[int]]
    # The hash of the code that recovers a link, by the link's id; None for a code that was used.
    recovery: Mapping[int, str | None]


def read(connection: Connection) -> EndedAccess:
    """Read it from a database of this version or an older one, which has fewer tables."""
    there = set(inspect(connection).get_table_names())

    def has(model: type[Any], column: str) -> bool:
        name = table(model).name
        return name in there and column in {each["name"] for each in inspect(connection).get_columns(name)}

    devices: dict[int, set[int]] = {}
    if has(SeatDevice, "seat_id"):
        devices = {seat: set() for (seat,) in connection.execute(select(table(Seat).c.id))}
        for device, seat in connection.execute(select(table(SeatDevice).c.id, table(SeatDevice).c.seat_id)):
            devices.setdefault(seat, set()).add(device)
    return EndedAccess(
        connection.execute(_first()).scalar() if has(Organiser, "made_at") else None,
        {(model, name): list(_rows(connection, table(model), name)) for model, name in _ENDED if has(model, name)},
        devices,
        dict(connection.execute(_recovery()).all()) if has(Link, "recovery_hash") else {},
    )


def end_again(session: Session, found: EndedAccess) -> None:
    """End in a restored database what had been ended in the one that it replaces, if both are of one installation."""
    if found.first is None or session.connection().execute(_first()).scalar() != found.first:
        return
    for (model, name), rows in found.ended.items():
        keys = table(model).primary_key.columns
        for key, moment in rows:
            same = [column == value for column, value in zip(keys, key, strict=True)]
            session.exec(update(model).where(*same, getattr(model, name).is_(None)).values({name: moment}))
    for (number,), moment in found.ended.get((Organiser, "removed_at"), ()):
        account = session.get(Organiser, number)
        if account is not None:
            session.refresh(account)
            organisers.forget(session, account, moment)
    for seat, devices in found.devices.items():
        lost = (col(SeatDevice.seat_id) == seat, col(SeatDevice.id).not_in(devices))
        session.exec(delete(SeatDevice).where(*lost))
    for number, code in found.recovery.items():
        of_link = update(Link).where(col(Link.id) == number, col(Link.recovery_hash).is_not(None))
        session.exec(of_link.where(col(Link.recovery_hash) != (code or "")).values(recovery_hash=None))
    session.flush()


def _rows(connection: Connection, owner: Table, name: str) -> Iterable[tuple[tuple[Any, ...], datetime]]:
    ended = owner.c[name]
    for row in connection.execute(select(*owner.primary_key.columns, ended).where(ended.is_not(None))):
        yield tuple(row[:-1]), row[-1]


def _recovery() -> Any:
    return select(table(Link).c.id, table(Link).c.recovery_hash)


def _first() -> Any:
    return select(table(Organiser).c.made_at).order_by(table(Organiser).c.id).limit(1)
