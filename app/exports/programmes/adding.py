"""What all rows of an imported programme have in common: database ids for the record's numbers and names."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, SQLModel

from app.domain.findings.models import Programme
from app.domain.findings.units import Ref, Unit
from app.domain.records import retention
from app.exports.programmes.facts import Record
from app.exports.programmes.numbering import ref_of

# The longest line and text that an import stores.
LINE, TEXT = 500, 20_000


class Ids(NamedTuple):
    """The database ids of a record's people, places, frameworks and workshops; number 1 is the first."""

    people: list[int]
    places: list[int]
    frameworks: list[int]
    workshops: list[int]


def later(keep_until: date, kind: str, today: date) -> date:
    """A date of deletion, or 30 days from `today` if it has begun. `today` is a day of the programme's time zone."""
    passed = kind == retention.DELETE and keep_until <= today
    return today + retention.AFTER_IMPORT if passed else keep_until


class Adding:
    """A programme to which the rows of a record are added. `units` are those that are there already.

    Interviews that are `gone` were withdrawn here, and stay away.
    """

    def __init__(
        self, session: Session, programme: Programme, record: Record, ids: Ids, gone: frozenset[str], now: datetime
    ) -> None:
        self.session, self.programme, self.id = session, programme, programme.id
        self.record, self.ids, self.gone, self.now = record, ids, gone, now
        self.units: dict[Ref, Unit] = {}

    def add(self, rows: Iterable[SQLModel]) -> None:
        """Store these rows, before rows that refer to them."""
        self.session.add_all(rows)
        self.session.flush()

    def person(self, number: int) -> int:
        """The account of a person of the record."""
        return self.ids.people[number - 1]

    def ref(self, unit: str) -> Ref:
        """The domain's name of a unit of the record."""
        return ref_of(unit, self.ids.workshops)

    def there(self, unit: str) -> bool:
        """True if the unit is in the new programme."""
        return self.ref(unit) in self.units

    def of(self, unit: str) -> dict[str, Any]:
        """The columns that name a unit of this programme."""
        name = self.ref(unit)
        return {"programme_id": self.id, "kind": name.kind, "ref": name.ref}
