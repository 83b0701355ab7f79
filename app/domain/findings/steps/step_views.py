"""Steps as pages and files show them: with words, sources and updates, in groups, and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.domain.findings import units
from app.domain.findings.models import Programme
from app.domain.findings.steps import steps
from app.domain.findings.steps.step_models import Step, StepSource, StepUpdate
from app.domain.findings.steps.steps import ENDED, State
from app.domain.findings.units import Ref, Unit

VIEWS = DUE, OWNER, ELEMENT, PLACE = ("due", "owner", "element", "place")
OVERDUE, MONTH, LATER, UNDATED = ("overdue", "month", "later", "undated")


@dataclass(frozen=True)
class Row:
    """One step. `text` is what it says, "" if all its words were withdrawn; `updates` begin with the newest."""

    step: Step
    text: str
    sources: list[Unit]
    withdrawn: int
    updates: list[StepUpdate]
    overdue: bool
    days_late: int

    @property
    def lang(self) -> str | None:
        """The language of the text, where it is that of a note."""
        return self.sources[0].lang if self.sources and not self.step.text else None


class Group(NamedTuple):
    """Rows under one heading. `kind` is a view, a part of the view by date, or a state; `value` is what they share."""

    kind: str
    value: str
    rows: list[Row]


class Totals(NamedTuple):
    """The number of steps, of those in each state, of those overdue, and of open ones without an owner."""

    all: int
    by_state: dict[str, int]
    overdue: int
    without_owner: int


def today(programme: Programme, now: datetime) -> date:
    """The day in the programme's time zone."""
    return now.astimezone(ZoneInfo(programme.time_zone)).date()


def is_overdue(step: Step, day: date) -> bool:
    """True if the step should have been done before this day, and is neither done nor dropped."""
    return step.due is not None and step.due < day and step.state not in ENDED


def read(session: Session, programme: Programme, day: date, place_id: int | None = None) -> list[Row]:
    """The steps of the programme or of one place, in the order of `steps.listed`."""
    of_programme = StepSource.programme_id == programme.id
    named: dict[str, list[StepSource]] = {}
    for source in session.exec(select(StepSource).where(of_programme).order_by(col(StepSource.order_key))):
        named.setdefault(source.step_id, []).append(source)
    names = [Ref(source.kind, source.ref) for found in named.values() for source in found]
    there = units.by_name(units.units(session, programme, names)) if names else {}
    updates: dict[str, list[StepUpdate]] = {}
    newest = (col(StepUpdate.at).desc(), col(StepUpdate.id))
    for one in session.exec(select(StepUpdate).where(StepUpdate.programme_id == programme.id).order_by(*newest)):
        updates.setdefault(one.step_id, []).append(one)
    rows = []
    for step in steps.listed(session, programme):
        if place_id is None or step.place_id == place_id:
            found = named.get(step.id, [])
            shown = [there[name] for source in found if (name := Ref(source.kind, source.ref)) in there]
            late = is_overdue(step, day)
            rows.append(
                Row(
                    step=step,
                    text=step.text or (shown[0].text if shown else ""),
                    sources=shown,
                    withdrawn=sum(source.withdrawn_at is not None for source in found),
                    updates=updates.get(step.id, []),
                    overdue=late,
                    days_late=(day - step.due).days if late and step.due else 0,
                )
            )
    return rows


def totals(rows: Sequence[Row]) -> Totals:
    """The figures above the list. Done of all is counted, not the share of open ones."""
    states = [row.step.state for row in rows]
    return Totals(
        all=len(rows),
        by_state={state.value: states.count(state) for state in State},
        overdue=sum(row.overdue for row in rows),
        without_owner=sum(not row.step.owner and row.step.state not in ENDED for row in rows),
    )


def grouped(rows: Sequence[Row], by: str, day: date, orders: Mapping[str, Sequence[str]]) -> list[Group]:
    """The rows in groups, without empty groups.

    By date: overdue, the rest of this month, later, without a date, done, dropped. `orders` has the values of the views
    by element and place in their order; owners are in alphabetical order; steps without a value come last.
    """
    if by == DUE:
        kinds = [OVERDUE, MONTH, LATER, UNDATED, *ENDED]
        return [Group(kind, "", found) for kind in kinds if (found := [row for row in rows if _when(row, day) == kind])]
    values = [_value(row, by) for row in rows]
    known = orders.get(by) or sorted(set(values), key=lambda value: (value.casefold(), value))
    every = [*(value for value in known if value), *sorted({*values} - {*known, ""}), ""]
    return [Group(by, value, found) for value in every if (found := [row for row in rows if _value(row, by) == value])]


def _when(row: Row, day: date) -> str:
    due = row.step.due
    if row.step.state in ENDED:
        return row.step.state
    if due is None:
        return UNDATED
    if due < day:
        return OVERDUE
    return MONTH if (due.year, due.month) == (day.year, day.month) else LATER


def _value(row: Row, by: str) -> str:
    if by == OWNER:
        return row.step.owner
    return row.step.element if by == ELEMENT else str(row.step.place_id or "")
